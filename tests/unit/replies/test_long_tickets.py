"""An answer in a ticket of which only the newest part is read goes out once, and is recorded, whatever it turns out to bear on (R1)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.answering.decide_outcome import LOOK_AFTER
from shared.domain.errors import OutcomeUnknownError
from shared.domain.replies.reply import ReplyState
from shared.domain.text import search_terms
from shared.domain.tickets import settling
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import minutes, sighted
from tests.fake_desk import AT_ONCE, FakeDesk

POSTS = 20


def long_desk() -> FakeDesk:
    desk = FakeDesk(AT_ONCE)
    for n in range(POSTS):
        desk.clock.forward(minutes(1))
        ingest_post(sighted(n + 1, text="@acme_help where is my order?"), desk=desk)
    desk.clock.forward(minutes(1))
    assert desk.tickets.newest(desk.only_ticket().id).partial
    return desk


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "KEPT", 5)
    monkeypatch.setattr(search_terms, "ROOM", 100)


@pytest.fixture
def desk() -> FakeDesk:
    return long_desk()


def answer(desk: FakeDesk, *, post: int) -> ReplyState | None:
    ticket = desk.only_ticket()
    command = ReplyToTicket(ticket.id, "an-answer", ticket.posts[post].id, ticket.last_post.id, "We are on it.")
    reply_to_ticket(command, by=desk.kt, desk=desk)
    return send_reply(ticket.id, "an-answer", desk=desk)


def test_R1_an_answer_that_the_network_dates_back_into_what_was_not_read_is_recorded_and_sent_once(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    post: Any = desk.x._post
    early = desk.only_ticket().posts[1].posted_at + timedelta(seconds=1)
    monkeypatch.setattr(desk.x, "_post", lambda *told: replace(post(*told), posted_at=early))
    assert answer(desk, post=-1) is ReplyState.SENT
    assert len(desk.x.sends) == 1
    stored = [each for each in desk.only_ticket().posts if each.reply_id == "an-answer"]
    assert [each.posted_at for each in stored] == [early]


def test_R1_an_answer_of_unknown_outcome_in_a_long_ticket_is_looked_for_and_not_sent_again(desk: FakeDesk) -> None:
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("no answer")], True
    assert answer(desk, post=1) is not ReplyState.SENT
    for n in range(POSTS):
        desk.clock.forward(minutes(1))
        ingest_post(sighted(POSTS + 2 + n), desk=desk)
    desk.clock.forward(sum(LOOK_AFTER, timedelta(0)))
    assert send_reply(desk.only_ticket().id, "an-answer", desk=desk) is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_L6_the_alert_of_keywords_reads_the_first_post_whatever_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: Any = long_desk().only_ticket().settled
    desk = FakeDesk(AT_ONCE, Document("keyword_rule", "orders", 1, {"words": ["kettle"], "notify": ["managers"]}))
    for n in range(2):
        ingest_post(sighted(n, text=f"@acme_help where is my {'order' if n else 'kettle'}?"), desk=desk)
    whole = desk.only_ticket()
    unread = replace(settled, through=whole.posts[0].posted_at)
    monkeypatch.setattr(desk.tickets, "newest", lambda _: replace(whole, posts=whole.posts[1:], unread=unread))
    ticket, alert = desk.alerts.messages[0]
    send_alert(ticket, alert.clock, alert.step, alert.due_at, desk=desk)
    assert ["kettle" in subject + text for _, subject, text in desk.mailer.mails] == [True]
