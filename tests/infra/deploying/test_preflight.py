"""What would fail half-way through a deployment is asked before the first resource is made."""

from typing import Any

import pytest
from aws_cdk import App

from infra.configuration.config import Config
from infra.indexes import INDEXES
from infra.ops.deploying.account import AwsAccount
from infra.ops.deploying.preflight import preflight
from shared.usecases.operations.findings import Finding, State
from tests.infra.deploying.stub_aws import ACCOUNT, REGION, StubAws

SENDER = "desk@mail.acme.test"
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/0f0e0d0c-0000-4000-8000-000000000000"
DOMAIN = {"domain_name": "desk.acme.test", "certificate_arn": CERTIFICATE}
VERIFIED = {"VerifiedForSendingStatus": True}
WAITING = {"VerifiedForSendingStatus": False}


@pytest.fixture
def aws() -> StubAws:
    return StubAws()


STREAM = "arn:aws:dynamodb:eu-west-1:111122223333:table/Desk-restored/stream/2026-11-30T09:00:00.000"
EVERY_INDEX = [{"IndexName": name} for name in INDEXES]


def found(aws: StubAws, *, region: str = REGION, **choices: Any) -> list[Finding]:
    config = Config.of(App(context={"stage": "prod", "sender": SENDER, "apps": {"x": ["main"]}} | choices).node)
    return [*preflight(config, AwsAccount(config.region or region, aws.make))]


def one(findings: list[Finding], what: str) -> Finding:
    [finding] = [each for each in findings if each.what == what]
    return finding


def test_an_account_with_everything_may_begin_and_nothing_is_changed(aws: StubAws) -> None:
    assert {finding.state for finding in found(aws, **DOMAIN)} == {State.FINE}
    assert {name.partition(".")[2].split("_")[0] for name, _ in aws.asked} <= {"get", "describe", "list"}


def test_nothing_else_is_asked_without_credentials(aws: StubAws) -> None:
    aws.answers["sts.get_caller_identity"] = "ExpiredToken"
    [finding] = found(aws)
    assert (finding.state, finding.what) == (State.FAULT, "account and region")
    assert "ExpiredToken" in finding.sentence


def test_no_region_is_a_sentence(aws: StubAws, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    [finding] = found(aws, region="")
    assert "No region is chosen" in finding.sentence
    monkeypatch.setenv("AWS_REGION", REGION)
    assert one(found(aws, region=""), "account and region").state is State.FINE


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"account": "222233334444"}, "lead to 111122223333"),
        (DOMAIN | {"certificate_arn": CERTIFICATE.replace(REGION, "us-east-1")}, "certificate of its own region"),
    ],
)
def test_a_stage_is_not_deployed_elsewhere(aws: StubAws, choices: dict[str, str], says: str) -> None:
    [finding] = found(aws, **choices)
    assert finding.state is State.FAULT
    assert says in finding.sentence


def test_another_partition_is_refused(aws: StubAws) -> None:
    aws.answers["sts.get_caller_identity"] = {"Account": ACCOUNT, "Arn": f"arn:aws-cn:iam::{ACCOUNT}:user/engineer"}
    assert "China" in found(aws)[0].sentence


@pytest.mark.parametrize("answer", ["ParameterNotFound", {"Parameter": {"Value": "5"}}])
def test_a_missing_bootstrap_says_the_command(aws: StubAws, answer: Any) -> None:
    aws.answers["ssm.get_parameter"] = answer
    finding = one(found(aws), "CDK bootstrap")
    assert finding.state is State.FAULT
    assert f"cdk bootstrap aws://{ACCOUNT}/{REGION}" in finding.sentence


@pytest.mark.parametrize(
    ("status", "state", "says"),
    [
        ("CREATE_COMPLETE", State.FINE, ""),
        ("UPDATE_ROLLBACK_COMPLETE", State.FINE, ""),
        ("REVIEW_IN_PROGRESS", State.FINE, "first deployment"),
        ("ROLLBACK_COMPLETE", State.FAULT, "delete-stack --stack-name Sokuto-prod"),
        ("ROLLBACK_FAILED", State.FAULT, "delete-stack"),
        ("UPDATE_ROLLBACK_FAILED", State.FAULT, "continue the rollback"),
        ("UPDATE_IN_PROGRESS", State.FAULT, "wait"),
    ],
)
def test_a_stack_that_takes_no_deployment_says_what_to_do(aws: StubAws, status: str, state: State, says: str) -> None:
    aws.is_deployed(status)
    finding = one(found(aws), "Sokuto-prod")
    assert finding.state is state
    assert says in finding.sentence


@pytest.mark.parametrize("status", ["ACTIVE", "DELETING"])
def test_AWS3_timers_that_an_earlier_desk_has_left_are_named_before_they_stand_in_the_way(
    aws: StubAws, status: str
) -> None:
    aws.answers["stepfunctions.describe_state_machine"] = {"status": status}
    finding = one(found(aws), "timers")
    assert finding.state is State.FAULT
    assert f"Sokuto-prod-timer is left of an earlier desk ({status})" in finding.sentence
    aws.is_deployed()
    assert [each for each in found(aws) if each.what == "timers"] == [], "they are the stack's own"


