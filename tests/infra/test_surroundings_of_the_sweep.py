"""What the fault sweep takes for AWS is what the stack sets up there."""

from tests.faults.cloud import TIMEOUT, TRIES
from tests.faults.deployed import READERS
from tests.faults.world import SCHEDULES, SELDOM
from tests.infra.synth import Synthesised


def test_the_queues_of_the_sweep_hand_out_and_hide_messages_as_the_deployed_ones(desk_template: Synthesised) -> None:
    functions = desk_template.of_type("AWS::Lambda::Function")
    queues = desk_template.of_type("AWS::SQS::Queue")
    deployed = {}
    readers = desk_template.of_type("AWS::Lambda::EventSourceMapping").values()
    for reader in (
        each for each in readers if "StartingPosition" not in each
    ):  # a stream's has one, a queue's has none
        function, queue = functions[reader["FunctionName"]["Ref"]], queues[reader["EventSourceArn"]["Fn::GetAtt"][0]]
        name = function["Handler"].split(".")[1]
        deployed[name] = (reader["BatchSize"], function["Timeout"])
        assert queue["VisibilityTimeout"] == 6 * TIMEOUT[name]
        assert queue["RedrivePolicy"]["maxReceiveCount"] == TRIES
    assert deployed == {name: (batch, TIMEOUT[name]) for name, batch in READERS.values()}


def test_the_schedules_of_the_sweep_are_the_deployed_ones(desk_template: Synthesised) -> None:
    functions = desk_template.of_type("AWS::Lambda::Function")
    deployed = set()
    for rule in desk_template.of_type("AWS::Events::Rule").values():
        for target in rule["Targets"]:
            function = functions[target["Arn"]["Fn::GetAtt"][0]]["Handler"].split(".")[1]
            rate = rule["ScheduleExpression"].removeprefix("rate(").split()
            minutes = int(rate[0]) * (60 if rate[1].startswith("hour") else 1)
            deployed.add((minutes, function, target.get("Input")))
    swept = {(minutes, function, str_of(event)) for minutes, _, function, event in SCHEDULES}
    assert deployed == swept | {(minutes, function, str_of(event)) for minutes, function, event in SELDOM}


def str_of(event: dict[str, str]) -> str | None:
    """As CloudFormation holds it."""
    return "{" + ",".join(f'"{name}":"{value}"' for name, value in event.items()) + "}" if event else None
