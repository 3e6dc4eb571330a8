"""The time that an id of X carries: clocks are measured to the millisecond, and `created_at` on X has seconds only."""

import re
from datetime import UTC, datetime, timedelta

X_EPOCH_MS = 1288834974657
"""The zero of X's snowflake ids, in Unix milliseconds (X's announcement of the scheme, 2010)."""

SNOWFLAKE_SINCE = 1 << 32
"""Smaller ids are X's sequential ones from before November 2010 and carry no time."""


def snowflake_time(post_id: str) -> datetime | None:
    """Return the exact instant, in milliseconds, that an id of X carries; None for an id that carries none."""
    if not re.fullmatch(r"[0-9]{1,19}", post_id) or not SNOWFLAKE_SINCE <= int(post_id) < 1 << 63:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=(int(post_id) >> 22) + X_EPOCH_MS)
