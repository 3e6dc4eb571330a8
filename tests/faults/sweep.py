"""One scenario, run without a fault and then again with each: the outcome must not differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.ports.settings import Document
from tests.builders import at
from tests.fake_desk import AT_ONCE
from tests.faults.outcome import Outcome, outcome_of
from tests.faults.points import Call, Mode
from tests.faults.world import World

Install = Callable[[object], None]


def nothing(_: World) -> None:
    """Prepare nothing."""


POLICY = Document(
    "policy",
    "default",
    1,
    {"first_reply_minutes": 20, "next_reply_minutes": 20, "ladder": [{"step": "due", "how": ["mail", "sms"]}]},
)
"""One step, so that a fault that delays an alert does not make a higher one overtake it (L3)."""


@dataclass(frozen=True)
class Scenario:
    """`act` begins at noon, after `prepare`; the calls made within `watched` of it are points, `most` of them are
    tried. `minutes` later every retry is over. `may_tell` are words of messages that a fault may cause.
    """

    name: str
    act: Callable[[Any], None]
    prepare: Callable[[Any], None] = nothing
    documents: tuple[Document, ...] = ()
    before: float = 1
    watched: timedelta = timedelta(seconds=9)
    minutes: float = 16
    most: int = 130
    may_tell: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Run:
    scenario: Scenario
    world: World
    outcome: Outcome


def run(
    scenario: Scenario,
    faults: Mapping[int, Mode],
    *,
    install: Install,
    records: bool = False,
    watched: timedelta | None = None,
    make: Callable[..., World] = World,
) -> Run:
    """Run the scenario with faults at these calls; `watched` counts calls for longer than one fault's points need, and
    `make` builds the world around the desk."""
    world = make(POLICY, AT_ONCE, *scenario.documents, now=at(-scenario.before), install=install)
    scenario.prepare(world)
    world.run_until(at(0))
    world.faults.planned, world.faults.records, world.faults.counting = faults, records, True
    scenario.act(world)
    world.run_until(at(0) + (watched or scenario.watched))
    world.faults.counting = False
    world.polls_every = 3
    world.run_until(at(scenario.minutes))
    return Run(scenario, world, outcome_of(world))


def points_of(calm: Run) -> list[tuple[Call, Mode]]:
    return [(call, mode) for call in calm.world.faults.calls for mode in call.modes]
