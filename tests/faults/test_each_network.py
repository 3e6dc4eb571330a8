"""The sweep over each network's own plug, on its stand-in: every call of its parts, of its keys and of its permissions goes
wrong once, in every way in which it can; of the desk's other calls, which all networks share, a sample (N8).
"""

import random
from collections.abc import Iterator
from functools import partial

import pytest

from shared.networks import registry
from tests.builders import at
from tests.conftest import ON_A_NETWORK
from tests.fakes import FakeClock
from tests.faults.complaints import complaints
from tests.faults.conftest import Install, Record
from tests.faults.points import Call, Mode
from tests.faults.rules import broken_rules
from tests.faults.scenarios_networks import scenarios_of
from tests.faults.sweep import Run, Scenario, points_of, run
from tests.plugs.harness import Harness
from tests.plugs.world import PluggedWorld, SharedClock, started

ITS_OWN = ("networks[", "secrets[", "grants[")
OF_ITS_OWN = 10
OF_OTHERS = 2
"""How many points of a scenario are tried at most."""


@pytest.fixture(scope="module", params=registry.names())
def network(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Harness, SharedClock]]:
    with started(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


def tried(calm: Run) -> list[tuple[Call, Mode]]:
    """Return the same points every time."""
    chance = random.Random(calm.scenario.name)  # noqa: S311
    points = points_of(calm)
    own = [point for point in points if point[0].port.startswith(ITS_OWN)]
    others = [point for point in points if point not in own]
    return [
        *chance.sample(own, min(OF_ITS_OWN, len(own))),
        *chance.sample(others, min(OF_OTHERS, len(others))),
    ]


def test_N8_I3_R1_whatever_goes_wrong_once_with_a_network_it_comes_out_as_if_nothing_had(
    network: tuple[Harness, SharedClock], install: Install, record_property: Record
) -> None:
    harness, shared = network
    wrong, points = {}, 0

    def tries(scenario: Scenario, faults: dict[int, Mode], *, records: bool = False) -> Run:
        shared.clock = FakeClock(at(-scenario.before))
        harness.reset()
        make = partial(PluggedWorld, harness, shared)
        return run(scenario, faults, install=install, records=records, make=make)

    for scenario in scenarios_of(harness, PluggedWorld(harness, shared, install=install).plug):
        calm = tries(scenario, {}, records=True)
        assert broken_rules(calm.world) == []
        for call, mode in tried(calm):
            points += 1
            found = complaints(tries(scenario, {call.number: mode}), calm)
            if found:
                wrong[f"{scenario}: {call.name} ({call.number}, in {call.within}) {mode}"] = found
    record_property(f"{ON_A_NETWORK}{harness.name}", points)
    assert wrong == {}
