"""Sealed or not, the numbers are equal, and rebuilt they are the same (M4)."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import DeskError, NotFoundError, UnavailableError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion
from shared.domain.reporting.metrics import Row
from shared.domain.reporting.sealed_day import LAG, Amendments, SealedDay, begin_of, day_of
from shared.domain.reporting.stream_changes import StreamChanges, TouchedClock
from shared.domain.sla.clock import ClockState
from shared.domain.tickets.lists.rows import MeasuredClock
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.reporting import day_tables
from shared.usecases.reporting.day_tables import TRUSTED_FOR
from shared.usecases.reporting.measure_response_times import BY, measure
from shared.usecases.reporting.seal_days import FIRST_DAYS, SealingOutcome, rebuild_days, seal_days
from shared.usecases.settings.current import desk_settings
from shared.usecases.tickets.ticket_actions import finish_ticket, reopen_ticket
from tests.builders import BRAND, NOON, at, sighted, sighted_answer
from tests.fake_desk import FakeDesk
from tests.fake_sealed_days import FakeSealedDays
from tests.stream import note_changes

US = Document("account", "acme_us", 1, {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"})
OFFICE = Document(
    "calendar", "office", 1, {"zone": "Asia/Tokyo", "weekly": {"tue": ["09:00-18:00"], "thu": ["09:00-18:00"]}}
)
POLICY = Document("policy", "default", 1, {"calendar": "office", "first_reply_minutes": 240})
TOKYO = Document("desk", "desk", 1, {"zone": "Asia/Tokyo"})

EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
FIRST, LAST = NOON - timedelta(days=10), NOON + timedelta(days=60)
ZONES = ("UTC", "Asia/Tokyo", "Asia/Kathmandu", "America/St_Johns")


class Stream:
    """The table's stream of a desk in memory: what has changed among its clocks since it was read last."""

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.held: StreamChanges = StreamChanges()
        self._seen: frozenset[MeasuredClock] = frozenset()
        self._batches: Iterator[int] = count(1)

    def gather(self) -> StreamChanges:
        """The clocks that were written or removed, which are held back until they are delivered."""
        now = frozenset(
            clock
            for account in ("acme", "acme_us")
            for clock in self.desk.tickets.clocks_started(account, *EVER)
            if clock.state is not ClockState.RUNNING
        )
        for clock in self._seen ^ now:
            touched = TouchedClock(str(clock.kind), clock.started_at, clock.ident)
            self.held.clocks[clock.account, clock.ticket].add(touched)
            self.held.accounts.add(clock.account)
        self._seen = now
        return self.held

    def deliver(self, *, times: int = 1) -> None:
        changes, self.held = self.gather(), StreamChanges()
        for _ in range(times):
            note_changes(changes, ident=str(next(self._batches)), desk=self.desk)


def office_desk() -> FakeDesk:
    return FakeDesk(US, OFFICE, POLICY, TOKYO)


def rows(desk: FakeDesk, by: str | None = None, zone: str = "Asia/Tokyo") -> list[Row]:
    return measure(FIRST, LAST, by=by, zone=ZoneInfo(zone), desk=desk)


def unsealed(desk: FakeDesk, by: str | None, zone: str) -> list[Row]:
    """The same from nothing but the clocks."""
    sealed, desk.sealed_days = desk.sealed_days, FakeSealedDays()
    try:
        return rows(desk, by, zone)
    finally:
        desk.sealed_days = sealed


def assert_equal_to_its_clocks(desk: FakeDesk) -> None:
    for by in (None, *BY):
        for zone in ZONES if by in ("day", "hour") else ZONES[:1]:
            assert rows(desk, by, zone) == unsealed(desk, by, zone), (by, zone)


def ask(desk: FakeDesk, n: float, customer: str = "901", **more: Any) -> str:
    post = sighted(n, author=Author(customer, f"user{customer}", "Jo"), **more)
    ingest_delivery([post], source="webhook", desk=desk)
    return post.id


def answer(desk: FakeDesk, n: float, post: str, **more: Any) -> str:
    ours = sighted_answer(n, post, **more)
    ingest_delivery([ours], source="webhook", desk=desk)
    return ours.id


def only_ticket(desk: FakeDesk, customer: str = "901") -> str:
    return desk.tickets.of_customer("acme", customer)[1][-1].id


def days(n: float) -> timedelta:
    return timedelta(days=n)


