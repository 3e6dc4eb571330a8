"""The contract of the mark that tells a page whether anything has changed."""

from datetime import timedelta

from shared.ports.changes import Changes, marked_at
from tests.contracts.build import NOON
from tests.fakes import FakeClock


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def test_an_account_without_a_change_has_no_mark(changes: Changes) -> None:
    changes.mark("acme", NOON)
    assert changes.changed("other") is None
    assert changes.changed("acme") is not None
    assert changes.changed_each([]) == {}


def test_each_mark_has_another_value(changes: Changes) -> None:
    values = []
    for n in range(4):
        changes.mark("acme", NOON + after(n))
        values.append(changes.changed("acme"))
    assert len(set(values)) == 4
    assert changes.changed("acme") == values[-1]


def test_what_changes_within_a_second_makes_another_mark_once_it_is_over(changes: Changes, clock: FakeClock) -> None:
    changes.mark("acme", NOON)
    first = changes.changed("acme")
    for late in (0, 0.2, 0.999):
        clock.instant = NOON + after(late)
        changes.mark("acme", NOON + after(late))
        assert changes.changed("acme") == first
    clock.instant = NOON + after(1.5)
    second = changes.changed("acme")
    assert second not in (first, None)
    clock.instant = NOON + after(99)
    assert changes.changed("acme") == second
    changes.mark("acme", NOON + after(99))
    assert changes.changed("acme") not in (first, second, None)


def test_a_mark_says_until_when_it_stands_for_what_has_changed(changes: Changes, clock: FakeClock) -> None:
    changes.mark("acme", NOON)
    changes.mark("acme", NOON + after(0.2))
    assert marked_at(changes.changed("acme") or "") == NOON
    clock.instant = NOON + after(9)
    assert marked_at(changes.changed("acme") or "") == NOON + after(1.5)


def test_a_mark_stays_as_it_is_if_nothing_else_changes(changes: Changes, clock: FakeClock) -> None:
    changes.mark("acme", NOON)
    first = changes.changed("acme")
    clock.instant = NOON + after(99)
    assert changes.changed("acme") == first


def test_a_late_writer_does_not_take_a_newer_mark_back(changes: Changes, clock: FakeClock) -> None:
    changes.mark("acme", NOON)
    old = changes.changed("acme")
    changes.mark("acme", NOON + after(3))
    changes.mark("acme", NOON)
    clock.instant = NOON + after(9)
    assert changes.changed("acme") not in (old, None)


def test_AWS5_a_writer_whom_the_table_kept_waiting_moves_a_mark_that_pages_have_seen(
    changes: Changes, clock: FakeClock
) -> None:
    """Its change was made within the mark's second, and is told of when the mark already stands for all of that second."""
    changes.mark("acme", NOON)
    changes.mark("acme", NOON + after(0.3))
    clock.instant = NOON + after(1.6)
    seen = changes.changed("acme")
    changes.mark("acme", NOON + after(0.9))
    assert changes.changed("acme") not in (seen, None)


def test_a_mark_from_a_clock_that_runs_far_ahead_is_replaced(changes: Changes) -> None:
    """Otherwise no change of the account would be seen until that time has come."""
    changes.mark("acme", NOON + after(86_400))
    wrong = changes.changed("acme")
    changes.mark("acme", NOON)
    assert changes.changed("acme") != wrong


def test_many_accounts_are_asked_at_once(changes: Changes) -> None:
    names = [f"account{n}" for n in range(120)]
    for n, name in enumerate(names[:110]):
        changes.mark(name, NOON + after(n))
    found = changes.changed_each(names)
    assert sorted(found) == sorted(names[:110])
    assert all(found[name] == changes.changed(name) for name in names[:3])
