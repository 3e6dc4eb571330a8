"""Whatever refuses for a moment, every message goes out, and none of them twice (L3): for each sender of messages, each
call to a store or a queue fails once, before or after it was done; and each carrier refuses once in every place."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.errors import AddressRefusedError, DeliveryError, DeskError, UnavailableError
from shared.domain.notifications.deliverability import AddressFault
from shared.domain.notifications.queued import SampleRequested
from shared.domain.posts.author import Author
from shared.domain.sla.alert import SendState
from shared.domain.templates.messages import Message
from shared.ports.settings import Document
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.notifications.notify_mentioned import notify_mentioned
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.notifications.send_sample import send_sample
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.tickets.ticket_actions import note_on_ticket
from tests.alerting import asked_desk, chase, deliver, queued_alerts
from tests.builders import at, minutes, sighted, snowflake
from tests.fake_desk import KT, MANAGER, FakeDesk

BOTH_WAYS = Document("policy", "default", 1, {"ladder": [{"step": "due", "how": ["mail", "sms"]}]})
EMI = Document("person", "emi", 1, {**MANAGER, "name": "Emi", "email": "emi@example.com", "phone": "+819022222222"})
NEWS = Document("keyword_rule", "orders", 1, {"words": ["order"], "notify": ["managers"]})

STORES = ("tickets", "settings", "heartbeats", "ledger", "digests", "addresses", "incidents", "deliveries", "alerts")


@dataclass
class Trouble:
    """The call of this number is refused, before it is done or with its answer lost."""

    at: int = -1
    lost: bool = False
    calls: int = 0
    armed: bool = False

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **kwargs: Any) -> Any:
            if not self.armed:
                return call(*args, **kwargs)
            self.calls += 1
            if self.calls - 1 != self.at:
                return call(*args, **kwargs)
            if self.lost:
                call(*args, **kwargs)
            raise UnavailableError("the table: throttled")

        return asked


class Troubled:
    def __init__(self, store: Any, trouble: Trouble) -> None:
        self._store, self._trouble = store, trouble

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return self._trouble.around(found) if callable(found) else found


@dataclass
class Workers:
    """The queue and the sweeps, as they run every minute: what fails comes again."""

    desk: FakeDesk
    trouble: Trouble
    queue: Any = field(init=False)
    needed: int = 0
    """Calls until the last message was out, with the round in which it was."""

    def __post_init__(self) -> None:
        self.queue = self.desk.alerts
        for name in STORES:
            setattr(self.desk, name, Troubled(getattr(self.desk, name), self.trouble))

    def run(self, rounds: int = 14) -> Counter[tuple[str, str]]:
        """Who got what, after that many minutes."""
        sent = 0
        for _ in range(rounds):
            self.trouble.armed = True
            for sweep in (send_unsent, watch_accounts, find_overdue):
                self._try(sweep, desk=self.desk)
            self._deliver()
            self.trouble.armed = False
            out = len(self.desk.mailer.mails) + len(self.desk.texter.texts)
            self.needed = self.trouble.calls if out > sent else self.needed
            sent = out
            self.desk.clock.forward(minutes(1.25))
        mails = [("mail", who) for who, _, _ in self.desk.mailer.mails]
        return Counter([*mails, *(("sms", who) for who, _ in self.desk.texter.texts)])

    def _try(self, work: Callable[..., object], *args: object, **kwargs: object) -> bool:
        try:
            work(*args, **kwargs)
        except DeskError:
            return False
        return True

    def _deliver(self) -> None:
        q, desk = self.queue, self.desk
        messages, q.messages = q.messages, []
        digests, q.digests = q.digests, []
        notes, q.notes = q.notes, []
        faults, q.faults = q.faults, []
        samples, q.samples = q.samples, []
        for ticket, a in messages:
            if not self._try(send_alert, ticket, a.clock, a.step, a.due_at, desk=desk):
                q.messages.append((ticket, a))
        for whose in digests:
            self._try(send_digest, whose, desk=desk)
        for ticket, note in notes:
            if not self._try(notify_mentioned, ticket, note, desk=desk):
                q.notes.append((ticket, note))
        for fault in faults:
            if not self._try(notify_incident, fault, desk=desk):
                q.faults.append(fault)
        for each in samples:
            name, words = each.sample or "m1", each.message
            if not self._try(send_sample, name, each.person, words, sms=each.sms, attempt=each.attempt, desk=desk):
                q.samples.append(each)


def alert() -> FakeDesk:
    desk = asked_desk(BOTH_WAYS, EMI)
    chase(desk, 60)
    return desk


def keyword_notice() -> FakeDesk:
    return asked_desk(NEWS, EMI)


def digest() -> FakeDesk:
    desk = FakeDesk(BOTH_WAYS, EMI)
    for n in range(12):
        author = Author(str(1000 + n), f"customer_{n}", f"Customer {n}")
        ingest_post(sighted(0, author=author, id=snowflake(at(0), n)), desk=desk)
    desk.clock.forward(minutes(60.9))
    find_overdue(desk=desk)
    desk.clock.forward(minutes(1.2))
    find_overdue(desk=desk)
    deliver(desk)
    return desk


def late_summary() -> FakeDesk:
    desk = FakeDesk(BOTH_WAYS, EMI)
    desk.clock.forward(minutes(180))
    ingest_post(sighted(0), desk=desk)
    return desk


def mention() -> FakeDesk:
    ren = Document("person", "ren", 1, {**KT, "name": "Ren", "email": "ren@example.com"})
    desk = FakeDesk(EMI, ren)
    ingest_post(sighted(0), desk=desk)
    note_on_ticket(desk.only_ticket().id, "@ren @emi please look", by=desk.kt, desk=desk)
    return desk


def incident() -> FakeDesk:
    desk = FakeDesk(EMI)
    desk.heartbeats.beat("acme", Signal.POLL, at(0) + minutes(9999))
    desk.heartbeats.fail("acme", Fault.ACCOUNT_DISCONNECTED, "401 Unauthorized", desk.clock.now())
    return desk


def sample() -> FakeDesk:
    desk = FakeDesk()
    desk.alerts.put(SampleRequested("boss", Message("s", "t", "h", "sms"), sms=True))
    return desk


SENDERS = {each.__name__: each for each in (alert, keyword_notice, digest, late_summary, mention, incident, sample)}


def run(sender: str, trouble: Trouble | None = None) -> tuple[Counter[tuple[str, str]], int]:
    """Who got what, and how many calls that took."""
    workers = Workers(SENDERS[sender](), trouble or Trouble())
    return workers.run(), workers.needed


@pytest.mark.parametrize("sender", SENDERS)
def test_L3_no_refused_read_or_write_repeats_or_loses_a_message(sender: str) -> None:
    wanted, calls = run(sender)
    assert sum(wanted.values()) >= 2
    assert set(wanted.values()) == {1}
    for number in range(calls + 1):
        for lost in (False, True):
            assert run(sender, Trouble(number, lost))[0] == wanted, (number, lost)


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize("carrier", ["mailer", "texter"])
def test_L3_a_carriers_passing_failure_neither_loses_its_way_nor_doubles_the_other(sender: str, carrier: str) -> None:
    wanted, _ = run(sender)
    sends = sum(n for (way, _), n in wanted.items() if way == {"mailer": "mail", "texter": "sms"}[carrier])
    for number in range(sends):
        desk = SENDERS[sender]()
        getattr(desk, carrier).answers = [*[None] * number, DeliveryError("throttled")]
        told = Workers(desk, Trouble()).run()
        if sender in ("alert", "digest", "incident", "sample"):
            assert told == wanted, number
        else:
            assert {who for _, who in told} == {who for _, who in wanted}
            assert set(told.values()) == {1}


@pytest.mark.parametrize("carrier", ["mailer", "texter"])
def test_L3_the_way_that_failed_is_tried_again_and_the_history_says_what_happened_to_each(carrier: str) -> None:
    desk = asked_desk(BOTH_WAYS)
    getattr(desk, carrier).answers = [DeliveryError("throttled")]
    failed = {"mailer": "mail", "texter": "sms"}[carrier]
    chase(desk, 60)
    assert deliver(desk) == ["retrying"]
    [first] = desk.only_ticket().alerts
    assert {(s.how, s.state) for s in first.sent} == {
        ("mail", SendState.RETRYING if failed == "mail" else SendState.SENT),
        ("sms", SendState.RETRYING if failed == "sms" else SendState.SENT),
    }
    assert first.pending_since is not None
    desk.clock.forward(minutes(0.4))
    assert deliver(desk) == ["sent"]
    assert (len(desk.mailer.mails), len(desk.texter.texts)) == (1, 1)
    [after] = desk.only_ticket().alerts
    assert {s.state for s in after.sent} == {SendState.SENT}
    assert (after.pending_since, after.outcome) == (None, "sent")


def test_L3_a_way_that_goes_on_failing_is_given_up_after_ten_minutes_and_the_history_says_so() -> None:
    desk = asked_desk(BOTH_WAYS)
    desk.texter.refuses = "throttled"
    chase(desk, 60)
    Workers(desk, Trouble()).run()
    assert [who for who, _, _ in desk.mailer.mails] == ["boss"]
    [after] = desk.only_ticket().alerts
    assert {(s.how, s.state, s.reason) for s in after.sent} == {
        ("mail", SendState.SENT, None),
        ("sms", SendState.FAILED, "sms: throttled"),
    }
    assert (after.pending_since, after.outcome) == (None, "sent")


def test_L2_who_turns_out_not_to_be_reachable_has_the_managers_told_though_others_were_reached() -> None:
    ladder = [{"step": "due", "whom": ["person:kt", "person:emi"]}]
    emi = Document("person", "emi", 1, {**KT, "name": "Emi", "email": "emi@example.com"})
    desk = asked_desk(Document("policy", "default", 1, {"ladder": ladder}), emi)
    desk.mailer.answers = [None, AddressRefusedError(AddressFault.INVALID, "no such address")]
    chase(desk, 60)
    Workers(desk, Trouble()).run()
    assert [who for who, _, _ in desk.mailer.mails] == ["kt", "boss"]


def test_L3_an_alert_held_over_night_is_tried_again_in_the_morning() -> None:
    """How long it is tried counts from when it may go out, not from when it fired."""
    desk = asked_desk(BOTH_WAYS)
    chase(desk, 60)
    [(ticket, fired)] = queued_alerts(desk)
    before = desk.tickets.load(ticket)
    held = before.alert(*fired.key)
    assert held is not None
    desk.tickets.save(before, before.with_alert(replace(held, pending_since=at(600))))
    desk.clock.forward(minutes(540))
    desk.mailer.answers = desk.texter.answers = [DeliveryError("throttled"), DeliveryError("throttled")]
    assert Workers(desk, Trouble()).run() == {("mail", "boss"): 1, ("sms", "boss"): 1}


def test_L3_a_message_that_could_not_be_noted_is_remembered_by_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk(BOTH_WAYS)
    chase(desk, 60)

    def refused(*_: object) -> None:
        raise UnavailableError("the table: throttled")

    with monkeypatch.context() as outage:
        outage.setattr(desk.deliveries, "note", refused)
        with pytest.raises(UnavailableError):
            deliver(desk)
    assert (len(desk.mailer.mails), len(desk.texter.texts)) == (1, 0)
    assert Workers(desk, Trouble()).run() == {("mail", "boss"): 1, ("sms", "boss"): 1}
