"""One dashboard of the desk, as a stage's choice."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.function import NAMESPACE, Function
from infra.queue import Queue

PERIOD = Duration.minutes(5)
SETTING = "DESK_DASHBOARD"
"""The environment variable by which functions publish what only the dashboard reads."""


class Dashboard(Construct):
    """How late the desk is, and what it costs, on one page: who waits past their deadline, how late warnings leave, how old the oldest
    delivery is, which networks fail, what is left of their plans, and the month's money.

    CloudWatch charges it, and each metric of the desk's own that only it reads, so `functions` publish these where there is one.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        reconciler: Function,
        alerter: Function,
        queues: Sequence[Queue],
        callers: Sequence[Function],
    ) -> None:
        super().__init__(scope, construct_id)
        for function in (reconciler, alerter):
            function.setting(SETTING, "1")
        late = _own("AlertLateness", alerter, "p50"), _own("AlertLateness", alerter, "p99")
        ages = [
            queue.queue.metric_approximate_age_of_oldest_message(period=PERIOD, statistic="Maximum", label=queue.name)
            for queue in queues
        ]
        errors = [each.target.metric_errors(period=PERIOD, label=each.module) for each in callers]
        faults = [_own(name, reconciler, "Maximum") for name in ("AccountsAtFault", "DeadLetters")]
        sms = cloudwatch.Metric(
            namespace="AWS/SNS", metric_name="SMSMonthToDateSpentUSD", period=Duration.hours(1), statistic="Maximum"
        )
        rows = (
            (
                ("Past the deadline and unanswered, seconds", [_own("OldestOverdue", reconciler, "Maximum")]),
                ("Warnings left late, seconds", late),
            ),
            (("Oldest message of each queue, seconds", ages), ("Accounts at fault, dead letters", faults)),
            (
                ("Errors of those who call networks", errors),
                ("Plans and limits used, per cent", [_own("BudgetUsed", reconciler, "Maximum")]),
            ),
            (
                ("This month's cost of the networks, USD", [_own("MonthUsd", reconciler, "Maximum")]),
                ("This month's SMS, USD", [sms]),
            ),
        )
        cloudwatch.Dashboard(
            self,
            "Board",
            default_interval=Duration.days(1),
            widgets=[
                [cloudwatch.GraphWidget(title=title, left=list(metrics), width=12) for title, metrics in row]
                for row in rows
            ],
        )


def _own(name: str, function: Function, statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={"service": function.module},
        period=PERIOD,
        statistic=statistic,
        label=f"{name} {statistic}" if statistic.startswith("p") else name,
    )
