"""Schedules that invoke functions at a fixed rate."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.function import Function
from infra.queue import dead_letter_queue


class Schedules(Construct):
    """EventBridge rules, with one dead-letter queue for events that could not be delivered or whose retries failed.

    A schedule invokes asynchronously: without that queue a failure would go unnoticed.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.failures = dead_letter_queue(self, "Failures")
        self._configured: set[Function] = set()

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"ScheduleFailuresUrl": self.failures.queue_url}

    def every(
        self, minutes: int, function: Function, *, construct_id: str, payload: dict[str, str] | None = None
    ) -> events.Rule:
        """Run `function` every `minutes`, with the constant `payload` as its event.

        An event that cannot be delivered before the next one is due is dropped in favour of the next.
        """
        if function not in self._configured:
            self._configured.add(function)
            function.invoked_asynchronously(failures=self.failures, retries=1, within=Duration.minutes(5))
        rule = events.Rule(self, construct_id, schedule=events.Schedule.rate(Duration.minutes(minutes)))
        rule.add_target(
            targets.LambdaFunction(
                function.target,
                event=events.RuleTargetInput.from_object(payload) if payload else None,
                dead_letter_queue=self.failures,
                max_event_age=Duration.minutes(minutes),
                retry_attempts=2,
            )
        )
        return rule
