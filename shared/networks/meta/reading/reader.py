"""Meta's deliveries as the desk's events (ports.Reader), each event by itself (I5).

https://developers.facebook.com/docs/graph-api/webhooks/getting-started: a delivery holds entries, of several Pages or accounts,
in no order; an entry holds `changes` or messages. One reader serves all networks of the family: what a field is called says
which of them it is of, and the entry's id says which account.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from shared.domain.accounts.costs import Charge
from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Dropped, Event
from shared.networks.fields import UnreadableError
from shared.networks.meta.ids import FACEBOOK, INSTAGRAM, MESSENGER, is_instagram_account
from shared.networks.meta.reading import instagram_comments, page_feed, page_mentions
from shared.networks.meta.reading.entry import Entry, dropped
from shared.networks.meta.reading.fields import Fields
from shared.networks.meta.reading.messages import messaging

OBJECTS = frozenset({"page", "instagram"})
TEST, NOTHING = "webhook_test", "nothing"
STANDBY = "standby"

_Events = Callable[[Fields, Entry], Iterable[Event]]


def _one(read: Callable[[Fields, Entry], Event]) -> _Events:
    return lambda value, entry: (read(value, entry),)


CHANGES: Mapping[str, tuple[str, _Events]] = {
    "feed": (FACEBOOK, _one(page_feed.feed)),
    "mention": (FACEBOOK, _one(page_mentions.mention)),
    "ratings": (FACEBOOK, _one(page_mentions.rating)),
    "comments": (INSTAGRAM, instagram_comments.comments),
    "live_comments": (INSTAGRAM, instagram_comments.comments),
    "mentions": (INSTAGRAM, _one(instagram_comments.mention)),
}
"""Each field of `changes` with its network."""

MESSAGES = frozenset({"messages", "message_echoes", "message_edit", "message_edits", "messaging_postbacks", STANDBY})
"""Fields under which an app that logs in on Instagram is told of messages."""


class MetaReader:
    """Reads everything that Meta delivers, and what polls write in the same shapes."""

    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:
        """Read the events. Raises BrokenEventError for a body that is no delivery."""
        try:
            delivery = Fields.of(json.loads(body), "delivery")
        except (ValueError, RecursionError, UnreadableError) as error:
            raise BrokenEventError(f"The delivery of Meta cannot be read: {_reason(error)}.") from error
        if not isinstance(delivery.values.get("entry"), list):
            raise BrokenEventError("The delivery of Meta cannot be read: delivery.entry is not a list.")
        return _entries(delivery, received_at)

    def charged(self, body: bytes) -> Iterable[tuple[str, Charge, str]]:  # noqa: ARG002
        """Meta charges for nothing that it delivers."""
        return ()


def _entries(delivery: Fields, received_at: datetime) -> Iterator[Event]:
    said = delivery.maybe_text("object")
    if said not in OBJECTS:
        yield dropped("object", said)
        return
    for path, element in delivery.elements("entry"):
        try:
            yield from _entry(Fields.of(element, path), said, received_at)
        except UnreadableError as error:
            yield _broken(error)


def _entry(fields: Fields, said: str, received_at: datetime) -> Iterator[Event]:
    """Read an entry, which belongs to the account of its id, whatever the delivery is said to be about. The tests of Meta's
    App Dashboard have the id 0."""
    if fields.values.get("id") in ("0", 0):
        yield Dropped(TEST)
        return
    account, at = fields.ident("id"), fields.maybe_instant("time") or received_at
    of_instagram = said == INSTAGRAM or is_instagram_account(account)
    entry = Entry(INSTAGRAM if of_instagram else MESSENGER, account, at)
    events = list(_events(fields))
    for n, read in enumerate(events):
        yield from _each(read, replace(entry, nth=n))
    if not events:
        yield dropped("entry", NOTHING)


_Read = Callable[[Entry], Iterable[Event]]


def _events(fields: Fields) -> Iterator[_Read]:
    """Yield the entry's events, not yet read: changes, messages, messages of conversations that another app has, and the flat
    shape, in which the entry itself is the change."""
    for name in ("changes", "messaging", STANDBY):
        if name in fields and not isinstance(fields.values[name], list):
            yield _no_list(f"{fields.path}.{name}")
        for path, element in fields.elements(name):
            yield _change(element, path) if name == "changes" else _messages(element, path, box=name)
    if "field" in fields and "changes" not in fields:
        yield _change(fields.values, fields.path)


def _change(element: object, path: str) -> _Read:
    def read(entry: Entry) -> Iterable[Event]:
        change = Fields.of(element, path)
        field = change.maybe_text("field")
        if field in MESSAGES:
            return (messaging(change.inside("value"), entry, held_elsewhere=field == STANDBY),)
        if field not in CHANGES:
            return (dropped("changes", field),)
        network, reading = CHANGES[field]
        return reading(change.inside("value"), replace(entry, network=network))

    return read


def _messages(element: object, path: str, *, box: str) -> _Read:
    return lambda entry: (messaging(Fields.of(element, path), entry, held_elsewhere=box == STANDBY),)


def _no_list(path: str) -> _Read:
    def read(_: Entry) -> Iterable[Event]:
        raise UnreadableError(f"{path} is not a list")

    return read


def _each(read: _Read, entry: Entry) -> Iterator[Event]:
    """Yield what an event is; a broken one harms no other."""
    try:
        yield from read(entry)
    except UnreadableError as error:
        yield _broken(error)


def _broken(error: UnreadableError) -> Broken:
    return Broken(f"An event of Meta cannot be read: {error}.")


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, UnreadableError) else type(error).__name__
