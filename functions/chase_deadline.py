"""Invoked by the timer: read the ticket again, fire the steps that are due, answer when to wake next."""

from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.usecases.sla.chase_deadline import chase_deadline

logger = Logger()

IF_NOT_STOPPED = timedelta(days=1)
"""When a timer whose end was throttled looks again: it finds nothing to do, and is stopped then."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Chase one clock's deadline. Input and output are the timer's state: ids and times, never text."""
    timer = event["ticket"], event["clock"], int(event["generation"])
    chased = chase_deadline(*timer, desk=wiring.desk())
    if chased.fired:
        logger.info("alert fired", ticket=event["ticket"], clock=event["clock"], step=chased.fired)
    if chased.wake_at is None:
        wiring.desk().timers.stop(*timer)
    wake_at = chased.wake_at or wiring.desk().clock.now() + IF_NOT_STOPPED
    return {**event, "wake_at": _seconds(wake_at)}


def _seconds(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
