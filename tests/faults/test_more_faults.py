"""Two faults in one scenario, and several in a busy quarter of an hour: sampled, always the same ones."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.builders import at
from tests.fake_desk import AT_ONCE
from tests.faults.complaints import complaints
from tests.faults.conftest import Install, Record
from tests.faults.points import Call, Mode
from tests.faults.rules import broken_rules
from tests.faults.scenarios import ALL
from tests.faults.sweep import POLICY, Scenario, points_of, run
from tests.faults.traffic import MINUTES, busy
from tests.faults.world import World

PAIRS = 4
"""For each scenario."""

COMES_BACK = timedelta(minutes=7)
"""A message is redelivered after three minutes, one of an answer after six: the second fault may strike it then."""

SEEDS = 40
FAULTS = 6


@pytest.mark.parametrize("scenario", ALL, ids=str)
def test_I3_L3_R1_whatever_goes_wrong_twice_it_comes_out_as_if_nothing_had(
    scenario: Scenario, install: Install, record_property: Record
) -> None:
    """The second fault strikes the consequences of the first: retries, repairs, redelivered messages."""
    chance = random.Random(scenario.name)  # noqa: S311
    calm = run(scenario, {}, install=install, records=True)
    wrong = {}
    for _ in range(PAIRS):
        first, how = chance.choice(points_of(calm))
        after = run(scenario, {first.number: how}, install=install, records=True, watched=COMES_BACK)
        later = [point for point in points_of(after) if point[0].number > first.number]
        if later:
            second, then = any_of(later, chance)
            faults = {first.number: how, second.number: then}
            found = complaints(run(scenario, faults, install=install, watched=COMES_BACK), calm)
            if found:
                wrong[f"{first.name} ({first.number}) {how}, {second.name} ({second.number}) {then}"] = found
    record_property("fault_pairs", PAIRS)
    assert wrong == {}


def any_of(points: Sequence[tuple[Call, Mode]], chance: random.Random) -> tuple[Call, Mode]:
    """Choose one call of one invocation, so that the many calls of polling do not outweigh the few of a redelivered
    message.
    """
    invocations = sorted({call.within for call, _ in points})
    by_the_clock = ("poll_", "reconcile_")
    rare = [each for each in invocations if not each.startswith(by_the_clock)]
    chosen = chance.choice(rare if rare and chance.random() < 0.75 else invocations)
    return chance.choice([point for point in points if point[0].within == chosen])


@pytest.mark.parametrize("seed", range(SEEDS))
def test_I3_C1_L3_R1_a_busy_time_full_of_faults_breaks_no_rule(
    seed: int, install: Install, record_property: Record
) -> None:
    calls = a_busy_time(seed, {}, install).faults.number
    chance = random.Random(seed)  # noqa: S311
    faults = {number: chance.choice(list(Mode)) for number in chance.sample(range(calls), FAULTS)}
    world = a_busy_time(seed, faults, install)
    assert broken_rules(world) == []
    record_property("busy_times", 1)


def a_busy_time(seed: int, faults: dict[int, Mode], install: Install) -> World:
    """Run a busy time, with the dead letters redriven at the end, as the desk's owner would."""
    world = World(POLICY, AT_ONCE, now=at(-1), install=install)
    world.run_until(at(0))
    world.faults.planned, world.faults.counting = faults, True
    busy(world, random.Random(seed))  # noqa: S311
    world.run_until(at(MINUTES))
    world.faults.counting = False
    world.run_until(at(MINUTES + 20))
    world.redrive()
    world.run_until(at(MINUTES + 45))
    assert world.desk.tickets.tickets
    return world
