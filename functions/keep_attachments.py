"""The attachment queue's consumer: it fetches files that their network soon deletes, and keeps them."""

import json
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.adapters.aws.sqs_batch import Message, take_batch
from shared.usecases.attachments.keep_attachment import keep_attachment

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Fetch each file. A file schedules its own next attempt; unexpected failures are left to the sweep."""
    return take_batch(event, _keep, retries=wiring.desk().attachment_retries, soon={})


def _keep(message: Message) -> None:
    key = json.loads(message.body)
    outcome = keep_attachment(key["ticket"], key["key"], desk=wiring.desk())
    logger.info("file", ticket=key["ticket"], outcome=outcome)
