"""A note calls colleagues by `@`: each gets one mail, whatever crashes between."""

from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import ConflictError, DeliveryError, UnavailableError, VersionConflictError
from shared.domain.notifications.queued import MentionInNote
from shared.domain.sla.alert import SendState
from shared.domain.tickets.action import ActionKind
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.notify_mentioned import GIVE_UP, notify_mentioned
from shared.usecases.notifications.send_alert import LEASE
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from shared.usecases.settings.current import desk_settings
from shared.usecases.tickets.classify_ticket import set_priority
from shared.usecases.tickets.ticket_actions import note_on_ticket
from tests.builders import minutes, sighted, sighted_answer
from tests.fake_desk import KT, FakeDesk
from tests.unit.api.test_api import call
from tests.unit.notifications.test_send_alerts import take

ANN: dict[str, Any] = {"name": "Ann", "email": "ann@example.com", "language": "ja"}


def noted(text: str, *documents: Document) -> tuple[FakeDesk, str]:
    """A desk on which Keiko has written a note on the one ticket."""
    desk = FakeDesk(Document("person", "ann", 1, ANN), *documents)
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket().id
    note_on_ticket(ticket, text, by=desk.kt, desk=desk)
    return desk, ticket


def tell(desk: FakeDesk) -> list[str]:
    messages, desk.alerts.notes = desk.alerts.notes, []
    return [notify_mentioned(ticket, note, desk=desk) for ticket, note in messages]


def test_who_is_called_gets_a_mail_with_the_writer_and_the_link_and_not_the_notes_words() -> None:
    desk, ticket = noted("@ann, @mori: she sounds like a lawyer")
    assert tell(desk) == ["sent"]
    (ann, subject, text), (boss, english, _) = desk.mailer.mails
    assert (ann, boss) == ("ann", "boss")
    assert subject == "【メモ】Keikoさんからのメンション: みつき様（@acme_help）"
    assert english == "Keiko mentioned you: みつき on @acme_help"
    assert f"https://desk.example.com/t/{ticket}" in text
    assert "9月15日(火) 13:00 UTC" in text
    assert "lawyer" not in text + desk.mailer.htmls[0]


def test_the_notes_words_stand_in_it_only_if_the_desk_allows_and_escaped() -> None:
    desk, _ = noted("@ann <b>look</b>", Document("desk", "desk", 1, {"words_in_alerts": True}))
    tell(desk)
    assert "@ann <b>look</b>" in desk.mailer.mails[0][2]
    assert "@ann &lt;b&gt;look&lt;/b&gt;" in desk.mailer.htmls[0]


def test_the_mail_is_in_the_teams_own_words() -> None:
    own = Document("text", "mention", 1, {"ja": {"subject": "{who}より", "text": "{link}"}})
    desk, _ = noted("@ann", own)
    tell(desk)
    assert desk.mailer.mails[0][1] == "Keikoより"


@pytest.mark.parametrize("text", ["no one", "@keiko a note to myself", "write to ann@example.com", "@nobody"])
def test_nobody_is_told_who_is_not_called_and_nobody_of_their_own_note(text: str) -> None:
    desk, _ = noted(text)
    assert desk.alerts.notes == []
    assert send_unsent(desk=desk) == {}


def test_it_goes_out_also_on_a_ticket_that_is_answered() -> None:
    desk, _ = noted("@ann")
    ingest_post(sighted_answer(5, sighted(0).id), desk=desk)
    assert tell(desk) == ["sent"]
    assert "期限" not in desk.mailer.mails[0][2]


def test_a_message_that_comes_twice_tells_once() -> None:
    desk, ticket = noted("@ann @ann @Ann")
    [(_, note)] = desk.alerts.notes
    assert tell(desk) == ["sent"]
    assert notify_mentioned(ticket, note, desk=desk) == "known"
    assert [notify_mentioned(*gone, desk=desk) for gone in ((ticket, "gone"), ("acme.900.5", note))] == ["stale"] * 2
    assert len(desk.mailer.mails) == 1


