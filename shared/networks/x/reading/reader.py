"""X's deliveries as events of the domain: bodies of its two webhook products, and polled pages.

X Activity API: `{"data": {"event_type", "filter": {"user_id"}, "payload", "includes"}}`. Account Activity API (older,
and still delivering): lists of events by kind beside `for_user_id`. Polls: `{"poll": "mentions", "account_id",
"network_id", "data": […], "includes": {…}}`, where `poll` names the timeline.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from shared.domain.accounts.costs import Charge
from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Deletion, Disconnection, Dropped, EncryptedMessage, Event
from shared.networks.deliveries import parsed
from shared.networks.x.api.fields import Fields, UnreadableError
from shared.networks.x.pricing.charges import charged_events
from shared.networks.x.reading.messages import read_listed_message, read_message
from shared.networks.x.reading.people import People
from shared.networks.x.reading.posts import NETWORK, Told, read_post

Read = Callable[[object, str], Event]
"""Reads the value that stands at a path. Raises UnreadableError."""

MENTIONS, OWN_POSTS, MESSAGES, LOOKED_UP, GONE = "mentions", "own_posts", "messages", "looked_up", "gone"
"""The names of polled resources in their deliveries: see `timelines` and `lookups`."""

_MENTION = "post.mention.create"
_REPLY = "post.reply.create"
_REPOST = "post.repost.create"
_QUOTE = "post.quote.create"
_POSTS = frozenset({"post.create", _MENTION, _REPLY, _QUOTE, _REPOST})
_MESSAGES = frozenset({"dm.received", "dm.sent"})
_SEALED = "chat.received"
"""X's encrypted chat: its events carry ciphertext."""

_BESIDE = frozenset({"for_user_id", "user_has_blocked", "users", "apps", "includes"})
"""Fields beside the events in a body of the Account Activity API."""

_LONGEST_KIND = 80
_EVENT_KEY = re.compile(r"(?:.+_)?events?|replay_job_status")


class XReader:
    """Implements ports.Reader."""

    def read(self, body: bytes, received_at: datetime) -> list[Event]:
        return read_delivery(body, received_at)

    def charged(self, body: bytes) -> Iterator[tuple[str, Charge, str]]:
        return charged_events(body)


def read_delivery(body: bytes, received_at: datetime | None = None) -> list[Event]:
    """Return every event of one delivery; an unreadable one is a Broken among the others, one not for us a Dropped.

    `received_at` (now, if not given) dates an event that X sends without a time of its own: a `post.delete`. Raises
    BrokenEventError if the body as a whole is no delivery of X.
    """
    received_at = received_at or datetime.now(UTC)
    return list(_events(parsed(body).values, received_at)) or [Dropped("no_events")]


def _events(document: Mapping[str, Any], received_at: datetime) -> Iterator[Event]:
    if "poll" in document:
        return _poll(document, received_at)
    if isinstance(document.get("data"), dict):
        return _activity(document["data"], received_at)
    if "for_user_id" not in document and not any(map(_EVENT_KEY.fullmatch, document)):
        raise BrokenEventError(f"no delivery that X makes: {', '.join(sorted(document))[:200] or 'an empty object'}")
    return _account_activity(document, received_at)


def _poll(document: Mapping[str, Any], received_at: datetime) -> Iterator[Event]:
    page = Fields(document, "")
    try:
        told = Told(
            account=page.ident("network_id"),
            listed=page.text("poll") == MENTIONS,
            people=People.among(_includes(page).get("users")),
            includes=_includes(page),
        )
        posts = list(page.elements("data"))
        poll = page.text("poll")
    except UnreadableError as error:
        raise BrokenEventError(str(error)) from error
    read: dict[str, Read] = {
        MESSAGES: partial(read_listed_message, told=told),
        GONE: lambda one, path: _gone(Fields.of(one, path), received_at),
    }
    yield from _all(posts, read.get(poll, partial(read_post, told=told)))


