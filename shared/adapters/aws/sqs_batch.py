"""Processing of a batch of messages with partial failures: only failed messages are retried."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSEvent, SQSRecord

from shared.adapters.aws.clients import asking, patience
from shared.domain.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

logger = Logger(child=True)


class SqsRetries:
    """Earlier retries of failed messages than by the queue's visibility timeout."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=patience())

    def retry_after(self, receipt_handle: str, after: timedelta) -> None:
        """Retry the message `after` that time. Raises UnavailableError; the retry then comes after the visibility timeout, which is
        as safe."""
        with asking("the queue"):
            self._client.change_message_visibility(
                QueueUrl=self._queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=round(after.total_seconds())
            )


def take_batch(
    event: Mapping[str, Any],
    take: Callable[[SQSRecord], None],
    *,
    retries: SqsRetries,
    soon: Mapping[type[Exception], timedelta],
) -> dict[str, Any]:
    """Call `take` with every message, and return those that failed (ReportBatchItemFailures).

    An error in `soon` retries its message after that time; any other, such as an outage of the table, after the queue's
    visibility timeout, so that a short outage is over before the last attempt.
    """
    failed = []
    for record in SQSEvent(dict(event)).records:
        try:
            take(record)
        except Exception as e:
            logger.warning("message failed", message_id=record.message_id, error=type(e).__name__, exc_info=e)
            failed.append({"itemIdentifier": record.message_id})
            after = next((wait for kind, wait in soon.items() if isinstance(e, kind)), None)
            if after is not None:
                _come_back(retries, record, after)
    return {"batchItemFailures": failed}


def _come_back(retries: SqsRetries, record: SQSRecord, after: timedelta) -> None:
    try:
        retries.retry_after(record.receipt_handle, after)
    except UnavailableError as e:
        logger.warning("message comes back late", message_id=record.message_id, reason=str(e))
