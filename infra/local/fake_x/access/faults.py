"""Faults on demand, so that recovery from an outage can be tested from outside.

A fault names the requests that it matches and what happens instead of the response; it wears off after `times`
requests.
"""

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from infra.local.fake_x.data.records import Json

HALF: Final = "take_then_half"
SILENCES: Final = ("timeout", "drop", "take_then_timeout", "take_then_drop")
LONGEST_HOLD: Final = 300.0


class BadFaultError(ValueError):
    """A fault that this stand-in cannot play."""


@dataclass(slots=True)
class InjectedFault:
    """`path` may hold `*`; `username` is the acting account's; `text` is searched in the request's body."""

    answer: int | str
    times: int = 1
    method: str | None = None
    path: str | None = None
    username: str | None = None
    text: str | None = None
    seconds: float = 30.0
    used: int = field(default=0)

    def __post_init__(self) -> None:
        known = (isinstance(self.answer, int) and 400 <= self.answer <= 599) or self.answer in (
            *SILENCES,
            HALF,
            "garbage",
        )
        if not known or isinstance(self.answer, bool):
            raise BadFaultError(
                f"answer must be a status from 400 to 599, garbage or one of {', '.join((*SILENCES, HALF))}"
            )
        if not 0 < self.seconds <= LONGEST_HOLD:
            raise BadFaultError(f"seconds must lie between 0 and {LONGEST_HOLD:.0f}")

    @property
    def works(self) -> bool:
        """Return whether the request is carried out all the same, and only its response is lost."""
        return isinstance(self.answer, str) and self.answer.startswith("take_then_")

    @property
    def holds(self) -> bool:
        return isinstance(self.answer, str) and self.answer.endswith("timeout")

    def fits(self, method: str, path: str, username: str | None, body: str) -> bool:
        return (
            self.used < self.times
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or fnmatchcase(path, self.path))
            and (self.username is None or self.username == username)
            and (self.text is None or self.text in body)
        )


class Faults:
    def __init__(self) -> None:
        self._faults: list[InjectedFault] = []

    def add(self, wanted: dict[str, Any]) -> InjectedFault:
        """Add a fault. Raises BadFaultError if `wanted` has fields that mean nothing here."""
        match = wanted.get("match", {})
        rest = {name: value for name, value in wanted.items() if name != "match"}
        unknown = (set(match) - {"method", "path", "username", "text"}) | (set(rest) - {"times", "answer", "seconds"})
        if unknown or "answer" not in wanted:
            raise BadFaultError(f"unknown or missing: {', '.join(sorted(unknown)) or 'answer'}")
        fault = InjectedFault(**match, **rest)
        self._faults.append(fault)
        return fault

    def strike(self, method: str, path: str, username: str | None, body: str) -> InjectedFault | None:
        """Return the first fault that matches this request, counted as used."""
        for fault in self._faults:
            if fault.fits(method, path, username, body):
                fault.used += 1
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()

    def listed(self) -> list[Json]:
        return [asdict(fault) for fault in self._faults]
