"""What happens by the clock."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.function import Function
from infra.queue import dead_letter_queue


class Schedules(Construct):
    """Runs functions at a fixed rate; what could not be delivered, or failed to the end, rests on one queue.

    A schedule invokes asynchronously: without that queue a failure would be silence.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.failures = dead_letter_queue(self, "Failures")
        self._caught: set[Function] = set()

    @property
    def facts(self) -> dict[str, str]:
        """What the outputs tell of this part."""
        return {"ScheduleFailuresUrl": self.failures.queue_url}

    def every(self, minutes: int, function: Function, *, construct_id: str, says: dict[str, str] | None = None) -> None:
        """Run `function` every `minutes`, with the constant `says` as its event.

        A run that cannot be delivered before the next one is due is dropped in its favour.
        """
        if function not in self._caught:
            self._caught.add(function)
            function.runs_unattended(failures=self.failures, retries=1, within=Duration.minutes(5))
        rule = events.Rule(self, construct_id, schedule=events.Schedule.rate(Duration.minutes(minutes)))
        rule.add_target(
            targets.LambdaFunction(
                function.function,
                event=events.RuleTargetInput.from_object(says) if says else None,
                dead_letter_queue=self.failures,
                max_event_age=Duration.minutes(minutes),
                retry_attempts=2,
            )
        )
