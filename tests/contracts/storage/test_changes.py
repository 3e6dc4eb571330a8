"""The contract of the mark that tells a page whether anything has changed."""

from datetime import timedelta

from shared.ports.changes import Changes
from tests.contracts.build import NOON


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
        assert changes.mark("acme", NOON + after(n)) == NOON + after(n)
        values.append(changes.changed("acme"))
    assert len(set(values)) == 4
    assert changes.changed("acme") == values[-1]


def test_an_account_is_marked_once_a_second_at_most_and_says_which_mark_stands(changes: Changes) -> None:
    changes.mark("acme", NOON)
    first = changes.changed("acme")
    for late in (0, 0.2, 0.999):
        assert changes.mark("acme", NOON + after(late)) == NOON
    assert changes.changed("acme") == first
    assert changes.mark("acme", NOON + after(1)) == NOON + after(1)


def test_a_late_writer_leaves_a_newer_mark(changes: Changes) -> None:
    changes.mark("acme", NOON + after(3))
    assert changes.mark("acme", NOON) == NOON + after(3)


def test_a_mark_from_a_clock_that_runs_far_ahead_is_replaced(changes: Changes) -> None:
    """Otherwise no change of the account would be seen until that time has come."""
    changes.mark("acme", NOON + after(86_400))
    assert changes.mark("acme", NOON) == NOON


def test_many_accounts_are_asked_at_once(changes: Changes) -> None:
    names = [f"account{n}" for n in range(120)]
    for n, name in enumerate(names[:110]):
        changes.mark(name, NOON + after(n))
    found = changes.changed_each(names)
    assert sorted(found) == sorted(names[:110])
    assert all(found[name] == changes.changed(name) for name in names[:3])
