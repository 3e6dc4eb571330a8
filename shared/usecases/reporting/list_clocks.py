"""Every single clock behind the numbers, so that each figure can be added up by whoever doubts it (M6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.errors import InvalidError
from shared.domain.reporting.metrics import in_time
from shared.domain.settings.desk import DeskSettings
from shared.domain.tickets.rows import MeasuredClock
from shared.ports.desk import Desk
from shared.usecases.reporting.measure_response_times import BY, group_of
from shared.usecases.settings.current import desk_settings

MOST = 10_000
"""Clocks in one answer, two megabytes as CSV; more of them begin where the answer says."""

SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class ListedClock:
    """A clock with what the numbers make of it: `groups` are the keys of the rows that it stands in, by each of the
    groupings; `in_time` is None where it is on neither side of the share. What is neither answered nor running is in no
    figure (M2)."""

    clock: MeasuredClock
    groups: dict[str, str]
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class ListedClocks:
    """`next_cursor` is None with the last of them."""

    as_of: datetime
    clocks: tuple[ListedClock, ...]
    next_cursor: str | None


def list_clocks(
    start: datetime,
    end: datetime,
    *,
    accounts: Sequence[str] = (),
    zone: ZoneInfo | None = None,
    cursor: str | None = None,
    desk: Desk,
) -> ListedClocks:
    """The clocks that started in [start, end), account by account in the order in which they started: what `measure`
    counts, and what it leaves out.

    Stops after MOST of them, and goes on from the instant of the next one. Raises InvalidError for a period or a
    cursor that is none, NotFoundError for an account that the desk does not have.
    """
    if end <= start:
        raise InvalidError("to", "must lie after from")
    settings = desk_settings(desk, fresh=True)
    wanted = list(dict.fromkeys(accounts)) or [account.id for account in settings.accounts]
    key = {by: group_of(by, settings, zone or ZoneInfo(settings.general.zone)) for by in BY}
    now = desk.clock.now()
    found: list[ListedClock] = []
    for clock in _from(cursor, wanted, start, end, settings, desk=desk):
        if len(found) >= MOST and (clock.account, clock.started_at) != _place(found[-1].clock):
            return ListedClocks(now, tuple(found), f"{clock.account}{SEPARATOR}{clock.started_at.isoformat()}")
        groups = {by: group(clock) for by, group in key.items()}
        found.append(ListedClock(clock, groups, in_time(clock, now)))
    return ListedClocks(now, tuple(found), None)


def _place(clock: MeasuredClock) -> tuple[str, datetime]:
    return clock.account, clock.started_at


def _from(
    cursor: str | None, accounts: list[str], start: datetime, end: datetime, settings: DeskSettings, *, desk: Desk
) -> Iterator[MeasuredClock]:
    """Clocks that started at one instant are never parted, so an instant is a place to go on from."""
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
        yield from desk.tickets.clocks_started(account, since if index == 0 else start, end)
