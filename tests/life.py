"""A desk with its surroundings: timers that wake, workers, sweeps and reconcilers on their schedules, and what can go
wrong with each. What must never happen is asserted as it happens, by rules written down a second time here."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import Ref, SlaClock
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.sla.chase_deadline import chase_deadline
from tests.builders import minutes
from tests.fake_desk import FakeDesk

T = TypeVar("T")

TOKYO = ZoneInfo("Asia/Tokyo")

RECONCILED_WITHIN = minutes(5) + minutes(1) + minutes(1)
"""A period of the reconciler, the minute for which it lets a timer be late, and one of the sweep behind it."""

LADDER = [
    {"step": "half", "at_percent": 50},
    {"step": "warn", "at_percent": 80},
    {"step": "due"},
    {"step": "late30", "after_minutes": 30},
]
WARNINGS = ("half", "warn")


def office(opens: int, closes: int) -> dict[str, Any]:
    hours = [f"{opens:02}:00-{closes:02}:00"]
    return {"zone": "Asia/Tokyo", "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)}


def policy(target: int, **more: Any) -> dict[str, Any]:
    fields = {"first_reply_minutes": target, "next_reply_minutes": target, "calendar": "office", "ladder": LADDER}
    return fields | more


class CrashError(Exception):
    """The process has crashed between two steps of its work."""


class Life:
    def __init__(self, now: datetime) -> None:
        self.desk = FakeDesk(
            Document("calendar", "office", 1, office(9, 18)),
            Document("policy", "default", 1, policy(60)),
            Document("policy", "urgent", 1, policy(20, priorities=["urgent"])),
            now=now,
        )
        self.since: dict[str, datetime] = {}
        self.fired: Counter[tuple[str, str, datetime]] = Counter()
        self.sent: Counter[tuple[str, str, datetime]] = Counter()
        self.timers_of_old: list[tuple[str, str, int]] = []
        self._watch_saves()

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    @property
    def tickets(self) -> list[Ticket]:
        return [self.desk.tickets.tickets[ident] for ident in sorted(self.desk.tickets.tickets)]

    # What happens by itself

    def run_until(self, until: datetime) -> None:
        """Run everything until then: timers wake, what they fire is delivered, the sweep and the reconciler have their
        turns.
        """
        while (at := self._next_event()) <= until:
            self.desk.clock.instant = max(at, self.now)
            self._wake_timers()
            if self.now.second == self.now.microsecond == 0:
                self.survives(lambda: send_unsent(desk=self.desk))
                if self.now.minute % 5 == 0:
                    self.survives(lambda: find_overdue(desk=self.desk))
            self.deliver()
        self.desk.clock.instant = max(until, self.now)
        self.check()

    def _next_event(self) -> datetime:
        pending = any(alert.pending_since for ticket in self.tickets for alert in ticket.alerts)
        period = 1 if pending else 5
        whole = self.now.replace(second=0, microsecond=0)
        tick = whole + minutes(period - whole.minute % period)
        return min([tick, *(max(wake, self.now) for wake in self.desk.timers.running.values())])

    def _wake_timers(self) -> None:
        for key, wake_at in list(self.desk.timers.running.items()):
            if wake_at <= self.now and key in self.desk.timers.running:
                self.wake(key)

    def wake(self, key: tuple[str, str, int]) -> None:
        """Wake a timer as the state machine does: call, and wait on or end; a crash is retried in two seconds."""
        self.timers_of_old.append(key)
        running = self.desk.timers.running
        try:
            chased = chase_deadline(*key, desk=self.desk)
        except CrashError:
            if key in running:
                running[key] = self.now + timedelta(seconds=2)
            return
        if key not in running:
            return
        if chased.wake_at is None:
            del running[key]
            self.desk.timers.closed.add(key)
        else:
            assert chased.wake_at > self.now, "a timer that wakes at once again wakes for ever"
            running[key] = chased.wake_at

    def deliver(self) -> None:
        """Let the worker process the queue; the queue may hold a message twice."""
        messages, self.desk.alerts.messages = self.desk.alerts.messages, []
        for ticket, alert in messages:
            before = len(self.desk.mailer.mails)
            self.survives(partial(send_alert, ticket, alert.clock, alert.step, alert.due_at, desk=self.desk))
            if len(self.desk.mailer.mails) > before:
                kept = self.desk.tickets.load(ticket)
                fired = kept.alert(alert.clock, alert.step, alert.due_at)
                assert fired is not None, "a message of no alert"
                self._went_out(kept, fired)

    def survives(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except CrashError:
            return None

    def crash_at(self, part: str, name: str) -> None:
        """Crash the process at the next such call, before the call has any effect."""
        where: Any = getattr(self.desk, part)

        def crash(*_: Any, **__: Any) -> None:
            delattr(where, name)
            raise CrashError

        setattr(where, name, crash)

    # Invariants

    def _watch_saves(self) -> None:
        save = self.desk.tickets.save

        def watched(before: Ticket | None, after: Ticket, **more: Any) -> Ticket:
            saved = save(before, after, **more)
            for clock in saved.clocks:
                known = before.clock(clock.id) if before is not None else None
                if known is None or (known.running, known.due_at) != (clock.running, clock.due_at):
                    self.since[clock.id] = self.now
            for alert in saved.alerts:
                if before is None or before.alert(*alert.key) is None:
                    self._fired(saved, alert)
            return saved

        store: Any = self.desk.tickets
        store.save = watched

    def _fired(self, ticket: Ticket, alert: Alert) -> None:
        clock = ticket.clock(alert.clock)
        assert clock is not None, "an alert of no clock"
        assert clock.running, "a step fires for a clock that is over"
        self.fired[alert.key] += 1
        assert self.fired[alert.key] == 1, "a step fires once for a clock and a deadline (L3)"
        assert self._may_go_out(clock, self.now), "a step fires while nobody is there (L1)"
        names = [step.name for step in clock.steps]
        held = clock.held_until is not None and clock.held_until > self.now
        passed = [s.name for s in clock.steps if s.at <= self.now and not (held and s.at > clock.due_at)]
        assert alert.step == passed[-1], "of several instants that have passed only the highest fires (L3)"
        others = [a for a in ticket.alerts if (a.clock, a.due_at) == (clock.id, clock.due_at) and a.step != alert.step]
        for other in others:
            assert other.step not in names or names.index(other.step) < names.index(alert.step), "a step after a higher"
        if clock.acknowledged_at is not None:
            assert alert.step not in WARNINGS, "an acknowledged warning is silent (L4)"
        if clock.late:
            step = clock.steps[names.index(alert.step)]
            assert step.at > clock.seen_at, "a step that had passed before the post came in (I7)"

    def _went_out(self, ticket: Ticket, alert: Alert) -> None:
        clock = ticket.clock(alert.clock)
        assert clock is not None, "a message of no clock"
        assert clock.running, "a message goes out after the answer (L3)"
        assert clock.due_at == alert.due_at, "a message of a deadline that has moved (L3)"
        assert self._may_go_out(clock, self.now), "a message goes out while nobody is there (L1)"
        assert not self._higher_passed(clock, alert), "a lower step goes out though a higher instant has passed (L3)"
        self.sent[alert.key] += 1
        assert self.sent[alert.key] == 1, "a message goes out once for a clock, a step and a deadline (L3)"

    def _higher_passed(self, clock: SlaClock, alert: Alert) -> bool:
        """Return whether a higher instant has passed: of several, only the highest is notified; an escalation may be
        held (L4).
        """
        names = [step.name for step in clock.steps]
        above = clock.steps[names.index(alert.step) + 1 :] if alert.step in names else ()
        held = clock.held_until or clock.due_at
        return any(
            step.at <= self.now
            and not (step.at > clock.due_at and held > self.now)
            and not (clock.late and step.at <= clock.seen_at)
            for step in above
        )

    def check(self) -> None:
        """Check that no clock is overdue without an alert, for longer than a reconciler's period of open hours."""
        for ticket in self.tickets:
            clock = ticket.running
            if clock is None or (clock.late and clock.due_at <= clock.seen_at):
                continue
            known = max(clock.due_at, self.since[clock.id])
            if self.now > self._told_by(clock, known):
                told = [a for a in ticket.alerts if (a.clock, a.due_at) == (clock.id, clock.due_at)]
                reached = [a.step for a in told if a.step not in WARNINGS and any(s.reached for s in a.sent)]
                assert reached, f"overdue since {known}, and nobody was told by {self.now}"

    def _told_by(self, clock: SlaClock, known: datetime) -> datetime:
        """Return when the alert must be out: within a period, if people are there for so long; else within one of the
        next opening.
        """
        if self._may_go_out(clock, known) and self._may_go_out(clock, known + RECONCILED_WITHIN):
            return known + RECONCILED_WITHIN
        opens = known
        while not (self._may_go_out(clock, opens) and self._may_go_out(clock, opens + RECONCILED_WITHIN)):
            opens += minutes(1)
        return opens + RECONCILED_WITHIN

    def _may_go_out(self, clock: SlaClock, at: datetime) -> bool:
        """Return whether an alert may go out by L1, of the hours as they stand in the document: open, or closed for
        fifteen minutes at most.
        """
        local = at.astimezone(TOKYO)
        opens, closes = self._hours(clock.calendar)
        day = datetime.combine(local.date(), time(), TOKYO)
        return local.weekday() < 5 and day + opens <= local <= day + closes + minutes(15)

    def _hours(self, calendar: Ref) -> tuple[timedelta, timedelta]:
        body = self.desk.settings.at("calendar", calendar.id, calendar.version).body
        opens, closes = body["weekly"]["mon"][0].split("-")
        return timedelta(hours=int(opens[:2])), timedelta(hours=int(closes[:2]))