@pytest.fixture
def desk() -> FakeDesk:
    return office_desk()


@pytest.fixture
def stream(desk: FakeDesk) -> Stream:
    return Stream(desk)


def sealed_after(desk: FakeDesk, stream: Stream) -> None:
    """Let the day pass, and the next hour's run seal it."""
    stream.deliver()
    desk.clock.instant = begin_of(day_of(desk.clock.now()) + days(1)) + LAG
    seal_days(desk=desk)


class Life:
    """Customers write and are answered, or not, over weeks; the stream is read now and then, and days are sealed. Each method is a
    step, of which `size` says how much."""

    def __init__(self, desk: FakeDesk, stream: Stream) -> None:
        self.desk, self.stream = desk, stream
        self.number: Iterator[int] = count(10**18)
        self.newest: dict[str, str] = {}
        self.answers: dict[str, str] = {}

    @property
    def now(self) -> float:
        return (self.desk.clock.now() - NOON) / timedelta(minutes=1)

    def write(self, customer: str, size: int) -> None:
        self.newest[customer] = ask(self.desk, self.now, customer, id=str(next(self.number)))

    def late(self, customer: str, size: int) -> None:
        ask(self.desk, self.now - 120 * size, customer, id=str(next(self.number)))

    def answer(self, customer: str, size: int) -> None:
        if customer in self.newest:
            ident = str(next(self.number))
            self.answers[customer] = answer(self.desk, self.now, self.newest[customer], id=ident)

    def take_back(self, customer: str, size: int) -> None:
        self._delete(self.answers.pop(customer, None))

    def withdraw(self, customer: str, size: int) -> None:
        self._delete(self.newest.pop(customer, None))

    def _delete(self, post: str | None) -> None:
        if post is not None:
            ingest_delivery([Deletion("x", post, self.desk.clock.now())], source="webhook", desk=self.desk)

    def name_agent(self, customer: str, size: int) -> None:
        """As if the answers had been written at the desk."""
        for ticket in self.desk.tickets.of_customer("acme", customer)[1][-1:]:
            posts = tuple(post if post.inbound else replace(post, by=f"agent{size % 3}") for post in ticket.posts)
            self.desk.tickets.tickets[ticket.id] = replace(ticket, posts=posts, version=ticket.version + 1)

    def finish(self, customer: str, size: int) -> None:
        reason = ("thanks_only", "spam", "resolved")[size % 3]
        for ticket in self.desk.tickets.of_customer("acme", customer)[1][-1:]:
            with suppress(DeskError):
                finish_ticket(ticket.id, reason, by=self.desk.kt, desk=self.desk)

    def reopen(self, customer: str, size: int) -> None:
        for ticket in self.desk.tickets.of_customer("acme", customer)[1][-1:]:
            with suppress(DeskError):
                reopen_ticket(ticket.id, by=self.desk.kt, desk=self.desk)

    def erase(self, customer: str, size: int) -> None:
        self.desk.tickets.erase("acme", customer, at=self.desk.clock.now())
        self.newest.pop(customer, None)
        self.answers.pop(customer, None)

    def deliver(self, customer: str, size: int) -> None:
        self.stream.deliver(times=1 + size % 2)

    def seal(self, customer: str, size: int) -> None:
        seal_days(desk=self.desk)

    def nap(self, customer: str, size: int) -> None:
        self.desk.clock.forward(timedelta(hours=size))

    def rest(self, customer: str, size: int) -> None:
        self.desk.clock.forward(days(size / 2))


Step = tuple[Callable[[Life, str, int], None], str, int]

STEP = st.tuples(
    st.sampled_from(
        [
            *(
                Life.write,
                Life.write,
                Life.late,
                Life.answer,
                Life.answer,
                Life.take_back,
                Life.withdraw,
                Life.name_agent,
            ),
            *(Life.finish, Life.finish, Life.reopen, Life.erase, Life.deliver, Life.seal, Life.nap, Life.rest),
        ]
    ),
    st.sampled_from(["901", "902"]),
    st.integers(1, 30),
)


