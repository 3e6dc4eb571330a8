"""What more than one kind of test needs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from infra.local.surroundings import keep_to_this_machine
from tests.desk_fixture import running_desk
from tests.e2e.client import DeskClient

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
"""How long an example takes says how busy the machine is, and nothing of the code."""


keep_to_this_machine()
"""Nor does it matter to a test which proxy or AWS profile somebody's shell names."""

SWEPT = {
    "fault_points": "fault points",
    "fault_pairs": "pairs of faults",
    "busy_times": "busy times with several faults",
}
"""What tests of the sweep record of themselves."""

ON_A_NETWORK = "fault points on "
"""What a network's own sweep records, with the network's name behind it."""


class DeskApart(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist says nothing of its types
    """One process brings the running desk up and takes all of its tests, which mostly wait; another takes the rest."""

    def _split_scope(self, nodeid: str) -> str:
        of_the_desk = nodeid.startswith(("tests/e2e/", "tests/web/journeys/"))
        return "desk" if of_the_desk else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> DeskApart:
    """Asked for where tests run in several processes: `make test`."""
    return DeskApart(config, log)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The running desk of this test run: what its outputs.json says. Brought up once, for whoever asks first."""
    with running_desk(tmp_path_factory.mktemp("desk")) as outputs:
        yield outputs


@pytest.fixture(scope="session")
def client(desk: dict[str, Any]) -> Iterator[DeskClient]:
    """That desk, as its users and the network see it."""
    with DeskClient(desk) as client:
        yield client


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much the sweep has tried, by whichever processes."""
    tried: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                tried.update({name: n for name, n in report.user_properties if name in SWEPT or _of_a_network(name)})
    if tried:
        words = SWEPT | {name: name for name in sorted(filter(_of_a_network, tried))}
        terminalreporter.write_line(
            ", ".join(f"{tried[name]:,} {said}" for name, said in words.items() if name in tried)
        )


def _of_a_network(name: str) -> bool:
    return name.startswith(ON_A_NETWORK)
