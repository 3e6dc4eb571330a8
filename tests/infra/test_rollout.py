"""A release that goes back by itself, as a stage's choice."""

import json
from typing import Any

from tests.infra.synth import Synthesised
from tests.infra.test_alarms import target


def aliases(template: Synthesised) -> dict[str, str]:
    """The function of each alias, by logical id."""
    return {name: target(alias["FunctionName"]) for name, alias in template.of_type("AWS::Lambda::Alias").items()}


def test_a_release_goes_out_at_once_unless_a_stage_says_so(desk_template: Synthesised) -> None:
    kinds = {resource["Type"] for resource in desk_template.resources.values()}
    assert not kinds & {"AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::CodeDeploy::DeploymentGroup"}


def test_a_canary_takes_a_tenth_of_each_functions_calls_and_goes_back_by_its_alarm(full_template: Synthesised) -> None:
    functions = set(full_template.of_type("AWS::Lambda::Function"))
    assert sorted(aliases(full_template).values()) == sorted(functions)
    groups = full_template.of_type("AWS::CodeDeploy::DeploymentGroup")
    assert len(groups) == len(functions)
    alarms = full_template.of_type("AWS::CloudWatch::Alarm")
    for group in groups.values():
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        [alarm] = group["AlarmConfiguration"]["Alarms"]
        watched = alarms[alarm["Name"]["Ref"]]
        assert (watched["MetricName"], watched["Period"]) == ("Errors", 60)
    for name in aliases(full_template):
        moved_by = full_template.resources[name]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        assert moved_by["DeploymentGroupName"]["Ref"] in groups


def test_with_a_canary_everything_calls_the_alias_also_timers_that_already_wait(full_template: Synthesised) -> None:
    """Whoever called the function itself would get the new version at once, and keep it when the others go back."""
    known = aliases(full_template)
    functions = set(known.values())
    callers: list[Any] = [
        *(m["FunctionName"] for m in full_template.of_type("AWS::Lambda::EventSourceMapping").values()),
        *(t["Arn"] for r in full_template.of_type("AWS::Events::Rule").values() for t in r["Targets"]),
        *(i["IntegrationUri"] for i in full_template.of_type("AWS::ApiGatewayV2::Integration").values()),
        *(m["DefinitionString"] for m in full_template.of_type("AWS::StepFunctions::StateMachine").values()),
        *(p["LambdaConfig"] for p in full_template.of_type("AWS::Cognito::UserPool").values()),
        *(p["FunctionName"] for p in full_template.of_type("AWS::Lambda::Permission").values()),
    ]
    assert len(callers) > 2 * len(functions)
    for caller in callers:
        said = json.dumps(caller)
        assert any(f'"{alias}"' in said for alias in known), said
        assert not any(f'"{function}"' in said for function in functions), said


def test_who_moves_the_calls_may_change_the_aliases_and_read_no_bucket(full_template: Synthesised) -> None:
    [policy] = [p for name, p in full_template.of_type("AWS::IAM::Policy").items() if name.startswith("Rollout")]
    allowed = {
        a
        for s in policy["PolicyDocument"]["Statement"]
        for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])
    }
    assert allowed == {
        "cloudwatch:DescribeAlarms",
        "lambda:GetAlias",
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:UpdateAlias",
    }
