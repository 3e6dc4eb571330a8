"""The alert queue: mails and SMS to the people that a step names, and their digests."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared import wiring
from shared.adapters.sqs_batch import take_batch
from shared.domain.errors import ConflictError, DeliveryError
from shared.usecases.send_alert import LEASE, send_alert
from shared.usecases.send_digest import send_digest

logger = Logger()

SOON: Mapping[type[Exception], timedelta] = {ConflictError: LEASE, DeliveryError: timedelta(seconds=20)}
"""Another worker's lease lapses, and a carrier that throttles takes mail again, long before the visibility timeout."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _send, retries=wiring.desk().alert_retries, soon=SOON)


def _send(record: SQSRecord) -> None:
    key = json.loads(record.body)
    if "digest" in key:
        logger.info("digest", person=key["digest"], outcome=send_digest(key["digest"], desk=wiring.desk()))
        return
    due_at = datetime.fromisoformat(key["due_at"])
    outcome = send_alert(key["ticket"], key["clock"], key["step"], due_at, desk=wiring.desk())
    logger.info("alert", ticket=key["ticket"], step=key["step"], outcome=outcome)
    if outcome == "busy":
        raise ConflictError("Another worker holds this alert; the queue brings it again.")
