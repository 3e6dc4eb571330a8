"""Every call of every port goes wrong once, in every way in which it can, and the outcome is the same as without the
fault: nothing lost, nothing doubled, nobody left unnotified (I3, I8, L3, R1).
"""

import random

import pytest

from tests.faults.complaints import complaints
from tests.faults.conftest import Install, Record
from tests.faults.points import Call, Mode
from tests.faults.rules import broken_rules
from tests.faults.scenarios import ALL
from tests.faults.sweep import Run, Scenario, points_of, run

SEED = 2026

AT_LEAST = 4_500
"""The number of points tried in all: the sweep does not become smaller unnoticed."""


def tried(calm: Run) -> list[tuple[Call, Mode]]:
    points = points_of(calm)
    return random.Random(SEED).sample(points, min(calm.scenario.most, len(points)))  # noqa: S311


def test_the_sweep_is_not_smaller_than_it_was(install: Install) -> None:
    points = sum(len(tried(run(scenario, {}, install=install, records=True))) for scenario in ALL)
    assert points >= AT_LEAST


@pytest.mark.parametrize("scenario", ALL, ids=str)
def test_I3_I8_L3_R1_whatever_goes_wrong_once_it_comes_out_as_if_nothing_had(
    scenario: Scenario, install: Install, record_property: Record
) -> None:
    calm = run(scenario, {}, install=install, records=True)
    assert broken_rules(calm.world) == []
    points = tried(calm)
    wrong = {}
    for call, mode in points:
        found = complaints(run(scenario, {call.number: mode}, install=install), calm)
        if found:
            wrong[f"{call.name} ({call.number}, in {call.within}) {mode}"] = found
    record_property("fault_points", len(points))
    assert wrong == {}
