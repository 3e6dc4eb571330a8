"""An id names one reply, or note, with one content: no answer is ever acknowledged that is not stored (R7)."""

from typing import Any

import pytest

from shared import wiring
from shared.domain.answering.decide_outcome import LOOK_AFTER
from shared.domain.errors import OutcomeUnknownError, UnreachableError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion
from shared.domain.posts.kinds import Channel
from shared.ports.settings import Document
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.send_reply import send_reply
from tests.builders import minutes, sighted, sighted_answer, snowflake
from tests.fake_desk import ACCOUNT, AT_ONCE, FakeDesk
from tests.unit.api.test_api import call

OTHER = Document("account", "acme_us", 1, {**ACCOUNT, "network_id": "101", "username": "acme_us"})


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk = FakeDesk(AT_ONCE, OTHER)
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted(1, text="@acme_help hello?"), desk=desk)
    desk.clock.forward(minutes(5))
    monkeypatch.setattr(wiring, "_desk", desk)
    return desk


def body(desk: FakeDesk, **more: Any) -> dict[str, Any]:
    first, second = (post.id for post in desk.only_ticket().posts[:2])
    asked = {"client_reply_id": "reply-0001", "in_reply_to": first, "seen_through": second, "text": "The blue cup."}
    return asked | more


def posted(desk: FakeDesk, **more: Any) -> tuple[int, Any]:
    return call("POST", f"/api/tickets/{desk.only_ticket().id}/replies", body(desk, **more))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "No: the RED cup."},
        {"channel": "direct"},
        {"in_reply_to": "second"},
        {"account": "acme_us", "confirm_handle": "@acme_us"},
    ],
    ids=str,
)
@pytest.mark.parametrize("sent", [False, True])
def test_R7_the_same_id_with_other_content_says_what_is_stored(
    desk: FakeDesk, changed: dict[str, Any], sent: bool
) -> None:
    status, first = posted(desk)
    assert status == 202
    if sent:
        send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    if "in_reply_to" in changed:
        changed = {"in_reply_to": desk.only_ticket().posts[1].id}
    status, problem = posted(desk, **changed)
    assert (status, problem["code"]) == (409, "id_reused")
    stored = problem["stored"]
    told = {name: stored[name] for name in ("id", "text", "channel", "account", "in_reply_to")}
    assert told == {name: first[name] for name in told}
    assert stored["state"] == ("sent" if sent else "held")
    assert len(desk.only_ticket().replies) == 1


def test_R7_the_same_content_is_the_same_reply_whatever_was_seen_since(desk: FakeDesk) -> None:
    first = posted(desk)
    assert posted(desk) == first
    assert posted(desk, account="acme", channel="public") == first
    ingest_post(sighted(6, text="@acme_help and?"), desk=desk)
    assert posted(desk, seen_through=desk.only_ticket().posts[-1].id, seen_version=99, confirm=["card:1"]) == first
    assert posted(desk, client_reply_id="reply-0002", text="Another.")[1]["code"] == "answer_under_way"


def test_R7_an_answered_post_that_was_edited_since_is_still_the_same(desk: FakeDesk) -> None:
    first_id = desk.only_ticket().posts[0].id
    edited = snowflake(desk.clock.now(), 7)
    ingest_post(sighted(0, id=first_id, answer_id=edited, text="@acme_help where is order 12?"), desk=desk)
    asked = body(desk, in_reply_to=edited, seen_version=desk.only_ticket().version)
    path = f"/api/tickets/{desk.only_ticket().id}/replies"
    status, reply = call("POST", path, asked)
    assert (status, reply["in_reply_to"]) == (202, edited)
    again = snowflake(desk.clock.now(), 8)
    ingest_post(sighted(0, id=first_id, answer_id=again, text="@acme_help where is order 13?"), desk=desk)
    assert call("POST", path, asked)[0] == 202
    assert call("POST", path, asked | {"in_reply_to": first_id})[0] == 202


def test_R7_another_note_under_an_id_says_which_stands_there(desk: FakeDesk) -> None:
    path = f"/api/tickets/{desk.only_ticket().id}/notes"
    note = {"text": "They called.", "client_note_id": "note-0001"}
    first = call("POST", path, note)[1]
    status, problem = call("POST", path, note | {"text": "They wrote."})
    assert (status, problem["code"], problem["stored"]) == (409, "id_reused", first)
    assert call("POST", path, note, groups="[managers]")[1]["code"] == "id_reused"
    assert call("POST", path, note) == (201, first)


def test_R7_an_id_whose_words_are_gone_acknowledges_no_others(desk: FakeDesk) -> None:
    posted(desk)
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    forget_post(Deletion("x", desk.only_ticket().last_post.id, desk.clock.now(), "deleted"), desk=desk)
    assert desk.only_ticket().replies[0].text == ""
    status, problem = posted(desk, text="Words that were never stored.")
    assert (status, problem["code"], problem["stored"]["text"]) == (409, "id_reused", "")


def unknown(desk: FakeDesk, **more: Any) -> str:
    """A reply that may stand on the network, and is on no timeline; the id under which it stands there."""
    posted(desk, **more)
    desk.x.answers, desk.x.takes_before_failing, desk.x.unlisted = [OutcomeUnknownError("timed out")], True, True
    ticket = desk.only_ticket().id
    send_reply(ticket, "reply-0001", desk=desk)
    for wait in LOOK_AFTER:
        desk.clock.forward(wait)
        send_reply(ticket, "reply-0001", desk=desk)
    assert desk.only_ticket().replies[0].state == "unknown"
    return desk.x.stands[0].post_id