def test_a_queue_that_is_gone_loses_no_note_and_nobody_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise UnavailableError("the queue did not answer")

    desk = FakeDesk(Document("person", "ann", 1, ANN))
    ingest_post(sighted(0), desk=desk)
    with monkeypatch.context() as cut:
        cut.setattr(desk.alerts, "put", unreachable)
        note_on_ticket(desk.only_ticket().id, "@ann", by=desk.kt, desk=desk)
    assert len(desk.only_ticket().actions) == 1
    assert send_unsent(desk=desk)[Unsent.NOTES] == 0
    desk.clock.forward(minutes(2))
    assert send_unsent(desk=desk)[Unsent.NOTES] == 1
    assert tell(desk) == ["sent"]
    assert send_unsent(desk=desk)[Unsent.NOTES] == 0


def test_a_note_that_is_sent_twice_is_one_note_and_one_mail() -> None:
    desk, ticket = noted("before")
    first = note_on_ticket(ticket, "@ann", by=desk.kt, client_note_id="note-0001", desk=desk)
    assert first.id == "note-0001"
    assert note_on_ticket(ticket, "@ann", by=desk.kt, client_note_id="note-0001", desk=desk) == first
    tell(desk)
    desk.clock.forward(minutes(1))
    again = note_on_ticket(ticket, "@ann", by=desk.kt, client_note_id="note-0001", desk=desk)
    assert (again.at, again.pending_since, len(again.sent)) == (first.at, None, 1)
    assert tell(desk) == []
    assert len(desk.mailer.mails) == 1
    assert [action.text for action in desk.only_ticket().actions] == ["before", "@ann"]


