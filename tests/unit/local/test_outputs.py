"""The `desk` command acts on a desk of this machine as on a deployed one."""

from collections import defaultdict
from pathlib import Path

import pytest

from infra.local.outputs import outputs
from infra.local.place import LocalDesk
from infra.ops.deployment import OUTPUTS


def test_the_desk_command_gets_here_all_that_it_reads_from_the_outputs_of_a_stack(tmp_path: Path) -> None:
    stack: defaultdict[str, str] = defaultdict(lambda: "made up", dict.fromkeys(OUTPUTS, "made up"))
    told = outputs(LocalDesk(state=tmp_path, port=1, x_port=2), stack, {})
    assert set(OUTPUTS.values()) - set(told["internal"]["environment"]) == set()


@pytest.mark.parametrize("depth", ["DESK_POLL_QUEUE_URL", "DESK_INGEST_QUEUE_URL", "DESK_REPLY_QUEUE_URL"])
def test_the_doctor_can_read_how_deep_each_queue_is(depth: str) -> None:
    assert depth in OUTPUTS.values()
