"""A storm becomes one message; SMS keep quiet hours (L5)."""

import pytest

from shared.domain.errors import AddressRefusedError, DeliveryError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.posts.author import Author
from shared.domain.text.formatting import local_time
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_digest import GIVE_UP, send_digest
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.alerting import asked_desk, chase, deliver
from tests.builders import at, minutes, sighted, snowflake
from tests.fake_desk import MANAGER, TWO_STEPS, FakeDesk

DUE = Document("policy", "default", 1, {"ladder": [{"step": "due", "how": ["mail", "sms"]}]})
EMI = Document("person", "emi", 1, {**MANAGER, "name": "Emi", "email": "emi@example.com", "language": "ja"})


def lapse(desk: FakeDesk, count: int, apart: float = 0.0) -> None:
    """`count` customers' deadlines lapse an hour after noon, `apart` minutes from each other; what fires is sent as it
    would be: a second after it fired, when the others of the same moment have been counted."""
    for n in range(count):
        author = Author(str(1000 + n), f"customer_{n}", f"Customer {n}")
        asked = n * apart
        ingest_post(sighted(asked, author=author, id=snowflake(at(asked), n)), desk=desk)
    tickets = sorted(desk.tickets.tickets.values(), key=lambda ticket: (ticket.opened_at, ticket.posts[0].id))
    for ticket in tickets:
        clock = ticket.running
        if clock is not None:
            desk.clock.forward(max(clock.due_at - desk.clock.now(), minutes(0)))
            chase_deadline(ticket.id, clock.id, 1, desk=desk)
            if apart:
                deliver(desk)
    deliver(desk)


def sweep(desk: FakeDesk, after: float) -> list[str]:
    """What became of the digests that the sweep found, that many minutes later."""
    desk.clock.forward(minutes(after))
    send_unsent(desk=desk)
    people, desk.alerts.digests = desk.alerts.digests, []
    return [send_digest(person, desk=desk) for person in people]


def test_L5_sixty_tickets_that_lapse_at_once_are_one_digest_for_each_manager() -> None:
    desk = FakeDesk(DUE, EMI)
    lapse(desk, 60)
    assert desk.mailer.mails == []
    assert desk.texter.texts == []
    assert sweep(desk, 0.5) == []
    assert sweep(desk, 0.6) == ["sent", "sent"]
    assert sorted(who for who, _, _ in desk.mailer.mails) == ["boss", "emi"]
    assert sorted(who for who, _ in desk.texter.texts) == ["boss", "emi"]
    assert sweep(desk, 30) == []


def test_L5_sixty_that_lapse_within_a_minute_are_ten_messages_and_one_digest() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 60, apart=1 / 61)
    assert len(desk.mailer.mails) == 10
    assert sweep(desk, 1.1) == ["sent"]
    assert desk.mailer.mails[10][1] == "50 tickets wait for an answer, 50 overdue"
    assert sweep(desk, 30) == []


def test_L5_up_to_ten_go_out_one_by_one() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 10)
    assert len(desk.mailer.mails) == len(desk.texter.texts) == 10
    assert sweep(desk, 30) == []


def test_L5_what_is_more_than_ten_minutes_ago_does_not_count() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 30, apart=1.1)
    assert len(desk.mailer.mails) == 30


def test_L5_the_digest_lists_tickets_soonest_deadline_first_in_the_readers_language() -> None:
    desk = FakeDesk(DUE, EMI)
    lapse(desk, 12, apart=1 / 600)
    lapse_order = [f"Customer {n} on @acme_help" for n in (10, 11)]
    sweep(desk, 2)
    [english] = [text for who, subject, text in desk.mailer.mails if who == "boss" and subject.startswith("2 ")]
    assert [english.index(each) for each in lapse_order] == sorted(english.index(each) for each in lapse_order)
    assert local_time(at(60), "Asia/Tokyo", "en") in english
    assert f"https://desk.example.com/t/{ticket_id('acme', '1010', snowflake(at(1 / 60), 10), at(1 / 60))}" in english
    assert "where is my order" not in english
    [subject] = [subject for who, subject, _ in desk.mailer.mails if who == "emi" and "まとめ" in subject]
    assert subject == "【まとめ】返信待ち2件（期限超過2件）"


