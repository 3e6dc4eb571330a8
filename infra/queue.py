"""A queue with a dead-letter queue behind it."""

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge

TRIES = 3
DEAD_LETTERS_ARE_KEPT = Duration.days(14)
"""As long as SQS can, so that a long weekend never loses a post."""


class Queue(Construct):
    """Messages wait here, are tried three times and then rest on the dead-letter queue, which has an alarm.

    `setting` is the name under which functions find the queue's address. A message stays hidden for six times the
    reader's timeout, as Lambda asks of a queue that it reads:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, setting: str, reader_timeout: Duration) -> None:
        super().__init__(scope, construct_id)
        self.name = construct_id
        self.setting = setting
        self.dead = dead_letter_queue(self, "Dead")
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(4),
            visibility_timeout=Duration.seconds(6 * reader_timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=TRIES),
        )

    def accept_from(self, *functions: Function) -> None:
        """Let `functions` put messages on the queue."""
        for function in functions:
            function.setting(self.setting, self.queue.queue_url)
            function.may(["sqs:SendMessage"], [self.queue.queue_arn])

    def feed(self, function: Function, *, batch: int, at_once: int) -> None:
        """Hand the messages to `function`, at most `batch` in one call and `at_once` calls together.

        A batch reports which of its messages failed, so that one bad post does not bring nine good ones back.
        """
        function.runs_when_called()
        function.setting(self.setting, self.queue.queue_url)
        acknowledge(
            function, AcknowledgedFinding.QUEUE_HAS_DEAD_LETTERS, "Serverless-LambdaEventSourceMappingDestination"
        )
        function.function.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=batch, max_concurrency=at_once, report_batch_item_failures=True
            )
        )

    def bury_from(self, function: Function, *, setting: str) -> None:
        """Let `function` lay a message on the dead-letter queue itself, with the reason that SQS could not give."""
        function.setting(setting, self.dead.queue_url)
        function.may(["sqs:SendMessage"], [self.dead.queue_arn])

    def show_to(self, function: Function) -> None:
        """Let `function` see how many messages wait, and how many are dead."""
        function.setting(self.setting, self.queue.queue_url)
        function.may(["sqs:GetQueueAttributes", "sqs:GetQueueUrl"], [self.queue.queue_arn, self.dead.queue_arn])

    @property
    def facts(self) -> dict[str, str]:
        """What the outputs tell of this part."""
        return {f"{self.name}QueueUrl": self.queue.queue_url, f"{self.name}DeadUrl": self.dead.queue_url}


def dead_letter_queue(scope: Construct, construct_id: str) -> sqs.Queue:
    """A queue where what failed rests until a person has looked."""
    queue = sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=DEAD_LETTERS_ARE_KEPT,
    )
    acknowledge(queue, AcknowledgedFinding.IS_THE_DEAD_LETTER_QUEUE, "AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy")
    return queue
