"""The points at which a call can go wrong, and how: every call of every port is a point, found by recording and not by
a list.

A desk is wrapped once; each port that it hands out, of today and of tomorrow, reports its calls to the same `Faults`.
Recording a run without a fault numbers its calls; the same run again, with a fault at one of the numbers, is one point
of the sweep.
"""

import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from shared.domain.errors import (
    DeliveryError,
    DeskError,
    OutcomeUnknownError,
    RateLimitedError,
    UnavailableError,
    UnreachableError,
)
from tests.fake_desk import FakeDesk
from tests.faults.rights import refuses


class Mode(StrEnum):
    """The way in which one call goes wrong."""

    REFUSED = "refused"
    """The call has no effect, and the adapter raises its own error: a throttle, a connection that fails."""

    UNAVAILABLE = "unavailable"
    """A network's adapter could not read its keys or its budget: it never asked the network. Sending has read them
    before.
    """

    THROTTLED = "throttled"
    """The network says until when it refuses such calls."""

    LOST = "lost"
    """The call takes effect and its response is lost: the adapter raises its own error."""

    TWICE = "twice"
    """The call takes effect, its response is lost, and the cloud's client retries by itself: its condition, if it has
    one, now meets its own work.
    """

    CRASHED = "crashed"
    """The call has no effect, and an error that no adapter foresees is raised: the process lives on."""

    DIED = "died"
    """The call takes effect, and the process crashes: nothing after it happens, and the process's memory is lost."""


class DiedError(BaseException):
    """The process has crashed. Nothing in the code under test can catch it."""


class UnforeseenError(RuntimeError):
    """An error that no adapter raises."""


CARRIERS = frozenset({"mailer", "texter"})
ASKED_ONCE = ("tickets", "settings")
"""Ports whose client never retries by itself, since a post would stand there twice; or whose transaction has a token,
so that the retry counts for nothing.
"""

FROM_MEMORY = "settings.current"
"""Asks the table only if the cached value is too old, which is where the port changes."""

ASKING = frozenset(
    {
        "timelines",
        "lookups",
        "sender",
        "console",
        "grants",
        "redelivery",
        "media",
        "completer",
        "person_ids",
        "moderation",
    }
)
"""The parts of a plug that ask the network."""

NO_CALLS = frozenset({"clock", "ids", "memory"})
"""The parts of a desk that are no port: reading them asks nobody."""


def asks_a_network(port: str) -> bool:
    """Return whether the port asks a network: the parts of a plug stand beside those of the other networks."""
    return port.startswith("networks[")


def asked_once(port: str) -> bool:
    return port.startswith(ASKED_ONCE) or ".sender" in port


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a run. `changes` is whether the call changed the port; `within` is the invocation of a function, or
    the request of a person, that made it.
    """

    number: int
    port: str
    method: str
    changes: bool
    within: str

    @property
    def name(self) -> str:
        return f"{self.port}.{self.method}"

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Return the distinct ways in which this call can go wrong: to crash or to die in a call that changes nothing
        is to die after the call before it, and losing its response is the same as a refusal.
        """
        if self.name == FROM_MEMORY:
            return (Mode.REFUSED,) if self.changes else ()
        modes = [Mode.REFUSED]
        if asks_a_network(self.port):
            modes += [Mode.THROTTLED] if self.method == "send" else [Mode.THROTTLED, Mode.UNAVAILABLE]
        if self.changes:
            modes += [Mode.LOST, Mode.CRASHED, Mode.DIED]
            if not asked_once(self.port):
                modes.append(Mode.TWICE)
        return tuple(modes)


