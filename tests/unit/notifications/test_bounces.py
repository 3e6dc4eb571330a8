"""A mail that comes back marks its address, and what it said goes out by another way (L2)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.take_mail_events import handler
from shared import wiring
from shared.adapters.aws.ses import alert_in, tags_of
from shared.adapters.aws.ses_events import read_mail_event
from shared.domain.accounts.faults import Fault
from shared.domain.errors import AddressRefusedError, BrokenEventError, DeliveryError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.settings.desk import ADMINS, Person
from shared.domain.sla.alert import AlertKey, SendState
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.settings import Document
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.alerts.recipients import for_digest
from shared.usecases.notifications.deliverability import clear_mark, nobody_reachable, people_at_fault
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from shared.usecases.tickets.ticket_actions import assign_ticket, finish_ticket
from tests.alerting import asked_desk, chase, deliver, queued_alerts
from tests.builders import at, minutes
from tests.fake_desk import KT, MANAGER, FakeDesk
from tests.samples.ses_samples import ses_event

PHONE = "+819011111111"
MAIL_TO_KT = Document("policy", "default", 1, {"ladder": [{"step": "due", "whom": ["assignee"]}]})


def person(ident: str, **more: object) -> Document:
    return Document("person", ident, 1, {**(MANAGER if ident == "boss" else KT), **more})


def assigned_desk(*documents: Document) -> FakeDesk:
    """One ticket of kt's whose policy mails the assignee when it is due."""
    desk = asked_desk(MAIL_TO_KT, *documents)
    assign_ticket(desk.only_ticket().id, "kt", by=desk.kt, desk=desk)
    return desk


def bounced(desk: FakeDesk, name: str = "bounce", edit: Callable[[Any], object] = lambda _: None) -> dict[str, Any]:
    """SES's event of the last mail that the desk sent."""
    event = ses_event(name)
    about = desk.mailer.about[-1] if desk.mailer.about else None
    tags = {tag["Name"]: [tag["Value"]] for tag in tags_of(about)} if about else {}
    event["mail"].setdefault("tags", {}).update(tags)
    edit(event)
    return event


def take(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *events: object) -> int:
    """How many of the messages came back."""
    monkeypatch.setattr(desk, "mail_event_retries", None, raising=False)
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "take_mail_events")
    bodies = [event if isinstance(event, str) else json.dumps(event) for event in events]
    records = [{"messageId": str(n), "receiptHandle": str(n), "body": body} for n, body in enumerate(bodies)]
    return len(handler({"Records": records}, None)["batchItemFailures"])


def mark_mail(desk: FakeDesk, *addresses: str) -> None:
    for address in addresses:
        desk.addresses.mark("mail", address, AddressFault.BOUNCED, "user unknown", at(0))


