"""What any line owes those who wait in it."""

from shared.ports.replies import QueuePosition, SendQueue
from tests.contracts.build import at

FIRST, SECOND, THIRD = (QueuePosition(at(n), "acme.900.1", f"reply-{n}") for n in (1, 2, 3))


def test_who_wrote_first_is_first_whoever_joined_first(lines: SendQueue) -> None:
    assert lines.first("acme") is None
    for turn in (SECOND, THIRD, FIRST):
        lines.join("acme", turn)
    assert lines.first("acme") == FIRST
    lines.leave("acme", FIRST)
    assert lines.first("acme") == SECOND


def test_joining_twice_is_joining_once_and_so_is_leaving(lines: SendQueue) -> None:
    for _ in range(2):
        lines.join("acme", FIRST)
    for _ in range(2):
        lines.leave("acme", FIRST)
    assert lines.first("acme") is None


def test_each_account_has_a_line_of_its_own(lines: SendQueue) -> None:
    lines.join("acme", SECOND)
    lines.join("acme2", FIRST)
    assert (lines.first("acme"), lines.first("acme2")) == (SECOND, FIRST)


def test_of_the_same_instant_each_has_a_place(lines: SendQueue) -> None:
    twins = sorted(QueuePosition(at(1), ticket, "reply-1") for ticket in ("acme.7.1", "acme.77.1"))
    for turn in reversed(twins):
        lines.join("acme", turn)
    for turn in twins:
        assert lines.first("acme") == turn
        lines.leave("acme", turn)
