"""Sortable ids in the form of ULIDs: 48 bits of milliseconds and 80 random bits, in Crockford's base 32.

https://github.com/ulid/spec
"""

import secrets
from datetime import UTC, datetime, timedelta

from shared.ports.clock import Clock

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
RANDOM_BITS = 80
_EPOCH = datetime.fromtimestamp(0, UTC)


class UlidIds:
    """Within one millisecond, or while the clock steps back, the next id is the last plus one: the order holds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> str:
        milliseconds = (self._clock.now() - _EPOCH) // timedelta(milliseconds=1)
        fresh = milliseconds << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
        self._last = fresh if fresh >> RANDOM_BITS > self._last >> RANDOM_BITS else self._last + 1
        return "".join(ALPHABET[self._last >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))
