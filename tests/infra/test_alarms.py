"""An alarm for each way in which a post could be lost unseen."""

import json
import re
from pathlib import Path
from typing import Any

from tests.infra.synth import ROOT, Synthesised, synthesise


def watched(template: Synthesised, metric: str, dimension: str) -> set[str]:
    """What alarms on `metric` look at, by logical id."""
    found = set()
    for alarm in template.of_type("AWS::CloudWatch::Alarm").values():
        if alarm.get("MetricName") == metric:
            found |= {target(d["Value"]) for d in alarm.get("Dimensions", []) if d["Name"] == dimension}
    return found


def target(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value["Ref"]) if "Ref" in value else str(value["Fn::GetAtt"][0])


def test_every_dead_letter_queue_has_an_alarm(desk_template: Synthesised) -> None:
    queues = desk_template.of_type("AWS::SQS::Queue")
    ends = {name for name, queue in queues.items() if "RedrivePolicy" not in queue}
    assert len(ends) == 7
    assert watched(desk_template, "ApproximateNumberOfMessagesVisible", "QueueName") == ends


def test_every_queue_that_is_read_has_an_alarm_on_its_oldest_message(desk_template: Synthesised) -> None:
    readers = desk_template.of_type("AWS::Lambda::EventSourceMapping").values()
    assert watched(desk_template, "ApproximateAgeOfOldestMessage", "QueueName") == {
        target(reader["EventSourceArn"]) for reader in readers
    }


def test_every_function_has_an_alarm_on_its_errors(desk_template: Synthesised) -> None:
    functions = set(desk_template.of_type("AWS::Lambda::Function"))
    assert watched(desk_template, "Errors", "FunctionName") == functions


def test_a_timer_that_breaks_is_heard_of(desk_template: Synthesised) -> None:
    machines = set(desk_template.of_type("AWS::StepFunctions::StateMachine"))
    assert watched(desk_template, "ExecutionsFailed", "StateMachineArn") == machines
    assert watched(desk_template, "ExecutionsTimedOut", "StateMachineArn") == machines


SILENCES = {"AlarmsPollAccountsStopped", "AlarmsReconcileDeskStopped", "AlarmsNobodyLooks"}


def test_sweeps_that_stop_are_heard_of_and_do_not_ring_before_their_first_run(desk_template: Synthesised) -> None:
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm")
    silences = {name[:-8]: alarm for name, alarm in alarms.items() if "InsufficientDataActions" in alarm}
    assert set(silences) == SILENCES
    for alarm in silences.values():
        assert "AlarmActions" not in alarm
        assert (alarm["TreatMissingData"], alarm["Period"], alarm["EvaluationPeriods"]) == ("missing", 300, 1)
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanOrEqualToThreshold", 0)
    swept = watched(desk_template, "Invocations", "FunctionName")
    assert sorted("Reconcile" in name or "Poll" in name for name in swept) == [True, True]


def test_AWS13_no_alarm_rings_on_a_first_deployment(desk_template: Synthesised) -> None:
    """Before anything has happened there are no metrics: CloudWatch begins with insufficient data, which tells nobody."""
    missing = {alarm["TreatMissingData"] for alarm in desk_template.of_type("AWS::CloudWatch::Alarm").values()}
    assert missing == {"missing", "notBreaching"}


def test_every_alarm_links_its_part_of_the_runbook_and_every_part_has_an_alarm(
    desk_template: Synthesised, tmp_path: Path
) -> None:
    pages = set()
    for alarm in desk_template.of_type("AWS::CloudWatch::Alarm").values():
        where, _, page = alarm["AlarmDescription"].rpartition(" ")[2].partition("#")
        assert where == "docs/runbook.md"
        pages.add(page)
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    assert pages == set(re.findall(r"^## ([a-z-]+)$", runbook, re.MULTILINE))
    for part in runbook.split("\n## ")[1:]:
        assert re.findall(r"\*(Means|Look|Do):\*", part) == ["Means", "Look", "Do"], part[:30]
    link = "https://git.acme.test/desk/docs/runbook.md"
    elsewhere = synthesise(tmp_path, runbook_url=link).of_type("AWS::CloudWatch::Alarm").values()
    assert all(f"{link}#" in alarm["AlarmDescription"] for alarm in elsewhere)


