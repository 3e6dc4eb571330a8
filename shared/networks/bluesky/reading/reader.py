"""What the desk read from Bluesky, as events of the domain (ports.Reader).

Bluesky delivers nothing by itself: every delivery is a page of the desk's own polls and lookups, `{"poll", "account_id",
"network_id", "data": [...]}`, where `poll` names what was read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from shared.domain.accounts.costs import Charge
from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Block, Deletion, Dropped, Event
from shared.networks.bluesky.ids import is_did, record_uri
from shared.networks.bluesky.reading.messages import read_message
from shared.networks.bluesky.reading.posts import NETWORK, SEARCH, Told, read_post
from shared.networks.deliveries import event_of, parsed
from shared.networks.fields import Fields, UnreadableError, text_in

MENTIONS, OWN_POSTS, MESSAGES, LOOKED_UP = "mentions", "own_posts", "messages", "looked_up"
GONE, BLOCKS = "gone", "blocks"
"""The names of polled resources in their deliveries: see `timelines` and `lookups`."""

ADDRESSED = frozenset({"mention", "reply", "quote", SEARCH})
"""Reasons of a notification that bring a post to the account. Likes, reposts, follows and the like are no posts."""

Read = Callable[[object, str, Told], Event]


class BlueskyReader:
    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:
        page = parsed(body)
        try:
            told = Told(page.text("network_id"), received_at)
            poll, data = page.text("poll"), list(page.elements("data"))
        except UnreadableError as error:
            raise BrokenEventError(str(error)) from error
        if not is_did(told.account):
            raise BrokenEventError("network_id is no DID")
        read = _READERS.get(poll)
        if read is None:
            raise BrokenEventError(f"no delivery that the desk makes: {poll[:80]!r}")
        return [event_of(value, path, told, read) for path, value in data] or [Dropped("no_events")]

    def charged(self, body: bytes) -> Iterator[tuple[str, Charge, str]]:  # noqa: ARG002  # Bluesky is free
        return iter(())


def _listed(value: object, path: str, told: Told) -> Event:
    item = Fields.of(value, path)
    reason = text_in(item.values.get("reason"))
    if reason not in ADDRESSED:
        return Dropped(f"notification.{reason}"[:80])
    through = item.values.get("answers_through")
    listed = Told(told.account, told.received_at, reason, through if isinstance(through, str) else None)
    return read_post(item.values.get("post"), item.at("post"), listed)


def _own(value: object, path: str, told: Told) -> Event:
    item = Fields.of(value, path)
    return read_post(item.values.get("post"), item.at("post"), told)


def _gone(value: object, path: str, told: Told) -> Event:
    item = Fields.of(value, path)
    uri = record_uri(item.text("uri"))
    if uri is None:
        raise UnreadableError(f"{item.at('uri')} is no uri")
    return Deletion(NETWORK, str(uri), told.received_at, because=item.text("because"))


def _block(value: object, path: str, told: Told) -> Event:
    item = Fields.of(value, path)
    did = item.text("did")
    if not is_did(did):
        raise UnreadableError(f"{item.at('did')} is no DID")
    return Block(NETWORK, told.account, did, told.received_at, blocked=item.values.get("blocked") is True)


_READERS: Mapping[str, Read] = {
    MENTIONS: _listed,
    OWN_POSTS: _own,
    LOOKED_UP: _own,
    MESSAGES: read_message,
    GONE: _gone,
    BLOCKS: _block,
}