@dataclass
class Faults:
    """Counts the calls, and makes those of `planned` go wrong. `struck` are the calls that did."""

    planned: Mapping[int, Mode] = field(default_factory=dict)
    records: bool = False
    counting: bool = False
    within: str = ""
    calls: list[Call] = field(default_factory=list)
    struck: dict[int, tuple[Call, Mode]] = field(default_factory=dict)
    log: list[tuple[int, str, str]] = field(default_factory=list)
    number: int = 0
    dead: bool = False
    now: Callable[[], Any] = lambda: None
    refused: set[str] = field(default_factory=set)
    """Calls that AWS would have refused."""

    def call(self, port: str, target: object, method: str, do: Callable[[], Any]) -> Any:
        module = self.within.partition("#")[0]
        if refuses(module, port, method):
            self.refused.add(f"{module} may not {port}.{method}")
        if self.dead:
            raise DiedError
        if not self.counting:
            return do()
        number, self.number = self.number, self.number + 1
        self.log.append((number, self.within, port))
        mode = self.planned.get(number)
        if mode is not None:
            self.struck[number] = Call(number, port, method, changes=False, within=self.within), mode
            return self._fail(mode, port, method, do)
        if not self.records:
            return do()
        before = _fingerprint(target)
        try:
            return do()
        finally:
            self.calls.append(Call(number, port, method, _fingerprint(target) != before, self.within))

    def _fail(self, mode: Mode, port: str, method: str, do: Callable[[], Any]) -> Any:
        if mode is Mode.CRASHED:
            raise UnforeseenError(f"{port}.{method}")
        if mode is Mode.TWICE:
            with suppress(DeskError):
                do()
            return do()
        if mode is Mode.DIED:
            self.dead = True
            with suppress(DeskError):
                do()
            raise DiedError
        if mode is Mode.LOST:
            do()
        raise self._error(mode, port, method)

    def _error(self, mode: Mode, port: str, method: str) -> Exception:
        words = f"{port}.{method}: {mode}"
        if port in CARRIERS:
            return DeliveryError(words)
        if not asks_a_network(port) or mode is Mode.UNAVAILABLE:
            return UnavailableError(words)
        if mode is Mode.THROTTLED:
            return RateLimitedError(words, self.now() + timedelta(minutes=3))
        return OutcomeUnknownError(words) if (mode, method) == (Mode.LOST, "send") else UnreachableError(words)


class Watched:
    """A port whose calls are points, and so are those of the callables that it hands out."""

    def __init__(self, port: str, target: object, faults: Faults, *, changes: object = None) -> None:
        self._port, self._target, self._faults = port, target, faults
        self._changes = changes or target
        """What is another one after a call that has an effect: of a part that a port has handed out, the port."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not callable(value):
            return value

        def call(*args: Any, **named: Any) -> Any:
            act = getattr(self._target, name)
            result = self._faults.call(self._port, self._changes, name, lambda: act(*args, **named))
            if _hands_out_pages(type(result)):  # type: ignore[arg-type]  # mypy takes no class for hashable
                return self._each(name, result)
            if hasattr(result, "send"):
                return Watched(f"{self._port}.{name}", result, self._faults, changes=self._changes)
            return result

        self.__dict__[name] = call
        return call

    def _each(self, name: str, found: Iterator[Any]) -> Iterator[Any]:
        """Make each page of a paged result a point."""
        while True:
            end = object()
            item = self._faults.call(self._port, self._changes, f"{name}[]", lambda: next(found, end))  # noqa: B023
            if item is end:
                return
            yield item


@cache
def _hands_out_pages(kind: type) -> bool:
    return issubclass(kind, Iterator)


class WatchedPlug:
    """A network whose parts that ask it are watched. A plug with a `network` beside it says by that what a call has changed."""

    def __init__(self, name: str, plug: object, faults: Faults) -> None:
        self._name, self._plug, self._faults = name, plug, faults
        self._watched: dict[str, Any] = {}

    def __getattr__(self, part: str) -> Any:
        value = getattr(self._plug, part)
        if part not in ASKING or value is None:
            return value
        if part not in self._watched:
            changes = getattr(self._plug, "network", None)
            self._watched[part] = Watched(f"{self._name}.{part}", value, self._faults, changes=changes)
        return self._watched[part]


class WatchedDesk:
    """A desk whose ports are all watched."""

    def __init__(self, desk: FakeDesk, faults: Faults) -> None:
        self.under = desk
        self.faults = faults

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.under, name)
        if name in NO_CALLS or isinstance(value, str):
            return value
        if isinstance(value, Mapping):
            watched = WatchedPlug if name == "networks" else Watched
            self.__dict__[name] = {key: watched(f"{name}[{key}]", plug, self.faults) for key, plug in value.items()}
        else:
            self.__dict__[name] = Watched(name, value, self.faults)
        return self.__dict__[name]

    def changed(self, name: str) -> None:
        """Watch another port under this name from now on: the desk has got a new one."""
        self.__dict__.pop(name, None)


class _Fingerprint(pickle.Pickler):
    """Fingerprints a fake's state, without locks, whose state does not matter."""

    def persistent_id(self, obj: Any) -> Any:
        return "lock" if type(obj).__module__ == "_thread" else None


def _fingerprint(target: object) -> bytes:
    if hasattr(target, "fingerprint"):
        told: bytes = target.fingerprint()
        return told
    written = io.BytesIO()
    _Fingerprint(written).dump(vars(target))
    return written.getvalue()