@pytest.mark.parametrize("choices", [{}, {"sender_domain": "mail.acme.test"}])
def test_AWS3_an_identity_that_ses_knows_is_not_made_again(aws: StubAws, choices: dict[str, str]) -> None:
    wanted = choices.get("sender_domain", SENDER)
    aws.answers["sesv2.get_email_identity"] = lambda what: (
        VERIFIED if what["EmailIdentity"] == wanted else "NotFoundException"
    )
    finding = one(found(aws, **choices), "sender")
    assert finding.state is State.FAULT
    assert f'sender_identity = "{wanted}"' in finding.sentence
    assert one(found(aws, sender_identity=wanted), "sender").state is State.FINE


def test_the_stacks_own_identity_is_none_that_stands_in_the_way(aws: StubAws) -> None:
    aws.answers["sesv2.get_email_identity"] = VERIFIED
    aws.is_deployed(SES__EmailIdentity=SENDER)
    assert one(found(aws), "sender").state is State.FINE


def test_a_domain_that_ses_knows_spares_the_confirmation(aws: StubAws) -> None:
    aws.answers["sesv2.get_email_identity"] = lambda what: (
        VERIFIED if what["EmailIdentity"] == "acme.test" else "NotFoundException"
    )
    finding = next(each for each in found(aws) if each.what == "sender")
    assert finding.state is State.NOTE
    assert 'sender_identity = "acme.test"' in finding.sentence


@pytest.mark.parametrize(
    ("answer", "choices", "state"),
    [
        ("NotFoundException", {"sender_identity": SENDER}, State.FAULT),
        (WAITING, {"sender_identity": SENDER}, State.NOTE),
        (WAITING, {"sender_identity": SENDER, "login_from_sender": "true"}, State.FAULT),
        (VERIFIED, {"sender_identity": SENDER, "login_from_sender": "true"}, State.FINE),
        ("NotFoundException", {"login_from_sender": "true"}, State.FAULT),
        ("NotFoundException", {}, State.FINE),
    ],
)
def test_a_sender_that_ses_does_not_send_from_is_named(
    aws: StubAws, answer: Any, choices: dict[str, str], state: State
) -> None:
    aws.answers["sesv2.get_email_identity"] = answer
    assert one(found(aws, **choices), "sender").state is state


@pytest.mark.parametrize(
    ("call", "answer", "what", "state"),
    [
        ("sesv2.get_account", {"ProductionAccessEnabled": False}, "sandbox", State.NOTE),
        ("sesv2.get_account", {"SendingEnabled": False}, "sending", State.FAULT),
        ("sns.get_sms_attributes", {"attributes": {}}, "monthly limit", State.NOTE),
        ("sns.get_sms_attributes", {"attributes": {"MonthlySpendLimit": "19"}}, "monthly limit", State.NOTE),
        ("lambda.get_account_settings", {"AccountLimit": {"ConcurrentExecutions": 10}}, "concurrency", State.NOTE),
        (
            "cognito-idp.describe_user_pool_domain",
            {"DomainDescription": {"UserPoolId": "other"}},
            "address",
            State.FAULT,
        ),
        ("acm.describe_certificate", "ResourceNotFoundException", "certificate", State.FAULT),
        ("acm.describe_certificate", {"Certificate": {"Status": "PENDING_VALIDATION"}}, "certificate", State.FAULT),
        (
            "acm.describe_certificate",
            {"Certificate": {"Status": "ISSUED", "DomainName": "www.acme.test"}},
            "certificate",
            State.FAULT,
        ),
        ("lambda.get_account_settings", "AccessDeniedException", "concurrency", State.UNKNOWN),
    ],
)
def test_AWS7_what_would_be_missed_later_is_said_now(
    aws: StubAws, call: str, answer: Any, what: str, state: State
) -> None:
    aws.answers[call] = answer
    finding = one(found(aws, sms_monthly_usd="20", **DOMAIN), what)
    assert finding.state is state
    assert finding.sentence


READY = {"GlobalSecondaryIndexes": EVERY_INDEX, "LatestStreamArn": STREAM, "DeletionProtectionEnabled": True}
ENABLED = {"ttl": "ENABLED", "recovery": "ENABLED"}


