"""The life of a clock (C1-C7, L1-L4, I7): whatever people, networks, timers and crashes do, in whatever order."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain.errors import ConflictError
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from shared.usecases.settings.current import refolded
from shared.usecases.settings_changes.change_settings import change_settings
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.classify_ticket import set_priority
from shared.usecases.tickets.ticket_actions import acknowledge_ticket, finish_ticket, reopen_ticket
from tests.builders import NOON, minutes, sighted, sighted_answer, snowflake
from tests.life import TOKYO, Life, office, policy

STARTS = st.sampled_from([(15, 10), (15, 17), (18, 16), (19, 12), (15, 8)]).map(
    lambda day_hour: datetime(2026, 9, day_hour[0], day_hour[1], 0, 1, tzinfo=TOKYO)
)
SPANS = st.one_of(
    st.sampled_from([1, 5, 10, 12, 16, 20, 30, 48, 60, 90]), st.integers(1, 120), st.integers(600, 1500)
).map(minutes)
LATE = st.integers(1, 150).map(minutes)
TARGETS = st.sampled_from([15, 30, 60, 180])
HOURS = st.sampled_from([(9, 18), (8, 20), (11, 16)])


class LifeOfAClock(RuleBasedStateMachine):
    """One customer, so that everything that happens happens to the same ticket, or to the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.posts = 0
        self.life = Life(NOON)

    @initialize(start=STARTS)
    def begin(self, start: datetime) -> None:
        self.life = Life(start)
        self.post()

    @property
    def ticket(self) -> Ticket:
        """The one that was written to last."""
        return max(self.life.tickets, key=lambda ticket: ticket.last_post.order)

    def _heard(self, written_at: datetime, *, answers: str | None = None) -> None:
        """The network tells of a post; where the desk crashes over it, the queue brings it again."""
        self.posts += 1
        minute = (written_at - NOON) / minutes(1)
        ident = snowflake(written_at, self.posts)
        told = (
            sighted(minute, id=ident, answer_id=ident, posted_at=written_at)
            if answers is None
            else sighted_answer(minute, answers, id=ident, answer_id=ident, posted_at=written_at)
        )
        while self.life.survives(lambda: ingest_post(told, desk=self.life.desk)) is None:
            continue

    @rule()
    def post(self) -> None:
        self._heard(self.life.now)

    @rule(ago=LATE)
    def post_that_comes_late(self, ago: timedelta) -> None:
        self._heard(self.life.now - ago)

    @rule()
    def answer_natively(self) -> None:
        self._heard(self.life.now, answers=self.ticket.posts[0].id)

    @rule(ago=LATE)
    def answer_natively_and_hear_of_it_late(self, ago: timedelta) -> None:
        self._heard(self.life.now - ago, answers=self.ticket.posts[0].id)

    @rule()
    def answer_from_the_desk(self) -> None:
        desk, ticket = self.life.desk, self.ticket
        inbound = [post for post in ticket.posts if post.inbound]
        self.posts += 1
        command = ReplyToTicket(
            ticket.id, f"reply-{self.posts:04}", inbound[-1].id, ticket.last_post.id, f"On it ({self.posts}). ^KT"
        )
        try:
            reply_to_ticket(command, by=desk.kt, desk=desk)
        except ConflictError:
            return
        self.life.survives(lambda: send_reply(ticket.id, command.client_reply_id, desk=desk))

    @rule(reason=st.sampled_from(["thanks_only", "nothing_to_say", "spam"]))
    def done(self, reason: str) -> None:
        ticket = self.ticket
        if not any(reply.under_way for reply in ticket.replies):
            self.life.survives(lambda: finish_ticket(ticket.id, reason, by=self.life.desk.kt, desk=self.life.desk))

    @rule()
    def reopen(self) -> None:
        self.life.survives(lambda: reopen_ticket(self.ticket.id, by=self.life.desk.kt, desk=self.life.desk))

    @rule()
    def acknowledge(self) -> None:
        self.life.survives(lambda: acknowledge_ticket(self.ticket.id, by=self.life.desk.kt, desk=self.life.desk))

    @rule(priority=st.sampled_from(["normal", "urgent"]))
    def change_priority(self, priority: str) -> None:
        ident = self.ticket.id
        self.life.survives(lambda: set_priority(ident, priority, by=self.life.desk.kt, desk=self.life.desk))

    @rule(promised=TARGETS, at_once=st.booleans())
    def change_policy(self, promised: int, at_once: bool) -> None:
        self._settle("policy", "default", policy(promised), at_once=at_once)

    @rule(hours=HOURS, at_once=st.booleans())
    def change_calendar(self, hours: tuple[int, int], at_once: bool) -> None:
        self._settle("calendar", "office", office(*hours), at_once=at_once)

    def _settle(self, kind: str, ident: str, body: dict[str, object], *, at_once: bool) -> None:
        """Where the request has no time left, the reconciler does it."""
        desk = self.life.desk
        version = max(d.version for d in desk.settings.current(fresh=True) if (d.kind, d.id) == (kind, ident))
        document = Document(kind, ident, version, body)
        within = None if at_once else timedelta(-1)
        self.life.survives(lambda: change_settings((document,), by=None, desk=desk, within=within))

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.life.run_until(self.life.now + span)

    @rule(span=SPANS, alive=st.booleans())
    def nothing_runs_for_a_while(self, span: timedelta, alive: bool) -> None:
        """An outage: what was to happen in it happens after it, as far as it is still to happen."""
        self.life.desk.clock.forward(span)
        after = self.life.now
        for clock in self.life.since:
            self.life.since[clock] = max(self.life.since[clock], after)
        if alive:
            self.life.run_until(after + minutes(1))

    @precondition(lambda self: self.ticket.running is not None)
    @rule(which=st.integers(0, 3), off=st.sampled_from([-1, 0, 1, 61]), how=st.sampled_from(["all", "timer", "none"]))
    def a_step_of_the_ladder_comes(self, which: int, off: int, how: str) -> None:
        """With everything at work, with the worker slow to deliver, or with all timers lost on the way."""
        clock = self.ticket.running
        ahead = clock.steps[which].at + timedelta(seconds=off) if clock is not None else self.life.now
        if clock is None or ahead <= self.life.now:
            return
        if how == "all":
            self.life.run_until(ahead)
            return
        if how == "none":
            self.timers_are_lost(closed=True)
        self.nothing_runs_for_a_while(ahead - self.life.now, alive=False)
        if how == "timer":
            self.a_timer_wakes_by_itself_or_twice(0)

    @precondition(lambda self: self.ticket.running is not None)
    @rule(which=st.integers(0, 3))
    def a_step_fires_and_its_message_comes_a_night_later(self, which: int) -> None:
        """The worker is away until after closing; then everything runs again, and the next opening is lived through."""
        clock = self.ticket.running
        if clock is None or clock.steps[which].at <= self.life.now:
            return
        self.nothing_runs_for_a_while(clock.steps[which].at - self.life.now, alive=False)
        self.a_timer_wakes_by_itself_or_twice(0)
        evening = self.life.now.astimezone(TOKYO).replace(hour=20, minute=30)
        self.nothing_runs_for_a_while(max(evening - self.life.now, minutes(0)), alive=False)
        self.life.run_until(self.life.now + minutes(15 * 60))

    @rule()
    def the_reconciler_runs(self) -> None:
        self.life.survives(lambda: find_overdue(desk=self.life.desk))

    @precondition(lambda self: self.life.timers_of_old)
    @rule(data=st.data())
    def a_timer_of_old_wakes(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.life.timers_of_old))
        self.life.survives(lambda: chase_deadline(*key, desk=self.life.desk))

    @rule(arms=st.integers(-1, 1))
    def a_timer_wakes_by_itself_or_twice(self, arms: int) -> None:
        clock = self.ticket.running
        if clock is not None:
            for _ in range(2):
                ident = self.ticket.id
                self.life.survives(
                    lambda: chase_deadline(ident, clock.id, clock.timer_generation + arms, desk=self.life.desk)  # noqa: B023
                )

    @rule(closed=st.booleans())
    def timers_are_lost(self, closed: bool) -> None:
        timers = self.life.desk.timers
        if closed:
            timers.closed |= set(timers.running)
        timers.running.clear()

    @rule(where=st.sampled_from([("alerts", "put"), ("timers", "ensure"), ("timers", "stop")]))
    def a_process_will_crash(self, where: tuple[str, str]) -> None:
        if where[1] not in vars(getattr(self.life.desk, where[0])):
            self.life.crash_at(*where)

    @rule()
    def a_message_is_there_twice(self) -> None:
        self.life.desk.alerts.messages *= 2

    @precondition(lambda self: self.life.desk.alerts.messages)
    @rule(how=st.sampled_from(["answer", "done", "urgent", "twice"]))
    def something_comes_before_the_worker(self, how: str) -> None:
        if how == "answer":
            self.answer_natively()
        elif how == "done":
            self.done("thanks_only")
        elif how == "urgent":
            self.change_priority("urgent")
        self.life.desk.alerts.messages *= 2
        self.life.deliver()

    @rule()
    def the_worker_has_its_turn(self) -> None:
        self.life.deliver()

    @rule()
    def the_worker_loses_what_it_has_in_hand(self) -> None:
        self.life.desk.alerts.messages.clear()

    @invariant()
    def one_clock_at_most_runs_and_the_status_says_so(self) -> None:
        for ticket in self.life.tickets:
            running = [clock for clock in ticket.clocks if clock.running]
            assert len(running) <= 1
            assert bool(running) == (ticket.status in (Status.NEW, Status.OPEN))
            assert not running or running[0].started_at == min(
                post.posted_at for post in ticket.posts if post.id in ticket.waiting
            )

    @invariant()
    def a_ticket_told_again_is_the_same(self) -> None:
        for ticket in self.life.tickets:
            again = refolded(ticket, self.life.desk)
            assert replace(again, clocks=()) == replace(ticket, clocks=())
            assert [clock.id for clock in again.clocks] == [clock.id for clock in ticket.clocks]


