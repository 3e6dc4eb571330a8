"""Who answers a ticket that is nobody's becomes its assignee, and later posts go to them (W1)."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.desk_api.http.request import ClientId
from shared.domain.errors import OutcomeUnknownError
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.action import ActionKind
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import resolve_reply
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.list_queue import QueueFilter, list_queue
from shared.usecases.tickets.ticket_actions import assign_ticket, note_on_ticket
from tests.builders import at, minutes, sighted, sighted_answer
from tests.fake_desk import AT_ONCE, KT, FakeDesk

TEAM = Document("team", "support", 1, {"name": "Support", "members": ["ren"]})
REN = Document("person", "ren", 1, {"name": "Ren", "email": "ren@example.com"})
TO_ASSIGNEE = Document("policy", "default", 1, {"team": "support", "ladder": [{"step": "due", "whom": ["assignee"]}]})


def asked_desk(*documents: Document) -> FakeDesk:
    desk = FakeDesk(AT_ONCE, TEAM, REN, TO_ASSIGNEE, *documents)
    ingest_post(sighted(0), desk=desk)
    return desk


def answer(desk: FakeDesk, ident: str = "reply-0001", text: str = "It is 30 cm.", *, by: Any = None) -> None:
    ticket = desk.only_ticket()
    command = ReplyToTicket(ticket.id, ident, ticket.posts[0].id, ticket.last_words.answer_to, text)
    reply_to_ticket(command, by=by or desk.kt, desk=desk)


def send(desk: FakeDesk, ident: str = "reply-0001") -> ReplyState | None:
    return send_reply(desk.only_ticket().id, ident, desk=desk)


def writes_again(desk: FakeDesk, n: float = 30) -> None:
    desk.clock.instant = at(n)
    ingest_post(sighted(n, conversation_id=sighted(0).id), desk=desk)


def test_W1_who_answers_what_is_nobodys_becomes_its_assignee_and_the_history_says_so() -> None:
    desk = asked_desk()
    answer(desk)
    assert desk.only_ticket().assignee is None
    assert send(desk) is ReplyState.SENT
    ticket = desk.only_ticket()
    assert ticket.assignee == "kt"
    assert [(a.kind, a.by, a.reason) for a in ticket.actions] == [(ActionKind.ASSIGN, None, "kt")]


def test_W1_mine_holds_what_i_answered_and_the_customer_wrote_to_again() -> None:
    desk = asked_desk()
    answer(desk)
    send(desk)
    writes_again(desk)
    queue = list_queue(QueueFilter(assignee="me"), me="kt", desk=desk)
    assert ([row.id for row in queue.rows], queue.counts["mine"].n) == ([desk.only_ticket().id], 1)
    assert queue.counts["unassigned"].n == 0


def told_of(desk: FakeDesk) -> list[str]:
    """Who hears of the deadline that passed."""
    ticket = desk.only_ticket()
    clock = ticket.running
    assert clock is not None
    desk.clock.instant = max(clock.due_at, desk.clock.now())
    chase_deadline(ticket.id, clock.id, None, desk=desk)
    alert = desk.only_ticket().alerts[-1]
    send_alert(ticket.id, alert.clock, alert.step, alert.due_at, desk=desk)
    return [who for who, _, _ in desk.mailer.mails]


def test_W1_later_posts_go_to_who_answered() -> None:
    desk = asked_desk()
    answer(desk)
    send(desk)
    writes_again(desk)
    assert told_of(desk) == ["kt"]


def test_W1_and_to_the_team_while_they_are_not_there() -> None:
    away = [{"from": "2026-09-15", "to": "2026-09-20"}]
    desk = asked_desk(Document("person", "kt", 2, KT | {"away": away}))
    answer(desk)
    send(desk)
    writes_again(desk)
    assert told_of(desk) == ["ren"]


def test_W1_what_is_somebodys_stays_theirs_and_what_was_of_one_who_left_does_not() -> None:
    desk = asked_desk()
    assign_ticket(desk.only_ticket().id, "ren", by=desk.boss, desk=desk)
    answer(desk)
    send(desk)
    assert desk.only_ticket().assignee == "ren"
    desk = asked_desk()
    assign_ticket(desk.only_ticket().id, "ren", by=desk.boss, desk=desk)
    desk.settings.put([Document("person", "ren", 2, dict(REN.body) | {"disabled": True})])
    answer(desk)
    send(desk)
    assert desk.only_ticket().assignee == "kt"


def test_W1_the_second_who_answers_takes_nothing_from_the_first() -> None:
    desk = asked_desk()
    answer(desk)
    send(desk)
    writes_again(desk)
    answer(desk, "reply-0002", "And 12 cm wide.", by=desk.boss)
    send(desk, "reply-0002")
    assert desk.only_ticket().assignee == "kt"


def test_W1_it_is_a_setting() -> None:
    desk = asked_desk()
    desk.settings.put([Document("desk", "desk", 2, {"undo_seconds": 0, "assign_on_reply": False})])
    answer(desk)
    send(desk)
    ticket = desk.only_ticket()
    assert (ticket.assignee, ticket.actions) == (None, ())


def test_W1_a_native_answer_has_no_person() -> None:
    desk = asked_desk()
    ingest_post(sighted_answer(5, sighted(0).id), desk=desk)
    assert desk.only_ticket().assignee is None


def test_W1_an_answer_that_was_taken_back_or_never_went_out_makes_nobody_responsible() -> None:
    desk = asked_desk(Document("desk", "desk", 2, {}))
    answer(desk)
    cancel_reply(desk.only_ticket().id, "reply-0001", by=desk.kt, desk=desk)
    desk.clock.forward(minutes(1))
    send(desk)
    assert desk.only_ticket().assignee is None


def test_W1_who_was_unassigned_after_it_is_not_assigned_again_by_what_is_told_twice() -> None:
    desk = asked_desk()
    answer(desk)
    send(desk)
    sent = desk.x.stands[0]
    assign_ticket(desk.only_ticket().id, None, by=desk.kt, desk=desk)
    event = sighted_answer(5, sighted(0).id, id=sent.post_id, posted_at=sent.posted_at, text="It is 30 cm.")
    ingest_post(replace(event, answer_id=sent.post_id), desk=desk)
    assert desk.only_ticket().assignee is None


def test_W1_the_event_that_comes_before_the_workers_word_says_the_same() -> None:
    desk = asked_desk()
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    answer(desk)
    send(desk)
    sent = desk.x.stands[0]
    event = sighted_answer(5, sighted(0).id, id=sent.post_id, posted_at=sent.posted_at, text=sent.text)
    ingest_post(replace(event, answer_id=sent.post_id), desk=desk)
    ticket = desk.only_ticket()
    assert ticket.replies[0].state is ReplyState.SENT
    assert ticket.assignee == "kt"


def test_W1_what_a_person_found_on_the_network_is_its_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    desk.x.answers, desk.x.takes_before_failing = [OutcomeUnknownError("timed out")], True
    monkeypatch.setattr(desk.x, "find_own", lambda *_, **__: None)
    answer(desk)
    for _ in range(4):
        send(desk)
        desk.clock.forward(minutes(2))
    assert desk.only_ticket().replies[0].state is ReplyState.UNKNOWN
    resolve_reply(desk.only_ticket().id, "reply-0001", post=desk.x.stands[0].post_id, by=desk.boss, desk=desk)
    send(desk)
    assert desk.only_ticket().assignee == "kt"


def test_W1_no_note_stands_where_the_new_assignee_is_written_down() -> None:
    """Its writer may choose a note's id: one by which it would be overwritten is none that they can choose."""
    desk = asked_desk()
    answer(desk)
    for ident in ("assign-reply-0001", "reply-0001"):
        note_on_ticket(desk.only_ticket().id, "They called.", by=desk.boss, client_note_id=ident, desk=desk)
    send(desk)
    ticket = desk.only_ticket()
    assert [action.text for action in ticket.actions if action.kind is ActionKind.NOTE] == ["They called."] * 2
    [assigned] = [action for action in ticket.actions if action.kind is ActionKind.ASSIGN]
    with pytest.raises(ValidationError):
        TypeAdapter(ClientId).validate_python(assigned.id)
