"""The table's stream, and the function that reads it."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.function import Function
from infra.nag import AcknowledgedFinding, acknowledge
from infra.queue import dead_letter_queue

BATCH = 500
WAITS_AT_MOST = Duration.seconds(1)
"""How long changes are gathered before the function is called: an open page sees them a second later."""

TRIES = 20
"""Attempts at a batch, some minutes with Lambda's pauses. A batch that fails is halved, so that what nobody can read ends alone."""

OLDEST = Duration.hours(6)
"""What is older is not tried again: the stream keeps a day, and what came after it waits behind it."""

HEADS, CLOCKS = ["ticket"], ["clock", "resolution"]
SETTINGS, HEALTH = ["document"], ["fault", "tally", "quota"]
TYPES = [*HEADS, *CLOCKS, *SETTINGS, *HEALTH]
"""Types of the items whose changes are read. What the reader itself writes is none of them, or it would call itself."""


class Stream(Construct):
    """Delivers the changes of some items to one function, in the order of each item's changes. What fails to the end leaves its place
    in the stream on a dead-letter queue; the sealed days are rebuilt then."""

    def __init__(self, scope: Construct, construct_id: str, *, stream_arn: str, reader: Function) -> None:
        super().__init__(scope, construct_id)
        self.dead: sqs.IQueue = dead_letter_queue(self, "Dead")
        rights = ("DescribeStream", "GetRecords", "GetShardIterator")
        reader.allow([f"dynamodb:{right}" for right in rights], [stream_arn])
        reader.allow(["dynamodb:ListStreams"], ["*"])
        acknowledge(reader, AcknowledgedFinding.STREAMS_ARE_LISTED_AS_A_WHOLE, "AwsSolutions-IAM5[Resource::*]")
        mapping = lambda_.EventSourceMapping(
            self,
            "Mapping",
            target=reader.target,
            event_source_arn=stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=BATCH,
            max_batching_window=WAITS_AT_MOST,
            bisect_batch_on_error=True,
            retry_attempts=TRIES,
            max_record_age=OLDEST,
            on_failure=sources.SqsDlq(self.dead),
            filters=[_filter(image) for image in ("NewImage", "OldImage")],
        )
        mapping.node.add_dependency(reader.role)

    @property
    def outputs(self) -> dict[str, str]:
        """Stack outputs of this construct."""
        return {"StreamDeadUrl": self.dead.queue_url}


def _filter(image: str) -> dict[str, str]:
    """Match the records with such an item before or after the change; a deletion has no new image."""
    types: dict[str, object] = {"type": {"S": lambda_.FilterRule.or_(*TYPES)}}
    pattern = lambda_.FilterCriteria.filter({"dynamodb": {image: types}})
    return {str(key): str(value) for key, value in pattern.items()}