@pytest.mark.parametrize(
    ("described", "more", "says"),
    [
        (READY, {}, None),
        (READY, {"ttl": "ENABLING"}, None),
        (READY | {"LatestStreamArn": None}, {}, "table_stream_arn is not Desk-restored's stream"),
        (READY | {"GlobalSecondaryIndexes": EVERY_INDEX[:1]}, {}, "it lacks the indexes"),
        ({}, {}, "it lacks the indexes"),
        (READY, {"ttl": "DISABLED"}, "it lacks its TTL: run desk backup restore --to Desk-restored once more"),
        (READY, {"recovery": "DISABLED"}, "it lacks point-in-time recovery: run"),
        (READY | {"DeletionProtectionEnabled": False}, {}, "it lacks protection from deletion: run"),
        (None, {}, "there is no such table"),
    ],
)
def test_AWS10_a_restored_table_has_to_be_there_and_ready(
    aws: StubAws, described: dict[str, Any] | None, more: dict[str, str], says: str | None
) -> None:
    has = ENABLED | more
    recovery = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": has["recovery"]}}
    aws.answers["dynamodb.describe_table"] = "ResourceNotFoundException" if described is None else {"Table": described}
    aws.answers["dynamodb.describe_time_to_live"] = {"TimeToLiveDescription": {"TimeToLiveStatus": has["ttl"]}}
    aws.answers["dynamodb.describe_continuous_backups"] = {"ContinuousBackupsDescription": recovery}
    finding = one(found(aws, table_name="Desk-restored", table_stream_arn=STREAM), "table")
    assert finding.state is (State.FAULT if says else State.FINE)
    assert (says or "goes on with Desk-restored") in finding.sentence


def test_AWS10_a_restored_table_need_not_be_protected_where_the_stage_protects_nothing(aws: StubAws) -> None:
    aws.answers["dynamodb.describe_table"] = {"Table": READY | {"DeletionProtectionEnabled": False}}
    aws.answers["dynamodb.describe_time_to_live"] = {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED"}}
    recovery = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}
    aws.answers["dynamodb.describe_continuous_backups"] = {"ContinuousBackupsDescription": recovery}
    stage = {"table_name": "Desk-restored", "table_stream_arn": STREAM, "deletion_protection": "false"}
    assert one(found(aws, **stage), "table").state is State.FINE


@pytest.mark.parametrize(
    ("table", "pool", "state", "says"),
    [
        (True, "ACTIVE", State.FINE, "neither table nor sign-in"),
        (False, "ACTIVE", State.NOTE, "the table can be deleted"),
        (True, "INACTIVE", State.NOTE, "the sign-in can be deleted"),
        (False, "INACTIVE", State.NOTE, "the table and the sign-in can be deleted"),
    ],
)
def test_AWS3_what_a_second_step_that_failed_has_left_unprotected_is_said(
    aws: StubAws, table: bool, pool: str, state: State, says: str
) -> None:
    aws.answers["dynamodb.describe_table"] = {"Table": {"DeletionProtectionEnabled": table}}
    aws.answers["cognito-idp.describe_user_pool"] = {"UserPool": {"DeletionProtection": pool}}
    assert [each for each in found(aws) if each.what == "protection"] == [], "nothing is there yet"
    aws.is_deployed(DynamoDB__Table="Sokuto-prod-Table", Cognito__UserPool="pool-1")
    finding = one(found(aws), "protection")
    assert finding.state is state
    assert says in finding.sentence
    assert [each for each in found(aws, deletion_protection="false") if each.what == "protection"] == []


def test_what_a_stack_lists_and_is_gone_is_not_said_to_be_protected(aws: StubAws) -> None:
    aws.answers["dynamodb.describe_table"] = "ResourceNotFoundException"
    aws.is_deployed("ROLLBACK_COMPLETE", DynamoDB__Table="Sokuto-prod-Table")
    assert [each for each in found(aws) if each.what == "protection"] == []


@pytest.mark.parametrize(("reserved", "state"), [("900", State.FINE), ("901", State.FAULT)])
def test_AWS7_a_reservation_leaves_what_lambda_wants(aws: StubAws, reserved: str, state: State) -> None:
    assert one(found(aws, webhook_concurrency=reserved), "concurrency").state is state


@pytest.mark.parametrize(
    ("reserved", "free", "wanted", "state"),
    [
        (900, 100, 900, State.FINE),
        (800, 200, 900, State.FINE),
        (0, 1_000, 901, State.FAULT),
        (800, 200, 901, State.FAULT),
    ],
)
def test_AWS7_a_reservation_that_is_made_is_none_in_its_own_way_and_one_that_grows_is_counted(
    aws: StubAws, reserved: int, free: int, wanted: int, state: State
) -> None:
    """A stage that turns it on in an update would fail there as at first."""
    aws.answers["lambda.get_account_settings"] = {
        "AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": free}
    }
    aws.answers["lambda.get_function_concurrency"] = {"ReservedConcurrentExecutions": reserved} if reserved else {}
    aws.is_deployed(Lambda__Function="Sokuto-prod-ReceiveWebhook")
    assert one(found(aws, webhook_concurrency=str(wanted)), "concurrency").state is state


def test_the_sandbox_of_sms_is_named(aws: StubAws) -> None:
    aws.answers["sns.get_sms_sandbox_account_status"] = {"IsInSandbox": True}
    assert [each.area for each in found(aws) if each.what == "sandbox" and each.state is State.NOTE] == ["SMS"]


def test_the_stacks_own_sign_in_is_no_obstacle(aws: StubAws) -> None:
    aws.answers["cognito-idp.describe_user_pool_domain"] = {"DomainDescription": {"UserPoolId": "pool-1"}}
    aws.is_deployed(Cognito__UserPool="pool-1")
    assert one(found(aws), "address").state is State.FINE