def refolded(desk: FakeDesk, post: str | None, **who: str) -> tuple[int, Any]:
    said = {"outcome": "sent", "post": post} if post else {"outcome": "not_sent"}
    return call("POST", f"/api/tickets/{desk.only_ticket().id}/replies/reply-0001/settle", said, **who)


def test_R1_a_customers_post_settles_nothing(desk: FakeDesk) -> None:
    unknown(desk)
    ingest_post(sighted(9, text="@acme_help thanks"), desk=desk)
    theirs = desk.only_ticket().last_post.id
    before = desk.only_ticket()
    for said in (
        theirs,
        f"https://x.com/mitsuki/status/{theirs}",
        f"https://x.com/mitsuki/status/{theirs}/photo/1?s=20",
    ):
        status, problem = refolded(desk, said)
        assert (status, problem["path"]) == (400, "post")
    assert desk.only_ticket() == before


def asked(desk: FakeDesk, post: str) -> Any:
    """What the worker makes of it, once the API has taken it."""
    status, reply = refolded(desk, post)
    assert (status, reply["state"]) == (202, "sending")
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    return desk.only_ticket().replies[0]


def test_R1_a_post_that_the_account_did_not_write_settles_nothing(desk: FakeDesk) -> None:
    there = unknown(desk)
    assert refolded(desk, "https://x.com/acme_help/status/nonsense")[0] == 400
    posts = desk.only_ticket().posts
    reply = asked(desk, snowflake(desk.clock.now(), 77))
    assert (reply.state, reply.why, reply.claimed) == ("unknown", "not_ours", None)
    desk.x.parents.clear()
    assert asked(desk, there).why == "not_ours"
    assert desk.only_ticket().posts == posts


def test_R1_another_conversations_post_settles_nothing(desk: FakeDesk) -> None:
    unknown(desk)
    other = ingest_post(sighted(9, author=Author("901", "jo", "Jo")), desk=desk)
    assert other.outcome != "known"
    assert refolded(desk, sighted(9).id)[0] == 400


def test_R1_our_own_post_of_this_conversation_settles_it(desk: FakeDesk) -> None:
    there = unknown(desk)
    assert asked(desk, f"https://x.com/acme_help/status/{there}?s=20").state == "sent"
    assert desk.only_ticket().last_post.id == there


def test_R1_a_native_answer_that_the_desk_holds_settles_it_but_no_message_of_another_channel(desk: FakeDesk) -> None:
    unknown(desk)
    first = desk.only_ticket().posts[0].id
    private = {"channel": Channel.DIRECT, "recipient_id": "900", "in_reply_to_user": None}
    for n, more in ((8, private), (9, {"text": "From the phone."})):
        ingest_post(sighted_answer(n, None if "channel" in more else first, **more), desk=desk)
    assert refolded(desk, snowflake(sighted(8).posted_at, 1))[0] == 400
    assert refolded(desk, snowflake(sighted(9).posted_at, 1))[1]["state"] == "sent"


def test_R1_no_post_of_another_account_or_answer_and_none_that_was_deleted_settles_it(desk: FakeDesk) -> None:
    first = desk.only_ticket().posts[0].id
    unknown(desk)
    posted(desk, client_reply_id="reply-0002", text="We look into it.")
    send_reply(desk.only_ticket().id, "reply-0002", desk=desk)
    of_another_answer = desk.only_ticket().last_post.id
    deleted, of_another_account = (snowflake(sighted(n).posted_at, 1) for n in (8, 9))
    ingest_post(sighted_answer(8, first, id=deleted), desk=desk)
    forget_post(Deletion("x", deleted, desk.clock.now(), "deleted"), desk=desk)
    ingest_post(sighted_answer(9, first, id=of_another_account, author=Author("101", "acme_us", "Acme US")), desk=desk)
    before = desk.only_ticket()
    for post, said in (
        (of_another_answer, "belongs to an answer already"),
        (deleted, "was deleted"),
        (of_another_account, "was not written by the account"),
    ):
        status, problem = refolded(desk, post)
        assert (status, problem.get("path"), problem.get("detail")) == (400, "post", said)
    assert desk.only_ticket() == before


def test_R1_where_the_network_cannot_say_whose_a_post_is_a_person_decides_again(desk: FakeDesk) -> None:
    there = unknown(desk)
    desk.x.cannot_tell = UnreachableError("X could not be reached")
    assert asked(desk, there).state == "sending"
    for wait in LOOK_AFTER:
        desk.clock.forward(wait)
        send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert desk.only_ticket().replies[0].state == "unknown"
    desk.x.cannot_tell = None
    assert asked(desk, there).state == "sent"


def test_R1_while_the_network_is_asked_nobody_answers_a_second_time(desk: FakeDesk) -> None:
    there = unknown(desk)
    refolded(desk, there)
    assert posted(desk, client_reply_id="reply-0002")[1]["code"] == "answer_under_way"


def test_R1_what_is_left_of_a_thread_is_not_sent_without_a_person(desk: FakeDesk) -> None:
    long = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(8))
    there = unknown(desk, text=long)
    reply = asked(desk, there)
    assert (reply.state, reply.why, len(desk.x.sends)) == ("partly_sent", "rest_not_sent", 1)


def test_R2_settling_asks_for_the_claim_as_a_retry_does(desk: FakeDesk) -> None:
    there = unknown(desk)
    call("POST", f"/api/tickets/{desk.only_ticket().id}/claim", {}, groups="[managers]")
    for said in (there, None):
        status, problem = refolded(desk, said)
        assert (status, problem["code"], problem["holder"]["sub"]) == (409, "claim_held", "boss")
    assert refolded(desk, there, groups="[managers]")[0] == 202
