"""Count the clocks of days that are over ahead, so that a month is read in a second; and again when something has changed them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.errors import DeskError
from shared.domain.reporting.clock_table import tables_of
from shared.domain.reporting.sealed_day import (
    LAG,
    ONE_DAY,
    SealedDay,
    SealingProgress,
    amended,
    begin_of,
    day_of,
    days_between,
    is_over,
    same_clocks,
)
from shared.ports.clock import HasClock
from shared.usecases.reporting.day_tables import TRUSTED_FOR, DayTablesDesk
from shared.usecases.settings.current import ReadsSettings, desk_settings


class SealDaysDesk(DayTablesDesk, ReadsSettings, HasClock, Protocol):
    """The parts of the desk that `seal_days` uses."""


FIRST_DAYS = 35
"""Days that are sealed of an account that has none yet. Older ones are read from their clocks, or sealed by `rebuild_days`."""


NEVER = datetime.min.replace(tzinfo=UTC)


class SealingOutcome(StrEnum):
    """Days that were sealed for the first time, and made again; accounts that are left to the next run, by time or by an error."""

    SEALED = "sealed"
    MADE_AGAIN = "made_again"
    LEFT = "left"
    FAILED = "failed"


class Failed(Protocol):
    """Told of each account that could not be sealed, with the error."""

    def __call__(self, account: str, error: Exception, /) -> None: ...


def seal_days(
    *, desk: SealDaysDesk, in_time: Callable[[], bool] = lambda: True, failed: Failed = lambda _, __: None
) -> Counter[SealingOutcome]:
    """Seal the days that are over, and make those again that amendments name. To be called once an hour. Nothing begins a day
    once `in_time` is false: the next run goes on, with the account that has waited longest. An error of one account keeps no other
    back; one that is none of the desk's is raised once the others have had their turn."""
    done: Counter[SealingOutcome] = Counter()
    errors: list[Exception] = []

    def fails(account: str, error: Exception) -> None:
        done[SealingOutcome.FAILED] += 1
        errors.append(error)
        failed(account, error)

    for account, progress in _longest_ago_first(fails, desk):
        if not in_time():
            done[SealingOutcome.LEFT] += 1
            continue
        try:
            _seal_account(account, progress, done, desk, in_time)
        except Exception as error:  # noqa: BLE001  # raised once the other accounts have had their turn
            fails(account, error)
    for unexpected in (error for error in errors if not isinstance(error, DeskError)):
        raise unexpected
    return done


def _longest_ago_first(fails: Failed, desk: SealDaysDesk) -> list[tuple[str, SealingProgress | None]]:
    """Return the accounts with their progress, those first that were worked at longest ago, so that one that changes all the time
    keeps no other from being sealed."""
    found: list[tuple[str, SealingProgress | None]] = []
    for account in desk_settings(desk).accounts:
        try:
            found.append((account.id, desk.sealed_days.progress(account.id)))
        except Exception as error:  # noqa: BLE001  # as above
            fails(account.id, error)

    def worked_at(each: tuple[str, SealingProgress | None]) -> datetime:
        progress = each[1]
        return max((progress.folded, *progress.made.values())) if progress is not None else NEVER

    return sorted(found, key=worked_at)


def _seal_account(
    account: str,
    progress: SealingProgress | None,
    done: Counter[SealingOutcome],
    desk: SealDaysDesk,
    in_time: Callable[[], bool],
) -> None:
    """Seal what was never sealed, then what has changed since it was."""
    began = desk.clock.now()
    last = day_of(began - LAG) - ONE_DAY
    if progress is None or progress.folded < began - TRUSTED_FOR:
        progress = SealingProgress(last + ONE_DAY - FIRST_DAYS * ONE_DAY, began, began)
        desk.sealed_days.note_progress(account, progress)
    for day in days_between(progress.until, last):
        if not in_time():
            done[SealingOutcome.LEFT] += 1
            return
        _seal(account, day, desk=desk)
        done[SealingOutcome.SEALED] += 1
        progress = replace(progress, until=day + ONE_DAY)
        desk.sealed_days.note_progress(account, progress)
    made = dict(progress.made)
    for day in _changed(account, progress, desk=desk):
        if not in_time():
            done[SealingOutcome.LEFT] += 1
            desk.sealed_days.note_progress(account, replace(progress, made=made))
            return
        made[day] = _seal(account, day, desk=desk).made_at
        done[SealingOutcome.MADE_AGAIN] += 1
    desk.sealed_days.note_progress(account, replace(progress, folded=began, made={}))


def _changed(account: str, progress: SealingProgress, *, desk: SealDaysDesk) -> list[date]:
    """Return the days that amendments name, without those that were made again since; those first that were not for the longest
    time, so that a run that never comes to its end reaches every day."""
    newest: dict[date, datetime] = {}
    for batch in desk.sealed_days.amended(account, progress.folded - LAG):
        newest |= dict.fromkeys(batch.days, batch.at)
    made = progress.made
    changed = [day for day, at in newest.items() if day not in made or at >= made[day] - LAG]
    return sorted(changed, key=lambda day: (made.get(day, progress.trusted), day))


def _seal(account: str, day: date, *, desk: SealDaysDesk) -> SealedDay:
    """Make the day from its clocks."""
    made_at = desk.clock.now()
    begin = begin_of(day)
    sealed = SealedDay(account, day, made_at, tables_of(desk.tickets.clocks_started(account, begin, begin + ONE_DAY)))
    desk.sealed_days.put(sealed)
    return sealed


@dataclass(frozen=True, slots=True)
class RebuiltDay:
    """A day that was made again. `same`: whether it was sealed before with the very same clocks; None if it was not sealed."""

    account: str
    day: date
    clocks: int
    same: bool | None


def rebuild_days(account: str, first: date, last: date, *, desk: SealDaysDesk) -> Iterator[RebuiltDay]:
    """Make the account's days from `first` to `last` again from their clocks, and say which were different (M4). Days that are not
    over are left out. Raises NotFoundError for an unknown account."""
    desk_settings(desk, fresh=True).account(account)
    for day in days_between(first, last):
        if not is_over(day, desk.clock.now()):
            return
        before = _as_read(account, day, desk=desk)
        after = _seal(account, day, desk=desk)
        clocks = sum(len(table) for table in after.tables.values())
        yield RebuiltDay(account, day, clocks, same_clocks(before.tables, after.tables) if before is not None else None)


def _as_read(account: str, day: date, *, desk: SealDaysDesk) -> SealedDay | None:
    progress = desk.sealed_days.progress(account)
    since = progress.folded - LAG if progress is not None else desk.clock.now() - TRUSTED_FOR
    sealed = next(iter(desk.sealed_days.between(account, day, day)), None)
    return amended(sealed, desk.sealed_days.amended(account, since)) if sealed is not None else None
