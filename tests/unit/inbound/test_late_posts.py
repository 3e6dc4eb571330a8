"""Posts that came in late: no alert for what had passed by then, but one summary an account and ten minutes (I7)."""

from typing import Any

import pytest

from shared.domain.errors import UnavailableError
from shared.domain.posts.author import Author
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.alerting import deliver
from tests.builders import at, minutes, sighted, snowflake
from tests.fake_desk import KT, MANAGER, TWO_STEPS, FakeDesk

JA = Document("person", "sato", 1, {**MANAGER, "name": "Sato", "email": "sato@example.com", "language": "ja"})


def come_in(desk: FakeDesk, count: int, *, first: int = 0, age: float = 120) -> None:
    """Posts of as many customers come in, written `age` minutes before."""
    written = (desk.clock.now() - at(0)).total_seconds() / 60 - age
    for n in range(first, first + count):
        author = Author(str(1000 + n), f"customer_{n}", f"Customer {n}")
        ingest_post(sighted(written, author=author, id=snowflake(at(written), n)), desk=desk)


def sweep(desk: FakeDesk, after: float) -> list[str]:
    desk.clock.forward(minutes(after))
    send_unsent(desk=desk)
    found, desk.alerts.digests = desk.alerts.digests, []
    return [send_digest(whose, desk=desk) for whose in found]


def test_I7_late_posts_raise_one_summary_for_the_account_to_the_managers_by_mail() -> None:
    desk = FakeDesk(TWO_STEPS, JA)
    come_in(desk, 25)
    assert sweep(desk, 1.1) == ["sent"]
    assert desk.alerts.messages == []
    subjects = {who: subject for who, subject, _ in desk.mailer.mails}
    assert subjects == {
        "boss": "Came in late on @acme_help: 25 tickets wait for an answer, 25 overdue",
        "sato": "【受信の遅れ】@acme_help 返信待ち25件（期限超過25件）",
    }
    assert desk.texter.texts == []


def test_I7_more_that_come_in_wait_for_ten_minutes() -> None:
    desk = FakeDesk(TWO_STEPS)
    come_in(desk, 2)
    assert sweep(desk, 1.1) == ["sent"]
    come_in(desk, 3, first=2)
    assert sweep(desk, 2) == ["resting"]
    assert sweep(desk, 8.1) == ["sent"]
    assert [subject.split(": ")[1][:9] for _, subject, _ in desk.mailer.mails] == ["2 tickets", "3 tickets"]
    assert sweep(desk, 30) == []


def test_I7_a_post_that_was_summed_up_is_not_summed_up_again_where_that_could_not_be_written_down() -> None:
    """The message comes back after the summary has gone out."""
    desk = FakeDesk(TWO_STEPS)
    save, saved = desk.tickets.save, []

    def fails_once(*values: Any, **named: Any) -> Ticket:
        saved.append(values)
        if len(saved) == 2:
            raise UnavailableError("the table")
        return save(*values, **named)

    desk.tickets.save = fails_once  # type: ignore[method-assign]
    with pytest.raises(UnavailableError):
        come_in(desk, 1)
    assert sweep(desk, 1.1) == ["sent"]
    ingest_post(sighted(-120, author=Author("1000", "customer_0", "Customer 0"), id=snowflake(at(-120))), desk=desk)
    assert sweep(desk, 11) == []
    assert len(desk.mailer.mails) == 1


def test_I7_each_account_has_a_summary_of_its_own() -> None:
    other = Document("account", "jp", 1, {"network": "x", "network_id": "200", "username": "acme_jp", "name": "JP"})
    desk = FakeDesk(TWO_STEPS, other)
    come_in(desk, 1)
    author = Author("2000", "jo", "Jo")
    ingest_post(sighted(-120, author=author, id=snowflake(at(-120), 9), received_for="200", mentions=()), desk=desk)
    assert sweep(desk, 1.1) == ["sent", "sent"]
    assert len(desk.mailer.mails) == 2


def test_I7_steps_still_to_come_fire_as_for_any_other() -> None:
    desk = FakeDesk(TWO_STEPS)
    come_in(desk, 1, age=50)
    assert sweep(desk, 1.1) == ["sent"]
    assert desk.mailer.mails[0][1].endswith("1 ticket waits for an answer, 0 overdue")
    [ticket] = desk.tickets.tickets.values()
    desk.clock.forward(ticket.clocks[0].due_at - desk.clock.now())
    assert chase_deadline(ticket.id, ticket.clocks[0].id, 1, desk=desk).fired == "due"
    assert deliver(desk) == ["sent"]


def test_I7_a_late_post_whose_steps_are_all_to_come_is_no_news() -> None:
    desk = FakeDesk(TWO_STEPS)
    come_in(desk, 1, age=20)
    assert sweep(desk, 2) == []


def test_I7_the_same_post_again_neither_repeats_nor_loses_it() -> None:
    desk = FakeDesk(TWO_STEPS)
    come_in(desk, 1)
    come_in(desk, 1)
    assert sweep(desk, 1.1) == ["sent"]
    ingest_post(sighted(-120, author=Author("1000", "c", "C"), id=snowflake(at(-120), 0)), desk=desk)
    assert sweep(desk, 12) == []


def test_I7_a_crash_before_it_is_collected_heals_when_the_post_is_delivered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = FakeDesk(TWO_STEPS)
    with monkeypatch.context() as cut:
        cut.setattr(desk.digests, "collect", cut_off)
        with pytest.raises(ConnectionError):
            come_in(desk, 1)
    come_in(desk, 1)
    assert sweep(desk, 1.1) == ["sent"]


def test_I7_what_was_answered_before_the_summary_is_left_out() -> None:
    desk = FakeDesk(TWO_STEPS)
    come_in(desk, 1)
    [ticket] = desk.tickets.tickets
    finish_ticket(ticket, "nothing_to_say", by=desk.kt, desk=desk)
    assert sweep(desk, 2) == ["stale"]
    assert desk.mailer.mails == []


def test_I7_managers_who_are_away_are_told_where_no_other_is_there() -> None:
    away = {"away": [{"from": "2026-09-14", "to": "2026-09-16"}]}
    desk = FakeDesk(TWO_STEPS, JA, Document("person", "boss", 1, {**MANAGER, **away}), Document("person", "kt", 1, KT))
    come_in(desk, 1)
    sweep(desk, 2)
    assert [who for who, _, _ in desk.mailer.mails] == ["sato"]


def cut_off(*args: object) -> None:
    raise ConnectionError("cut off")
