"""An alarm for each way in which a post could be lost unseen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shared import settings
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


def dead_letter_queues(template: Synthesised) -> set[str]:
    queues = template.of_type("AWS::SQS::Queue")
    return {name for name, queue in queues.items() if "RedrivePolicy" not in queue}


def read_queues(template: Synthesised) -> set[str]:
    readers = template.of_type("AWS::Lambda::EventSourceMapping").values()
    return {target(reader["EventSourceArn"]) for reader in readers if "ScalingConfig" in reader}


def test_every_dead_letter_queue_has_an_alarm_or_is_counted_by_the_reconciler(desk_template: Synthesised) -> None:
    """What the reconciler counts is what it is told of: the queues in its environment, and their redrive policies."""
    [reconciler] = [
        f["Environment"]["Variables"]
        for f in desk_template.of_type("AWS::Lambda::Function").values()
        if f["Handler"] == "functions.reconcile_desk.handler"
    ]
    queues = desk_template.of_type("AWS::SQS::Queue")
    told = {target(url) for name, url in reconciler.items() if name.endswith("_QUEUE_URL")}
    counted = {target(queues[name]["RedrivePolicy"]["deadLetterTargetArn"]) for name in told}
    assert told == read_queues(desk_template)
    alarmed = watched(desk_template, "ApproximateNumberOfMessagesVisible", "QueueName")
    assert counted | alarmed == dead_letter_queues(desk_template)
    assert not counted & alarmed, "one of them is paid for twice"
    assert watched(desk_template, "DeadLetters", "service") == {"reconcile_desk"}


def test_AWS9_every_queue_that_the_stack_has_is_one_that_the_command_names(
    desk_template: Synthesised, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`desk dead --queue`, `doctor` and the metric of dead letters go by these names."""
    names = {
        name
        for f in desk_template.of_type("AWS::Lambda::Function").values()
        for name in f["Environment"]["Variables"]
        if name.endswith("_QUEUE_URL")
    }
    assert len(names) == len(read_queues(desk_template))
    for name in names:
        monkeypatch.setenv(name, name)
    assert sorted(settings.queue_urls().values()) == sorted(names)
    runbook = (
        (ROOT / "docs/runbook.md").read_text(encoding="utf-8").partition("## dead-letters")[2].partition("\n## ")[0]
    )
    assert set(re.findall(r"`([a-z_]+)`", runbook)) >= set(settings.queue_urls())


def test_all_alarms_watch_every_queue_and_every_function_by_itself(full_template: Synthesised) -> None:
    dead = dead_letter_queues(full_template)
    assert watched(full_template, "ApproximateNumberOfMessagesVisible", "QueueName") == dead
    assert watched(full_template, "ApproximateAgeOfOldestMessage", "QueueName") == read_queues(full_template)
    functions = set(full_template.of_type("AWS::Lambda::Function"))
    assert watched(full_template, "Errors", "FunctionName") == functions


def test_without_them_who_waits_for_posts_warnings_and_answers_hears_of_a_queue_that_nobody_reads(
    desk_template: Synthesised,
) -> None:
    slow = watched(desk_template, "ApproximateAgeOfOldestMessage", "QueueName")
    assert sorted(name.rstrip("0123456789ABCDEF").removesuffix("Queue") for name in slow) == [
        "Alert",
        "Ingest",
        "Reply",
    ]


def test_a_function_that_leaves_no_dead_letter_and_no_answer_of_the_api_is_heard_of_when_it_fails(
    desk_template: Synthesised,
) -> None:
    """Whoever is called by a queue or a schedule leaves a dead letter after the last try; whoever is called by the API, a 5xx."""
    functions = set(desk_template.of_type("AWS::Lambda::Function"))
    by_queue = {target(m["FunctionName"]) for m in desk_template.of_type("AWS::Lambda::EventSourceMapping").values()}
    by_schedule = {target(c["FunctionName"]) for c in desk_template.of_type("AWS::Lambda::EventInvokeConfig").values()}
    by_api = {
        target(p["FunctionName"])
        for p in desk_template.of_type("AWS::Lambda::Permission").values()
        if p["Principal"] == "apigateway.amazonaws.com"
    }
    assert watched(desk_template, "Errors", "FunctionName") == functions - by_queue - by_schedule - by_api


