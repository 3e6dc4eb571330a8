"""A deployment shows what it takes away before it does, and a first one leaves nothing behind that fails."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra.configuration import stage_file
from infra.configuration.config import Config
from infra.ops.deploying import commands
from infra.ops.deploying import deploy as deploying
from infra.ops.deploying.account import AwsAccount
from infra.ops.deploying.changes import losses
from infra.ops.deploying.deploy import REVIEW, Deployment
from infra.ops.refused import CommandRefusedError
from tests.desk_command import Run, runs
from tests.infra.deploying.stub_aws import REGION, StubAws

CONFIG = {"stage": "prod", "sender": "desk@acme.test", "apps": {"x": ["main"]}}


def change(action: str, kind: str, name: str = "ThingA1B2C3D4", **more: str) -> dict[str, Any]:
    said = {"Action": action, "ResourceType": kind, "LogicalResourceId": name} | more
    return {"Type": "Resource", "ResourceChange": said}


TABLE = change("Modify", "AWS::DynamoDB::Table", "TableA1B2C3D4", Replacement="True", PolicyAction="ReplaceAndRetain")
SECRET = change("Remove", "AWS::SecretsManager::Secret", "SecretsxshopKeysA1B2C3D4", PolicyAction="Retain")
ALARM = change("Remove", "AWS::CloudWatch::Alarm", "AlarmsOldA1B2C3D4", PolicyAction="Delete")


class Cdk:
    """The CDK's command line: what it was asked, and the change set that it prepares."""

    def __init__(self, aws: StubAws) -> None:
        self.aws = aws
        self.asked: list[list[str]] = []
        self.changes: list[dict[str, Any]] = []
        self.fails_at = 0
        """The call that fails; 0: none."""

    def __call__(self, words: Sequence[str], *, region: str = REGION) -> int:
        self.asked.append([*words])
        assert region == REGION
        if REVIEW in words:
            self.aws.answers["cloudformation.describe_change_set"] = self._page
            self.aws.answers["cloudformation.delete_change_set"] = {}
        return int(len(self.asked) == self.fails_at)

    def _page(self, what: dict[str, Any]) -> Any:
        if not self.changes:
            return "ChangeSetNotFound"
        place = int(what.get("NextToken", 0))
        more = {"NextToken": str(place + 1)} if place + 1 < len(self.changes) else {}
        return {"Status": "CREATE_COMPLETE", "Changes": self.changes[place : place + 1]} | more


@pytest.fixture
def aws() -> StubAws:
    return StubAws()


@pytest.fixture
def cdk(aws: StubAws) -> Cdk:
    return Cdk(aws)


def deployment(aws: StubAws, cdk: Cdk, *, answer: bool = True, **choices: Any) -> tuple[Deployment, list[str]]:
    said: list[str] = []

    def confirm(question: str, *, data: bool) -> bool:
        said.append(f"{question} {data}")
        return answer

    config = Config.of(App(context=CONFIG | choices).node)
    return Deployment(config, (), AwsAccount(REGION, aws.make), cdk, confirm, said.append), said


def test_a_first_deployment_is_protected_once_it_stands(aws: StubAws, cdk: Cdk) -> None:
    first, _ = deployment(aws, cdk)
    first.first()
    unprotected, protected = cdk.asked
    assert unprotected[:4] == ["deploy", "Sokuto-prod", "--context", "stage=prod"]
    assert "deletion_protection=false" in unprotected
    assert "deletion_protection=false" not in protected


def test_AWS3_a_first_deployment_whose_protection_fails_says_what_is_missing(aws: StubAws, cdk: Cdk) -> None:
    cdk.fails_at = 2
    with pytest.raises(CommandRefusedError, match=r"ended with 1.*not protected from deletion: deploy once more"):
        deployment(aws, cdk)[0].first()
    assert len(cdk.asked) == 2


def test_a_first_deployment_that_fails_is_not_followed_by_another(aws: StubAws, cdk: Cdk) -> None:
    cdk.fails_at = 1
    with pytest.raises(CommandRefusedError, match=r"ended with 1; what it said stands above\.$"):
        deployment(aws, cdk)[0].first()
    assert len(cdk.asked) == 1


def test_a_stage_without_protection_is_deployed_once(aws: StubAws, cdk: Cdk) -> None:
    deployment(aws, cdk, deletion_protection="false")[0].first()
    assert len(cdk.asked) == 1


def test_an_update_that_takes_nothing_away_asks_nothing(aws: StubAws, cdk: Cdk) -> None:
    cdk.changes = [change("Add", "AWS::SQS::Queue"), change("Modify", "AWS::Lambda::Function", Replacement="False")]
    update, said = deployment(aws, cdk, answer=False)
    update.update()
    assert said == ["Resources added: 1; changed in place: 1.", "Nothing is removed, and nothing replaced."]
    assert [REVIEW in words for words in cdk.asked] == [True, False]


def test_an_update_without_any_change_goes_through(aws: StubAws, cdk: Cdk) -> None:
    update, said = deployment(aws, cdk)
    update.update()
    assert said == ["Resources added: 0; changed in place: 0.", "Nothing is removed, and nothing replaced."]


