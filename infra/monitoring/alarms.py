"""CloudWatch alarms that notify the team."""

from collections.abc import Container

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.api import Api
from infra.configuration.config import Config
from infra.function import NAMESPACE, Function
from infra.monitoring.topic import Topic
from infra.queue import Queue
from infra.timer import Timer

MINUTES = Duration.minutes
RUNBOOK = "docs/runbook.md"
"""Where the runbook stands in a checkout."""

SWEEP_BEHIND_S = 6 * 3600
"""Alarm threshold for a sweep of many runs (retention, erasures, silent tickets, sealing days): a round takes minutes, of a large desk an hour."""

MANY_TIMERS = 5
"""Alarm threshold for the lost timers that one run of the reconciler finds."""

LASTS = 3
"""Periods."""

FAILED_TO_THE_END = "Something failed to the end; it waits to be looked at and sent again."


class Alarms(Construct):
    """An alarm for each way in which a post could be lost, or a deadline missed, unseen.

    Each tells the topic when it begins and when it is over, and names the part of the runbook that says what to do. A quiet desk
    publishes no metrics, so missing data is no alarm. The schedules are the exception, since they must run: their silence is
    told as INSUFFICIENT_DATA, and not as an alarm, which would ring at every first deployment, before they can have run.

    CloudWatch charges each metric of each alarm, so a stage begins with the essential ones, without any of which something would
    go unnoticed. `alarms = "all"` adds those that tell the same sooner, or more closely: a function's error before its message
    has failed three times, a queue's own dead letters, mail of one address.
    """

    def __init__(self, scope: Construct, construct_id: str, *, topic: Topic, config: Config) -> None:
        super().__init__(scope, construct_id)
        self._topic = topic
        self._runbook = config.runbook_url or RUNBOOK
        self._every = config.every_alarm
        self._canary = config.canary

    def watch_queue(self, queue: Queue, *, minutes: int, essential: bool) -> None:
        """Alarm when a message has waited for `minutes`, so that no consumer reads. Its dead letters are counted by the
        reconciler (`watch_findings`); all alarms have one for each queue."""
        if essential or self._every:
            self._alarm(
                f"{queue.name}Slow",
                queue.queue.metric_approximate_age_of_oldest_message(period=MINUTES(1), statistic="Maximum"),
                f"A message has waited for {minutes} minutes.",
                page="queue-slow",
                threshold=60 * minutes,
            )
        if self._every:
            self.watch_dead(f"{queue.name}Dead", queue.dead)

    def watch_dead(self, construct_id: str, queue: sqs.IQueue, *, page: str = "dead-letters") -> None:
        """Alarm when a dead-letter queue is not empty."""
        metric = queue.metric_approximate_number_of_messages_visible(period=MINUTES(1), statistic="Maximum")
        self._alarm(construct_id, metric, FAILED_TO_THE_END, page=page)

    def watch_errors(self, *functions: Function, essential: Container[Function]) -> dict[Function, cloudwatch.Alarm]:
        """Alarm when a function has failed. Essential for those whose caller leaves no dead letter, no failed timer and no 5xx.
        A canary needs one of each, by the minute; return them."""
        minutes = 1 if self._canary else 5
        return {
            function: self._alarm(
                f"{function.node.id}Errors",
                function.target.metric_errors(period=MINUTES(minutes)),
                f"{function.module} failed; its log says why.",
                page="function-errors",
            )
            for function in functions
            if function in essential or self._every or self._canary
        }

    def watch_schedule(
        self, construct_id: str, rule: events.Rule, what: str, *, page: str, essential: bool = True
    ) -> None:
        """Tell when a schedule has started nothing for about a quarter of an hour. What it starts and fails is a dead letter."""
        if not (essential or self._every):
            return
        started = cloudwatch.Metric(
            namespace="AWS/Events",
            metric_name="Invocations",
            dimensions_map={"RuleName": rule.rule_name},
            period=MINUTES(5),
            statistic="Sum",
        )
        self._silence(construct_id, started, f"{what} for 15 minutes.", page=page)

    def watch_findings(self, reconciler: Function) -> None:
        """Alarm on what the reconciler finds every five minutes: messages that failed to the end, accounts that receive nothing,
        more lost timers than a crash explains, and sweeps that do not come to their end. It publishes nothing while there is nothing, so that a quiet desk pays for
        none of them; that it runs at all is watched by itself."""
        dead = _metric("DeadLetters", reconciler, statistic="Maximum")
        self._alarm("DeadLetters", dead, FAILED_TO_THE_END, page="dead-letters", lasting=True)
        deaf = _metric("AccountsAtFault", reconciler, statistic="Maximum")
        why = "Accounts do not hear; the page and the managers' mail say which."
        self._alarm("AccountsAtFault", deaf, why, page="accounts-at-fault", lasting=True)
        found = _metric("TimersFound", reconciler)
        why = "Timers are lost more often than crashes explain."
        self._alarm("TimersFound", found, why, page="timers-found", threshold=MANY_TIMERS)
        behind = _metric("SweepLag", reconciler, statistic="Maximum")
        why = "A sweep (erasures, retention, silent tickets, sealed days …) has not come to its end for six hours."
        self._alarm("SweepLag", behind, why, page="sweep-behind", threshold=SWEEP_BEHIND_S, lasting=True)

    def watch_sms(self, *, monthly_usd: float) -> None:
        """Alarm when four fifths of the month's SMS limit are spent: SNS drops what is beyond it in silence."""
        spent = cloudwatch.Metric(
            namespace="AWS/SNS", metric_name="SMSMonthToDateSpentUSD", period=MINUTES(60), statistic="Maximum"
        )
        why = "Four fifths of the month's limit for SMS are spent; SNS then drops messages without a word."
        self._alarm("SmsSpent", spent, why, page="sms-spent", threshold=0.8 * monthly_usd)

    def watch_mail(self, bounce_handler: Function) -> None:
        """Alarm when an address was marked undeliverable, and when SES is about to pause the account (its limits for a review:
        https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce-rate.html). Not essential: the desk tells people by
        another way (L2), SES writes to the account's owner, and mails that it refuses end as dead letters."""
        if not self._every:
            return
        marked = _metric("AddressesMarked", bounce_handler)
        self._alarm(
            "AddressesMarked", marked, "Mail to somebody comes back; the page says to whom.", page="addresses-marked"
        )
        for name, bound, page in (("BounceRate", 0.05, "bounce-rate"), ("ComplaintRate", 0.001, "complaint-rate")):
            rate = cloudwatch.Metric(
                namespace="AWS/SES", metric_name=f"Reputation.{name}", period=MINUTES(60), statistic="Maximum"
            )
            why = "SES may stop to send this account's mail: too much of it comes back."
            self._alarm(name, rate, why, page=page, threshold=bound)

    def watch_timer(self, timer: Timer) -> None:
        """Alarm when a timer has failed, or timed out after a year; a stopped timer has done its work. Not essential: its call has
        failed for hours then, which has an alarm, and the reconciler finds the deadline and counts it."""
        if not self._every:
            return
        why = "A deadline's timer broke; the reconciler looks after that ticket from now on."
        failed, timed_out = (
            timer.machine.metric_failed(period=MINUTES(5)),
            timer.machine.metric_timed_out(period=MINUTES(5)),
        )
        self._alarm("TimersFailed", failed, why, page="timers-failed")
        self._alarm("TimersTimedOut", timed_out, why, page="timers-timed-out")

    def watch_api(self, api: Api) -> None:
        """Alarm when the page, the JSON or a webhook has answered 5xx."""
        metric = api.api.metric_server_error(period=MINUTES(5), statistic="Sum")
        self._alarm("ApiErrors", metric, "The API answered with an error of its own.", page="api-errors")

    def watch_large_bodies(self, function: Function) -> None:
        """Alarm when a webhook was too large for the queue, the only case in which a signed event is rejected."""
        metric = _metric("WebhookBodyTooLarge", function)
        why = "A webhook's body did not fit the queue; polling has to find it."
        self._alarm("WebhookBodyTooLarge", metric, why, page="webhook-body-too-large")

    def _alarm(
        self,
        construct_id: str,
        metric: cloudwatch.IMetric,
        why: str,
        *,
        page: str,
        threshold: float = 1,
        lasting: bool = False,
    ) -> cloudwatch.Alarm:
        """Alarm from `threshold` on, and tell when it is over. `lasting`: what is found again in each run is over after three
        without it, since two runs may fall into one period and none into the next."""
        periods = LASTS if lasting else 1
        missing = cloudwatch.TreatMissingData.NOT_BREACHING
        alarm = self._made(construct_id, metric, why, page, threshold, missing, periods=periods)
        alarm.add_alarm_action(actions.SnsAction(self._topic.topic))
        return alarm

    def _silence(self, construct_id: str, metric: cloudwatch.IMetric, why: str, *, page: str) -> None:
        """Tell when a metric that is published at least every five minutes is published no more. CloudWatch looks back for
        about three periods before it says so:
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"""
        alarm = self._made(construct_id, metric, why, page, 0, cloudwatch.TreatMissingData.MISSING, below=True)
        alarm.add_insufficient_data_action(actions.SnsAction(self._topic.topic))

    def _made(
        self,
        construct_id: str,
        metric: cloudwatch.IMetric,
        why: str,
        page: str,
        threshold: float,
        missing: cloudwatch.TreatMissingData,
        *,
        below: bool = False,
        periods: int = 1,
    ) -> cloudwatch.Alarm:
        comparison = (
            cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
            if below
            else cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
        )
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            metric=metric,
            alarm_description=f"{why} What to do: {self._runbook}#{page}",
            evaluation_periods=periods,
            datapoints_to_alarm=1,
            threshold=threshold,
            comparison_operator=comparison,
            treat_missing_data=missing,
        )
        alarm.add_ok_action(actions.SnsAction(self._topic.topic))
        return alarm


def _metric(name: str, function: Function, *, statistic: str = "Sum", minutes: int = 5) -> cloudwatch.Metric:
    """Return a custom metric that one of our functions writes into its log."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={"service": function.module},
        period=MINUTES(minutes),
        statistic=statistic,
    )
