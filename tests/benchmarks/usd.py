"""What 100,000 tickets cost on AWS, at list prices: one life's units, transitions, calls and messages, as they were counted.

Mails, SMS, what networks charge, storage and what an idle desk costs come on top, and are printed elsewhere.
"""

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.prices import MILLION, PRICES, Prices
from tests.one_life import Life, live

Row = tuple[str, str]

TICKETS: Final = 100_000

MARKING: Final = "seal_reports"
BILLED_GB_S: Final = {"desk_api.app": 0.06 * 1.0, MARKING: 0.03 * 0.5}
ELSE_BILLED_GB_S: Final = 0.1 * 0.5
"""Of one call, by assumption: a request of the page 60 ms at 1 GB, any other call 100 ms at 512 MB. They hold 10 to 15 ms of a whole
core's work, of which the memory buys six and three tenths, and some calls of AWS at some milliseconds each. The stream's reader
writes a mark, and that is all."""

REQUESTS_A_MESSAGE: Final = 3
"""It is sent, received and deleted, each alone."""

LOGGED_KB: Final = 1.0
"""Of one call, by assumption: a desk's functions log warnings, and a line of what they did."""


def usd(life: Life, prices: Prices) -> dict[str, float]:
    """Return what each part costs for 100,000 such lives, one at a time: the stream's reader runs for each save, and writes a mark.
    On a busy desk it runs for many of them at once."""
    runs = {**life.lambdas, MARKING: life.head_saves}
    calls = sum(runs.values())
    gb_seconds = sum(number * BILLED_GB_S.get(name, ELSE_BILLED_GB_S) for name, number in runs.items())
    each = {
        "state transitions": sum(life.transitions.values()) * prices.transitions,
        "write units": life.written * prices.writes,
        "marks of what changed": life.head_saves * prices.writes,
        "read units": life.read * prices.reads,
        "functions": calls * prices.calls + gb_seconds * prices.gb_seconds,
        "HTTP API": life.requests * prices.http,
        "queues": life.messages * REQUESTS_A_MESSAGE * prices.messages,
        "logs": life.lambdas.total() * LOGGED_KB * prices.logs,
    }
    return {part: cost * TICKETS / MILLION for part, cost in each.items()}


def rows() -> Iterator[Row]:
    """Print each part in both regions, and the sums."""
    life = live()
    by_region = {region: usd(life, prices) for region, prices in PRICES.items()}
    for part in next(iter(by_region.values())):
        yield f"100,000 tickets: {part}", " · ".join(f"{costs[part]:.2f} USD in {r}" for r, costs in by_region.items())
    sums = " · ".join(f"{sum(costs.values()):.2f} USD in {region}" for region, costs in by_region.items())
    yield "100,000 tickets in all, without mails, SMS and networks", sums
