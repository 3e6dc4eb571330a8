"""The reply queue: the worker behind the outbox (R1)."""

import json
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared import wiring
from shared.usecases.send_reply import send_reply

logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    return process_partial_response(event=event, record_handler=_send, processor=processor, context=context)


def _send(record: SQSRecord) -> None:
    key = json.loads(record.body)
    state = send_reply(key["ticket"], key["reply"], desk=wiring.desk())
    logger.info("reply", ticket=key["ticket"], reply=key["reply"], state=state)