def live(life: Life, steps: list[Step]) -> None:
    for act, customer, size in steps:
        life.desk.clock.forward(timedelta(minutes=size))
        act(life, customer, size)
        life.stream.gather()


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, min_size=4, max_size=40))
def test_M4_whatever_happens_sealed_days_equal_the_clocks_and_the_rebuilt_ones(
    steps: list[Step],
) -> None:
    desk = office_desk()
    stream = Stream(desk)
    live(Life(desk, stream), steps)
    stream.deliver()
    assert_equal_to_its_clocks(desk)
    desk.clock.forward(days(1))
    seal_days(desk=desk)
    assert desk.sealed_days.days
    assert_equal_to_its_clocks(desk)
    last = day_of(desk.clock.now()) - days(1)
    found = list(rebuild_days("acme", last - days(20), last, desk=desk))
    assert {day.same for day in found} == {True}
    assert_equal_to_its_clocks(desk)


def test_M4_a_day_that_is_over_is_read_without_its_clocks(desk: FakeDesk, stream: Stream) -> None:
    answer(desk, 9, ask(desk, 0))
    sealed_after(desk, stream)
    before = rows(desk, "day")
    desk.tickets.tickets.clear()
    assert rows(desk, "day") == before
    assert [row.key for row in before] == ["*", "2026-09-15"]
    assert before[0].figures["first_reply"].mean_s == 540.0


def test_M4_the_day_that_runs_and_the_hour_after_it_are_read_from_their_clocks(desk: FakeDesk, stream: Stream) -> None:
    answer(desk, 9, ask(desk, 0))
    stream.deliver()
    desk.clock.instant = begin_of(day_of(NOON) + days(1)) + LAG - timedelta.resolution
    seal_days(desk=desk)
    assert max(day for _, day in desk.sealed_days.days) < day_of(NOON)
    assert rows(desk)[0].tickets == 1


def test_M4_a_resolution_of_a_later_day_counts_at_once_and_the_day_is_not_read_again(
    desk: FakeDesk, stream: Stream
) -> None:
    answer(desk, 9, ask(desk, 0))
    sealed_after(desk, stream)
    desk.clock.instant = at(3 * 24 * 60)
    finish_ticket(only_ticket(desk), "resolved", by=desk.kt, desk=desk)
    assert rows(desk)[0].figures["resolution"].count == 0
    stream.deliver()
    wanted = unsealed(desk, None, "UTC")
    desk.tickets.tickets.clear()
    assert rows(desk) == wanted
    assert wanted[0].figures["resolution"].count == 1


def test_M4_a_day_is_made_again_once_whatever_has_changed_in_it(desk: FakeDesk, stream: Stream) -> None:
    asked = ask(desk, 0)
    sealed_after(desk, stream)
    desk.clock.instant = at(2 * 24 * 60)
    assert seal_days(desk=desk)[SealingOutcome.MADE_AGAIN] == 0
    ours = answer(desk, 2 * 24 * 60, asked)
    stream.deliver()
    ingest_delivery([Deletion("x", ours, desk.clock.now())], source="webhook", desk=desk)
    stream.deliver()
    desk.clock.forward(timedelta(hours=1))
    assert seal_days(desk=desk)[SealingOutcome.MADE_AGAIN] == 1
    desk.clock.forward(timedelta(hours=1))
    assert seal_days(desk=desk)[SealingOutcome.MADE_AGAIN] == 0
    assert_equal_to_its_clocks(desk)


def test_M4_twice_and_out_of_order_a_change_is_what_its_ticket_says(desk: FakeDesk, stream: Stream) -> None:
    asked = ask(desk, 0)
    answer(desk, 9, asked)
    sealed_after(desk, stream)
    desk.clock.instant = at(3 * 24 * 60)
    ticket = only_ticket(desk)
    finish_ticket(ticket, "resolved", by=desk.kt, desk=desk)
    old, stream.held = stream.gather(), StreamChanges()
    reopen_ticket(ticket, by=desk.kt, desk=desk)
    stream.deliver()
    stream.held = old
    stream.deliver(times=2)
    assert_equal_to_its_clocks(desk)


def test_M4_a_day_with_a_change_that_could_not_be_read_is_read_from_its_clocks(desk: FakeDesk, stream: Stream) -> None:
    answer(desk, 9, ask(desk, 0))
    sealed_after(desk, stream)
    desk.clock.instant = at(3 * 24 * 60)
    finish_ticket(only_ticket(desk), "resolved", by=desk.kt, desk=desk)
    broken = StreamChanges()
    broken.unknown["acme"].add(day_of(NOON))
    note_changes(broken, ident="1", desk=desk)
    assert_equal_to_its_clocks(desk)
    desk.clock.forward(timedelta(hours=1))
    assert seal_days(desk=desk)[SealingOutcome.MADE_AGAIN] == 1
    desk.tickets.tickets.clear()
    assert rows(desk)[0].figures["resolution"].count == 1


