"""A long ticket is folded from what is settled of it as it is folded whole, whatever happens to it and in whatever order
(design §4: the state of a ticket is a fold)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.errors import HistoryNeededError
from shared.domain.posts.kinds import Channel
from shared.domain.text import search_terms
from shared.domain.tickets import settling
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.partial import newest_part
from shared.domain.tickets.ticket import Ticket
from tests.builders import answered, asked, at
from tests.long_tickets import DELETED_SOON, OPS, begun, folded, play, put, stopped_by, what_senders_ask


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three posts stay to be read, so that a ticket is long soon."""
    monkeypatch.setattr(settling, "KEPT", 3)
    monkeypatch.setattr(search_terms, "ROOM", 100)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ops=st.lists(OPS, min_size=10, max_size=45))
def test_whatever_happens_to_a_long_ticket_it_is_as_if_it_were_read_whole(
    ops: list[tuple[str, float, int, bool]],
) -> None:
    twins = begun()
    for op, later, pick, flag in ops:
        twins.now += later
        twins.number += 1
        play(twins, op, pick, flag)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ops=st.lists(DELETED_SOON, min_size=6, max_size=25))
def test_I6_what_was_deleted_before_the_settled_instant_waits_no_more(ops: list[tuple[str, float, int, bool]]) -> None:
    twins = begun()
    for op, later, pick, flag in ops:
        twins.now += later
        twins.number += 1
        play(twins, op, pick, flag)


@pytest.mark.parametrize("op", ["ask", "message"])
def test_I6_the_newest_settled_post_may_be_a_deleted_one(op: str) -> None:
    twins = begun()
    for n in range(1, 30):
        twins.now, twins.number = n * 5.0, n
        play(twins, "delete" if n % 4 == 0 else op, 0, flag=True)
        play(twins, "forget", 0, flag=True)
    assert any(post.deleted_at is not None for post in newest_part(twins.stored).posts)


def test_the_metrics_know_who_answered_however_much_we_write_since() -> None:
    twins = begun()
    for n in range(1, 30):
        twins.now, twins.number = n * 5.0, n
        play(twins, "desk" if n == 1 else "native", 0, flag=False)
    part = newest_part(twins.stored)
    assert part.partial
    stopper = stopped_by(part)
    assert stopper is not None
    assert stopper.by == "kt"


def test_N3_senders_know_when_the_customer_last_wrote_in_private_however_much_is_written_since() -> None:
    twins = begun()
    for n in range(1, 30):
        twins.now, twins.number = n * 5.0, n
        if n == 4:
            twins.change("our message", put(answered(twins.now, id=f"n{n}", channel=Channel.DIRECT)))
        else:
            play(twins, "message" if n < 4 else "ask", 2, flag=False)
    part = newest_part(twins.stored)
    assert part.partial
    assert what_senders_ask(part) == (at(15), True)


@pytest.mark.parametrize("answers", [0, 2, 3], ids=["never-answered", "every-second", "every-third"])
def test_a_ticket_that_only_goes_on_is_read_in_part_however_long_it_gets(answers: int) -> None:
    twins = begun()
    for n in range(1, 70):
        twins.now += 5
        twins.number += 1
        play(twins, "native" if answers and n % answers == 0 else "ask", 0, flag=False)
        play(twins, "claim", 0, flag=False)
        twins.number += 1000
        part = newest_part(twins.stored)
        assert len(part.posts) <= 2 * 3 + 6
        assert len(part.clocks) <= 2 * 3 + 2
        assert len(part.waiting) <= 2 * 3 + 6
    assert twins.needed == 0
    assert twins.in_part > 100


def test_what_bears_on_the_settled_part_asks_for_the_whole() -> None:
    twins = begun()
    for n in range(1, 30):
        twins.now, twins.number = n * 5.0, n
        play(twins, "native" if n % 3 == 0 else "ask", 0, flag=False)
    part = newest_part(twins.stored)
    assert part.partial
    old = twins.whole.posts[2]
    changes: dict[str, Callable[[Ticket], object]] = {
        "a late post": lambda each: each.with_post(asked(1, seen=999, id="late")),
        "one that was seen before": lambda each: each.with_post(asked(999, seen=1, id="skewed")),
        "an edit": lambda each: each.with_post(replace(old, text="edited", edited_at=at(999))),
        "an old post": lambda each: each.post(old.id),
        "an answer to it": lambda each: each.with_post(answered(999, id="x", seen_through=old.id)),
        "an answer reported of then": lambda each: each.with_action(
            Action("r", ActionKind.ANSWER_REPORTED, at(999), "kt", answered_at=at(6))
        ),
        "spam": lambda each: folded(
            each.with_action(Action("s", ActionKind.DONE, at(999), "kt", reason=DoneReason.SPAM))
        ),
        "a draft of then": lambda each: each.unseen(old.id),
    }
    for name, change in changes.items():
        with pytest.raises(HistoryNeededError):
            pytest.fail(f"{name} did not ask: {change(part)}")
        change(twins.stored)
