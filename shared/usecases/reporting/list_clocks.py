"""Export of single clocks, from which every figure of the reports can be recalculated (M6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Protocol
from zoneinfo import ZoneInfo

from shared.domain.errors import InvalidError
from shared.domain.reporting.in_time import in_time
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.lists.rows import MeasuredClock
from shared.ports.clock import HasClock
from shared.ports.tickets import HasTickets
from shared.usecases.reporting.day_tables import clipped, running_clocks
from shared.usecases.reporting.measure_response_times import BY, group_of
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ListClocksDesk(ReadsSettings, HasClock, HasTickets, Protocol):
    """The parts of the desk that `list_clocks` uses."""


MOST = 10_000
"""The maximum number of clocks in a page, two megabytes as CSV."""

SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class ExportedClock:
    """A clock with its part in the figures: `groups` are the keys of its rows, by grouping; `in_time` is None if it counts on
    neither side of the share. Clocks that are neither answered nor running are in no figure (M2)."""

    clock: MeasuredClock
    groups: dict[str, str]
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class ExportedClocks:
    """A page of clocks; `next_cursor` is None on the last one."""

    as_of: datetime
    clocks: tuple[ExportedClock, ...]
    next_cursor: str | None


def list_clocks(
    start: datetime,
    end: datetime,
    *,
    accounts: Sequence[str] = (),
    zone: ZoneInfo | None = None,
    cursor: str | None = None,
    desk: ListClocksDesk,
) -> ExportedClocks:
    """List the clocks that started in [start, end), by account and start: those that `measure` counts, and those that it
    leaves out.

    A page ends after MOST clocks; the cursor is the instant of the next one. Raises InvalidError for an invalid period or
    cursor, NotFoundError for an unknown account.
    """
    if end <= start:
        raise InvalidError("to", "must lie after from")
    settings = desk_settings(desk, fresh=True)
    wanted = list(dict.fromkeys(accounts)) or [account.id for account in settings.accounts]
    key = {by: group_of(by, settings, zone or ZoneInfo(settings.general.zone)) for by in BY}
    now = desk.clock.now()
    start, end = clipped(start, end, now)
    found: list[ExportedClock] = []
    for clock in _from(cursor, wanted, start, end, settings, desk=desk):
        if len(found) >= MOST and (clock.account, clock.started_at) != _place(found[-1].clock):
            return ExportedClocks(now, tuple(found), f"{clock.account}{SEPARATOR}{clock.started_at.isoformat()}")
        groups = {by: group(clock) for by, group in key.items()}
        found.append(ExportedClock(clock, groups, in_time(clock, now)))
    return ExportedClocks(now, tuple(found), None)


def _place(clock: MeasuredClock) -> tuple[str, datetime]:
    return clock.account, clock.started_at


def _from(
    cursor: str | None, accounts: list[str], start: datetime, end: datetime, settings: DeskSettings, *, desk: HasTickets
) -> Iterator[MeasuredClock]:
    """Yield the clocks from the cursor on. Clocks of one instant are never split over pages, so an instant is a valid cursor."""
    for account in accounts:
        settings.account(account)
    since = start
    if cursor is not None:
        account, _, instant = cursor.partition(SEPARATOR)
        try:
            since = max(start, datetime.fromisoformat(instant))
            accounts = accounts[accounts.index(account) :]
        except (ValueError, TypeError) as e:
            raise InvalidError("cursor", "is not one that an answer gave") from e
    for index, account in enumerate(accounts):
        begin = since if index == 0 else start
        running, _ = running_clocks(account, begin, end, is_complete=True, desk=desk)
        finished = desk.tickets.clocks_started(account, begin, end)
        yield from merge(finished, sorted(running, key=_start), key=_start)


def _start(clock: MeasuredClock) -> datetime:
    return clock.started_at
