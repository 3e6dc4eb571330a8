"""CloudWatch alarms that notify the team."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.api import Api
from infra.function import NAMESPACE, Function
from infra.queue import Queue
from infra.timer import Timer
from infra.topic import Topic

MINUTES = Duration.minutes
MANY_TIMERS = 5
"""Alarm threshold for the lost timers that one run of the reconciler finds."""


class Alarms(Construct):
    """An alarm for each way in which a post could be lost unseen.

    A quiet desk publishes no metrics, so missing data is not breaching, except for the sweeps, which must run.
    """

    def __init__(self, scope: Construct, construct_id: str, *, topic: Topic) -> None:
        super().__init__(scope, construct_id)
        self._topic = topic

    def watch_queue(self, queue: Queue, *, minutes: int) -> None:
        """Alarm when a message has waited for `minutes`, so that no consumer reads, or lies on the dead-letter queue."""
        age = queue.queue.metric_approximate_age_of_oldest_message(period=MINUTES(1), statistic="Maximum")
        self._alarm(f"{queue.name}Slow", age, f"A message has waited for {minutes} minutes.", threshold=60 * minutes)
        self.watch_dead(f"{queue.name}Dead", queue.dead)

    def watch_dead(self, construct_id: str, queue: sqs.IQueue) -> None:
        """Alarm when a dead-letter queue is not empty."""
        metric = queue.metric_approximate_number_of_messages_visible(period=MINUTES(1), statistic="Maximum")
        self._alarm(construct_id, metric, "Something failed to the end; it waits to be looked at and sent again.")

    def watch_errors(self, *functions: Function) -> None:
        """Alarm when a function has failed."""
        for function in functions:
            metric = function.function.metric_errors(period=MINUTES(5))
            self._alarm(f"{function.node.id}Errors", metric, f"{function.module} failed; its log says why.")

    def watch_sweeps(self, *functions: Function) -> None:
        """Alarm when a sweep has not run for a quarter of an hour."""
        for function in functions:
            self._alarm(
                f"{function.node.id}Stopped",
                function.function.metric_invocations(period=MINUTES(15)),
                f"{function.module} has not run for 15 minutes.",
                comparison=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
                missing=cloudwatch.TreatMissingData.BREACHING,
            )

    def watch_accounts(self, reconciler: Function) -> None:
        """Alarm when accounts receive nothing, when that was not checked, and when more timers were lost than a crash
        explains."""
        deaf = _metric("AccountsAtFault", reconciler, statistic="Maximum")
        self._alarm("AccountsAtFault", deaf, "Accounts do not hear; the page and the managers' mail say which.")
        self._alarm(
            "NobodyLooks",
            _metric("AccountsAtFault", reconciler, statistic="SampleCount", minutes=15),
            "Nobody has looked for overdue tickets and deaf accounts for 15 minutes.",
            comparison=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            missing=cloudwatch.TreatMissingData.BREACHING,
        )
        found = _metric("TimersFound", reconciler)
        self._alarm("TimersFound", found, "Timers are lost more often than crashes explain.", threshold=MANY_TIMERS)

    def watch_carriers(self, bounce_handler: Function, *, monthly_usd: float) -> None:
        """Alarm when an address was marked undeliverable, when SES is about to pause the account (its limits for a review:
        https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce-rate.html), and when four fifths of the
        month's SMS limit are spent."""
        marked = _metric("AddressesMarked", bounce_handler)
        self._alarm("AddressesMarked", marked, "Mail to somebody comes back; the page says to whom.")
        for name, bound in (("BounceRate", 0.05), ("ComplaintRate", 0.001)):
            rate = cloudwatch.Metric(
                namespace="AWS/SES", metric_name=f"Reputation.{name}", period=MINUTES(60), statistic="Maximum"
            )
            self._alarm(
                name, rate, "SES may stop to send this account's mail: too much of it comes back.", threshold=bound
            )
        spent = cloudwatch.Metric(
            namespace="AWS/SNS", metric_name="SMSMonthToDateSpentUSD", period=MINUTES(60), statistic="Maximum"
        )
        why = "Four fifths of the month's limit for SMS are spent; SNS then drops messages without a word."
        self._alarm("SmsSpent", spent, why, threshold=0.8 * monthly_usd)

    def watch_timer(self, timer: Timer) -> None:
        """Alarm when a timer has failed or timed out; a stopped timer has done its work."""
        why = "A deadline's timer broke; the reconciler looks after that ticket from now on."
        self._alarm("TimersFailed", timer.machine.metric_failed(period=MINUTES(5)), why)
        self._alarm("TimersTimedOut", timer.machine.metric_timed_out(period=MINUTES(5)), why)

    def watch_api(self, api: Api) -> None:
        """Alarm when the page, the JSON or a webhook has answered 5xx."""
        metric = api.api.metric_server_error(period=MINUTES(5), statistic="Sum")
        self._alarm("ApiErrors", metric, "The API answered with an error of its own.")

    def watch_large_bodies(self, function: Function) -> None:
        """Alarm when a webhook was too large for the queue, the only case in which a signed event is rejected."""
        metric = _metric("WebhookBodyTooLarge", function)
        self._alarm("WebhookBodyTooLarge", metric, "A webhook's body did not fit the queue; polling has to find it.")

    def _alarm(
        self,
        construct_id: str,
        metric: cloudwatch.IMetric,
        why: str,
        *,
        threshold: float = 1,
        comparison: cloudwatch.ComparisonOperator = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            metric=metric,
            alarm_description=why,
            evaluation_periods=1,
            threshold=threshold,
            comparison_operator=comparison,
            treat_missing_data=missing,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic.topic))


def _metric(name: str, function: Function, *, statistic: str = "Sum", minutes: int = 5) -> cloudwatch.Metric:
    """Return a custom metric that one of our functions writes into its log."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={"service": function.module},
        period=MINUTES(minutes),
        statistic=statistic,
    )
