"""X's ids: milliseconds since X's own epoch in the high bits, a sequence in the low 22."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

EPOCH_MS: Final = 1288834974657
SEQUENCE_BITS: Final = 22


def written_at(snowflake: str) -> datetime:
    """Return the instant, to the millisecond, at which an id was made."""
    milliseconds = (int(snowflake) >> SEQUENCE_BITS) + EPOCH_MS
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def whole_seconds(instant: datetime) -> str:
    """Format an instant as X writes it in `created_at`: milliseconds are always shown and always zero."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Snowflakes:
    """Generates ids that never repeat, and that rise as long as no instant in the past is requested."""

    def __init__(self, now_ms: Callable[[], int], taken: Callable[[str], bool]) -> None:
        self._now_ms = now_ms
        self._taken = taken
        self._last = 0

    def now(self) -> str:
        self._last = max(self._first_of(self._now_ms()), self._last + 1)
        while self._taken(str(self._last)):
            self._last += 1
        return str(self._last)

    def at(self, instant: datetime) -> str:
        """Return an id as it would have been made at an earlier (or later) instant."""
        candidate = self._first_of(round(instant.timestamp() * 1000))
        while self._taken(str(candidate)):
            candidate += 1
        return str(candidate)

    @staticmethod
    def _first_of(milliseconds: int) -> int:
        if milliseconds < EPOCH_MS:
            raise ValueError("X has no ids before 2010-11-04T01:42:54.657Z")
        return (milliseconds - EPOCH_MS) << SEQUENCE_BITS
