"""Timers as Step Functions executions, against moto."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.adapters.aws.stepfunctions import StepFunctionsTimers, execution_name
from shared.domain.errors import UnavailableError
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.ticket_id import ticket_id
from tests.samples.aws import ACCOUNT, mocked_aws

NOW = datetime(2026, 3, 2, 8, 0, 0, 250_000, UTC)


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mocked_aws():
        yield


@pytest.fixture
def timers() -> StepFunctionsTimers:
    states = {"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "TimestampPath": "$.wake_at", "End": True}}}
    made = boto3.client("stepfunctions").create_state_machine(
        name="timer", definition=json.dumps(states), roleArn=f"arn:aws:iam::{ACCOUNT}:role/timer"
    )
    return StepFunctionsTimers(made["stateMachineArn"])


def execution(timers: StepFunctionsTimers, timer_generation: int = 1) -> Any:
    arn = timers.arn.replace("stateMachine", "execution") + ":" + execution_name("t1", "k1", timer_generation)
    return boto3.client("stepfunctions").describe_execution(executionArn=arn)


def test_a_timer_knows_ids_and_a_time_that_is_not_too_early(timers: StepFunctionsTimers) -> None:
    assert timers.ensure("t1", "k1", 1, NOW)
    assert json.loads(execution(timers)["input"]) == {
        "ticket": "t1",
        "clock": "k1",
        "generation": 1,
        "wake_at": "2026-03-02T08:00:01Z",
    }
    assert timers.runs("t1", "k1", 1)


def test_a_timer_that_runs_is_not_started_twice_whatever_its_time(timers: StepFunctionsTimers) -> None:
    assert timers.ensure("t1", "k1", 1, NOW)
    assert timers.ensure("t1", "k1", 1, NOW)
    assert timers.ensure("t1", "k1", 1, NOW + timedelta(hours=1))
    assert len(boto3.client("stepfunctions").list_executions(stateMachineArn=timers.arn)["executions"]) == 1


def test_the_name_of_a_closed_timer_is_used_up(timers: StepFunctionsTimers) -> None:
    timers.ensure("t1", "k1", 1, NOW)
    timers.stop("t1", "k1", 1)
    assert not timers.runs("t1", "k1", 1)
    assert not timers.ensure("t1", "k1", 1, NOW + timedelta(hours=1))
    assert timers.ensure("t1", "k1", 2, NOW + timedelta(hours=1))


def test_a_timer_that_is_not_there_neither_runs_nor_needs_stopping(timers: StepFunctionsTimers) -> None:
    assert not timers.runs("t1", "k1", 1)
    timers.stop("t1", "k1", 1)


def failing(code: str) -> Any:
    def call(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "StopExecution")

    return call


def test_stopping_gives_way_to_a_full_bucket_and_to_nothing_else(
    timers: StepFunctionsTimers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers._client, "stop_execution", failing("ThrottlingException"))
    timers.stop("t1", "k1", 1)
    monkeypatch.setattr(timers._client, "stop_execution", failing("AccessDeniedException"))
    with pytest.raises(UnavailableError, match="the timers"):
        timers.stop("t1", "k1", 1)


def test_timers_that_refuse_are_an_error_of_ours(timers: StepFunctionsTimers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers._client, "start_execution", failing("AccessDeniedException"))
    monkeypatch.setattr(timers._client, "describe_execution", failing("AccessDeniedException"))
    with pytest.raises(UnavailableError):
        timers.ensure("t1", "k1", 1, NOW)
    with pytest.raises(UnavailableError):
        timers.runs("t1", "k1", 1)


@pytest.mark.parametrize("post", ["1", "at://did:plc:z72i/app.bsky.feed.post/3k", "m_$abc==", "時計", "k" * 500])
def test_N2_an_execution_has_a_name_that_step_functions_takes(post: str) -> None:
    ticket, clock = ticket_id("kitsune", "did:web:example.com", post), clock_id(post)
    name = execution_name(ticket, clock, 12)
    assert name.isascii()
    assert len(name) <= 80
    assert name.replace("-", "").replace("_", "").isalnum()
    assert name.endswith("-12")
    others = [
        execution_name(ticket, clock_id(post + "x"), 12),
        execution_name(ticket, clock, 13),
        execution_name(ticket_id("kitsune", "did:web:example.org", post), clock, 12),
    ]
    assert len({name, *others}) == 4
