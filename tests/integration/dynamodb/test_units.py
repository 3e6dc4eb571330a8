"""What a ticket costs in the table, exactly: a step that costs more fails."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.benchmarks.prices import PRICES
from tests.benchmarks.usd import usd
from tests.one_life import STEPS, Life, live
from tests.table_units import size_of

MOST_WRITTEN = {
    "post in": 15,
    "warning": 6,
    "opened": 1,
    "claimed": 2,
    "preview": 0,
    "reply stored": 2,
    "reply sent": 15,
    "own post back": 3,
    "done": 4,
}
MOST_READ = {
    "post in": 4,
    "warning": 4,
    "opened": 1.5,
    "claimed": 1,
    "preview": 1.5,
    "reply stored": 1,
    "reply sent": 3,
    "own post back": 3,
    "done": 1,
}


@pytest.fixture(scope="module")
def lived() -> Iterator[Life]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
        patch.setenv("POWERTOOLS_SERVICE_NAME", "life")
        yield live()


@pytest.mark.parametrize("step", STEPS)
def test_no_step_of_a_tickets_life_costs_more_than_it_did(lived: Life, step: str) -> None:
    found = [(call, n) for of, call, n in lived.units.calls if of == step]
    assert lived.units.written(step) <= MOST_WRITTEN[step], found
    assert lived.units.read(step) <= MOST_READ[step], found


def test_a_tickets_life_takes_at_most_48_write_units_and_20_read_units(lived: Life) -> None:
    assert lived.written <= 48
    assert lived.read <= 20


def test_AWS11_a_ticket_with_one_warning_takes_three_transitions_and_asks_for_its_timer_once(lived: Life) -> None:
    assert lived.transitions == {"Wait": 2, "Chase": 1}
    assert +lived.timers_asked == {"StartExecution": 1, "StopExecution": 1}


def test_100_000_tickets_cost_less_than_15_dollars_without_mails_and_networks(lived: Life) -> None:
    assert sum(usd(lived, PRICES["us-east-1"]).values()) < 15


def test_sizes_are_counted_by_the_published_rule() -> None:
    """Names and texts count in UTF-8, a number half a byte a digit and one, a list or map three and one for each entry."""
    item: dict[str, dict[str, Any]] = {
        "pk": {"S": "返品"},
        "n": {"N": "1234"},
        "b": {"B": b"12345"},
        "yes": {"BOOL": True},
        "all": {"L": [{"S": "ab"}, {"N": "1"}]},
        "map": {"M": {"k": {"NULL": True}}},
    }
    assert size_of(item) == (2 + 6) + (1 + 3) + (1 + 5) + (3 + 1) + (3 + 3 + 3 + 3) + (3 + 3 + 1 + 1 + 1)
    assert size_of(None) == 0
