"""The ingest queue's consumer: deliveries of networks become posts, tickets, clocks and timers."""

import json
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.adapters.aws.sqs import delivery_body
from shared.adapters.aws.sqs_batch import Message, take_batch
from shared.domain.errors import BrokenEventError, SocialNetworkError, UnavailableError
from shared.domain.posts.incoming_post import Event
from shared.domain.privacy.erasure_request import ErasureRequest
from shared.networks import registry
from shared.ports.networks import Plug
from shared.usecases.inbound.afterwards import Afterwards
from shared.usecases.inbound.batch import Batch
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import look_afterwards
from shared.usecases.privacy.handle_erasures import take_erasure_request

logger = Logger()
TRIES = 3
"""The number of attempts before an event is dead-lettered with its reason (I5)."""

ERASURE = "erasure"
"""The source of a message that holds a person's request for erasure, and no delivery."""

SOON: Mapping[type[Exception], timedelta] = {
    BrokenEventError: timedelta(seconds=5),
    SocialNetworkError: timedelta(seconds=20),
}
"""A short delay for unreadable events, which waiting does not repair; retries help if the account was added meanwhile. One of
which the network has to be asked for something is a customer's post that nobody sees until then."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Ingest the deliveries, and write what they have in common once. If that cannot be written all of them come back, which
    changes nothing that is stored."""
    desk, batch = wiring.desk(), Batch()
    time_left = getattr(context, "get_remaining_time_in_millis", None)
    try:
        return take_batch(event, partial(_process, batch), retries=desk.ingest_retries, soon=SOON, time_left=time_left)
    finally:
        batch.write(desk=desk)


def _process(batch: Batch, message: Message) -> Iterator[None]:
    """Ingest a delivery in three steps, so that what each of the batch has to look up is looked up for all: who is new before, and
    what was left to be done afterwards."""
    afterwards = Afterwards(batch.lookup)
    try:
        delivery = _delivery(message.body)
        events = _read(delivery, batch)
        yield
        outcomes = _ingest(delivery, events, batch, afterwards, last_try=message.tries >= TRIES)
        yield
        look_afterwards(afterwards, desk=wiring.desk())
    except BrokenEventError as e:
        if message.tries < TRIES:
            raise
        wiring.desk().dead_letters.put(message.body, str(e))
        logger.warning("event dead-lettered", reason=str(e), message_id=message.id)
        outcomes = Counter(broken=1)
    except Exception as e:
        if message.tries < TRIES:
            raise
        reason = _where(e)
        wiring.desk().dead_letters.put(message.body, reason)
        logger.exception("event dead-lettered", reason=reason, message_id=message.id)
        outcomes = Counter(failed=1)
    logger.info("ingested", found=outcomes)


def _read(delivery: "_Delivery", batch: Batch) -> list[Event]:
    """Read what a delivery brings. Raises BrokenEventError for an unknown network."""
    desk = wiring.desk()
    if delivery.source == ERASURE:
        return []
    plug = _plug(delivery.network, desk.networks)
    if delivery.source == "webhook":
        batch.charges.add(plug.name, plug.reader.charged(delivery.body), delivery.received_at, desk=desk)
    events = list(plug.reader.read(delivery.body, delivery.received_at))
    batch.newcomers.note(events, desk=desk)
    return events


def _ingest(
    delivery: "_Delivery", events: list[Event], batch: Batch, afterwards: Afterwards, *, last_try: bool
) -> Counter[str]:
    if delivery.source == ERASURE:
        return Counter({_take_erasure(delivery): 1})
    return ingest_delivery(
        events,
        source=delivery.source,
        received_at=delivery.received_at,
        unseen_at=delivery.unseen_at,
        last_try=last_try,
        batch=batch,
        afterwards=afterwards,
        desk=wiring.desk(),
    )


def _take_erasure(delivery: "_Delivery") -> str:
    """Store a person's request for erasure, which a sweep carries out. Raises BrokenEventError."""
    try:
        asked = json.loads(delivery.body)
        request = ErasureRequest(
            str(asked["code"]), delivery.network, delivery.app, str(asked["person"]), delivery.received_at
        )
    except (ValueError, KeyError, TypeError) as e:
        raise BrokenEventError(f"The message is no request for erasure of ours: {type(e).__name__}.") from e
    return "erasure_asked" if take_erasure_request(request, desk=wiring.desk()) else "erasure_known"


def _plug(name: str, networks: Mapping[str, Plug]) -> Plug:
    """Return the network of this name; of a family, whose networks share one webhook and one reader, the first. Raises
    BrokenEventError for an unknown name."""
    found = networks.get(name) or next((networks[each] for each in registry.members(name) if each in networks), None)
    if found is None:
        raise BrokenEventError(f"This desk knows no network {name!r}.")
    return found


def _where(error: Exception) -> str:
    """Return the reason for the list of dead letters: the type of the error and its place in the code, without its message,
    which can hold customers' text; for an unavailable service, its name."""
    if isinstance(error, UnavailableError):
        return f"{TRIES} attempts failed: {error}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{TRIES} attempts failed: {type(error).__name__} at {Path(last.filename).name}:{last.lineno}; the log says more"


@dataclass(frozen=True, slots=True)
class _Delivery:
    """`network` names a network, or the family of networks that a webhook serves."""

    network: str
    source: str
    received_at: datetime
    body: bytes
    unseen_at: datetime | None = None
    app: str = ""


def _delivery(message: str) -> _Delivery:
    """Parse the envelope of receive_webhook and polling around the network's payload."""
    try:
        envelope = json.loads(message)
        body = delivery_body(envelope)
        unseen_at = envelope.get("unseen_at")
        return _Delivery(
            network=str(envelope["network"]),
            source=str(envelope["source"]),
            received_at=datetime.fromisoformat(envelope["received_at"]),
            body=body,
            unseen_at=datetime.fromisoformat(unseen_at) if unseen_at is not None else None,
            app=str(envelope.get("app", "")),
        )
    except (ValueError, KeyError, TypeError) as e:
        raise BrokenEventError(f"The message is no delivery of ours: {type(e).__name__}.") from e
