"""The rate at which a network lets an account make a call."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `calls` named `name` in a `window`, which opens with its first call."""

    name: str
    calls: int
    window: timedelta
