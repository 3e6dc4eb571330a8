"""What an examination of the desk finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.errors import DeskError


class State(StrEnum):
    """`UNKNOWN` is not fine: a part that cannot be checked may be broken."""

    FINE = "fine"
    NOTE = "note"
    FAULT = "fault"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one checked part. The sentence names the remedy if there is one."""

    area: str
    what: str
    state: State
    sentence: str = ""


def looked(
    area: str, what: str, look: Callable[[], Iterator[Finding]], *, broken: State = State.UNKNOWN
) -> Iterator[Finding]:
    """Yield the findings of a check; a part that cannot be seen is one, with its error's sentence."""
    try:
        yield from look()
    except DeskError as e:
        yield Finding(area, what, broken, str(e))


def age_of(at: datetime | None, now: datetime, *, within: timedelta | None) -> tuple[State, str]:
    """Return the state and text of an age. Without `within`, silence may be normal: nobody has written."""
    if at is None:
        return (
            (State.NOTE, "never")
            if within is None
            else (State.FAULT, "never yet; a desk that was just deployed needs a few minutes")
        )
    age = max(now - at, timedelta(0))
    late = within is not None and age > within
    return State.FAULT if late else State.FINE, f"{span_text(age)} ago"


def span_text(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 48 * 60 else f"{minutes // 1440} days"
