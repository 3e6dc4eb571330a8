"""A queue with a dead-letter queue behind it."""

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge

TRIES = 3
DEAD_LETTERS_ARE_KEPT = Duration.days(14)
"""The maximum of SQS, so that no post is lost over a long weekend."""


class Queue(Construct):
    """Messages are tried three times and then moved to the dead-letter queue, which has an alarm.

    `setting` is the environment variable that holds the queue's URL. The visibility timeout is six times the reader's
    timeout, as Lambda requires of a queue that it reads:
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

    def grant_send(self, *functions: Function) -> None:
        """Let `functions` send messages to the queue."""
        for function in functions:
            function.setting(self.setting, self.queue.queue_url)
            function.allow(["sqs:SendMessage"], [self.queue.queue_arn])

    def grant_send_batches(self, function: Function) -> None:
        """Let `function` send several messages in one call. On AWS that is part of `sqs:SendMessage`; the emulator takes it for an
        action of its own."""
        self.grant_send(function)
        function.allow(["sqs:SendMessageBatch"], [self.queue.queue_arn])

    def feed(self, function: Function, *, batch: int, at_once: int) -> None:
        """Make `function` the queue's consumer, with at most `batch` messages in a call and `at_once` concurrent calls.

        A batch reports which of its messages failed, so that one bad post does not cause a retry of nine good ones.
        """
        function.invoked_synchronously()
        function.setting(self.setting, self.queue.queue_url)
        acknowledge(
            function, AcknowledgedFinding.QUEUE_HAS_DEAD_LETTERS, "Serverless-LambdaEventSourceMappingDestination"
        )
        function.target.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=batch, max_concurrency=at_once, report_batch_item_failures=True
            )
        )

    def grant_dead_letter(self, function: Function, *, setting: str) -> None:
        """Let `function` dead-letter a message itself, with the reason, which SQS would not record."""
        function.setting(setting, self.dead.queue_url)
        function.allow(["sqs:SendMessage"], [self.dead.queue_arn])

    def grant_erase_dead(self, function: Function, *, setting: str) -> None:
        """Let `function` look through the dead letters and delete some of them."""
        function.setting(self.setting, self.queue.queue_url)
        function.setting(setting, self.dead.queue_url)
        actions = (
            *("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"),
            *("ChangeMessageVisibility", "ChangeMessageVisibilityBatch"),
        )
        function.allow([f"sqs:{action}" for action in actions], [self.dead.queue_arn])

    def grant_read_depth(self, *functions: Function) -> None:
        """Let `functions` read the depths of the queue and of its dead-letter queue."""
        for function in functions:
            function.setting(self.setting, self.queue.queue_url)
            function.allow(["sqs:GetQueueAttributes"], [self.queue.queue_arn, self.dead.queue_arn])
            function.allow(["sqs:GetQueueUrl"], [self.dead.queue_arn])

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {f"{self.name}QueueUrl": self.queue.queue_url, f"{self.name}DeadUrl": self.dead.queue_url}


def dead_letter_queue(scope: Construct, construct_id: str) -> sqs.Queue:
    """Create a queue that keeps failed messages until a person has looked at them."""
    queue = sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=DEAD_LETTERS_ARE_KEPT,
    )
    acknowledge(queue, AcknowledgedFinding.IS_THE_DEAD_LETTER_QUEUE, "AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy")
    return queue
