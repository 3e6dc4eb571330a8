"""AWS6, L3: what is due and has not happened is found by its time, within its five minutes however much waits."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import UnavailableError
from shared.domain.notifications.digest import Collected
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.posts.author import Author
from shared.ports.settings import Document
from shared.ports.tickets import OutboxPart
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations import reconcile
from shared.usecases.operations.due_steps import TIMERS, Overdue, chase_lost_steps, start_missing_timers
from shared.usecases.operations.fresh_first import AGAIN
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import A_RUN, Unsent, send_unsent
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.slices import Walked
from tests.builders import BRAND, NOON, minutes, sighted
from tests.fake_desk import FakeDesk

OTHER = Document("account", "zulu", 1, {"network": "x", "network_id": "300", "username": "zulu", "name": "Z"})
AMPLE = timedelta(minutes=5)


def wrote(desk: FakeDesk, minute: float, ident: int, *, account: str = BRAND.id) -> str:
    """A customer who wrote then; the id of their ticket."""
    known = set(desk.tickets.tickets)
    post = sighted(minute, author=Author(str(ident), f"user{ident}", "U"), received_for=account, mentions=())
    ingest_post(post, desk=desk)
    [ticket] = set(desk.tickets.tickets) - known
    return ticket


def waiting_desk(n: int, *, since: float = 0) -> FakeDesk:
    """So many customers, who wrote within a second; an hour each."""
    desk = FakeDesk(OTHER)
    desk.clock.instant = NOON + minutes(since)
    for i in range(n):
        wrote(desk, since + i / 60 / max(n, 1), 1000 + i)
    return desk


def counted(store: Any, name: str) -> list[Any]:
    """What each call of the store returns from now on."""
    real, found = getattr(store, name), []

    def counting(*values: Any, **named: Any) -> Any:
        told = real(*values, **named)
        found.append(told)
        return told

    setattr(store, name, counting)
    return found


def fails(store: Any, name: str, when: Callable[..., bool]) -> Callable[[], None]:
    real = getattr(store, name)

    def sometimes(*values: Any, **named: Any) -> Any:
        if when(*values):
            raise UnavailableError("the table (Query): slow down")
        return real(*values, **named)

    setattr(store, name, sometimes)
    return lambda: setattr(store, name, real)


def lose_timers(desk: FakeDesk) -> None:
    desk.timers.running.clear()


def chased(desk: FakeDesk) -> int:
    return chase_lost_steps(["acme", "zulu"], desk=desk, time=AMPLE).outcomes[Overdue.CHASED]


@pytest.mark.parametrize("waiting", [10, 1000])
def test_AWS6_a_run_reads_no_ticket_that_is_not_due_however_many_wait(waiting: int) -> None:
    desk = waiting_desk(waiting)
    find_overdue(desk=desk)
    for _ in range(4):
        desk.clock.forward(minutes(1))
        find_overdue(desk=desk)
    loads, due, listed = (counted(desk.tickets, name) for name in ("load", "steps_due", "waiting"))
    find_overdue(desk=desk)
    send_unsent(desk=desk)
    assert loads == []
    assert [rows for rows in due if rows] == []
    assert sum(len(rows) for rows in listed) <= 250, "only the promises are looked at, in passing"


def test_AWS6_L3_a_lost_step_among_many_that_wait_is_found_by_the_next_run() -> None:
    desk = FakeDesk(OTHER)
    late = wrote(desk, 0, 5)
    desk.clock.forward(minutes(31.5))
    for n in range(300):
        wrote(desk, 31 + n / 1000, 1000 + n)
    lose_timers(desk)
    assert chased(desk) == 1
    assert [alert.step for alert in desk.tickets.load(late).alerts] == ["half"]


def test_AWS6_L3_what_is_newly_due_is_found_behind_any_number_of_held_and_failing_ones() -> None:
    desk = waiting_desk(AGAIN.rows + 50)
    lose_timers(desk)
    desk.clock.forward(minutes(31.5))
    stuck = set(desk.tickets.tickets)
    mend = fails(desk.tickets, "load", lambda ident: ident in stuck)
    for _ in range(2):
        chase_lost_steps(["acme"], desk=desk, time=AMPLE)
    fresh = wrote(desk, 31.5, 9)
    lose_timers(desk)
    desk.clock.forward(minutes(31.2))
    assert chased(desk) == 1
    assert [alert.step for alert in desk.tickets.load(fresh).alerts] == ["half"]
    mend()
    runs = 0
    while any(not desk.tickets.load(ident).alerts for ident in stuck):
        assert chased(desk) <= AGAIN.rows
        runs += 1
    assert runs == 2, "those that failed are tried again, so many in a run"


def test_AWS6_a_huge_account_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = waiting_desk(30)
    wrote(desk, 0.02, 7, account="300")
    lose_timers(desk)
    desk.clock.forward(minutes(32))
    takes_long(desk, minutes(1 / 60), monkeypatch)
    walked = chase_lost_steps(["acme", "zulu"], desk=desk, time=AMPLE)
    assert walked.outcomes[Overdue.CHASED] < 31
    assert walked.behind >= timedelta(0)
    while chase_lost_steps(["acme", "zulu"], desk=desk, time=AMPLE).outcomes[Overdue.CHASED]:
        pass
    assert all(len(ticket.alerts) == 1 for ticket in desk.tickets.tickets.values())


def takes_long(desk: FakeDesk, span: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*values: Any, **named: Any) -> Any:
        desk.clock.forward(span)
        return chase_deadline(*values, **named)

    monkeypatch.setattr("shared.usecases.operations.due_steps.chase_deadline", slow)


def test_AWS6_a_step_fires_once_though_a_run_is_killed_amid_and_runs_twice() -> None:
    desk = waiting_desk(5)
    lose_timers(desk)
    desk.clock.forward(minutes(32))
    store: Any = desk.tickets
    real, count = store.load, iter(range(1000))

    class Killed(BaseException):
        pass

    def dying(ident: str) -> Any:
        if next(count) == 7:
            raise Killed
        return real(ident)

    store.load = dying
    with pytest.raises(Killed):
        find_overdue(desk=desk)
    store.load = real
    find_overdue(desk=desk)
    find_overdue(desk=desk)
    assert [len(ticket.alerts) for ticket in desk.tickets.tickets.values()] == [1] * 5


def test_AWS11_a_run_asks_for_so_many_timers_and_for_those_that_come_soon() -> None:
    desk = waiting_desk(TIMERS.rows + 100)
    wrote(desk, 0.02, 7, account="300")
    lose_timers(desk)
    asked = counted(desk.timers, "runs")
    start_missing_timers(["acme", "zulu"], desk=desk, time=AMPLE)
    assert asked == [], "their first step comes in half an hour"
    desk.clock.forward(minutes(26))
    found = start_missing_timers(["acme", "zulu"], desk=desk, time=AMPLE)
    assert found.outcomes[Overdue.TIMER_STARTED] == len(asked) == TIMERS.rows
    started = Counter(desk.tickets.load(ticket).account for ticket, _, _ in desk.timers.running)
    assert started == {"acme": TIMERS.rows - 1, "zulu": 1}
    start_missing_timers(["acme", "zulu"], desk=desk, time=AMPLE)
    assert len(desk.timers.running) == TIMERS.rows + 101, "the next run goes on"


def test_L3_alerts_that_no_worker_holds_are_put_back_behind_any_number_that_fail() -> None:
    desk = waiting_desk(AGAIN.rows + 20)
    desk.clock.forward(minutes(31))
    find_overdue(desk=desk)
    desk.clock.forward(minutes(2))
    find_overdue(desk=desk)
    desk.alerts.messages.clear()
    desk.clock.forward(minutes(2))
    assert send_unsent(desk=desk)[Unsent.ALERTS] == AGAIN.rows + 20
    assert send_unsent(desk=desk)[Unsent.ALERTS] == AGAIN.rows, "until they are sent, so many a minute"


def test_AWS6_the_places_of_a_quiet_desk_are_not_written_again_and_again() -> None:
    desk = waiting_desk(20)
    find_overdue(desk=desk)
    kept = dict(desk.checkpoints.kept)
    for _ in range(3):
        desk.clock.forward(minutes(5))
        find_overdue(desk=desk)
        send_unsent(desk=desk)
    changed = {name for (name, part), place in desk.checkpoints.kept.items() if kept.get((name, part)) != place}
    assert changed <= {SweepName.PROMISES_IN_PASSING, SweepName.TIMERS}


def test_AWS6_somebody_with_very_many_collected_alerts_keeps_nobody_elses_digest_waiting() -> None:
    desk = FakeDesk()
    for n in range(A_RUN + 100):
        alert = Collected(f"t{n:04}", "c", "due", desk.clock.now(), desk.clock.now(), sms=False)
        desk.digests.collect("boss", alert, desk.clock.now())
    late = Collected("t", "c", "due", desk.clock.now(), desk.clock.now(), sms=False)
    desk.digests.collect("kt", late, desk.clock.now() + timedelta(seconds=1))
    desk.clock.forward(minutes(1))
    for _ in range(2):
        send_unsent(desk=desk)
    assert desk.alerts.digests == ["boss", "boss", "kt"], "once a run, and everybody within two"


def test_AWS6_each_job_of_a_run_has_time_though_all_before_it_take_what_they_get(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, given = FakeDesk(), dict[str, timedelta]()

    def greedy(name: str) -> Callable[..., Walked[Any]]:
        def takes_all(
            *_: object, budget: SliceBudget | None = None, time: timedelta | None = None, **__: object
        ) -> Any:
            given[name] = budget.time if budget is not None else time or timedelta(0)
            desk.clock.forward(given[name])
            return Walked()

        return takes_all

    jobs = "reapply_everywhere", "chase_lost_steps", "start_missing_timers", "reapply_in_passing", "auto_close"
    for name in jobs:
        monkeypatch.setattr(reconcile, name, greedy(name))
    find_overdue(desk=desk)
    assert [name for name in jobs if given[name] < timedelta(seconds=2)] == []
    assert sum(given.values(), timedelta(0)) <= reconcile.ONE_RUN


def test_L3_the_alerts_of_a_running_clock_are_put_back_while_the_outbox_is_slow() -> None:
    desk = waiting_desk(3)
    desk.clock.forward(minutes(31))
    for ident, ticket in list(desk.tickets.tickets.items()):
        assert ticket.running is not None
        chase_deadline(ident, ticket.running.id, None, desk=desk)
    desk.clock.forward(minutes(2))
    store: Any = desk.tickets
    real = store.outbox_part

    def slow(*part: Any, **named: Any) -> Any:
        desk.clock.forward(timedelta(seconds=26))
        return real(*part, **named)

    store.outbox_part = slow
    assert send_unsent(desk=desk)[Unsent.ALERTS] == 3


def test_L3_what_keeps_the_alerts_from_being_read_keeps_no_answer_from_its_queue() -> None:
    desk = waiting_desk(1)
    fails(desk.checkpoints, "of", lambda name: name == SweepName.ALERTS)
    read = counted(desk.tickets, "outbox_part")
    assert send_unsent(desk=desk)[Unsent.FAILED] == 1
    assert len(read) == len(OutboxPart)