def test_a_note_whose_save_was_taken_though_it_was_told_otherwise_is_one_note(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, ticket = noted("before")
    save = desk.tickets.save
    told: list[Ticket] = []

    def save_and_say_no(before: Ticket, after: Ticket) -> Ticket:
        saved = save(before, after)
        if not told:
            told.append(saved)
            assert notify_mentioned(ticket, saved.actions[-1].id, desk=desk) == "sent"
            raise VersionConflictError("somebody else was first")
        return saved

    monkeypatch.setattr(desk.tickets, "save", save_and_say_no)
    note_on_ticket(ticket, "@ann", by=desk.kt, desk=desk)
    assert len(told) == 1
    assert len(desk.only_ticket().actions) == 2
    assert tell(desk) == []
    assert len(desk.mailer.mails) == 1


def test_other_words_or_somebody_elses_under_a_notes_id_are_refused_and_nothing_is_lost() -> None:
    desk, ticket = noted("before")
    note_on_ticket(ticket, "first words", by=desk.kt, client_note_id="note-0001", desk=desk)
    boss = next(person for person in desk_settings(desk).people if person.id == "boss")
    for text, by in (("other words", desk.kt), ("first words", boss)):
        with pytest.raises(ConflictError):
            note_on_ticket(ticket, text, by=by, client_note_id="note-0001", desk=desk)
    set_priority(ticket, "high", by=desk.kt, desk=desk)
    [priority] = [action for action in desk.only_ticket().actions if action.kind is ActionKind.PRIORITY]
    with pytest.raises(ConflictError):
        note_on_ticket(ticket, "other words", by=desk.kt, client_note_id=priority.id, desk=desk)
    assert [action.text for action in desk.only_ticket().actions if action.text] == ["before", "first words"]


def test_two_workers_send_once_and_a_crashed_one_is_relieved(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise ConnectionError("cut off")

    desk, ticket = noted("@ann")
    [(_, note)] = desk.alerts.notes
    with monkeypatch.context() as crash:
        crash.setattr(desk.mailer, "send", cut_off)
        with pytest.raises(ConnectionError):
            tell(desk)
    assert notify_mentioned(ticket, note, desk=desk) == "busy"
    desk.clock.forward(LEASE)
    assert notify_mentioned(ticket, note, desk=desk) == "sent"
    assert len(desk.mailer.mails) == 1


def test_a_mail_that_no_carrier_takes_is_tried_for_half_an_hour_and_its_words_are_kept() -> None:
    desk, _ = noted("@ann")
    [(_, note)] = desk.alerts.notes
    desk.mailer.refuses = "on the suppression list"
    with pytest.raises(DeliveryError, match="suppression"):
        tell(desk)
    desk.clock.forward(minutes(2))
    assert send_unsent(desk=desk)[Unsent.NOTES] == 1
    desk.clock.forward(GIVE_UP)
    with pytest.raises(DeliveryError):
        tell(desk)
    assert send_unsent(desk=desk)[Unsent.NOTES] == 0
    action = desk.only_ticket().action(note)
    assert action is not None
    assert [(s.person, s.state, s.reason) for s in action.sent] == [
        ("ann", SendState.FAILED, "mail: on the suppression list")
    ]


def test_who_left_the_desk_before_it_went_out_is_not_told() -> None:
    desk, ticket = noted("@ann")
    [(_, note)] = desk.alerts.notes
    left = FakeDesk()
    left.tickets = desk.tickets
    assert notify_mentioned(ticket, note, desk=left) == "stale"
    assert left.mailer.mails == []
    assert notify_mentioned(ticket, note, desk=left) == "known"


def test_the_answer_to_a_note_and_the_history_say_who_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk(Document("person", "ann", 1, ANN))
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket().id
    status, note = call("POST", f"/api/tickets/{ticket}/notes", {"text": "＠ＡＮＮ please"})
    assert (status, note["told"]) == (201, [{"sub": "ann", "name": "Ann"}])
    assert call("GET", f"/api/tickets/{ticket}")[1]["history"] == [note]
    assert call("POST", f"/api/tickets/{ticket}/notes", {"text": "done"})[1]["told"] == []


def test_the_api_answers_the_same_note_for_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk(Document("person", "ann", 1, ANN))
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0), desk=desk)
    path = f"/api/tickets/{desk.only_ticket().id}"
    body = {"text": "@ann please", "client_note_id": "note-0001"}
    first = call("POST", f"{path}/notes", body)
    assert (first[0], first[1]["id"]) == (201, "note-0001")
    assert call("POST", f"{path}/notes", body) == first
    assert tell(desk) in (["sent"], ["sent", "known"])
    assert call("POST", f"{path}/notes", body) == first
    assert len(desk.mailer.mails) == 1
    assert call("GET", path)[1]["history"] == [first[1]]
    refused, problem = call("POST", f"{path}/notes", body | {"text": "other"})
    assert (refused, problem["code"]) == (409, "id_reused")
    for bad in ("", "short", "a/b#c" * 3, "n" * 65):
        assert call("POST", f"{path}/notes", body | {"client_note_id": bad})[0] == 400


def test_the_alert_queues_function_tells_who_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, ticket = noted("@ann")
    [(_, note)] = desk.alerts.notes
    key = MentionInNote(ticket, note)
    assert take(desk, monkeypatch, key, key) == []
    assert [who for who, _, _ in desk.mailer.mails] == ["ann"]


def test_a_mention_in_the_settings_is_what_calls_somebody() -> None:
    desk, _ = noted("@返品係さん", Document("person", "boss", 2, {**KT, "email": "m@example.com", "mention": "返品係"}))
    assert tell(desk) == ["sent"]
    assert [who for who, _, _ in desk.mailer.mails] == ["boss"]


def test_an_sms_stands_in_for_a_mail_that_is_refused() -> None:
    desk, ticket = noted("@mori")
    desk.mailer.refuses = "on the suppression list"
    assert tell(desk) == ["sent"]
    link = f"https://desk.example.com/t/{ticket}"
    assert desk.texter.texts == [("boss", f"Keiko mentioned you: @acme_help みつき {link}")]


def test_who_is_disabled_is_not_called_and_not_told() -> None:
    gone = Document("person", "ann", 2, {**ANN, "disabled": True})
    desk, _ = noted("@ann", gone)
    assert desk.alerts.notes == []
    called, ticket = noted("@ann")
    desk.tickets = called.tickets
    [(_, note)] = called.alerts.notes
    assert notify_mentioned(ticket, note, desk=desk) == "stale"
    assert desk.mailer.mails == []
