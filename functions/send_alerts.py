"""The alert queue's consumer: mails and SMS to a step's recipients, digests, and mails to people mentioned in notes."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared import wiring
from shared.adapters.aws.sqs_batch import take_batch
from shared.domain.accounts.faults import Fault
from shared.domain.errors import ConflictError, DeliveryError
from shared.domain.templates.messages import Message
from shared.usecases.notifications.notify_incident import notify_incident
from shared.usecases.notifications.notify_mentioned import notify_mentioned
from shared.usecases.notifications.notify_writer import notify_writer
from shared.usecases.notifications.send_alert import LEASE, send_alert
from shared.usecases.notifications.send_digest import send_digest
from shared.usecases.notifications.send_sample import send_sample

logger = Logger()

SOON: Mapping[type[Exception], timedelta] = {ConflictError: LEASE, DeliveryError: timedelta(seconds=20)}
"""Shorter retries than the visibility timeout: another worker's lease expires, and a throttling carrier recovers, sooner."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _send, retries=wiring.desk().alert_retries, soon=SOON)


def _send(record: SQSRecord) -> None:
    key = json.loads(record.body)
    if "digest" in key:
        logger.info("digest", person=key["digest"], outcome=send_digest(key["digest"], desk=wiring.desk()))
        return
    if "note" in key:
        told = notify_mentioned(key["ticket"], key["note"], desk=wiring.desk())
        logger.info("note", ticket=key["ticket"], note=key["note"], outcome=told)
        _held_by_another(told)
        return
    if "returned" in key:
        told = notify_writer(key["ticket"], key["returned"], desk=wiring.desk())
        logger.info("returned", ticket=key["ticket"], reply=key["returned"], outcome=told)
        _held_by_another(told)
        return
    if "sample" in key:
        sample, tries = key.get("id", record.message_id), key.get("tries", 1)
        words = Message(**key["message"])
        sent = send_sample(sample, key["sample"], words, sms=key["sms"], tries=tries, desk=wiring.desk())
        logger.info("sample", person=key["sample"], outcome=sent)
        return
    if "fault" in key:
        logger.info("fault", fault=key["fault"], outcome=notify_incident(Fault(key["fault"]), desk=wiring.desk()))
        return
    due_at = datetime.fromisoformat(key["due_at"])
    outcome = send_alert(key["ticket"], key["clock"], key["step"], due_at, desk=wiring.desk())
    logger.info("alert", ticket=key["ticket"], step=key["step"], outcome=outcome)
    _held_by_another(outcome)


def _held_by_another(outcome: str) -> None:
    if outcome == "busy":
        raise ConflictError("Another worker holds this message; the queue brings it again.")