TestLifeOfAClock = LifeOfAClock.TestCase
TestLifeOfAClock.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def a_life(hour: int, minute: int) -> LifeOfAClock:
    """A customer asks at that time of a Tuesday in Tokyo."""
    machine = LifeOfAClock()
    machine.begin(datetime(2026, 9, 15, hour, minute, tzinfo=TOKYO))
    return machine


def held_until_the_opening() -> tuple[LifeOfAClock, datetime]:
    """A deadline of shortly before closing, whose message the queue brings after hours; and the deadline."""
    machine, due_at = a_life(16, 45), datetime(2026, 9, 15, 17, 45, tzinfo=TOKYO)
    machine.life.desk.clock.instant = due_at
    machine.a_timer_wakes_by_itself_or_twice(0)
    assert [alert.step for _, alert in machine.life.desk.alerts.messages] == ["due", "due"]
    machine.nothing_runs_for_a_while(minutes(150), alive=False)
    machine.life.deliver()
    return machine, due_at


def test_L1_a_message_that_the_queue_brings_after_hours_waits_for_the_opening() -> None:
    machine, due_at = held_until_the_opening()
    life = machine.life
    life.run_until(datetime(2026, 9, 16, 8, 59, tzinfo=TOKYO))
    assert life.desk.mailer.mails == []
    life.run_until(datetime(2026, 9, 16, 9, 2, tzinfo=TOKYO))
    assert life.sent[machine.ticket.clocks[0].id, "due", due_at] == 1


