"""Timers as Step Functions executions: Wait until `wake_at`, then `chase_deadline` (design §3)."""

import json
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

from shared.adapters.aws.clients import THROTTLED, asking, client, code_of
from shared.domain.text.rfc3339 import whole_seconds

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


def execution_name(ticket: str, clock: str, timer_generation: int) -> str:
    """Unique for ticket, clock and generation, within what Step Functions takes: at most 80 of `[0-9A-Za-z_-]`. Ids of
    tickets and clocks are 26 letters and digits each (N2)."""
    return f"{ticket}-{clock}-{timer_generation}"


class StepFunctionsTimers:
    """Timers as executions of the state machine `arn`."""

    def __init__(self, arn: str) -> None:
        self.arn = arn

    @cached_property
    def _client(self) -> "SFNClient":
        return cast("SFNClient", client("stepfunctions"))

    def ensure(self, ticket: str, clock: str, timer_generation: int, wake_at: datetime) -> bool:
        """Start the timer; return False if the name is used up.

        A name can be taken by a running execution, with whatever `wake_at` (it reads the ticket again when it wakes), or by a
        closed one, whose name cannot be reused for 90 days."""
        state = {"ticket": ticket, "clock": clock, "generation": timer_generation, "wake_at": whole_seconds(wake_at)}
        with asking("the timers"):
            try:
                self._client.start_execution(
                    stateMachineArn=self.arn,
                    name=execution_name(ticket, clock, timer_generation),
                    input=json.dumps(state),
                )
            except ClientError as error:
                if code_of(error) != "ExecutionAlreadyExists":
                    raise
                return self.runs(ticket, clock, timer_generation)
        return True

    def runs(self, ticket: str, clock: str, timer_generation: int) -> bool:
        with asking("the timers"):
            try:
                found = self._client.describe_execution(executionArn=self._execution(ticket, clock, timer_generation))
            except ClientError as error:
                if code_of(error) == "ExecutionDoesNotExist":
                    return False
                raise
        return found["status"] == "RUNNING"

    def stop(self, ticket: str, clock: str, timer_generation: int) -> None:
        """Stop the timer. A missing execution, or throttling (25 calls a second in smaller regions), is no error: a timer that
        runs on finds nothing to do when it wakes."""
        with asking("the timers"):
            try:
                self._client.stop_execution(executionArn=self._execution(ticket, clock, timer_generation))
            except ClientError as error:
                if code_of(error) not in THROTTLED | {"ExecutionDoesNotExist"}:
                    raise

    def _execution(self, ticket: str, clock: str, timer_generation: int) -> str:
        return f"{self.arn.replace(':stateMachine:', ':execution:')}:{execution_name(ticket, clock, timer_generation)}"
