"""What more than one kind of test needs."""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from infra.bundling.page import serve_from_working_tree
from infra.local.surroundings import keep_to_this_machine
from infra.node import path_with_node
from tests.desk_fixture import running_desk
from tests.e2e.client import DeskClient
from tests.read_once import read_once

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")
"""How long an example takes, or is thought of, says how busy the machine is, and nothing of the code."""


os.environ["PATH"] = path_with_node()
"""The CDK starts Node as soon as it is imported, also on a machine that has no other."""

keep_to_this_machine()
"""Nor does it matter to a test which proxy or AWS profile somebody's shell names."""

read_once()

SWEPT = {
    "fault_points": "fault points",
    "fault_pairs": "pairs of faults",
    "busy_times": "busy times with several faults",
}
"""What tests of the sweep record of themselves."""

ON_A_NETWORK = "fault points on "
"""What a network's own sweep records, with the network's name behind it."""


TOGETHER = {"tests/e2e/": "desk", "tests/web/journeys/": "desk", "tests/infra/": "stack"}
"""What shares something that takes a process half a minute: the running desk, or the synthesized stack and its bundles."""

UNDO_SECONDS = 3
"""How long an answer on the running desk can be taken back. Dozens are waited for, one after the other."""

NICENESS = os.nice(0)
COURTESY = 5
"""How much nicer a process is that does not wait for the running desk. That desk's tests wait for each other and take little
CPU: they must not wait for the others, too."""

LONGEST_FIRST = (
    *TOGETHER,
    "tests/faults/test_each_network.py",
    "tests/web/",
    "tests/faults/",
    "tests/contracts/networks/",
    "tests/integration/",
    "tests/contracts/",
)
"""What takes minutes begins at once, and what takes milliseconds fills the end, so that no process is left alone with the
rest of the run. Unit tests are last."""


class DeskApart(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist says nothing of its types
    """One process brings the running desk up and takes all of its tests, which mostly wait; another synthesizes the stack;
    of the other tests each goes to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> DeskApart:
    """Asked for where tests run in several processes: `make test`. Whatever has many tests would go first by itself."""
    config.option.loadscopereorder = False
    return DeskApart(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by how long a kind of test takes; within a kind the order stays."""
    items.sort(key=lambda item: _turn(item.nodeid))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the running desk go first where there are several processes: the others have work for whenever it waits."""
    if "PYTEST_XDIST_WORKER" in os.environ and _scope(item.nodeid) != "desk" and os.nice(0) == NICENESS:
        os.nice(COURTESY)


def pytest_collection_finish() -> None:
    """What has been imported and collected by now stays until the end: the garbage collector need not look at it again and
    again, which took a fifteenth of the run."""
    gc.collect()
    gc.freeze()


def _scope(nodeid: str) -> str:
    return next((scope for kind, scope in TOGETHER.items() if nodeid.startswith(kind)), nodeid)


def _turn(nodeid: str) -> int:
    kinds = (turn for turn, kind in enumerate(LONGEST_FIRST) if nodeid.startswith(kind))
    return next(kinds, len(LONGEST_FIRST))


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The running desk of this test run: what its outputs.json says. Brought up once, for whoever asks first."""
    with running_desk(tmp_path_factory.mktemp("desk")) as outputs:
        yield outputs


@pytest.fixture(scope="session", autouse=True)
def built_page() -> None:
    """The page as its sources are now, where the API and the tests' stub of it find it; built once for all processes."""
    serve_from_working_tree()


@pytest.fixture(scope="session")
def client(desk: dict[str, Any]) -> Iterator[DeskClient]:
    """That desk, as its users and the network see it."""
    with DeskClient(desk) as client:
        client.leaves_after(UNDO_SECONDS)
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