def test_L1_a_message_that_waits_for_the_opening_goes_out_when_the_desk_opens_earlier_by_now() -> None:
    machine, due_at = held_until_the_opening()
    life = machine.life
    machine.change_calendar(hours=(8, 18), at_once=True)
    life.run_until(datetime(2026, 9, 16, 7, 59, tzinfo=TOKYO))
    assert life.desk.mailer.mails == []
    life.run_until(datetime(2026, 9, 16, 8, 2, tzinfo=TOKYO))
    assert life.sent[machine.ticket.clocks[0].id, "due", due_at] == 1


def test_L3_what_fired_for_a_post_does_not_fire_again_though_a_late_post_makes_its_promise_another() -> None:
    """The first clock of a ticket is the second once an older question and its answer have come in."""
    machine = a_life(10, 0)
    life = machine.life
    life.run_until(life.now + minutes(30))
    machine.answer_natively_and_hear_of_it_late(minutes(40))
    machine.post_that_comes_late(minutes(50))
    clock = machine.ticket.running
    assert clock is not None
    assert (clock.kind, len(machine.ticket.clocks)) == ("next_reply", 2)
    life.run_until(life.now + minutes(5))
    assert [alert.step for alert in machine.ticket.alerts] == ["half"]
    assert life.sent.total() == 1


def test_L3_of_a_step_held_overnight_and_a_higher_one_that_passes_at_the_opening_only_the_higher_goes_out() -> None:
    """Due at 17:30, the queue brings it at 20:00; its escalation, half an hour of open time later, is closing time itself."""
    machine = a_life(16, 30)
    life, due_at = machine.life, datetime(2026, 9, 15, 17, 30, tzinfo=TOKYO)
    life.desk.clock.instant = due_at
    machine.a_timer_wakes_by_itself_or_twice(0)
    machine.nothing_runs_for_a_while(minutes(150), alive=False)
    life.deliver()
    assert life.desk.mailer.mails == []
    life.run_until(datetime(2026, 9, 16, 9, 2, tzinfo=TOKYO))
    steps = {alert.step: alert.outcome for alert in machine.ticket.alerts}
    assert (steps["due"], steps["late30"]) == ("overtaken", "sent")
    assert [key[1] for key in life.sent] == ["late30"]
