"""The reply queue's consumer: the worker behind the outbox (R1)."""

import json
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.adapters.aws.sqs_batch import Message, take_batch
from shared.usecases.replies.send_reply import send_reply

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Send each reply. A reply schedules its own next attempt; unexpected failures are left to the sweep."""
    return take_batch(event, _send, retries=wiring.desk().reply_retries, soon={})


def _send(message: Message) -> None:
    key = json.loads(message.body)
    state = send_reply(key["ticket"], key["reply"], desk=wiring.desk())
    logger.info("reply", ticket=key["ticket"], reply=key["reply"], state=state)
