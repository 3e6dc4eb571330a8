"""Words that were taken back are gone from wherever they live, whatever came first (I6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.flags import flags_of
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from tests.builders import CUSTOMER, at, sighted, sighted_answer, snowflake
from tests.fake_desk import AT_ONCE, FakeDesk

SECRET = "@acme_help my number is 4711"


def deleted(post_id: str, n: float = 3) -> Deletion:
    return Deletion("x", post_id, at(n))


def forget(desk: FakeDesk, *gone: Deletion) -> None:
    ingest_delivery(gone, source="webhook", desk=desk)


def everything(desk: FakeDesk) -> str:
    """All that the desk holds."""
    return repr((vars(desk.tickets), vars(desk.digests), desk.alerts.messages, desk.replies.messages, desk.memory))


@pytest.mark.parametrize("incoming", [sighted(0, text=SECRET), sighted(0, text=SECRET, channel=Channel.DIRECT)])
def test_I6_a_deletion_that_comes_before_its_post_keeps_the_words_from_ever_being_stored(
    incoming: IncomingPost,
) -> None:
    desk = FakeDesk()
    forget(desk, deleted(incoming.id))
    told = ingest_post(incoming, desk=desk)
    assert told.outcome == "deleted_before"
    assert desk.tickets.of_customer("acme", CUSTOMER.id)[1] == ()
    assert desk.timers.running == {}
    assert "4711" not in everything(desk)


def test_I6_a_deletion_before_its_post_leaves_the_other_posts_of_the_ticket_alone() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    gone = sighted(2, text=SECRET)
    forget(desk, deleted(gone.id))
    before = desk.only_ticket()
    assert ingest_post(gone, desk=desk).outcome == "deleted_before"
    assert desk.only_ticket() == before


def test_I6_a_deletion_of_our_own_answer_that_waits_for_its_post_takes_it_out_of_there() -> None:
    desk = FakeDesk()
    answer = sighted_answer(4, sighted(0).id, text="Your number is 4711.")
    assert ingest_post(answer, desk=desk).outcome == "parked"
    forget(desk, deleted(answer.id, 5))
    assert "4711" not in everything(desk)
    assert ingest_post(answer, desk=desk).outcome == "deleted_before"
    ingest_post(sighted(0), desk=desk)
    assert desk.only_ticket().status is Status.NEW
    assert "4711" not in everything(desk)


def test_I6_our_answer_to_a_post_that_was_deleted_before_it_came_in_is_not_kept() -> None:
    desk = FakeDesk()
    forget(desk, deleted(sighted(0).id))
    told = ingest_post(sighted_answer(4, sighted(0).id, text="Your number is 4711."), desk=desk)
    assert told.outcome == "answers_deleted"
    assert "4711" not in everything(desk)


def test_I6_a_deletion_that_names_an_edit_which_has_not_come_in_yet_finds_the_post_by_it() -> None:
    desk = FakeDesk()
    first = sighted(0, text=SECRET)
    edit = replace(first, answer_id=snowflake(at(2)), edited_at=at(2), text=SECRET + "!")
    forget(desk, deleted(edit.answer_id))
    assert ingest_post(first, desk=desk).outcome == "stored"
    assert ingest_post(edit, desk=desk).outcome == "deleted_before"
    assert desk.only_ticket().running is None
    assert "4711" not in everything(desk)
    assert ingest_post(edit, desk=desk).outcome == "known"


def test_I6_an_edit_that_names_us_no_more_and_was_deleted_before_it_came_in_takes_the_post_with_it() -> None:
    desk = FakeDesk()
    first = sighted(0, text=SECRET)
    ingest_post(first, desk=desk)
    elsewhere = replace(first, text="@other 4711", mentions=(), told_as_mention=False, in_reply_to_user="555")
    edit = replace(elsewhere, answer_id=snowflake(at(2)), edited_at=at(2))
    forget(desk, deleted(edit.answer_id))
    assert ingest_post(edit, desk=desk).outcome == "deleted_before"
    assert "4711" not in everything(desk)


def test_I6_a_deletion_by_the_first_id_takes_the_edit_too_and_no_later_edit_brings_words_back() -> None:
    desk = FakeDesk()
    first = sighted(0, text=SECRET)
    ingest_post(replace(first, answer_id=snowflake(at(2)), edited_at=at(2), text=SECRET + "!"), desk=desk)
    forget(desk, deleted(first.id))
    ingest_post(replace(first, answer_id=snowflake(at(4)), text=SECRET + "?"), desk=desk)
    assert "4711" not in everything(desk)


def test_I6_a_deleted_post_is_gone_from_the_queue_its_excerpt_and_the_search() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, text="@acme_help hello?"), desk=desk)
    ingest_post(sighted(1, text=SECRET), desk=desk)
    assert found(desk, "4711") == ("@acme_help my number is 4711",)
    forget(desk, deleted(sighted(1).id))
    assert found(desk, "4711") == ()
    assert found(desk, "") == ("@acme_help hello?",)
    assert "4711" not in everything(desk)


def found(desk: FakeDesk, q: str) -> tuple[str, ...]:
    return tuple(row.excerpt for row in list_queue(QueueFilter(q=q), me="kt", desk=desk).rows)


def test_I6_an_answer_of_ours_that_was_deleted_on_x_leaves_no_words_in_the_outbox() -> None:
    desk = FakeDesk(AT_ONCE)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(timedelta(minutes=5))
    [post] = desk.only_ticket().posts
    command = ReplyToTicket(desk.only_ticket().id, "reply-0001", post.id, post.id, "Your number is 4711.")
    reply_to_ticket(command, by=desk.kt, desk=desk)
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.SENT
    forget(desk, deleted(desk.only_ticket().last_post.id, 9))
    assert "4711" not in everything(desk)


def test_I6_a_deleted_post_says_when_and_why() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, text=SECRET), desk=desk)
    forget(desk, replace(deleted(sighted(0).id), because="withheld"))
    [post] = desk.only_ticket().posts
    assert (post.deleted_at, post.gone_because) == (at(3), "withheld")
    assert flags_of(desk.only_ticket()) == ("deleted",)
