"""X's charges: for the resources in an answer to a read, and for the events of a delivery.

https://docs.x.com/x-api/getting-started/pricing and https://docs.x.com/x-api/activity/event-pricing, read in November
2026. X says that a read is charged for each resource in its answer, and nowhere that those in `includes` are free, so
they count. Sends are not counted here: only the worker knows in the end whether one came about (R1).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from shared.networks.x.pricing.prices import XCharge

Read = Mapping[str, frozenset[str]]

_READS: tuple[tuple[re.Pattern[str], XCharge], ...] = (
    (re.compile(r"/2/users/\d+/(mentions|tweets)"), XCharge.OWN_READ),
    (re.compile(r"/2/tweets"), XCharge.POST_READ),
    (re.compile(r"/2/dm_events|/2/dm_conversations/with/\d+/dm_events"), XCharge.MESSAGE_READ),
    (re.compile(r"/2/users/me"), XCharge.USER_READ),
)
"""The routes that the desk reads, and the kind of resource in their `data`."""

_BESIDE = (
    ("users", "id", XCharge.USER_READ),
    ("media", "media_key", XCharge.MEDIA_READ),
    ("tweets", "id", XCharge.POST_READ),
)

_EVENTS: Mapping[str, XCharge] = {
    "post.create": XCharge.POST_EVENT,
    "post.mention.create": XCharge.POST_EVENT,
    "post.reply.create": XCharge.POST_EVENT,
    "post.quote.create": XCharge.POST_EVENT,
    "post.repost.create": XCharge.POST_EVENT,
    "dm.received": XCharge.MESSAGE_EVENT,
}
"""The charged kinds of the events that the desk subscribes to; `post.delete`, `dm.sent` and `oauth.revoke` are not
billed."""


def charged_reads(method: str, path: str, told: Callable[[], Any]) -> Read:
    """Return the resources in X's answer to a read, by their charge; `told` returns its JSON."""
    charge = next((kind for route, kind in _READS if route.fullmatch(path)), None) if method == "GET" else None
    if charge is None:
        return {}
    try:
        document = told()
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, Mapping):
        return {}
    found = {charge: frozenset(_named(document.get("data"), "id"))}
    includes = document.get("includes")
    beside = includes if isinstance(includes, Mapping) else {}
    for name, key, kind in _BESIDE:
        found[kind] = found.get(kind, frozenset()) | frozenset(_named(beside.get(name), key))
    return {kind: ids for kind, ids in found.items() if ids}


def charged_events(body: bytes) -> Iterator[tuple[str, XCharge, str]]:
    """Yield each event of a delivery that X bills: its user, its kind, and its unique id.

    The Account Activity API has no price of its own in X's list; its events count like those of its successor.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, Mapping):
        return
    data = document.get("data")
    if isinstance(data, Mapping):
        yield from _activity(data)
    elif isinstance(owner := document.get("for_user_id"), str):
        for post in _named(document.get("tweet_create_events"), "id_str"):
            yield owner, XCharge.POST_EVENT, f"post.create:{post}"
        messages = document.get("direct_message_events")
        for message in messages if isinstance(messages, list) else ():
            if isinstance(message, Mapping) and _sender(message) not in (None, owner):
                for ident in _named(message, "id"):
                    yield owner, XCharge.MESSAGE_EVENT, f"dm.received:{ident}"


def _activity(data: Mapping[str, Any]) -> Iterator[tuple[str, XCharge, str]]:
    kind, payload, narrowed = data.get("event_type"), data.get("payload"), data.get("filter")
    charge = _EVENTS.get(kind) if isinstance(kind, str) else None
    owner = narrowed.get("user_id") if isinstance(narrowed, Mapping) else None
    if charge is None or not isinstance(payload, Mapping):
        return
    things = payload.get("direct_message_events") if charge is XCharge.MESSAGE_EVENT else payload
    for ident in _named(things, "id"):
        yield str(owner or ""), charge, f"{kind}:{ident}"


def _named(things: object, key: str) -> Iterator[str]:
    """Yield the id of each thing, or of the one thing; anything else is not charged."""
    many: Iterable[object] = things if isinstance(things, list) else (things,)
    for one in many:
        ident = one.get(key) if isinstance(one, Mapping) else None
        if isinstance(ident, str | int) and not isinstance(ident, bool) and ident != "":
            yield str(ident)


def _sender(message: Mapping[str, Any]) -> str | None:
    created = message.get("message_create")
    sender = created.get("sender_id") if isinstance(created, Mapping) else None
    return sender if isinstance(sender, str) else None
