"""What every store of timers does (ports.Timers)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from shared.adapters.aws.stepfunctions import StepFunctionsTimers, execution_name
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.sla import Timers
from tests.contracts.build import NOON, at
from tests.fake_desk import FakeTimers
from tests.fakes import FakeClock
from tests.faults.cloud import FakeExecutions
from tests.samples.aws import ACCOUNT, mocked_aws

STATES = {"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "TimestampPath": "$.wake_at", "End": True}}}


@dataclass(frozen=True)
class Bench:
    """The timers, and what stands behind them: when each of those that run wakes."""

    timers: Timers
    running: Callable[[], list[datetime]]


@pytest.fixture(params=["fake", "sweep", "stepfunctions"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "fake":
        fake = FakeTimers()
        yield Bench(fake, lambda: sorted(fake.running.values()))
    elif request.param == "sweep":
        sweep = FakeExecutions(FakeClock(NOON))
        yield Bench(sweep, lambda: sorted(each.wakes_at for each in sweep.running.values()))
    else:
        with mocked_aws():
            yield deployed()


def deployed() -> Bench:
    client = boto3.client("stepfunctions")
    role = f"arn:aws:iam::{ACCOUNT}:role/timer"
    arn = client.create_state_machine(name="timer", definition=json.dumps(STATES), roleArn=role)["stateMachineArn"]

    def running() -> list[datetime]:
        listed: Any = client.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]
        inputs = [client.describe_execution(executionArn=each["executionArn"])["input"] for each in listed]
        return sorted(datetime.fromisoformat(json.loads(each)["wake_at"]) for each in inputs)

    return Bench(StepFunctionsTimers(arn), running)


def test_a_started_timer_runs_and_wakes_within_the_second_never_early(bench: Bench) -> None:
    assert bench.timers.ensure("t1", "k1", 1, at(5))
    assert bench.timers.runs("t1", "k1", 1)
    [wakes_at] = bench.running()
    assert at(5) <= wakes_at < at(5) + timedelta(seconds=1)


def test_starting_twice_is_one_timer_at_its_first_time(bench: Bench) -> None:
    """A timer reads its ticket anew when it wakes, so that a later deadline needs no other."""
    assert bench.timers.ensure("t1", "k1", 1, at(5))
    assert bench.timers.ensure("t1", "k1", 1, at(5))
    assert bench.timers.ensure("t1", "k1", 1, at(50))
    [wakes_at] = bench.running()
    assert wakes_at < at(6)


def test_the_name_of_a_stopped_timer_is_used_up_and_the_next_one_is_free(bench: Bench) -> None:
    bench.timers.ensure("t1", "k1", 1, at(5))
    bench.timers.stop("t1", "k1", 1)
    assert not bench.timers.runs("t1", "k1", 1)
    assert bench.running() == []
    assert not bench.timers.ensure("t1", "k1", 1, at(5))
    assert bench.running() == []
    assert bench.timers.ensure("t1", "k1", 2, at(5))
    assert bench.timers.runs("t1", "k1", 2)


def test_stopping_what_is_not_there_is_no_error_and_uses_no_name_up(bench: Bench) -> None:
    bench.timers.stop("t1", "k1", 1)
    assert not bench.timers.runs("t1", "k1", 1)
    assert bench.timers.ensure("t1", "k1", 1, at(5))


def test_stopping_twice_is_no_error(bench: Bench) -> None:
    bench.timers.ensure("t1", "k1", 1, at(5))
    bench.timers.stop("t1", "k1", 1)
    bench.timers.stop("t1", "k1", 1)
    assert not bench.timers.runs("t1", "k1", 1)


def test_ticket_clock_and_number_name_a_timer_together(bench: Bench) -> None:
    names = [
        ("t1", "k1", 1),
        ("t2", "k1", 1),
        ("t1", "k2", 1),
        ("t1", "k1", 2),
        (ticket_id("acme", "did:web:example.com", "時計"), clock_id("時計"), 1),
        (ticket_id("acme", "did:web:example.com", "k" * 500), clock_id("k" * 500), 1),
    ]
    assert [bench.timers.ensure(*name, at(number)) for number, name in enumerate(names)] == [True] * len(names)
    assert len(bench.running()) == len(names)
    bench.timers.stop("t1", "k1", 1)
    assert [bench.timers.runs(*name) for name in names] == [False] + [True] * (len(names) - 1)


def test_names_that_differ_in_one_character_stay_apart() -> None:
    """The fakes need no names: this is the adapter's alone."""
    assert execution_name("t1", "k 1", 1) != execution_name("t1", "k_1", 1)
