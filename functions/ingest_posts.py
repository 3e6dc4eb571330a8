"""The ingest queue: what networks deliver becomes posts, tickets, clocks and timers."""

import base64
import json
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared import wiring
from shared.adapters.aws.sqs_batch import take_batch
from shared.domain.errors import BrokenEventError, UnavailableError
from shared.usecases.accounts.usage import charge_events
from shared.usecases.inbound.ingest_delivery import ingest_delivery

logger = Logger()
TRIES = 3
"""I5: a broken event is tried three times, then rests on the DLQ with its reason."""

SOON: Mapping[type[Exception], timedelta] = {BrokenEventError: timedelta(seconds=5)}
"""Waiting does not mend what cannot be read; the second and third try are for an account that was added meanwhile."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _take, retries=wiring.desk().ingest_retries, soon=SOON)


def _take(record: SQSRecord) -> None:
    try:
        told = _ingest(_delivery(record.body))
    except BrokenEventError as e:
        if int(record.attributes.approximate_receive_count) < TRIES:
            raise
        wiring.desk().dead_letters.put(record.body, str(e))
        logger.warning("event rests on the dead-letter queue", reason=str(e), message_id=record.message_id)
        told = Counter(broken=1)
    except Exception as e:
        if int(record.attributes.approximate_receive_count) < TRIES:
            raise
        reason = _where(e)
        wiring.desk().dead_letters.put(record.body, reason)
        logger.exception("event rests on the dead-letter queue", reason=reason, message_id=record.message_id)
        told = Counter(failed=1)
    for outcome, n in told.items():
        with single_metric(name="Events", unit=MetricUnit.Count, value=n) as metric:
            metric.add_dimension(name="outcome", value=outcome)


def _ingest(delivery: "_Delivery") -> Counter[str]:
    """Raises BrokenEventError for a delivery of a network that this desk does not know."""
    desk = wiring.desk()
    plug = desk.networks.get(delivery.network)
    if plug is None:
        raise BrokenEventError(f"This desk knows no network {delivery.network!r}.")
    if delivery.source == "webhook":
        charge_events(plug.name, plug.reader.charged(delivery.body), delivery.received_at, desk=desk)
    events = plug.reader.read(delivery.body, delivery.received_at)
    return ingest_delivery(events, source=delivery.source, received_at=delivery.received_at, desk=desk)


def _where(error: Exception) -> str:
    """What failed, for whoever reads the list of dead letters: the kind of the error and its place in the code, for its
    message may hold a customer's words. Of a service that did not answer, which one."""
    if isinstance(error, UnavailableError):
        return f"{TRIES} attempts failed: {error}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{TRIES} attempts failed: {type(error).__name__} at {Path(last.filename).name}:{last.lineno}; the log says more"


@dataclass(frozen=True, slots=True)
class _Delivery:
    network: str
    source: str
    received_at: datetime
    body: bytes


def _delivery(message: str) -> _Delivery:
    """The envelope that receive_webhook and polling put around what the network sent."""
    try:
        envelope = json.loads(message)
        body = base64.b64decode(envelope["body"], validate=True)
        return _Delivery(
            network=str(envelope["network"]),
            source=str(envelope["source"]),
            received_at=datetime.fromisoformat(envelope["received_at"]),
            body=body,
        )
    except (ValueError, KeyError, TypeError) as e:
        raise BrokenEventError(f"The message is no delivery of ours: {type(e).__name__}.") from e
