"""Until when Meta takes no more calls, by the headers of an answer
(https://developers.facebook.com/docs/graph-api/overview/rate-limiting)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.networks.fields import dict_in, objects_in

BUSINESS = "x-business-use-case-usage"
REGAINED = "estimated_time_to_regain_access"
"""Minutes."""

DEFAULT_PAUSE = timedelta(minutes=15)
"""For a limit without a time: the limits are counted over a sliding hour, and an early call makes it longer."""

LONGEST_WAIT = timedelta(hours=24)


def regained_at(headers: Mapping[str, str], now: datetime, *, default: timedelta = DEFAULT_PAUSE) -> datetime:
    """Return when to call again: the longest time that the headers name, or the default where they name none."""
    minutes = [minutes for minutes in _minutes(headers) if minutes > 0]
    pause = timedelta(minutes=min(max(minutes), 24 * 60)) if minutes else default
    return now + min(pause, LONGEST_WAIT)


def _minutes(headers: Mapping[str, str]) -> list[int]:
    used: Any = _decoded(headers.get(BUSINESS, ""))
    found = [one.get(REGAINED) for several in dict_in(used).values() for one in objects_in(several)]
    return [value for value in found if isinstance(value, int) and not isinstance(value, bool)]


def _decoded(header: str) -> Any:
    try:
        return json.loads(header)
    except (ValueError, RecursionError):
        return None