def test_L2_a_permanent_bounce_sends_the_alert_by_sms(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = assigned_desk(person("kt", phone=PHONE))
    chase(desk, 60)
    deliver(desk)
    assert take(desk, monkeypatch, bounced(desk)) == 0
    assert deliver(desk) == ["sent"]
    assert [who for who, _ in desk.texter.texts] == ["kt"]
    assert len(desk.mailer.mails) == 1
    [alert] = desk.only_ticket().alerts
    assert {(s.how, s.state, s.reason) for s in alert.sent} == {
        ("mail", SendState.FAILED, "mail: smtp; 550 5.1.1 user unknown"),
        ("sms", SendState.SENT, None),
    }
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 0


def test_L2_where_no_way_is_left_the_managers_are_told_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = assigned_desk()
    chase(desk, 60)
    deliver(desk)
    take(desk, monkeypatch, bounced(desk))
    assert deliver(desk) == ["sent"]
    assert [who for who, _, _ in desk.mailer.mails] == ["kt", "boss"]


def test_L2_a_bounce_that_is_told_twice_sends_the_alert_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = assigned_desk()
    chase(desk, 60)
    deliver(desk)
    event = bounced(desk)
    take(desk, monkeypatch, event, event)
    deliver(desk)
    take(desk, monkeypatch, event)
    assert deliver(desk) == []
    assert [who for who, _, _ in desk.mailer.mails] == ["kt", "boss"]


def test_L3_a_bounce_after_the_answer_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = assigned_desk()
    chase(desk, 60)
    deliver(desk)
    event = bounced(desk)
    finish_ticket(desk.only_ticket().id, "nothing_to_say", by=desk.kt, desk=desk)
    take(desk, monkeypatch, event)
    assert deliver(desk) in ([], ["stale"])
    assert len(desk.mailer.mails) == 1


def test_a_bounce_of_a_ticket_that_is_gone_marks_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    event = bounced(desk)
    gone = AlertKey("acme.900.5", "5", "due", at(60))
    event["mail"]["tags"].update({tag["Name"]: [tag["Value"]] for tag in tags_of(gone)})
    assert take(desk, monkeypatch, event) == 0
    assert [(r.person.id, r.mail.fault) for r in people_at_fault(desk=desk) if r.mail] == [("kt", "bounced")]


def test_L2_a_complaint_marks_the_address_and_repeats_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = assigned_desk()
    chase(desk, 60)
    deliver(desk)
    take(desk, monkeypatch, bounced(desk, "complaint"))
    assert deliver(desk) == []
    [reach] = people_at_fault(desk=desk)
    assert reach.mail is not None
    assert (reach.mail.fault, reach.mail.reason) == (AddressFault.COMPLAINED, "abuse")
    assert reach.mail.since == datetime(2026, 9, 15, 12, 49, 2, 669000, tzinfo=UTC)


def test_a_transient_bounce_is_counted_and_the_address_stays_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = assigned_desk()
    desk.clock.forward(minutes(50))
    event = bounced(desk, "bounce-transient")
    take(desk, monkeypatch, event, event)
    [reach] = people_at_fault(desk=desk)
    assert reach.mail is not None
    assert (reach.mail.fault, reach.mail.soft) == (None, 1)
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["kt"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: e["bounce"].update(bounceType="Undetermined", bounceSubType="Undetermined"),
        lambda e: e["bounce"].update(bounceType="Something new"),
    ],
)
def test_an_address_is_not_given_up_on_a_guess(edit: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    take(desk, monkeypatch, bounced(desk, edit=edit))
    assert [r.mail.fault for r in people_at_fault(desk=desk) if r.mail] == [None]


@pytest.mark.parametrize(
    "body",
    [
        ses_event("delivery"),
        {**ses_event("complaint"), "complaint": {"complaintFeedbackType": "not-spam"}},
        {"Type": "SubscriptionConfirmation", "Message": "hello"},
        {},
    ],
)
def test_what_is_no_return_changes_nothing(body: object, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    assert take(desk, monkeypatch, body) == 0
    assert people_at_fault(desk=desk) == []


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"x"', '{"eventType": "Bounce"}', '{"eventType": "Bounce", "bounce": 5}', "[" * 5000]
)
def test_what_cannot_be_read_comes_back_and_harms_no_other(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    assert take(desk, monkeypatch, body, bounced(desk)) == 1
    assert len(people_at_fault(desk=desk)) == 1
    with pytest.raises(BrokenEventError):
        read_mail_event(body)


def test_an_event_in_the_envelope_of_sns_is_read_too() -> None:
    plain = read_mail_event(json.dumps(ses_event("bounce")))
    wrapped = {"Type": "Notification", "Message": json.dumps(ses_event("bounce"))}
    assert read_mail_event(json.dumps(wrapped)) == plain
    assert plain is not None
    assert plain.recipients == (("keiko@example.com", "smtp; 550 5.1.1 user unknown"),)


@pytest.mark.parametrize("wrapped", [False, True])
def test_AWS9_I5_the_test_that_ses_makes_of_a_new_topic_is_no_broken_event(
    wrapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Successfully validated SNS topic for Amazon SES event publishing.\n"
    body = json.dumps({"Type": "Notification", "Message": said}) if wrapped else said
    assert read_mail_event(body) is None
    assert take(FakeDesk(), monkeypatch, body) == 0


def test_an_alerts_key_travels_with_the_mail() -> None:
    key = AlertKey(ticket_id("acme", "9 00", "日本"), clock_id("日本"), "keyword-rule", at(60.5))
    tags = tags_of(key)
    assert all(
        set(tag["Value"]) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") for tag in tags
    )
    assert alert_in({tag["Name"]: [tag["Value"]] for tag in tags}) == key
    assert [tags_of(AlertKey("a", "5", step, at(0))) for step in ("x" * 300, "警告", "half way")] == [[]] * 3
    broken: list[dict[str, list[str]]] = [
        {},
        {"ticket": []},
        {"ticket": ["a"], "clock": ["1"], "step": ["a"], "due_at": ["x"]},
    ]
    assert [alert_in(each) for each in broken] == [None] * 3


def test_L2_a_marked_address_is_not_tried_and_the_way_asked_for_gives_way() -> None:
    desk = asked_desk()
    mark_mail(desk, "mori@example.com")
    chase(desk, 48)
    deliver(desk)
    assert desk.mailer.mails == []
    assert [who for who, _ in desk.texter.texts] == ["boss"]


def test_L2_an_assignee_without_a_way_means_the_team_as_if_they_were_away() -> None:
    team = Document("team", "support", 1, {"name": "Support", "members": ["ren"]})
    policy = Document("policy", "default", 1, {"ladder": [{"step": "due", "whom": ["assignee"]}], "team": "support"})
    desk = assigned_desk(policy, team, person("ren", email="ren@example.com"))
    mark_mail(desk, "keiko@example.com")
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["ren"]


def test_L2_where_no_manager_has_a_way_the_admins_are_told() -> None:
    desk = assigned_desk(person("boss", phone=None), person("root", email="root@example.com", groups=[ADMINS]))
    mark_mail(desk, "keiko@example.com", "mori@example.com")
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["root"]


def test_L2_silence_is_worse_than_an_sms_in_the_last_managers_quiet_hours() -> None:
    desk = assigned_desk(person("boss", quiet=["00:00-24:00"]))
    mark_mail(desk, "keiko@example.com", "mori@example.com")
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _ in desk.texter.texts] == ["boss"]


def test_L2_a_desk_that_can_reach_nobody_says_so() -> None:
    desk = assigned_desk(person("boss", phone=None))
    mark_mail(desk, "keiko@example.com", "mori@example.com")
    chase(desk, 60)
    with pytest.raises(DeliveryError, match="No way leads to Mori"):
        deliver(desk)
    assert desk.mailer.mails == []


@pytest.mark.parametrize("people", ["unreachable", "none"])
def test_L2_what_reaches_nobody_is_an_error_that_the_dead_letter_alarm_tells_of(people: str) -> None:
    """Each sender says so, and drops nothing."""
    desk = assigned_desk(person("boss", phone=None, **({"groups": ["agents"]} if people == "none" else {})))
    mark_mail(desk, "keiko@example.com", "mori@example.com")
    chase(desk, 60)
    [(ticket, alert)] = queued_alerts(desk)
    with pytest.raises(DeliveryError, match=r"No way leads|Nobody is there"):
        deliver(desk)
    for whose in ("kt", "late:acme"):
        desk.digests.collect(whose, for_digest(ticket, alert), desk.clock.now())
        with pytest.raises(DeliveryError, match=r"No way leads|Nobody is there"):
            send_digest(whose, desk=desk)
        assert len(desk.digests.collected(whose)) == 1
    desk.heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, "401", desk.clock.now())
    watch_accounts(desk=desk)
    with pytest.raises(DeliveryError, match=r"No way leads|Nobody is there"):
        notify_incident(Fault.ACCOUNT_DISCONNECTED, desk=desk)
    assert nobody_reachable(desk=desk)
    assert (desk.mailer.mails, desk.texter.texts) == ([], [])


def test_L2_a_manager_with_one_way_left_is_somebody() -> None:
    desk = asked_desk()
    assert not nobody_reachable(desk=desk)
    mark_mail(desk, "mori@example.com")
    assert not nobody_reachable(desk=desk)
    desk.addresses.mark("sms", "+819012345678", AddressFault.OPTED_OUT, "opted out", at(0))
    assert nobody_reachable(desk=desk)
    clear_mark("boss", "mail", desk=desk)
    assert not nobody_reachable(desk=desk)


@pytest.mark.parametrize(("phone", "texted", "mailed"), [(PHONE, ["kt"], []), (None, [], ["boss"])])
def test_L2_a_digest_goes_by_the_other_way_or_to_the_managers(
    phone: str | None, texted: list[str], mailed: list[str]
) -> None:
    desk = assigned_desk(person("kt", phone=phone))
    chase(desk, 60)
    [(ticket, alert)] = queued_alerts(desk)
    desk.digests.collect("kt", for_digest(ticket, alert), desk.clock.now())
    mark_mail(desk, "keiko@example.com")
    assert send_digest("kt", desk=desk) == "sent"
    assert [who for who, _ in desk.texter.texts] == texted
    assert [who for who, _, _ in desk.mailer.mails] == mailed


def test_a_number_that_has_opted_out_is_marked_and_the_mail_stands_in() -> None:
    ladder = [
        {"step": "due", "whom": ["managers"], "how": ["sms"]},
        {"step": "late", "after_minutes": 5, "how": ["sms"]},
    ]
    desk = asked_desk(Document("policy", "default", 1, {"ladder": ladder}))
    desk.texter.error = AddressRefusedError(AddressFault.OPTED_OUT, "opted out")
    chase(desk, 60)
    deliver(desk)
    assert [who for who, _, _ in desk.mailer.mails] == ["boss"]
    [reach] = people_at_fault(desk=desk)
    assert reach.sms is not None
    assert reach.sms.fault is AddressFault.OPTED_OUT
    desk.texter.error = None
    chase(desk, 65)
    deliver(desk)
    assert desk.texter.texts == []
    assert len(desk.mailer.mails) == 2


def test_a_failure_that_may_pass_marks_nothing() -> None:
    desk = asked_desk()
    desk.mailer.refuses = "throttled"
    chase(desk, 48)
    deliver(desk)
    assert people_at_fault(desk=desk) == []


def test_a_person_with_a_new_address_is_written_to_again() -> None:
    desk = asked_desk()
    mark_mail(desk, "mori@example.com")
    assert [r.person.id for r in people_at_fault(desk=desk)] == ["boss"]
    desk.settings.put([Document("person", "boss", 2, {**MANAGER, "email": "mori2@example.com"})])
    assert people_at_fault(desk=desk) == []
    chase(desk, 48)
    deliver(desk)
    assert len(desk.mailer.mails) == 1


def test_a_cleared_mark_is_taken_off_the_carriers_list_too_and_stays_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    event = bounced(desk)
    take(desk, monkeypatch, event)
    desk.clock.forward(minutes(55))
    clear_mark("kt", "mail", desk=desk)
    assert desk.suppressions.lifted == ["keiko@example.com"]
    take(desk, monkeypatch, event)
    assert people_at_fault(desk=desk) == []


def test_addresses_are_the_same_however_they_are_written() -> None:
    desk = FakeDesk(person("kt", email="Keiko@Example.com"))
    mark_mail(desk, "keiko@example.com")
    assert [r.person for r in people_at_fault(desk=desk)] == [
        Person("kt", "Keiko", "Keiko@Example.com", language="ja", groups=("agents",))
    ]
