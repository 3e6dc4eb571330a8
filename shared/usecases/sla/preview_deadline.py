"""Preview of a deadline with its trace, for editors of a calendar (B5)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.domain.errors import InvalidError
from shared.domain.sla.calendar import EARLIEST_YEAR, LATEST_YEAR, Calendar, Deadline, within_reason
from shared.domain.sla.calendar_document import calendar_from
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.settings.schemas import YEAR_MINUTES


def preview_deadline(calendar: object, start: str, minutes: float, *, desk: ReadsSettings) -> Deadline:
    """Return the instant at which `minutes` of open time have passed since `start` (RFC 3339), and the spans counted.

    `calendar` is the id of one in force, or an unsaved document. Raises InvalidError with the path of the field,
    NotFoundError for an unknown id.
    """
    counted = calendar_asked(calendar, desk=desk)
    since, target = _instant(start), _target(minutes)
    try:
        return within_reason(since, target, counted)
    except InvalidError as e:
        raise InvalidError("minutes" if e.path == "target" else e.path, e.sentence) from e


def calendar_asked(calendar: object, *, as_of: datetime | None = None, desk: ReadsSettings) -> Calendar:
    """Return a calendar in force, by id, or the one in a document; with `as_of` it is checked as if it were being saved.

    Raises InvalidError with the path of the field below `calendar`, NotFoundError for an unknown id.
    """
    if isinstance(calendar, str):
        return desk_settings(desk, fresh=True).calendar(calendar)
    if not isinstance(calendar, Mapping):
        raise InvalidError("calendar", "It must be the id of a calendar, or a calendar's document.")
    try:
        return calendar_from(calendar, id="inline", version=0, as_of=as_of)
    except InvalidError as e:
        raise InvalidError(f"calendar.{e.path}", e.sentence) from e


def _instant(value: str) -> datetime:
    try:
        start = datetime.fromisoformat(value)
    except ValueError as e:
        raise InvalidError("start", f"{value[:40]!r} is no instant; write it as in 2026-09-18T17:00:00+09:00.") from e
    if start.utcoffset() is None:
        raise InvalidError("start", "It needs its offset from UTC, as in 2026-09-18T17:00:00+09:00.")
    if not EARLIEST_YEAR <= start.year < LATEST_YEAR:
        raise InvalidError("start", f"Times lie between the years {EARLIEST_YEAR} and {LATEST_YEAR}.")
    return start


def _target(minutes: float) -> timedelta:
    target = timedelta(minutes=minutes) if 0 < minutes <= YEAR_MINUTES else timedelta(0)
    if not target:
        raise InvalidError("minutes", f"It must be more than 0 and at most {YEAR_MINUTES}, which is a year.")
    return target
