"""The timer's state machine, as Step Functions gets it."""

import json
from typing import Any

import pytest

from tests.infra.synth import Synthesised


@pytest.fixture(scope="module")
def definition(desk_template: Synthesised) -> dict[str, Any]:
    (machine,) = desk_template.of_type("AWS::StepFunctions::StateMachine").values()
    text = "".join(part if isinstance(part, str) else "x" for part in machine["DefinitionString"]["Fn::Join"][1])
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_it_waits_looks_and_waits_again_in_two_states(definition: dict[str, Any]) -> None:
    """A state more would cost as much as the wait at every step of the ladder: `chase_deadline` stops what is over."""
    states = definition["States"]
    assert definition["StartAt"] == "Wait"
    assert states["Wait"] == {"Type": "Wait", "TimestampPath": "$.wake_at", "Next": "Chase"}
    assert states["Chase"]["Next"] == "Wait"
    assert sorted(states) == ["Chase", "Wait"]


def test_its_function_may_stop_what_is_over_and_start_nothing(desk_template: Synthesised) -> None:
    (machine,) = desk_template.of_type("AWS::StepFunctions::StateMachine").values()
    name = machine["StateMachineName"]
    statements = [
        statement
        for policy in desk_template.of_type("AWS::IAM::Policy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if json.dumps(statement.get("Resource")).endswith(f':execution:{name}:*"]]}}')
    ]
    assert [statement["Action"] for statement in statements] == ["states:StopExecution"]


def test_the_look_is_retried_whatever_went_wrong(definition: dict[str, Any]) -> None:
    lambda_trouble, anything = definition["States"]["Chase"]["Retry"]
    assert "Lambda.TooManyRequestsException" in lambda_trouble["ErrorEquals"]
    assert anything["ErrorEquals"] == ["States.ALL"]
    for retry in (lambda_trouble, anything):
        assert retry["MaxAttempts"] > 10
        assert retry["BackoffRate"] == 2
        assert retry["MaxDelaySeconds"] <= 300


def test_no_limit_ends_a_long_wait(definition: dict[str, Any]) -> None:
    assert "TimeoutSeconds" not in definition


def test_it_is_a_standard_machine_whose_log_holds_no_data(desk_template: Synthesised) -> None:
    (machine,) = desk_template.of_type("AWS::StepFunctions::StateMachine").values()
    assert machine["StateMachineType"] == "STANDARD"
    assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert machine["LoggingConfiguration"]["Level"] == "ERROR"
