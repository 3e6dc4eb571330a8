"""A draft is stale after an edit, and after what came in late between what its writer had read (R2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import InvalidError, StaleDraftError
from shared.domain.posts.incoming_post import Deletion, IncomingPost
from shared.domain.posts.post import EXPIRED
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.lists.flags import flags_of
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import reply_to_ticket
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.tickets.ticket_actions import note_on_ticket
from tests.builders import asked, at, sighted, snowflake, ticket
from tests.fake_desk import FakeDesk
from tests.unit.replies.test_replies import asked_desk, command, put_out, refused_desk, stored, work

FIRST = sighted(0)


def edit(minutes: float, text: str = "@acme_help cancel it, please") -> IncomingPost:
    return replace(FIRST, answer_id=snowflake(at(minutes), 7), edited_at=at(minutes), text=text)


def seen(desk: FakeDesk) -> int:
    return desk.only_ticket().version


def test_R2_an_edit_makes_a_draft_stale_for_who_has_seen_the_words_before_it() -> None:
    desk = asked_desk()
    draft = command(desk, seen_version=seen(desk))
    ingest_post(edit(3), desk=desk)
    with pytest.raises(StaleDraftError) as stale:
        reply_to_ticket(draft, by=desk.kt, desk=desk)
    assert stale.value.newer == (FIRST.id,)
    read = command(desk, seen_version=seen(desk))
    assert reply_to_ticket(read, by=desk.kt, desk=desk).state is ReplyState.HELD


def test_R2_who_names_no_version_names_the_edit_that_they_have_seen() -> None:
    desk = asked_desk()
    ingest_post(edit(3), desk=desk)
    with pytest.raises(StaleDraftError):
        reply_to_ticket(command(desk, seen_through=FIRST.id), by=desk.kt, desk=desk)
    reply = reply_to_ticket(command(desk, seen_through=edit(3).answer_id), by=desk.kt, desk=desk)
    assert (reply.in_reply_to, reply.seen_through) == (edit(3).answer_id, FIRST.id)
    assert work(desk) is ReplyState.SENT
    assert desk.only_ticket().running is None


def test_R2_an_edit_that_a_later_one_replaced_is_stale_and_no_stranger() -> None:
    desk = asked_desk()
    ingest_post(edit(2, "one"), desk=desk)
    ingest_post(edit(3, "two"), desk=desk)
    with pytest.raises(StaleDraftError) as stale:
        reply_to_ticket(command(desk, seen_through=edit(2).answer_id), by=desk.kt, desk=desk)
    assert stale.value.newer == (FIRST.id,)
    with pytest.raises(InvalidError):
        reply_to_ticket(command(desk, seen_through=snowflake(at(4), 9)), by=desk.kt, desk=desk)


def test_R2_an_older_posts_edit_is_news_and_a_newer_post_is_read_with_the_edits_before_it() -> None:
    desk = asked_desk()
    ingest_post(edit(2), desk=desk)
    ingest_post(sighted(3), desk=desk)
    reply_to_ticket(command(desk), by=desk.kt, desk=desk)
    other = asked_desk()
    ingest_post(sighted(2), desk=other)
    draft = command(other)
    ingest_post(edit(3), desk=other)
    with pytest.raises(StaleDraftError):
        reply_to_ticket(draft, by=other.kt, desk=other)


def test_R2_a_post_that_comes_in_late_between_those_that_were_read_makes_a_draft_stale() -> None:
    desk = asked_desk()
    ingest_post(sighted(4), desk=desk)
    draft = command(desk, seen_version=seen(desk))
    ingest_post(sighted(2), desk=desk)
    with pytest.raises(StaleDraftError) as stale:
        reply_to_ticket(draft, by=desk.kt, desk=desk)
    assert stale.value.newer == (sighted(2).id,)


def test_R2_a_post_taken_back_is_news_and_a_note_is_none() -> None:
    desk = asked_desk()
    ingest_post(sighted(1), desk=desk)
    draft = command(desk, in_reply_to=sighted(1).id, seen_version=seen(desk))
    note_on_ticket(desk.only_ticket().id, "I ask the depot.", by=desk.boss, desk=desk)
    forget_post(Deletion("x", FIRST.id, at(5)), desk=desk)
    with pytest.raises(StaleDraftError) as stale:
        reply_to_ticket(draft, by=desk.kt, desk=desk)
    assert stale.value.newer == (FIRST.id,)


def test_R2_words_that_were_kept_as_long_as_they_should_be_are_no_news() -> None:
    before = ticket(asked(0), asked(1))
    after = before.with_post(before.posts[0].without_words(at(9), EXPIRED))
    assert after.unseen(before.last_post.id, before.version) == ()


@pytest.mark.parametrize("late", [edit(3), sighted(-1)])
def test_R2_the_worker_looks_again_for_edits_and_for_what_came_in_late(late: IncomingPost) -> None:
    desk = asked_desk()
    put_out(desk)
    ingest_post(late, desk=desk)
    assert work(desk) is ReplyState.FAILED
    assert desk.x.sends == []


def test_R2_what_failed_is_sent_again_only_to_who_has_seen_the_edit() -> None:
    desk = refused_desk()
    ingest_post(edit(6), desk=desk)
    ident = desk.only_ticket().id
    with pytest.raises(StaleDraftError):
        send_again(ident, "reply-0001", by=desk.kt, desk=desk)
    send_again(ident, "reply-0001", by=desk.kt, desk=desk, seen_through=FIRST.id, seen_version=seen(desk))
    assert work(desk) is ReplyState.SENT


def test_C2_a_post_that_nobody_had_seen_when_the_desk_answered_is_flagged() -> None:
    desk = asked_desk()
    ingest_post(sighted(4), desk=desk)
    put_out(desk)
    work(desk)
    assert "look" not in flags_of(desk.only_ticket())
    desk.clock.forward(timedelta(minutes=1))
    ingest_post(sighted(2), desk=desk)
    assert stored(desk).state is ReplyState.SENT
    assert desk.only_ticket().to_look_at == {sighted(2).id}