def test_M4_a_run_that_ends_early_goes_on_where_it_was(desk: FakeDesk, stream: Stream) -> None:
    for n in range(4):
        answer(desk, n * 24 * 60 + 9, ask(desk, n * 24 * 60, f"90{n}"))
    desk.clock.instant = at(6 * 24 * 60)
    stream.deliver()
    made, runs = 0, 0
    while made < 2 * FIRST_DAYS:
        rest = iter([True, True, True, True, False])
        done = seal_days(desk=desk, in_time=lambda rest=rest: next(rest, False))  # type: ignore[misc]
        assert done[SealingOutcome.LEFT] >= 1
        made, runs = made + done[SealingOutcome.SEALED], runs + 1
        desk.clock.forward(timedelta(minutes=1))
    assert (made, runs) == (2 * FIRST_DAYS, 24), "of two accounts"
    for n in range(4):
        finish_ticket(only_ticket(desk, f"90{n}"), "resolved", by=desk.kt, desk=desk)
        desk.clock.forward(timedelta(hours=1))
        stream.deliver()
    again = 0
    for _ in range(9):
        rest = iter([True, True, False])
        again += seal_days(desk=desk, in_time=lambda rest=rest: next(rest, False))[SealingOutcome.MADE_AGAIN]  # type: ignore[misc]
        desk.clock.forward(timedelta(hours=1))
        assert_equal_to_its_clocks(desk)
    assert again >= 4
    assert seal_days(desk=desk)[SealingOutcome.MADE_AGAIN] == 0


def test_M4_days_that_nobody_makes_again_are_read_from_their_clocks_before_amendments_expire(
    desk: FakeDesk, stream: Stream
) -> None:
    answer(desk, 9, ask(desk, 0))
    sealed_after(desk, stream)
    finish_ticket(only_ticket(desk), "resolved", by=desk.kt, desk=desk)
    stream.deliver()
    desk.sealed_days.batches.clear()
    desk.clock.forward(TRUSTED_FOR + timedelta(hours=1))
    assert_equal_to_its_clocks(desk)
    seal_days(desk=desk)
    assert_equal_to_its_clocks(desk)


