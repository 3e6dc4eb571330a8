"""A reply that failed comes back to its writer: on the page, by mail if they are gone, and on a list (W4)."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions import send_alerts
from shared import wiring
from shared.adapters.aws.alert_messages import encode
from shared.adapters.aws.sqs_batch import Message
from shared.domain.answering.decide_outcome import LOOK_AFTER
from shared.domain.errors import DeliveryError, OutcomeUnknownError, RefusedError
from shared.domain.notifications.failed_reply_text import STATES, WHY
from shared.domain.notifications.queued import ReplyReturned
from shared.domain.posts.author import Author
from shared.domain.replies.reply import TELL_AFTER, Reply, ReplyState, Why
from shared.domain.templates.messages import LANGUAGES
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.notify_writer import GIVE_UP, notify_writer, see_returned
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.replies.send_reply import send_reply
from tests.builders import minutes, sighted
from tests.fake_desk import AT_ONCE, KT, FakeDesk
from tests.unit.api.test_api import call

LONG = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(8))


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk = FakeDesk(AT_ONCE)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(minutes(5))
    monkeypatch.setattr(wiring, "_desk", desk)
    return desk


def write(desk: FakeDesk, text: str = "We are on it.", ident: str = "reply-0001") -> None:
    ticket = desk.only_ticket()
    post = ticket.posts[0].id
    reply_to_ticket(ReplyToTicket(ticket.id, ident, post, ticket.last_post.id, text), by=desk.kt, desk=desk)


def work(desk: FakeDesk, ident: str = "reply-0001") -> ReplyState | None:
    return send_reply(desk.only_ticket().id, ident, desk=desk)


def failed(desk: FakeDesk, ident: str = "reply-0001", text: str = "We are on it.") -> Reply:
    write(desk, text, ident)
    desk.x.answers = [RefusedError("No")]
    work(desk, ident)
    return stored(desk, ident)


def stored(desk: FakeDesk, ident: str = "reply-0001") -> Reply:
    found = desk.only_ticket().reply(ident)
    assert found is not None
    return found


def told(desk: FakeDesk) -> list[str]:
    """What the sweep and the worker behind it do now."""
    send_unsent(desk=desk)
    given, desk.alerts.returned[:] = list(desk.alerts.returned), []
    return [notify_writer(ticket, reply, desk=desk) for ticket, reply in given]


def test_W4_a_failed_reply_is_mailed_to_its_writer_once_they_are_gone(desk: FakeDesk) -> None:
    failed(desk)
    assert told(desk) == []
    desk.clock.forward(TELL_AFTER + timedelta(seconds=1))
    assert told(desk) == ["sent"]
    [(who, subject, text)] = desk.mailer.mails
    assert (who, subject) == ("kt", "【要確認】みつき様への返信が送信されていません（@acme_help）")
    assert "投稿先に受け付けられませんでした。" in text
    assert f"https://desk.example.com/t/{desk.only_ticket().id}" in text
    assert "We are on it." not in text
    for _ in range(3):
        desk.clock.forward(minutes(5))
        assert told(desk) == []
    assert len(desk.mailer.mails) == 1


def test_W4_a_writer_who_has_seen_it_gets_no_mail(desk: FakeDesk) -> None:
    failed(desk)
    path = f"/api/tickets/{desk.only_ticket().id}/replies/reply-0001"
    assert call("POST", f"{path}/seen")[1]["returned_at"] is not None
    assert call("POST", f"{path}/seen")[0] == 200
    desk.clock.forward(minutes(5))
    assert told(desk) == []
    assert desk.mailer.mails == []
    assert stored(desk).returned is not None


def test_W4_what_a_colleague_sees_does_not_count(desk: FakeDesk) -> None:
    failed(desk)
    see_returned(desk.only_ticket().id, "reply-0001", by=desk.boss, desk=desk)
    desk.clock.forward(minutes(2))
    assert told(desk) == ["sent"]


def test_W4_what_somebody_has_dealt_with_needs_no_mail(desk: FakeDesk) -> None:
    failed(desk)
    ticket = desk.only_ticket().id
    desk.clock.forward(minutes(2))
    send_unsent(desk=desk)
    cancel_reply(ticket, "reply-0001", by=desk.boss, desk=desk)
    assert notify_writer(*desk.alerts.returned[0], desk=desk) == "known"
    assert (stored(desk).returned, desk.mailer.mails) == (None, [])


def test_W4_each_time_it_comes_back_it_is_told_anew(desk: FakeDesk) -> None:
    failed(desk)
    desk.clock.forward(minutes(2))
    assert told(desk) == ["sent"]
    send_again(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    assert stored(desk).returned is None
    desk.x.answers = [RefusedError("No")]
    work(desk)
    desk.clock.forward(minutes(2))
    assert told(desk) == ["sent"]


def test_W4_a_crash_between_mail_and_record_sends_no_second_one(desk: FakeDesk) -> None:
    failed(desk)
    desk.clock.forward(minutes(2))
    save, left = desk.tickets.save, [1]

    def dies(*values: Any, **named: Any) -> Any:
        if left.pop() == 0:
            raise KeyboardInterrupt
        left.append(0)
        return save(*values, **named)

    desk.tickets.save = dies  # type: ignore[method-assign]  # the second save is the one behind the mail
    with pytest.raises(KeyboardInterrupt):
        told(desk)
    desk.tickets.save = save  # type: ignore[method-assign]
    desk.clock.forward(minutes(2))
    assert told(desk) == ["sent"]
    assert len(desk.mailer.mails) == 1


def test_W4_two_workers_send_one_mail(desk: FakeDesk) -> None:
    failed(desk)
    desk.clock.forward(minutes(2))
    ticket, send, outcomes = desk.only_ticket().id, desk.mailer.send, []

    def slow(*values: Any, **named: Any) -> None:
        outcomes.append(notify_writer(ticket, "reply-0001", desk=desk))
        send(*values, **named)

    desk.mailer.send = slow  # type: ignore[method-assign]
    assert (told(desk), outcomes) == (["sent"], ["busy"])
    assert len(desk.mailer.mails) == 1


def test_W4_a_carrier_that_does_not_take_it_is_tried_again_and_given_up(desk: FakeDesk) -> None:
    failed(desk)
    desk.clock.forward(minutes(2))
    desk.mailer.refuses = desk.texter.refuses = "Throttling"
    with pytest.raises(DeliveryError):
        told(desk)
    desk.clock.forward(GIVE_UP)
    assert told(desk) == ["given_up"]
    desk.clock.forward(minutes(5))
    assert told(desk) == []


def test_W4_who_has_left_the_desk_is_not_told(desk: FakeDesk) -> None:
    failed(desk)
    desk.settings.put([Document("person", "kt", 2, {**KT, "disabled": True})])
    desk.clock.forward(minutes(2))
    assert told(desk) == ["stale"]
    assert desk.mailer.mails == []


def test_W4_a_reply_of_unknown_outcome_and_one_sent_in_part_come_back_too(desk: FakeDesk) -> None:
    write(desk)
    desk.x.answers = [OutcomeUnknownError("timed out")]
    work(desk)
    for wait in LOOK_AFTER:
        desk.clock.forward(wait)
        work(desk)
    assert (stored(desk).state, stored(desk).returned is not None) == (ReplyState.UNKNOWN, True)
    desk.clock.forward(minutes(2))
    assert told(desk) == ["sent"]
    assert "送信結果が不明です" in desk.mailer.mails[0][1]


def test_W4_what_failed_before_a_later_answer_went_out_needs_nobody(desk: FakeDesk) -> None:
    failed(desk)
    desk.clock.forward(timedelta(seconds=30))
    write(desk, "Really.", "reply-0002")
    assert work(desk, "reply-0002") is ReplyState.SENT
    assert stored(desk).returned is None
    desk.clock.forward(minutes(2))
    assert told(desk) == []


def test_W4_the_alert_function_takes_the_message(desk: FakeDesk) -> None:
    failed(desk)
    desk.clock.forward(minutes(2))
    send_unsent(desk=desk)
    [(ticket, reply)] = desk.alerts.returned
    message = Message("1", json.dumps(encode(ReplyReturned(ticket, reply))), "receipt")
    send_alerts._send(message)
    assert len(desk.mailer.mails) == 1


def test_W4_a_list_shows_all_that_failed_and_a_filter_ones_own(desk: FakeDesk) -> None:
    failed(desk)
    for number in (1, 2):
        ingest_post(sighted(number, author=Author(str(900 + number), f"c{number}", f"C {number}")), desk=desk)
        _, [ticket] = desk.tickets.of_customer("acme", str(900 + number))
        post = ticket.posts[0].id
        ident = f"reply-1{number:03}"
        desk.clock.forward(timedelta(seconds=10))
        reply_to_ticket(ReplyToTicket(ticket.id, ident, post, post, f"No {number}"), by=desk.boss, desk=desk)
        desk.x.answers = [RefusedError("No")]
        send_reply(ticket.id, ident, desk=desk)
    everything = call("GET", "/api/replies")[1]
    assert [(each["text"], each["customer"]["name"], each["state"]) for each in everything["replies"]] == [
        ("No 2", "C 2", "failed"),
        ("No 1", "C 1", "failed"),
        ("We are on it.", "みつき", "failed"),
    ]
    assert everything["next_cursor"] is None
    own = call("GET", "/api/replies", by="me")[1]["replies"]
    assert [each["ticket"] for each in own] == [desk.only_ticket().id]
    assert [each["text"] for each in call("GET", "/api/replies", by="boss", account="acme")[1]["replies"]] == [
        "No 2",
        "No 1",
    ]
    assert call("GET", "/api/replies", account="other")[1]["replies"] == []
    first = call("GET", "/api/replies", limit="2")[1]
    rest = call("GET", "/api/replies", limit="2", cursor=first["next_cursor"])[1]
    assert [each["text"] for each in (*first["replies"], *rest["replies"])] == ["No 2", "No 1", "We are on it."]
    assert call("GET", "/api/replies", by="me", cursor=first["next_cursor"])[0] == 400
    assert call("GET", "/api/replies", limit="0")[0] == 400


def test_W4_one_reply_is_read_without_its_ticket(desk: FakeDesk) -> None:
    failed(desk)
    path = f"/api/tickets/{desk.only_ticket().id}/replies"
    status, reply = call("GET", f"{path}/reply-0001")
    assert (status, reply["state"], reply["why"]) == (200, "failed", "refused")
    assert call("GET", f"{path}/reply-9999")[0] == 404


def test_L7_every_reason_is_said_in_both_languages() -> None:
    for language in LANGUAGES:
        assert set(WHY[language]) == set(Why)
        assert set(STATES[language]) == {ReplyState.FAILED, ReplyState.PARTLY_SENT, ReplyState.UNKNOWN}


def test_L7_the_mail_is_in_the_desks_own_words_and_holds_the_reply_only_where_it_may(desk: FakeDesk) -> None:
    words = {"ja": {"subject": "戻り: {why}", "text": "{words} {link}"}}
    desk.settings.put(
        [
            Document("text", "unsent", 1, words),
            Document("desk", "desk", 2, {"undo_seconds": 0, "words_in_alerts": True}),
        ]
    )
    failed(desk)
    desk.clock.forward(minutes(2))
    assert told(desk) == ["sent"]
    [(_, subject, text)] = desk.mailer.mails
    assert subject == "戻り: 投稿先に受け付けられませんでした。"
    assert text.startswith("We are on it. https://desk.example.com/t/")
