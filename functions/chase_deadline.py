"""Invoked by the timer: read the ticket again, fire the steps that are due, answer when to wake next."""

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.usecases.sla.chase_deadline import chase_deadline

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Chase one clock's deadline. Input and output are the timer's state: ids and times, never text."""
    chased = chase_deadline(event["ticket"], event["clock"], int(event["generation"]), desk=wiring.desk())
    if chased.fired:
        logger.info("alert fired", ticket=event["ticket"], clock=event["clock"], step=chased.fired)
    wake_at = _seconds(chased.wake_at) if chased.wake_at else event["wake_at"]
    return {**event, "wake_at": wake_at, "done": chased.wake_at is None}


def _seconds(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