def test_M4_an_account_that_fails_keeps_no_other_back(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.clock.instant = at(24 * 60)
    of = desk.sealed_days.progress

    def progress(account: str) -> object:
        if account == "acme":
            raise UnavailableError("the table")
        return of(account)

    monkeypatch.setattr(desk.sealed_days, "progress", progress)
    done = seal_days(desk=desk)
    assert (done[SealingOutcome.FAILED], done[SealingOutcome.SEALED]) == (1, FIRST_DAYS)


def test_M4_an_error_that_nobody_foresaw_keeps_no_other_account_back_and_is_raised(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, told = desk.sealed_days.put, list[str]()

    def breaks(sealed: SealedDay) -> None:
        if sealed.account == "acme":
            raise KeyError("columns")
        put(sealed)

    monkeypatch.setattr(desk.sealed_days, "put", breaks)
    with pytest.raises(KeyError):
        seal_days(desk=desk, failed=lambda account, _: told.append(account))
    assert told == ["acme"]
    assert {account for account, _ in desk.sealed_days.days} == {each.id for each in desk_settings(desk).accounts} - {
        "acme"
    }


def test_M4_rebuilding_says_what_was_wrong_and_mends_it(desk: FakeDesk, stream: Stream) -> None:
    answer(desk, 9, ask(desk, 0))
    sealed_after(desk, stream)
    today = day_of(NOON)
    desk.sealed_days.put(replace(desk.sealed_days.days["acme", today], tables={}))
    old = today - days(FIRST_DAYS + 20)
    found = list(rebuild_days("acme", today - days(1), today + days(5), desk=desk))
    assert [(each.day, each.same) for each in found] == [(today - days(1), True), (today, False)]
    assert [each.same for each in rebuild_days("acme", old, old, desk=desk)] == [None]
    assert_equal_to_its_clocks(desk)
    with pytest.raises(NotFoundError):
        list(rebuild_days("nobody", today, today, desk=desk))


def test_M4_an_account_that_changes_all_the_time_keeps_no_other_from_being_sealed(desk: FakeDesk) -> None:
    seal_days(desk=desk)
    for hour in range(4):
        desk.clock.forward(timedelta(hours=1))
        now = desk.clock.now()
        changed = frozenset(day_of(now) - timedelta(days=n) for n in range(2, 32))
        desk.sealed_days.amend("acme", Amendments(now, (), changed), ident=str(hour))
        rest = iter([True] * 20)
        seal_days(desk=desk, in_time=lambda rest=rest: next(rest, False))  # type: ignore[misc]
    other = desk.sealed_days.progress("acme_us")
    assert other is not None
    assert desk.clock.now() - other.folded <= timedelta(hours=1)


def test_M4_the_zone_of_the_desk_may_change_and_a_period_may_begin_at_any_instant(
    desk: FakeDesk, stream: Stream
) -> None:
    for n, minute in enumerate((0, 31, 179.5, 180, 400)):
        answer(desk, minute + 9, ask(desk, minute, f"9{n}"))
    sealed_after(desk, stream)
    for zone in ZONES:
        assert rows(desk, "day", zone) == unsealed(desk, "day", zone)
    half = measure(at(31), at(180), desk=desk)
    desk.tickets.tickets.clear()
    assert measure(at(31), at(180), desk=desk) == half
    assert half[0].tickets == 2


def test_M2_running_clocks_are_counted_from_what_waits(desk: FakeDesk, stream: Stream) -> None:
    ask(desk, 0)
    sealed_after(desk, stream)
    [row] = rows(desk)
    assert (row.tickets, row.unanswered, row.more_unanswered) == (1, 1, False)


def test_M2_where_more_waits_than_is_looked_at_the_total_says_so(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        ask(desk, n, f"90{n}")
    monkeypatch.setattr(day_tables, "AT_ONCE", 2)
    assert [(row.unanswered, row.more_unanswered) for row in rows(desk)] == [(5, False)]
    monkeypatch.setattr(day_tables, "MOST_RUNNING", 4)
    assert [(row.unanswered, row.more_unanswered) for row in rows(desk)] == [(4, True)]


def test_no_sealed_day_names_a_customer(desk: FakeDesk, stream: Stream) -> None:
    answer(desk, 9, ask(desk, 0))
    sealed_after(desk, stream)
    kept = repr(desk.sealed_days.days) + repr(desk.sealed_days.batches)
    assert not any(word in kept for word in ("901", "user901", "Jo", only_ticket(desk), BRAND.username))


class Failing:
    """A port that fails at the n-th call, once; calls of all such ports are counted together."""

    def __init__(self, port: object, calls: Iterator[int], fails_at: int) -> None:
        self._port, self._calls, self._fails_at = port, calls, fails_at

    def __getattr__(self, name: str) -> Any:
        made = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if next(self._calls) == self._fails_at:
                raise UnavailableError("the table")
            return made(*args, **kwargs)

        return call if callable(made) else made


@pytest.mark.parametrize("fails_at", range(1, 9))
def test_M4_a_table_that_fails_at_any_call_leaves_nothing_wrong(desk: FakeDesk, stream: Stream, fails_at: int) -> None:
    """The batch comes again, as does the hour; whatever was written before is written again."""
    for n in range(2):
        answer(desk, n + 9, ask(desk, n, f"90{n}"))
    sealed_after(desk, stream)
    desk.clock.forward(days(2))
    for n in range(2):
        finish_ticket(only_ticket(desk, f"90{n}"), "resolved", by=desk.kt, desk=desk)
    held, whole = stream.gather(), (desk.tickets, desk.sealed_days, desk.changes)
    calls = count(1)
    broken: Any = desk
    broken.tickets, broken.sealed_days, broken.changes = (Failing(each, calls, fails_at) for each in whole)
    with suppress(UnavailableError):
        note_changes(held, ident="1", desk=desk)
    seal_days(desk=desk)
    broken.tickets, broken.sealed_days, broken.changes = whole
    desk.clock.forward(timedelta(hours=1))
    note_changes(held, ident="1", desk=desk)
    assert_equal_to_its_clocks(desk)
    seal_days(desk=desk)
    assert_equal_to_its_clocks(desk)
    assert rows(desk)[0].figures["resolution"].count == 2
