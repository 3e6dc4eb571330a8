"""The bounce queue's consumer: marks addresses as undeliverable, and sends their alerts by another channel."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import wiring
from shared.adapters.aws.ses_events import read_mail_event
from shared.adapters.aws.sqs_batch import Message, take_batch
from shared.domain.notifications.outcomes import BounceOutcome
from shared.usecases.notifications.handle_bounce import handle_bounce

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Handle each event. An unreadable event is retried and then dead-lettered, so that no address is marked by it."""
    return take_batch(event, _take, retries=wiring.desk().mail_event_retries, soon={})


def _take(message: Message) -> None:
    returned = read_mail_event(message.body)
    if returned is None:
        return
    outcome = handle_bounce(returned, desk=wiring.desk())
    logger.info("mail came back", id=returned.id, fault=returned.fault, outcome=outcome)
    if outcome is BounceOutcome.MARKED:
        with single_metric(name="AddressesMarked", unit=MetricUnit.Count, value=len(returned.recipients)):
            pass