def test_L5_a_ticket_answered_meanwhile_is_left_out_and_nothing_left_is_no_digest() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 12)
    first = min(desk.tickets.tickets)
    finish_ticket(first, "nothing_to_say", by=desk.kt, desk=desk)
    sweep(desk, 2)
    [(_, subject, text)] = desk.mailer.mails
    assert subject.startswith("11 tickets wait")
    assert first not in text


def test_L5_nothing_is_sent_where_all_were_answered_meanwhile() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 12)
    for ticket in list(desk.tickets.tickets):
        finish_ticket(ticket, "nothing_to_say", by=desk.kt, desk=desk)
    assert sweep(desk, 2) == ["stale"]
    assert desk.mailer.mails == []
    assert sweep(desk, 2) == []


def test_L5_a_storm_that_goes_on_is_a_digest_every_ten_minutes() -> None:
    ladder = [{"step": "due"}, {"step": "late5", "after_minutes": 5}]
    desk = FakeDesk(Document("policy", "default", 1, {"ladder": ladder}))
    lapse(desk, 12)
    assert sweep(desk, 1.1) == ["sent"]
    desk.clock.forward(minutes(4))
    for ticket in list(desk.tickets.tickets.values()):
        chase_deadline(ticket.id, ticket.clocks[0].id, 1, desk=desk)
    deliver(desk)
    assert sweep(desk, 2) == ["resting"]
    assert len(desk.mailer.mails) == 1
    assert sweep(desk, 4.1) == ["sent"]
    assert [subject for _, subject, _ in desk.mailer.mails] == ["12 tickets wait for an answer, 12 overdue"] * 2


def test_L5_a_digest_that_a_crash_cut_off_goes_out_again_and_none_is_lost() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 12)
    desk.mailer.refuses = desk.texter.refuses = "throttled"
    with pytest.raises(DeliveryError, match="mail: throttled; sms: throttled"):
        sweep(desk, 1.1)
    desk.mailer.refuses = desk.texter.refuses = None
    assert sweep(desk, 0.5) == ["resting"]
    assert sweep(desk, 1) == ["sent"]
    assert desk.mailer.mails[0][1].startswith("12 tickets wait")


def test_L5_a_digest_that_no_carrier_takes_for_an_hour_is_given_up() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 12)
    desk.mailer.refuses = desk.texter.refuses = "unknown address"
    desk.clock.forward(GIVE_UP)
    with pytest.raises(DeliveryError):
        sweep(desk, 1)
    assert sweep(desk, 2) == []


def test_L5_a_refused_mail_makes_the_digest_one_sms() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 12)
    desk.mailer.error = AddressRefusedError(AddressFault.BOUNCED, "suppressed")
    assert sweep(desk, 2) == ["sent"]
    [(who, sms)] = desk.texter.texts
    assert who == "boss"
    assert sms.startswith("12 tickets wait for an answer")


def test_L5_what_waits_for_somebody_who_left_the_desk_is_dropped() -> None:
    desk = FakeDesk(DUE)
    lapse(desk, 12)
    desk.digests.collect("gone", desk.digests.collected("boss")[0], at(60))
    assert sorted(sweep(desk, 2)) == ["sent", "stale"]


@pytest.mark.parametrize(
    ("presence", "texted"),
    [
        ({}, ["boss"]),
        ({"quiet": ["22:00-07:00"]}, []),
        ({"quiet": ["23:00-07:00"]}, ["boss"]),
        ({"quiet": ["22:00-07:00"], "on_call": True}, ["boss"]),
    ],
)
def test_L5_an_sms_in_the_persons_quiet_hours_becomes_a_mail_unless_on_call(
    presence: dict[str, object], texted: list[str]
) -> None:
    """The alert goes out at 22:00 in Tokyo."""
    desk = asked_desk(TWO_STEPS, Document("person", "boss", 1, {**MANAGER, **presence}))
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["boss"]
    assert [who for who, _ in desk.texter.texts] == texted


def test_L5_quiet_hours_hold_for_the_digest_too() -> None:
    desk = FakeDesk(DUE, Document("person", "boss", 1, {**MANAGER, "quiet": ["22:00-07:00"]}))
    lapse(desk, 12)
    assert sweep(desk, 2) == ["sent"]
    assert desk.texter.texts == []
