"""What a desk does at ten, a hundred and a thousand posts a second, simulated: no machine of ours brings that many.

A fluid model in steps of a tenth of a second. Posts enter the ingest queue at a steady pace; calls of `ingest_posts` read
them in order, as many at once as Lambda has started by then and the stage allows. No more posts leave the queue in a second
than the slowest of what is behind it takes. The printed age is what a post has waited until its ticket and its timer are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

Row = tuple[str, str]

STEP_S = 0.1
MINUTES = 10
"""Of traffic. What waits then is worked off afterwards, without new posts."""

READERS_AT_FIRST = 5
READERS_A_SECOND = 300 / 60
"""https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"""

PARTITION = 1_000
"""Write units a second on one key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"""

NEW_TABLE = 4_000
"""Write units a second of a new table on demand, for the table and for each index; it takes twice its highest load of the last
half hour. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A quota as Step Functions has it: so many at once, and so many more each second.
    https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""

    size: float
    a_second: float


STARTS: Final = {"us-east-1": Bucket(1_300, 300), "ap-northeast-1": Bucket(800, 150)}
TRANSITIONS: Final = {"us-east-1": Bucket(5_000, 1_500), "ap-northeast-1": Bucket(800, 500)}


@dataclass(frozen=True, slots=True)
class Post:
    """What one post of a new customer costs, the worst case: each opens a ticket and starts a timer."""

    seconds: float
    """Of one call's time. 512 MB are 0.29 of a core (1,769 MB are one:
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html)."""
    base: float
    """Write units of the table when it comes in, search and charges included (`make bench ONLY=life`)."""
    busiest: float
    """Write units of its account's list of what is due next, over the ticket's whole life: of the partitions that an account's
    tickets share in an index, this one takes the most (a place when it comes, another after the warning, none after the answer)."""
    transitions: float
    """State transitions over its whole life."""


CPU_MS = 3.4
CALLS = 4.0
"""As measured in batches of five, on a machine without other work (`make bench ONLY=ingest`, 2026-11-30)."""
CALL_MS = 4.0
"""A call of DynamoDB from a function in its region, as a round figure for single-digit milliseconds."""

POST: Final = Post(seconds=(CPU_MS * 1_769 / 512 + CALLS * CALL_MS) / 1_000, base=12, busiest=4, transitions=3)


@dataclass(frozen=True, slots=True)
class Setup:
    """A deployment, and how many accounts share the traffic evenly."""

    readers: int = 10
    region: str = "us-east-1"
    accounts: int = 1
    table: float = NEW_TABLE
    starts: Bucket | None = None
    transitions: Bucket | None = None
    """Raised quotas of Step Functions."""


@dataclass(frozen=True, slots=True)
class Aged:
    """Seconds until a post's ticket and timer are there."""

    p50: float
    p99: float
    longest: float


def limits(setup: Setup, post: Post = POST) -> dict[str, float]:
    """Return the posts a second that each part takes for good."""
    starts = setup.starts or STARTS[setup.region]
    return {
        "readers of the queue": setup.readers / post.seconds,
        "timers started": starts.a_second,
        "state transitions": (setup.transitions or TRANSITIONS[setup.region]).a_second / post.transitions,
        "one account's list of what is due": setup.accounts * PARTITION / post.busiest,
        "table": setup.table / post.base,
    }


def simulate(a_second: float, setup: Setup, *, post: Post = POST) -> Aged:
    """Let posts come for ten minutes, at this pace, and work off what is left."""
    steady = min(
        value for part, value in limits(setup, post).items() if part not in ("readers of the queue", "timers started")
    )
    starts = setup.starts or STARTS[setup.region]
    tokens, came, done, now = starts.size, 0.0, 0.0, 0.0
    ages: list[tuple[float, float]] = []
    total = a_second * MINUTES * 60
    while done < total - 1e-6:
        now += STEP_S
        came = min(total, came + a_second * STEP_S)
        readers = min(setup.readers, READERS_AT_FIRST + READERS_A_SECOND * now)
        tokens = min(starts.size, tokens + starts.a_second * STEP_S)
        taken = min(came - done, readers / post.seconds * STEP_S, steady * STEP_S, tokens)
        tokens -= taken
        done += taken
        # The last of them came when the line of arrivals was as long as what is done by now.
        ages.append((max(now - done / a_second, 0) + post.seconds, taken))
    return _aged(ages)


def _aged(ages: list[tuple[float, float]]) -> Aged:
    ordered = sorted(ages)
    total = sum(number for _, number in ordered)

    def at(share: float) -> float:
        passed = 0.0
        for age, number in ordered:
            passed += number
            if passed >= share * total:
                return age
        return ordered[-1][0]

    return Aged(at(0.5), at(0.99), ordered[-1][0])


STAGES: Final = {
    "as deployed": Setup(),
    "ingest_concurrency = 100": Setup(readers=100),
    "all of it raised": Setup(
        readers=1_000, accounts=10, table=40_000, starts=Bucket(2_000, 2_000), transitions=Bucket(5_000, 5_000)
    ),
}


def scale() -> Iterator[Row]:
    """Print the first limit of each deployment, and how long a post waits at each pace. "All of it raised" is a thousand readers, ten
    accounts, a table warmed to 40,000 units, 2,000 starts and 5,000 transitions a second."""
    for name, setup in STAGES.items():
        for region in STARTS:
            here = replace(setup, region=region)
            first, most = min(limits(here).items(), key=lambda part: part[1])
            yield f"{name}, {region}: the first limit", f"{first}, {most:,.0f} posts a second"
        for a_second in (10, 100, 1_000):
            aged = simulate(a_second, setup)
            told = f"p50 {_time(aged.p50)} · p99 {_time(aged.p99)} · longest {_time(aged.longest)}"
            yield f"{name}: {a_second:,} posts a second for {MINUTES} minutes → ticket and timer", told


def _time(seconds: float) -> str:
    if seconds < STEP_S:
        return f"under {STEP_S} s"
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