def test_AWS2_what_an_update_takes_away_is_shown_whole_with_data_first_and_asked(aws: StubAws, cdk: Cdk) -> None:
    cdk.changes = [ALARM, change("Add", "AWS::SQS::Queue"), SECRET, TABLE]
    update, said = deployment(aws, cdk, answer=False)
    with pytest.raises(CommandRefusedError, match="Nothing was deployed"):
        update.update()
    kept = "; the old one stays in the account, unused"
    assert said == [
        "Resources added: 1; changed in place: 0.",
        "This deployment takes away:",
        f"  SecretsxshopKeys (AWS::SecretsManager::Secret) is removed: keys of an app, or its accounts' permissions{kept}",
        f"  Table (AWS::DynamoDB::Table) is replaced: every ticket, post, setting and number{kept}",
        "  AlarmsOld (AWS::CloudWatch::Alarm) is removed",
        "Deploy, and take these from the desk? True",
    ]
    assert len(cdk.asked) == 1
    assert ("cloudformation.delete_change_set", {"StackName": "Sokuto-prod", "ChangeSetName": REVIEW}) in aws.asked


@pytest.mark.parametrize(
    ("kind", "is_data"),
    [
        ("DynamoDB::Table", True),
        ("Cognito::UserPool", True),
        ("SecretsManager::Secret", True),
        ("S3::Bucket", True),
        ("SES::EmailIdentity", True),
        ("StepFunctions::StateMachine", True),
        ("SQS::Queue", True),
        ("ApiGatewayV2::Api", False),
        ("ApiGatewayV2::DomainName", False),
        ("Cognito::UserPoolDomain", False),
        ("Cognito::UserPoolClient", False),
        ("SNS::Subscription", False),
    ],
)
def test_AWS2_what_somebody_would_miss_is_told_with_what_it_is(kind: str, is_data: bool) -> None:
    for action in (change("Remove", f"AWS::{kind}"), change("Modify", f"AWS::{kind}", Replacement="Conditional")):
        [loss] = losses([action])
        assert (bool(loss.holds), loss.is_data) == (True, is_data)
    assert not losses([change("Remove", "AWS::Logs::LogGroup")])[0].holds


def test_what_may_be_replaced_counts_as_taken_away_and_what_a_policy_deletes_is_said() -> None:
    [loss] = losses(
        [change("Modify", "AWS::Cognito::UserPool", Replacement="Conditional", PolicyAction="ReplaceAndDelete")]
    )
    assert loss.sentence.endswith("may be replaced: the people and their sign-in; what it holds is gone")


def test_what_holds_nothing_and_may_be_replaced_is_no_loss() -> None:
    assert losses([change("Modify", "AWS::IAM::Policy", Replacement="Conditional")]) == []
    assert len(losses([change("Modify", "AWS::IAM::Policy", Replacement="True")])) == 1


def test_the_cdk_is_told_once_not_to_ask(aws: StubAws, cdk: Cdk) -> None:
    first, _ = deployment(aws, cdk)
    replace(first, unasked=True).first()
    assert [words.count("--require-approval") for words in cdk.asked] == [1, 1]


def test_the_change_set_is_removed_even_if_it_cannot_be_made(aws: StubAws, cdk: Cdk) -> None:
    cdk.fails_at = 1
    aws.answers["cloudformation.delete_change_set"] = {}
    with pytest.raises(CommandRefusedError):
        deployment(aws, cdk)[0].update()
    assert aws.asked[-1][0] == "cloudformation.delete_change_set"


@pytest.fixture
def desk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, aws: StubAws, cdk: Cdk
) -> Run:
    """`desk deploy` with a stage's file, an account and a CDK that answer as told."""
    (tmp_path / "prod.toml").write_text('sender = "desk@acme.test"\napps = { x = ["main"] }\n', encoding="utf-8")
    monkeypatch.setattr(stage_file, "FOLDER", tmp_path)
    monkeypatch.setattr(commands, "_account", lambda _config: AwsAccount(REGION, aws.make))
    monkeypatch.setattr(deploying, "run_cdk", cdk)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    monkeypatch.delenv("STAGE", raising=False)
    return runs("deploy", monkeypatch, capsys)


def test_AWS2_the_command_deploys_what_the_file_says(desk: Run, cdk: Cdk) -> None:
    code, said = desk("--stage", "prod", "-c", "alarm_email=me@acme.test")
    assert code == 0, said
    assert cdk.asked[0][4:6] == ["--context", "alarm_email=me@acme.test"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--stage", "staging"], "There is no infra/stages/staging.toml"),
        (["--stage", "example"], "The example is not deployed"),
        (["--stage", "prod", "-c", "alarm_email"], "say KEY=VALUE"),
        (["--stage", "prod", "-c", "sender=desk@example.com"], "the example's"),
    ],
)
def test_a_mistake_deploys_nothing_and_is_a_sentence(desk: Run, cdk: Cdk, words: list[str], says: str) -> None:
    code, said = desk(*words)
    assert (code, cdk.asked) == (1, [])
    assert says in said


def test_a_fault_that_preflight_finds_deploys_nothing(desk: Run, aws: StubAws, cdk: Cdk) -> None:
    aws.answers["ssm.get_parameter"] = "ParameterNotFound"
    code, said = desk("--stage", "prod", "--yes")
    assert (code, cdk.asked) == (1, [])
    assert "1 of these have to be mended" in said


@pytest.mark.parametrize(
    ("words", "changes", "deploys"),
    [
        ([], [ALARM], False),
        (["--yes"], [ALARM], True),
        (["--yes"], [TABLE], False),
        (["--yes", "--lose-data"], [TABLE], True),
    ],
)
def test_AWS2_without_a_terminal_nothing_goes_that_was_not_named(
    desk: Run, aws: StubAws, cdk: Cdk, words: list[str], changes: list[dict[str, Any]], deploys: bool
) -> None:
    aws.is_deployed()
    cdk.changes = changes
    code, _ = desk("--stage", "prod", *words)
    assert code == (0 if deploys else 1)
    assert len(cdk.asked) == (2 if deploys else 1)
