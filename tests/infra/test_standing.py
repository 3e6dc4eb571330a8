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


def test_a_run_of_the_reconciler_asks_an_idle_table_for_no_more_than_it_needs(used: dict[str, Used]) -> None:
    """With two accounts. Every minute: the settings, the places of all sweeps, the due steps of each account, nine lists of what is
    unsent. Every five minutes: the settings, the places, due and coming steps, what waits, the send queue and the answered of each account
    and its health, incidents, charges, requests for erasure, and how far each account is sealed; and a sign of life is written."""
    every_minute = 1 + 1 + 2 * 0.5 + 9 * 0.5
    each = 0.5 + 0.5 + 0.5 + 1 + 0.5 + 0.5 + 0.5
    assert (used["unsent"].reads, used["unsent"].writes) == (every_minute, 0)
    assert (used["overdue"].reads, used["overdue"].writes) == (1 + 1 + 2 * each + 3, 1)
