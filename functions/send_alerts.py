"""The alert queue: mails and SMS to the people that a step names."""

import json
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared import wiring
from shared.domain.errors import ConflictError
from shared.usecases.send_alert import send_alert

logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    return process_partial_response(event=event, record_handler=_send, processor=processor, context=context)


def _send(record: SQSRecord) -> None:
    key = json.loads(record.body)
    due_at = datetime.fromisoformat(key["due_at"])
    outcome = send_alert(key["ticket"], key["clock"], key["step"], due_at, desk=wiring.desk())
    logger.info("alert", ticket=key["ticket"], step=key["step"], outcome=outcome)
    if outcome == "busy":
        raise ConflictError("Another worker holds this alert; the queue brings it again.")
