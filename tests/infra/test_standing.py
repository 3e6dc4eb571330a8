"""What a desk costs while nothing happens, by AWS's list prices: counted, so that a resource too many fails a test."""

from pathlib import Path

import pytest

from tests.benchmarks.prices import PRICES
from tests.benchmarks.standing import Used, schedules, standing, used_by
from tests.infra.synth import Synthesised, synthesise

LESS_THAN_USD = 5.0
FURTHER_NETWORK_USD = 1.25
"""Two secrets, and a poll every minute."""


@pytest.fixture(scope="module")
def used(desk_template: Synthesised) -> dict[str, Used]:
    return used_by(desk_template)


@pytest.mark.parametrize("region", PRICES)
def test_an_idle_desk_with_one_network_costs_less_than_five_dollars_a_month(
    desk_template: Synthesised, used: dict[str, Used], region: str
) -> None:
    parts = standing(desk_template, used, PRICES[region])
    assert sum(parts.values()) < LESS_THAN_USD, parts
    assert parts["dashboards"] == parts["traces"] == 0, "choices of a stage that cost by themselves are off"


@pytest.mark.parametrize("region", PRICES)
def test_a_further_network_adds_its_secrets_and_its_polls(
    desk_template: Synthesised, used: dict[str, Used], tmp_path: Path, region: str
) -> None:
    two = synthesise(tmp_path, apps={"x": ["main"], "line": ["main"]})
    more = sum(standing(two, used, PRICES[region], polled=2).values())
    assert more - sum(standing(desk_template, used, PRICES[region]).values()) < FURTHER_NETWORK_USD


def test_every_schedule_is_counted_and_asks_the_table(desk_template: Synthesised, used: dict[str, Used]) -> None:
    assert {each.look_for for each in schedules(desk_template)} | {"poll"} == used.keys()
    assert used["poll"].reads > 0
    assert used["poll"].writes > 0
    assert used["overdue"].messages >= 12, "the depth of each queue and of its dead letters"