def test_L3_a_timer_that_breaks_is_heard_of_by_its_call_and_by_what_the_reconciler_finds(
    desk_template: Synthesised, full_template: Synthesised
) -> None:
    assert any("ChaseDeadline" in name for name in watched(desk_template, "Errors", "FunctionName"))
    assert watched(desk_template, "TimersFound", "service") == {"reconcile_desk"}
    machines = set(full_template.of_type("AWS::StepFunctions::StateMachine"))
    assert watched(full_template, "ExecutionsFailed", "StateMachineArn") == machines
    assert watched(full_template, "ExecutionsTimedOut", "StateMachineArn") == machines


def test_a_metric_of_the_desks_own_is_published_only_when_there_is_something_to_tell(
    desk_template: Synthesised,
) -> None:
    """So its absence is no alarm, and what is found in every run of five minutes is not over between two of them."""
    own = [a for a in desk_template.of_type("AWS::CloudWatch::Alarm").values() if a["Namespace"] == "Sokuto"]
    assert {alarm["MetricName"] for alarm in own} == {
        *("DeadLetters", "AccountsAtFault", "TimersFound", "SweepLag", "WebhookBodyTooLarge")
    }
    assert {alarm["TreatMissingData"] for alarm in own} == {"notBreaching"}
    lasting = {a["MetricName"]: (a["DatapointsToAlarm"], a["EvaluationPeriods"]) for a in own}
    assert lasting["DeadLetters"] == lasting["AccountsAtFault"] == (1, 3)


SILENCES = {"AlarmsReconcileDeskStopped", "AlarmsNobodyLooks"}


def test_sweeps_that_stop_are_heard_of_and_do_not_ring_before_their_first_run(desk_template: Synthesised) -> None:
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm")
    silences = {name[:-8]: alarm for name, alarm in alarms.items() if "InsufficientDataActions" in alarm}
    assert set(silences) == SILENCES
    for alarm in silences.values():
        assert "AlarmActions" not in alarm
        assert (alarm["TreatMissingData"], alarm["Period"], alarm["EvaluationPeriods"]) == ("missing", 300, 1)
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanOrEqualToThreshold", 0)
    rules = desk_template.of_type("AWS::Events::Rule")
    swept = [
        json.loads(rules[name]["Targets"][0]["Input"]) for name in watched(desk_template, "Invocations", "RuleName")
    ]
    assert sorted(each["look_for"] for each in swept) == ["overdue", "unsent"]


def test_AWS13_no_alarm_rings_on_a_first_deployment(desk_template: Synthesised) -> None:
    """Before anything has happened there are no metrics: CloudWatch begins with insufficient data, which tells nobody."""
    missing = {alarm["TreatMissingData"] for alarm in desk_template.of_type("AWS::CloudWatch::Alarm").values()}
    assert missing == {"missing", "notBreaching"}


def test_every_alarm_links_its_part_of_the_runbook_and_every_part_has_an_alarm(
    full_template: Synthesised, tmp_path: Path
) -> None:
    pages = set()
    for alarm in full_template.of_type("AWS::CloudWatch::Alarm").values():
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


def test_I8_deaf_accounts_lost_timers_and_carriers_in_trouble_are_heard_of(
    desk_template: Synthesised, full_template: Synthesised
) -> None:
    assert watched(desk_template, "AccountsAtFault", "service") == {"reconcile_desk"}
    assert watched(desk_template, "TimersFound", "service") == {"reconcile_desk"}
    assert bounds(desk_template)["SMSMonthToDateSpentUSD"] == 0.8
    assert watched(full_template, "AddressesMarked", "service") == {"take_mail_events"}
    assert bounds(full_template)["Reputation.BounceRate"] == 0.05
    assert bounds(full_template)["Reputation.ComplaintRate"] == 0.001


def bounds(template: Synthesised) -> dict[str, float]:
    return {a["MetricName"]: a["Threshold"] for a in template.of_type("AWS::CloudWatch::Alarm").values()}


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


def test_AWS13_every_alarm_goes_to_the_topic_that_mails_the_team(
    desk_template: Synthesised, full_template: Synthesised
) -> None:
    (topic,) = [name for name in desk_template.of_type("AWS::SNS::Topic") if not name.startswith("Bounces")]
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm") | full_template.of_type("AWS::CloudWatch::Alarm")
    for name, alarm in alarms.items():
        told = alarm.get("AlarmActions") or alarm.get("InsufficientDataActions")
        assert told == alarm["OKActions"] == [{"Ref": topic}], name
    subscriptions = desk_template.of_type("AWS::SNS::Subscription").values()
    (mail,) = [each for each in subscriptions if each["Protocol"] == "email"]
    assert mail["TopicArn"] == {"Ref": topic}
    assert mail["Endpoint"] == "team@example.com"
