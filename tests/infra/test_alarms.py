"""An alarm for each way in which a post could be lost unseen."""

from typing import Any

from tests.infra.synth import Synthesised


def watched(template: Synthesised, metric: str, dimension: str) -> set[str]:
    """What alarms on `metric` look at, by logical id."""
    found = set()
    for alarm in template.of_type("AWS::CloudWatch::Alarm").values():
        if alarm.get("MetricName") == metric:
            found |= {target(d["Value"]) for d in alarm["Dimensions"] if d["Name"] == dimension}
    return found


def target(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value["Ref"]) if "Ref" in value else str(value["Fn::GetAtt"][0])


def test_every_dead_letter_queue_has_an_alarm(desk_template: Synthesised) -> None:
    queues = desk_template.of_type("AWS::SQS::Queue")
    ends = {name for name, queue in queues.items() if "RedrivePolicy" not in queue}
    assert len(ends) == 4
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


def test_sweeps_that_stop_are_heard_of(desk_template: Synthesised) -> None:
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm").values()
    (stopped,) = [alarm for alarm in alarms if alarm.get("MetricName") == "Invocations"]
    assert stopped["TreatMissingData"] == "breaching"
    assert stopped["ComparisonOperator"] == "LessThanThreshold"


def test_errors_of_the_api_and_bodies_too_large_are_heard_of(desk_template: Synthesised) -> None:
    alarms = desk_template.of_type("AWS::CloudWatch::Alarm").values()
    named = {(alarm.get("Namespace"), alarm.get("MetricName")) for alarm in alarms}
    assert ("AWS/ApiGateway", "5xx") in named
    assert ("Sokuto", "WebhookBodyTooLarge") in named


def test_a_mail_that_comes_back_is_heard_of_and_so_is_every_alarm(desk_template: Synthesised) -> None:
    (returned,) = desk_template.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    assert set(returned["EventDestination"]["MatchingEventTypes"]) == {"bounce", "complaint", "reject"}
    (policy,) = desk_template.of_type("AWS::SNS::TopicPolicy").values()
    allowing = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert sorted(s["Principal"]["Service"] for s in allowing) == ["cloudwatch.amazonaws.com", "ses.amazonaws.com"]
    assert all("SourceAccount" in str(s["Condition"]["StringEquals"]) for s in allowing)


def test_every_alarm_goes_to_the_topic_that_mails_the_team(desk_template: Synthesised) -> None:
    (topic,) = desk_template.of_type("AWS::SNS::Topic")
    for name, alarm in desk_template.of_type("AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmActions"] == [{"Ref": topic}], name
    (mail,) = desk_template.of_type("AWS::SNS::Subscription").values()
    assert mail["Protocol"] == "email"
    assert mail["Endpoint"] == "team@example.com"
