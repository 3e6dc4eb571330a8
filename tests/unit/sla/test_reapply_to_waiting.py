"""C6 and AWS6: a changed promise reaches everything that waits, in slices; a dry run says what its numbers cover."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.errors import UnavailableError
from shared.domain.operations.checkpoint import SliceBudget, SweepName
from shared.domain.posts.author import Author
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document, Saved
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.laps import SETTLED_AFTER
from shared.usecases.settings_changes.change_settings import preview_settings
from shared.usecases.sla.reapply_to_waiting import (
    Reapplied,
    reapply_everywhere,
    reapply_in_passing,
    reapply_sla_to_waiting,
    what_would_move,
)
from shared.usecases.tickets.ticket_actions import finish_ticket, reopen_ticket
from tests.builders import at, minutes, sighted
from tests.fake_desk import ACCOUNT, FakeDesk

SECOND = timedelta(seconds=1)
AMPLE = SliceBudget(10_000, minutes(1))


def globex() -> Document:
    return Document("account", "globex", 1, {**ACCOUNT, "username": "globex", "network_id": "4712"})


def waiting_desk(*, acme: int, globex_too: int = 0) -> FakeDesk:
    """So many customers of each account, who wrote a minute apart, those of the second half a minute later; an hour each."""
    desk = FakeDesk(*([globex()] if globex_too else []))
    for n in range(acme):
        ingest_post(sighted(n, author=Author(str(1000 + n), "c", "C")), desk=desk)
    for n in range(globex_too):
        post = sighted(n + 0.5, author=Author(str(2000 + n), "g", "G"), received_for="4712", mentions=())
        ingest_post(post, desk=desk)
    return desk


def now_in(desk: FakeDesk, target: float, *, version: int = 1, saved: datetime | None = None) -> None:
    """Put a target in force as if the process that saved it had crashed right after."""
    body = {"first_reply_minutes": target, "next_reply_minutes": target}
    document = Document("policy", "default", version, body, Saved(saved, "kt", "Keiko") if saved else None)
    desk.settings.put([document])
    desk_settings(desk, fresh=True)


def targets(desk: FakeDesk) -> Counter[float]:
    return Counter(clock.target / minutes(1) for ticket in desk.tickets.tickets.values() for clock in ticket.clocks)


def count_rows(desk: FakeDesk) -> list[int]:
    """How many rows each reading of a list of waiting tickets gives from now on."""
    store: Any = desk.tickets
    real, read = store.waiting, []

    def counting(account: str, *, after: str | None = None, limit: int) -> Any:
        found = real(account, after=after, limit=limit)
        read.append(len(found))
        return found

    store.waiting = counting
    return read


def test_C6_a_change_whose_saving_crashed_is_applied_all_the_same_and_only_once() -> None:
    desk = waiting_desk(acme=5)
    now_in(desk, 30)
    assert reapply_everywhere(desk=desk).outcomes == {"reapplied": 5}
    assert targets(desk) == {30: 5}
    read = count_rows(desk)
    assert reapply_everywhere(desk=desk).outcomes == {}
    assert read == [], "nothing is read where no lap is due"


def test_AWS6_a_change_is_applied_in_slices_fairly_over_the_accounts() -> None:
    desk = waiting_desk(acme=250, globex_too=3)
    reapply_everywhere(desk=desk, budget=AMPLE)
    now_in(desk, 90)
    walked = reapply_everywhere(desk=desk, budget=SliceBudget(110, minutes(1)))
    assert walked.outcomes.total() == 110
    small = [t for t in desk.tickets.tickets.values() if t.account == "globex"]
    assert [clock.target for ticket in small for clock in ticket.clocks] == [minutes(90)] * 3
    while targets(desk)[60]:
        assert reapply_everywhere(desk=desk, budget=SliceBudget(110, minutes(1))).outcomes[Reapplied.REAPPLIED]
    assert reapply_everywhere(desk=desk).behind == timedelta(0)


def test_C6_another_change_amid_a_lap_begins_it_anew() -> None:
    desk = waiting_desk(acme=6)
    now_in(desk, 30)
    reapply_everywhere(desk=desk, budget=SliceBudget(3, minutes(1)))
    now_in(desk, 20, version=2)
    reapply_everywhere(desk=desk)
    assert targets(desk) == {20: 6}


def test_C6_a_ticket_that_failed_is_not_left_with_its_old_promise() -> None:
    desk = waiting_desk(acme=4)
    now_in(desk, 30)
    store: Any = desk.tickets
    load, broken = store.load, min(desk.tickets.tickets)

    def fails(ticket_id: str) -> Ticket:
        if ticket_id == broken:
            raise UnavailableError("throttled")
        found: Ticket = load(ticket_id)
        return found

    store.load = fails
    assert reapply_everywhere(desk=desk).outcomes == {"reapplied": 3, "failed": 1}
    store.load = load
    assert reapply_everywhere(desk=desk).outcomes[Reapplied.REAPPLIED] == 1
    assert targets(desk) == {30: 4}


def test_C6_a_clock_that_another_function_starts_with_settings_of_a_moment_ago_is_found() -> None:
    desk = waiting_desk(acme=1)
    stale = waiting_desk(acme=0)
    stale.tickets, stale.timers, stale.clock = desk.tickets, desk.timers, desk.clock
    now_in(desk, 30, saved=desk.clock.now())
    reapply_everywhere(desk=desk)
    ingest_post(sighted(1, author=Author("1999", "c", "C")), desk=stale)
    assert targets(desk) == {30: 1, 60: 1}
    desk.clock.forward(SETTLED_AFTER + SECOND)
    reapply_everywhere(desk=desk)
    assert targets(desk) == {30: 2}
    assert desk.checkpoints.of(SweepName.PROMISES)["acme"].since is None


def test_C6_a_clock_that_runs_again_with_an_older_promise_is_found_in_passing() -> None:
    desk = waiting_desk(acme=3)
    first = min(desk.tickets.tickets)
    finish_ticket(first, "nothing_to_say", by=desk.kt, desk=desk)
    now_in(desk, 30)
    reapply_everywhere(desk=desk)
    reopen_ticket(first, by=desk.kt, desk=desk)
    assert targets(desk) == {30: 2, 60: 1}
    assert reapply_everywhere(desk=desk).outcomes == {}
    for _ in range(2):
        reapply_in_passing(desk=desk, budget=SliceBudget(2, minutes(1)))
    assert targets(desk) == {30: 3}


@pytest.mark.parametrize("waiting", [40, 400])
def test_AWS6_a_dry_run_looks_at_so_many_of_the_most_urgent_and_says_so(waiting: int) -> None:
    desk = waiting_desk(acme=waiting, globex_too=30)
    read = count_rows(desk)
    wanted = [Document("policy", "default", 0, {"first_reply_minutes": 30})]
    moves = preview_settings(wanted, by=None, desk=desk, within=timedelta(minutes=5), rows=20).moves
    assert (moves.looked_at, moves.earlier, moves.more) == (20, 20, True)
    assert [each.due_at for each in moves.examples] == [at(60 + n / 2) for n in range(20)], (
        "over all accounts, by deadline"
    )
    assert sum(read) <= 130
    everything = preview_settings(wanted, by=None, desk=desk, within=timedelta(minutes=5), rows=None).moves
    assert (everything.looked_at, everything.earlier, everything.more) == (waiting + 30, waiting + 30, False)


def test_AWS6_an_account_that_cannot_be_read_is_said_and_keeps_no_other_back() -> None:
    desk = waiting_desk(acme=2, globex_too=2)
    store: Any = desk.tickets
    real = store.waiting

    def fails_for_acme(account: str, **options: Any) -> Any:
        if account == "acme":
            raise UnavailableError("throttled")
        return real(account, **options)

    store.waiting = fails_for_acme
    now_in(desk, 30)
    settings = desk_settings(desk)
    would = what_would_move(settings, desk=desk, within=minutes(1))
    assert (would.looked_at, would.earlier, would.more) == (2, 2, True)
    done = reapply_sla_to_waiting(settings, desk=desk, within=None)
    assert (done.clocks, done.more) == (2, True)
    store.waiting = real
    reapply_everywhere(desk=desk)
    assert targets(desk) == {30: 4}