def test_I8_deaf_accounts_lost_timers_and_carriers_in_trouble_are_heard_of(desk_template: Synthesised) -> None:
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm").values()
    bounds = {alarm["MetricName"]: alarm["Threshold"] for alarm in alarms}
    assert watched(desk_template, "AccountsAtFault", "service") == {"reconcile_desk"}
    assert watched(desk_template, "TimersFound", "service") == {"reconcile_desk"}
    assert watched(desk_template, "AddressesMarked", "service") == {"take_mail_events"}
    assert bounds["Reputation.BounceRate"] == 0.05
    assert bounds["Reputation.ComplaintRate"] == 0.001
    assert bounds["SMSMonthToDateSpentUSD"] == 0.8


def test_errors_of_the_api_and_bodies_too_large_are_heard_of(desk_template: Synthesised) -> None:
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm").values()
    named = {(alarm.get("Namespace"), alarm.get("MetricName")) for alarm in alarms}
    assert ("AWS/ApiGateway", "5xx") in named
    assert ("Sokuto", "WebhookBodyTooLarge") in named


def test_alarms_may_speak_to_their_topic(desk_template: Synthesised) -> None:
    (topic,) = {alarm["OKActions"][0]["Ref"] for alarm in desk_template.of_type("AWS::CloudWatch::Alarm").values()}
    assert speakers(desk_template, topic) == ["cloudwatch.amazonaws.com"]


def test_a_mail_that_comes_back_is_heard_of_by_its_queue(desk_template: Synthesised) -> None:
    (returned,) = desk_template.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    assert set(returned["EventDestination"]["MatchingEventTypes"]) == {"bounce", "complaint"}
    topic = target(returned["EventDestination"]["SnsDestination"]["TopicARN"])
    assert speakers(desk_template, topic) == ["ses.amazonaws.com"]
    subscriptions = desk_template.of_type("AWS::SNS::Subscription").values()
    (tracked_call,) = [each for each in subscriptions if each["Protocol"] == "sqs"]
    assert target(tracked_call["TopicArn"]) == topic
    assert tracked_call["RawMessageDelivery"] is True
    assert "MailEventDead" in json.dumps(tracked_call["RedrivePolicy"])
    readers = desk_template.of_type("AWS::Lambda::EventSourceMapping").values()
    (reader,) = [each for each in readers if target(each["EventSourceArn"]) == target(tracked_call["Endpoint"])]
    assert "TakeMailEvents" in target(reader["FunctionName"])


def speakers(template: Synthesised, topic: str) -> list[str]:
    """The services that may publish to the topic, each from this AWS account only."""
    policies = template.of_type("AWS::SNS::TopicPolicy").values()
    (policy,) = [each for each in policies if each["Topics"] == [{"Ref": topic}]]
    allowing = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert all("SourceAccount" in str(s["Condition"]["StringEquals"]) for s in allowing)
    return sorted(s["Principal"]["Service"] for s in allowing)


def test_AWS13_every_alarm_goes_to_the_topic_that_mails_the_team(desk_template: Synthesised) -> None:
    (topic,) = [name for name in desk_template.of_type("AWS::SNS::Topic") if not name.startswith("Bounces")]
    for name, alarm in desk_template.of_type("AWS::CloudWatch::Alarm").items():
        told = alarm.get("AlarmActions") or alarm.get("InsufficientDataActions")
        assert told == alarm["OKActions"] == [{"Ref": topic}], name
    subscriptions = desk_template.of_type("AWS::SNS::Subscription").values()
    (mail,) = [each for each in subscriptions if each["Protocol"] == "email"]
    assert mail["TopicArn"] == {"Ref": topic}
    assert mail["Endpoint"] == "team@example.com"