def _activity(document: Mapping[str, Any], received_at: datetime) -> Iterator[Event]:
    data = Fields(document, "data")
    try:
        kind = data.text("event_type")
        if kind in _MESSAGES:
            messages = data.inside("payload").required_elements("direct_message_events")
            yield from _all(messages, partial(read_message, told=_told(data, kind)))
        elif kind in _POSTS:
            yield read_post(data.inside("payload").values, "data.payload", _told(data, kind))
        elif kind == "post.delete":
            yield Deletion(NETWORK, data.inside("payload").ident("id"), received_at)
        elif kind == _SEALED:
            yield _sealed(data, received_at)
        elif kind == "oauth.revoke":
            payload = data.inside("payload")
            yield Disconnection(NETWORK, payload.ident("user_id"), payload.maybe_instant("date_time") or received_at)
        else:
            yield _dropped(kind)
    except UnreadableError as error:
        yield Broken(str(error))


def _sealed(data: Fields, received_at: datetime) -> Event:
    """Read an event of the encrypted chat. An unreadable part is no loss, so nothing of this kind is dead-lettered."""
    try:
        user, payload = data.inside("filter").ident("user_id"), data.inside("payload")
        if payload.maybe_ident("sender_id") == user:
            return _dropped(_SEALED)
        at = payload.maybe_instant("created_at_msec") or received_at
        return EncryptedMessage(NETWORK, user, payload.text("id"), at)
    except UnreadableError:
        return _dropped(_SEALED)


def _told(data: Fields, kind: str) -> Told:
    """Return the context of an event. Users come in the includes of a post, and in the payload of a message."""
    payload = data.inside("payload")
    return Told(
        account=data.inside("filter").ident("user_id"),
        as_mention=kind == _MENTION,
        as_reply=kind == _REPLY,
        as_quote=kind == _QUOTE,
        as_repost=kind == _REPOST,
        people=People.among(_includes(data).get("users"), payload.values.get("users")),
        includes=_includes(data),
    )


def _includes(holder: Fields) -> Mapping[str, Any]:
    value = holder.values.get("includes")
    return value if isinstance(value, dict) else {}


def _account_activity(document: Mapping[str, Any], received_at: datetime) -> Iterator[Event]:
    body = Fields(document, "")
    read: dict[str, Read] = {
        "tweet_create_events": lambda one, path: read_post(one, path, _for_user(body)),
        "direct_message_events": lambda one, path: read_message(one, path, _for_user(body)),
        "tweet_delete_events": lambda one, path: _deleted(Fields.of(one, path), received_at),
    }
    for key in document:
        if key == "user_event":
            yield _one(document[key], key, lambda one, path: _user_event(Fields.of(one, path), received_at))
        elif key in read:
            yield from _each(body, key, read[key])
        elif key not in _BESIDE:
            many = document[key]
            yield from [_dropped(key)] * (len(many) if isinstance(many, list) else 1)


def _each(body: Fields, key: str, read: Read) -> Iterable[Event]:
    try:
        elements = list(body.elements(key))
    except UnreadableError as error:
        return [Broken(str(error))]
    return _all(elements, read)


def _for_user(body: Fields) -> Told:
    blocked = body.values.get("user_has_blocked") is True
    return Told(account=body.ident("for_user_id"), blocked=blocked, people=People.among(body.values.get("users")))


def _deleted(event: Fields, received_at: datetime) -> Deletion:
    return Deletion(NETWORK, event.inside("status").ident("id"), event.maybe_instant("timestamp_ms") or received_at)


def _gone(post: Fields, received_at: datetime) -> Deletion:
    """Read the deletion of a stored post that a lookup on X did not find, or was not allowed to see."""
    return Deletion(NETWORK, post.ident("id"), received_at, because=post.text("because"))


def _user_event(event: Fields, received_at: datetime) -> Event:
    revoked = event.maybe_inside("revoke")
    if revoked is None:
        return _dropped(f"user_event.{'.'.join(sorted(event.values))}")
    user = revoked.inside("source").ident("user_id")
    return Disconnection(NETWORK, user, revoked.maybe_instant("date_time") or received_at)


def _dropped(kind: str) -> Dropped:
    """Drop an event of this kind. The kind becomes a key of counts, so it holds nothing but the characters of a
    name."""
    return Dropped(re.sub("[^A-Za-z0-9_.]", "_", kind)[:_LONGEST_KIND] or "unnamed")


def _all(elements: Iterable[tuple[str, object]], read: Read) -> list[Event]:
    return [_one(value, path, read) for path, value in elements]


def _one(value: object, path: str, read: Read) -> Event:
    try:
        return read(value, path)
    except UnreadableError as error:
        return Broken(str(error))
