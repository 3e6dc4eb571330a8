"""The template's safety: least privilege, nothing lost unseen, data kept."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from functions.desk_api.routers.session import LASTS_S
from infra import nag
from infra.app import build
from infra.indexes import INDEXES
from shared.adapters.dynamodb.item import Item
from shared.domain.notifications import sign_in_text
from tests.infra.synth import ROOT, Synthesised, flags, synthesise
from tests.unit.api.test_forgery import OPEN_ROUTES

RESTORED_ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/Desk-restored"


def statements(template: Synthesised) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every allowing statement of a role's policy, with the policy's name."""
    for name, policy in template.of_type("AWS::IAM::Policy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                yield name, statement


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def arn_of(value: Any) -> str:
    """The logical id that an ARN in the template points to."""
    target: str = value["Fn::GetAtt"][0]
    return target


def test_no_statement_allows_every_action(desk_template: Synthesised) -> None:
    for name, statement in statements(desk_template):
        for action in listed(statement["Action"]):
            assert "*" not in action, f"{name} may {action}"


NO_RESOURCES = {
    # X-Ray: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    # DynamoDB's streams: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    "dynamodb:ListStreams",
    # Log delivery of Step Functions: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
    # SMS and suppressed addresses: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
    "sns:CheckIfPhoneNumberIsOptedOut",
    "sns:GetSMSAttributes",
    "ses:DeleteSuppressedDestination",
}


def test_only_actions_that_know_no_resources_are_allowed_on_all(desk_template: Synthesised) -> None:
    for name, statement in statements(desk_template):
        if "*" in listed(statement.get("Resource", [])):
            beyond = set(listed(statement["Action"])) - NO_RESOURCES
            assert not beyond, f"{name} may {beyond} on *"


def test_a_text_message_may_go_to_a_number_but_to_no_topic(desk_template: Synthesised) -> None:
    turned = [(name, s) for name, s in statements(desk_template) if "NotResource" in s]
    assert [(s["Action"], s["NotResource"]) for _, s in turned] == [("sns:Publish", "arn:aws:sns:*:*:*")]
    assert "SendAlerts" in turned[0][0]


def test_mail_goes_out_from_the_sender_only(desk_template: Synthesised) -> None:
    mails = [s for _, s in statements(desk_template) if "ses:SendEmail" in listed(s["Action"])]
    assert [s["Condition"] for s in mails] == [{"StringEquals": {"ses:FromAddress": "desk@example.com"}}]


def test_no_function_may_scan_or_change_the_table(desk_template: Synthesised) -> None:
    allowed = {a for _, s in statements(desk_template) for a in listed(s["Action"]) if a.startswith("dynamodb:")}
    assert "dynamodb:Query" in allowed
    assert not allowed & {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable"}


def test_the_webhook_reaches_its_queue_and_its_secrets_and_no_table(desk_template: Synthesised) -> None:
    policy = next(name for name in desk_template.of_type("AWS::IAM::Policy") if "ReceiveWebhook" in name)
    allowed = {action for name, s in statements(desk_template) if name == policy for action in listed(s["Action"])}
    assert {action.split(":")[0] for action in allowed} == {"logs", "secretsmanager", "sqs"}


def may(template: Synthesised, function: str) -> dict[str, list[Any]]:
    """What a function's role allows: each action with its resources."""
    return {
        action: listed(statement.get("Resource", []))
        for name, statement in statements(template)
        if function in name
        for action in listed(statement["Action"])
    }


def may_all(template: Synthesised, function: str, action: str) -> list[Any]:
    """The resources of every statement that allows the function's role the action; `may` knows the last one's."""
    return [
        resource
        for name, statement in statements(template)
        if function in name and action in listed(statement["Action"])
        for resource in listed(statement.get("Resource", []))
    ]


@pytest.mark.parametrize("function", ["IngestPosts", "SendReplies", "ReconcileDesk", "DeskApi", "PollAccounts"])
def test_whoever_writes_or_takes_away_words_may_keep_the_search_on_the_table_itself(
    desk_template: Synthesised, function: str
) -> None:
    allowed = may(desk_template, function)
    for call in ("GetItem", "BatchGetItem", "PutItem", "DeleteItem", "UpdateItem"):
        [table] = allowed[f"dynamodb:{call}"]
        assert "Table" in arn_of(table)


@pytest.mark.parametrize(
    "function", ["PollAccounts", "IngestPosts", "SendReplies", "KeepAttachments", "ReconcileDesk", "DeskApi"]
)
def test_whoever_calls_networks_has_their_keys_and_what_accounts_permitted(
    desk_template: Synthesised, function: str
) -> None:
    """The API moderates posts while a person waits (W6)."""
    [given] = [
        function_["Environment"]["Variables"]
        for name, function_ in desk_template.of_type("AWS::Lambda::Function").items()
        if function in name
    ]
    assert {"DESK_APP_SECRETS", "DESK_APP_GRANTS", "DESK_NETWORK_URLS"} <= given.keys()
    assert may_all(desk_template, function, "secretsmanager:GetSecretValue")


def test_the_page_may_renew_no_permission(desk_template: Synthesised) -> None:
    assert may_all(desk_template, "DeskApi", "secretsmanager:PutSecretValue") == []


def test_who_takes_returned_mail_may_read_its_queue_and_put_alerts_and_send_nothing(desk_template: Synthesised) -> None:
    allowed = may(desk_template, "TakeMailEvents")
    assert {action.split(":")[0] for action in allowed} == {"dynamodb", "logs", "sqs"}
    [queue] = allowed["sqs:SendMessage"]
    assert "AlertQueue" in arn_of(queue)
    [queue] = allowed["sqs:ReceiveMessage"]
    assert "MailEventQueue" in arn_of(queue)


def test_L3_the_sender_of_alerts_may_put_back_what_is_to_be_tried_again(desk_template: Synthesised) -> None:
    queues = {arn_of(queue) for queue in may_all(desk_template, "SendAlerts", "sqs:SendMessage")}
    assert {("AlertQueue" in queue, "AlertDead" in queue) for queue in queues} == {(True, False), (False, True)}


def test_carriers_are_spoken_to_by_who_sends_and_forgiven_by_the_api_alone(desk_template: Synthesised) -> None:
    callers = {
        action: sorted({name for name, s in statements(desk_template) if action in listed(s["Action"])})
        for action in ("sns:CheckIfPhoneNumberIsOptedOut", "sns:GetSMSAttributes", "ses:DeleteSuppressedDestination")
    }
    assert {action: ["SendAlerts" in n or "DeskApi" in n for n in names] for action, names in callers.items()} == {
        action: [True] for action in callers
    }
    assert "SendAlerts" in callers["sns:CheckIfPhoneNumberIsOptedOut"][0]
    assert "DeskApi" in callers["ses:DeleteSuppressedDestination"][0]


def test_a_domains_dkim_records_are_outputs(tmp_path: Path) -> None:
    template = synthesise(tmp_path, sender="desk@mail.example.com", sender_domain="mail.example.com")
    (identity,) = template.of_type("AWS::SES::EmailIdentity").values()
    assert identity["EmailIdentity"] == "mail.example.com"
    records = [template.outputs[f"DkimRecord{n}"]["Value"] for n in (1, 2, 3)]
    assert all("DkimDNSTokenName" in json.dumps(r) and "DkimDNSTokenValue" in json.dumps(r) for r in records)


def test_AWS3_an_identity_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    template = synthesise(tmp_path, sender_identity="example.com", sms_sender_id="Sokuto")
    assert template.of_type("AWS::SES::EmailIdentity") == {}
    told = [f["Environment"]["Variables"] for f in template.of_type("AWS::Lambda::Function").values()]
    assert [v["DESK_SMS_SENDER_ID"] for v in told if "DESK_SMS_SENDER_ID" in v] == ["Sokuto"]
    assert [v["DESK_SMS_MAX_PRICE"] for v in told if "DESK_SMS_MAX_PRICE" in v] == ["0.50"]


def test_each_function_has_a_role_of_its_own(desk_template: Synthesised) -> None:
    roles = [arn_of(f["Role"]) for f in desk_template.of_type("AWS::Lambda::Function").values()]
    assert len(set(roles)) == len(roles) == 12


def test_traces_are_recorded_only_where_a_stage_says_so(desk_template: Synthesised, full_template: Synthesised) -> None:
    """X-Ray takes every request of a quiet desk for a sample: a trace a minute for each schedule."""

    def modes(template: Synthesised) -> set[str]:
        return {
            f.get("TracingConfig", {}).get("Mode", "none") for f in template.of_type("AWS::Lambda::Function").values()
        }

    def may_trace(template: Synthesised) -> int:
        return sum("xray:PutTraceSegments" in listed(s["Action"]) for _, s in statements(template))

    assert (modes(desk_template), may_trace(desk_template)) == ({"none"}, 0)
    assert modes(full_template) == {"Active"}
    assert may_trace(full_template) == len(full_template.of_type("AWS::Lambda::Function")) + 1


def test_the_log_of_a_call_is_what_the_function_says_and_not_lambdas_own_lines(desk_template: Synthesised) -> None:
    """Three lines of Lambda's for each call would be most of a quiet desk's log; durations and memory are metrics."""
    for function in desk_template.of_type("AWS::Lambda::Function").values():
        assert function["LoggingConfig"]["SystemLogLevel"] == "WARN"
        assert function["LoggingConfig"].get("ApplicationLogLevel", "INFO") == "INFO"


def test_no_role_takes_a_managed_policy(desk_template: Synthesised) -> None:
    for name, role in desk_template.of_type("AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in role, name


def test_a_dead_letter_queue_stands_behind_every_queue(desk_template: Synthesised) -> None:
    queues = desk_template.of_type("AWS::SQS::Queue")
    dead = {arn_of(q["RedrivePolicy"]["deadLetterTargetArn"]) for q in queues.values() if "RedrivePolicy" in q}
    assert all(q["RedrivePolicy"]["maxReceiveCount"] == 3 for q in queues.values() if "RedrivePolicy" in q)
    ends = {name for name, q in queues.items() if "RedrivePolicy" not in q}
    failures = {name for name in ends if "Failures" in name or name.startswith("StreamDead")}
    assert len(failures) == 2
    assert ends == dead | failures


def test_every_queue_is_encrypted_and_refuses_plain_connections(desk_template: Synthesised) -> None:
    closed = {
        queue["Ref"]
        for policy in desk_template.of_type("AWS::SQS::QueuePolicy").values()
        for queue in policy["Queues"]
        if '"aws:SecureTransport": "false"' in json.dumps(policy)
    }
    queues = desk_template.of_type("AWS::SQS::Queue")
    assert closed == set(queues)
    assert all(q["SqsManagedSseEnabled"] for q in queues.values())


def test_a_message_stays_hidden_for_six_times_its_readers_timeout(desk_template: Synthesised) -> None:
    functions = desk_template.of_type("AWS::Lambda::Function")
    queues = desk_template.of_type("AWS::SQS::Queue")
    mappings = desk_template.of_type("AWS::Lambda::EventSourceMapping").values()
    readers = [mapping for mapping in mappings if arn_of(mapping["EventSourceArn"]) in queues]
    assert len(readers) == 6
    for reader in readers:
        hidden = queues[arn_of(reader["EventSourceArn"])]["VisibilityTimeout"]
        assert hidden >= 6 * functions[reader["FunctionName"]["Ref"]]["Timeout"]
        assert reader["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert reader["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_what_a_schedule_starts_ends_on_a_queue_when_it_fails(desk_template: Synthesised) -> None:
    """A schedule invokes asynchronously: both the delivery and the run need a place to fail to."""
    rules = desk_template.of_type("AWS::Events::Rule").values()
    targets = [target for rule in rules for target in rule["Targets"]]
    assert len(targets) == 9
    caught = {c["FunctionName"]["Ref"] for c in desk_template.of_type("AWS::Lambda::EventInvokeConfig").values()}
    for target in targets:
        assert "DeadLetterConfig" in target
        assert arn_of(target["Arn"]) in caught
    for config in desk_template.of_type("AWS::Lambda::EventInvokeConfig").values():
        assert config["DestinationConfig"]["OnFailure"]["Destination"]


def test_the_schedules_say_what_to_look_for(desk_template: Synthesised) -> None:
    rules = desk_template.of_type("AWS::Events::Rule").values()
    said = sorted((t.get("Input", ""), rule["ScheduleExpression"]) for rule in rules for t in rule["Targets"])
    assert said == [
        ('{"look_for":"accounts"}', "rate(1 minute)"),
        ('{"look_for":"deleted"}', "rate(1 hour)"),
        ('{"look_for":"erasures"}', "rate(5 minutes)"),
        ('{"look_for":"expired"}', "rate(10 minutes)"),
        ('{"look_for":"overdue"}', "rate(5 minutes)"),
        ('{"look_for":"permissions"}', "rate(5 minutes)"),
        ('{"look_for":"unsealed"}', "rate(1 hour)"),
        ('{"look_for":"unsent"}', "rate(1 minute)"),
        ('{"look_for":"wanted"}', "rate(1 minute)"),
    ]


def test_the_table_can_be_restored_forgets_what_expires_and_tells_its_changes(desk_template: Synthesised) -> None:
    (table,) = desk_template.of_type("AWS::DynamoDB::Table").values()
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert sorted(index["IndexName"] for index in table["GlobalSecondaryIndexes"]) == sorted(INDEXES)


def test_the_indexes_have_the_keys_and_attributes_that_their_readers_expect(desk_template: Synthesised) -> None:
    """A list in `infra`, and one in the adapter that reads them: neither may change without the other."""
    (table,) = desk_template.of_type("AWS::DynamoDB::Table").values()
    deployed = {
        index["IndexName"]: (
            [key["AttributeName"] for key in index["KeySchema"]],
            sorted(index["Projection"].get("NonKeyAttributes", ())),
        )
        for index in table["GlobalSecondaryIndexes"]
    }
    read = {
        name: (
            [key.attr_name for key in index.Meta.attributes.values() if key.is_hash_key or key.is_range_key],
            sorted(index.Meta.projection.non_key_attributes),
        )
        for name, index in Item._indexes.items()
    }
    assert deployed == read


def test_AWS10_a_restored_table_takes_the_place_of_the_stacks_own(tmp_path: Path, desk_template: Synthesised) -> None:
    restored = synthesise(
        tmp_path, table_name="Desk-restored", table_stream_arn=f"{RESTORED_ARN}/stream/2026-11-30T09:00:00.000"
    )
    assert restored.of_type("AWS::DynamoDB::Table") == {}
    assert restored.outputs["TableName"]["Value"] == "Desk-restored"
    settings = [f["Environment"]["Variables"] for f in restored.of_type("AWS::Lambda::Function").values()]
    named = [setting["DESK_TABLE"] for setting in settings if "DESK_TABLE" in setting]
    assert set(named) == {"Desk-restored"}
    made = [f["Environment"]["Variables"] for f in desk_template.of_type("AWS::Lambda::Function").values()]
    assert len(named) == sum("DESK_TABLE" in setting for setting in made)
    granted = json.dumps([s for _, s in statements(restored) if "dynamodb:Query" in listed(s["Action"])])
    assert ":table/Desk-restored" in granted
    assert ":table/Desk-restored/index/due" in granted


STATEFUL = (
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SES::EmailIdentity",
    "AWS::SecretsManager::Secret",
)


@pytest.mark.parametrize(
    ("policy", "value"), [("DeletionPolicy", "RetainExceptOnCreate"), ("UpdateReplacePolicy", "Retain")]
)
@pytest.mark.parametrize("kind", STATEFUL)
def test_AWS2_AWS3_what_cannot_be_made_again_outlives_updates_and_the_stack_but_no_failed_creation(
    desk_template: Synthesised, full_template: Synthesised, kind: str, policy: str, value: str
) -> None:
    """One desk has an identity for the sender's address, the other for its domain."""
    for template in (desk_template, full_template):
        assert {each[policy] for each in template.resources.values() if each["Type"] == kind} == {value}


def test_AWS3_table_and_sign_in_are_protected_but_while_they_are_made(
    desk_template: Synthesised, tmp_path: Path
) -> None:
    """What is protected would stay of a first deployment that fails, and block the next one."""

    def protected(template: Synthesised) -> list[object]:
        [table] = template.of_type("AWS::DynamoDB::Table").values()
        [pool] = template.of_type("AWS::Cognito::UserPool").values()
        return [table.get("DeletionProtectionEnabled", False), pool.get("DeletionProtection", "INACTIVE")]

    assert protected(desk_template) == [True, "ACTIVE"]
    assert protected(synthesise(tmp_path, deletion_protection="false")) == [False, "INACTIVE"]


NAMED_BY = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}


def test_AWS3_a_name_that_the_stack_gives_does_not_outlive_it(desk_template: Synthesised) -> None:
    """It would be taken when the next desk of this stage is made. The SES identity is the team's own, and `desk preflight` asks for it."""
    named = {
        (resource["Properties"][NAMED_BY[resource["Type"]]], resource["DeletionPolicy"])
        for resource in desk_template.resources.values()
        if NAMED_BY.get(resource["Type"]) in resource.get("Properties", {})
    }
    assert named == {("Sokuto-example-timer", "Delete")}


def test_every_log_is_kept_for_a_time_and_no_longer(desk_template: Synthesised) -> None:
    logs = desk_template.of_type("AWS::Logs::LogGroup")
    assert len(logs) == 14
    assert all(log["RetentionInDays"] == 30 for log in logs.values())


def test_the_page_signs_in_by_code_without_a_secret(desk_template: Synthesised) -> None:
    (client,) = desk_template.of_type("AWS::Cognito::UserPoolClient").values()
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert "localhost" not in json.dumps(client["CallbackURLs"])
    assert client["RefreshTokenValidity"] * 60 == LASTS_S, "the cookie lasts as long as the token in it"


def test_only_page_sign_in_webhooks_and_the_policys_reports_are_open(desk_template: Synthesised) -> None:
    routes = desk_template.of_type("AWS::ApiGatewayV2::Route").values()
    assert {route["RouteKey"]: route["AuthorizationType"] for route in routes} == {
        "GET /": "NONE",
        "HEAD /": "NONE",
        "GET /{proxy+}": "NONE",
        "HEAD /{proxy+}": "NONE",
        "POST /csp": "NONE",
        "POST /session": "NONE",
        "DELETE /session": "NONE",
        "POST /session/renew": "NONE",
        "GET /webhooks/{plug}/{app}": "NONE",
        "POST /webhooks/{plug}/{app}": "NONE",
        "POST /webhooks/{plug}/{app}/deletion": "NONE",
        "ANY /api/{proxy+}": "JWT",
    }


def test_the_api_is_throttled_and_its_log_names_nobody(desk_template: Synthesised) -> None:
    (stage,) = desk_template.of_type("AWS::ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 1000
    assert stage["RouteSettings"]["POST /csp"] == {"ThrottlingRateLimit": 2, "ThrottlingBurstLimit": 10}
    logged = stage["AccessLogSettings"]["Format"]
    assert "requestId" in logged
    for personal in ("sourceIp", "userAgent", "context.path", "claims"):
        assert personal not in logged


def test_AWS12_each_route_has_a_limit_of_its_own_so_that_a_flood_at_one_leaves_the_webhooks_theirs(
    desk_template: Synthesised,
) -> None:
    """API Gateway refuses the limit of a route that is not there yet, so the stage waits for each."""
    routes = {
        properties["RouteKey"]: name for name, properties in desk_template.of_type("AWS::ApiGatewayV2::Route").items()
    }
    ((name, stage),) = desk_template.of_type("AWS::ApiGatewayV2::Stage").items()
    assert set(stage["RouteSettings"]) == set(routes) >= OPEN_ROUTES
    assert set(routes.values()) <= set(desk_template.resources[name]["DependsOn"])


def test_AWS7_AWS12_concurrency_is_reserved_for_webhooks_alone_and_only_where_a_stage_says_so(
    desk_template: Synthesised, tmp_path: Path
) -> None:
    def reserved(template: Synthesised) -> dict[str, int]:
        functions = template.of_type("AWS::Lambda::Function").values()
        return {
            f["Handler"]: f["ReservedConcurrentExecutions"] for f in functions if "ReservedConcurrentExecutions" in f
        }

    assert reserved(desk_template) == {}
    assert reserved(synthesise(tmp_path, webhook_concurrency="20")) == {"functions.receive_webhook.handler": 20}


def test_posts_are_read_by_as_many_calls_at_once_as_the_stage_says(desk_template: Synthesised, tmp_path: Path) -> None:
    def at_once(template: Synthesised) -> int:
        sources = template.of_type("AWS::Lambda::EventSourceMapping").values()
        (of_ingest,) = (s for s in sources if "FunctionsIngestPosts" in str(s["FunctionName"]))
        return int(of_ingest["ScalingConfig"]["MaximumConcurrency"])

    assert at_once(desk_template) == 10
    assert at_once(synthesise(tmp_path, ingest_concurrency="200")) == 200


def test_AWS13_a_custom_domain_moves_every_address(tmp_path: Path) -> None:
    template = synthesise(
        tmp_path,
        domain_name="desk.example.com",
        certificate_arn="arn:aws:acm:eu-west-1:111122223333:certificate/0f0e0d0c-0000-4000-8000-000000000000",
    )
    assert template.outputs["DeskUrl"]["Value"] == "https://desk.example.com"
    assert template.outputs["WebhookUrlXMain"]["Value"] == "https://desk.example.com/webhooks/x/main"
    (client,) = template.of_type("AWS::Cognito::UserPoolClient").values()
    assert client["CallbackURLs"] == ["https://desk.example.com/"]
    assert template.of_type("AWS::ApiGatewayV2::DomainName")
    (api,) = template.of_type("AWS::ApiGatewayV2::Api").values()
    assert api["DisableExecuteApiEndpoint"] is True


def test_behind_a_proxy_people_and_networks_are_told_the_public_address(full_template: Synthesised) -> None:
    """What goes around the proxy goes around its web ACL."""
    urls = {name: output["Value"] for name, output in full_template.outputs.items() if "Url" in name}
    webhooks = [url for name, url in urls.items() if name.startswith("WebhookUrl")]
    assert urls["DeskUrl"] == "https://desk.example.com"
    assert len(webhooks) == 6
    assert all(url.startswith("https://desk.example.com/webhooks/") for url in webhooks)
    assert urls["ApiUrl"] == "https://origin.desk.example.com"
    (client,) = full_template.of_type("AWS::Cognito::UserPoolClient").values()
    assert client["CallbackURLs"] == ["https://desk.example.com/"]


def test_without_a_domain_the_apis_own_address_is_open(desk_template: Synthesised) -> None:
    (api,) = desk_template.of_type("AWS::ApiGatewayV2::Api").values()
    assert not api.get("DisableExecuteApiEndpoint")


def test_a_finding_without_a_reason_fails_the_synthesis(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path), context=flags())
    stack = build(app, code=lambda_.Code.from_inline("pass"))
    iam.Role(stack, "Loose", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")).add_to_policy(
        iam.PolicyStatement(actions=["s3:*"], resources=["*"])
    )
    with pytest.raises(RuntimeError, match="IAM5"):
        app.synth()


def test_every_reason_is_used_by_some_construct() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "infra").rglob("*.py"))
    for reason in nag.AcknowledgedFinding:
        assert f"AcknowledgedFinding.{reason.name}" in sources, f"{reason.name} excuses nothing any more"


def test_only_the_api_lets_people_in_and_nobody_deletes_them_or_sets_passwords(desk_template: Synthesised) -> None:
    [pool] = desk_template.of_type("AWS::Cognito::UserPool")
    may = [(name, s) for name, s in statements(desk_template) if any("cognito" in a for a in listed(s["Action"]))]
    [(name, statement)] = may
    assert "DeskApi" in name
    assert [arn_of(resource) for resource in listed(statement["Resource"])] == [pool]
    for action in listed(statement["Action"]):
        assert not {"Delete", "Password", "Auth"} & set(re.findall("[A-Z][a-z]+", action)), action


def test_what_the_sign_in_writes_is_worded_by_a_function_that_may_do_nothing_else(desk_template: Synthesised) -> None:
    [(pool_id, pool)] = desk_template.of_type("AWS::Cognito::UserPool").items()
    [(function_id, function)] = [
        (name, f)
        for name, f in desk_template.of_type("AWS::Lambda::Function").items()
        if f["Handler"] == "functions.compose_sign_in_mails.handler"
    ]
    assert list(pool["LambdaConfig"]) == ["CustomMessage"]
    assert arn_of(pool["LambdaConfig"]["CustomMessage"]) == function_id
    may = [s for name, s in statements(desk_template) if "ComposeSignInMails" in name]
    assert {action.split(":")[0] for s in may for action in listed(s["Action"])} == {"logs"}
    [permission] = [
        p
        for p in desk_template.of_type("AWS::Lambda::Permission").values()
        if p["Principal"] == "cognito-idp.amazonaws.com"
    ]
    assert (arn_of(permission["FunctionName"]), arn_of(permission["SourceArn"])) == (function_id, pool_id)
    assert "DESK_URL" in function["Environment"]["Variables"]
    assert "DESK_TABLE" not in function["Environment"]["Variables"]
    assert pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == sign_in_text.VALID_DAYS
    codes = pool["VerificationMessageTemplate"]
    for said in (codes["EmailMessage"], codes["EmailSubject"]):
        assert "confirmation code" in said
        assert "確認コード" in said
    assert codes["EmailMessage"].count("{####}") == 2


@pytest.mark.parametrize(
    ("choices", "identity"),
    [
        ({}, "desk@example.com"),
        ({"sender_domain": "example.com"}, "example.com"),
        ({"sender_identity": "example.com"}, "example.com"),
    ],
)
def test_the_sign_in_writes_from_the_desks_sender_once_it_is_told_to(
    desk_template: Synthesised, tmp_path: Path, choices: dict[str, str], identity: str
) -> None:
    """Cognito refuses a sender that SES has not confirmed, as it is at a first deployment."""
    [before] = desk_template.of_type("AWS::Cognito::UserPool").values()
    assert "EmailConfiguration" not in before
    [after] = synthesise(tmp_path, login_from_sender=True, **choices).of_type("AWS::Cognito::UserPool").values()
    mail = after["EmailConfiguration"]
    assert (mail["EmailSendingAccount"], mail["From"]) == ("DEVELOPER", "desk@example.com")
    assert json.dumps(mail["SourceArn"]).endswith(f':identity/{identity}"]]}}')
