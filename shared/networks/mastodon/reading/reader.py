"""What the desk read from Mastodon, as events of the domain (ports.Reader).

Mastodon delivers nothing to an account by itself: every delivery is a page of the desk's own polls and lookups, `{"poll",
"account_id", "network_id", "server", "data": [...]}`, where `poll` names what was read.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from shared.domain.accounts.costs import Charge
from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Deletion, Dropped, Event
from shared.networks.deliveries import event_of, parsed
from shared.networks.fields import Fields, UnreadableError, dict_in, text_in
from shared.networks.mastodon.ids import DOMAIN, NETWORK, is_id, post_id
from shared.networks.mastodon.reading.posts import Told, read_status

MENTIONS, OWN_POSTS, LOOKED_UP, GONE = "mentions", "own_posts", "looked_up", "gone"
"""The names of polled resources in their deliveries: see `timelines` and `lookups`."""

ADDRESSED = frozenset({"mention", "quote", "thread"})
"""Types of a notification that bring a status to the account; `thread` is the desk's own word for a reply without the
account's name, which only the thread shows."""

Read = Callable[[object, str, Told], Event]


class MastodonReader:
    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:
        page = parsed(body)
        try:
            told = Told(page.text("network_id"), page.text("server").lower(), received_at)
            poll, data = page.text("poll"), list(page.elements("data"))
        except UnreadableError as error:
            raise BrokenEventError(str(error)) from error
        if not is_id(told.account) or re.fullmatch(DOMAIN, told.server) is None:
            raise BrokenEventError("network_id is no id, or server no domain")
        read = _READERS.get(poll)
        if read is None:
            raise BrokenEventError(f"no delivery that the desk makes: {poll[:80]!r}")
        return [event_of(value, path, told, read) for path, value in data] or [Dropped("no_events")]

    def charged(self, body: bytes) -> Iterator[tuple[str, Charge, str]]:  # noqa: ARG002  # Mastodon is free
        return iter(())


def _listed(value: object, path: str, told: Told) -> Event:
    item = Fields.of(value, path)
    reason = text_in(item.values.get("reason"))
    if reason not in ADDRESSED:
        return Dropped(f"notification.{reason}"[:80])
    return _status(value, path, told, reason)


def _own(value: object, path: str, told: Told) -> Event:
    return _status(value, path, told, "")


def _status(value: object, path: str, told: Told, reason: str) -> Event:
    item = Fields.of(value, path)
    status = item.values.get("status")
    if dict_in(status).get("reblog"):
        return Dropped("reblog")
    root, through = (item.values.get(name) for name in ("root", "answers_through"))
    context = Told(
        told.account,
        told.server,
        told.received_at,
        reason,
        root if isinstance(root, str) else None,
        through if isinstance(through, str) else None,
    )
    return read_status(status, item.at("status"), context)


def _gone(value: object, path: str, told: Told) -> Event:
    item = Fields.of(value, path)
    found = post_id(item.text("id"))
    if found is None:
        raise UnreadableError(f"{item.at('id')} is no id of a post")
    return Deletion(NETWORK, str(found), told.received_at, because=item.text("because"))


_READERS: Mapping[str, Read] = {MENTIONS: _listed, OWN_POSTS: _own, LOOKED_UP: _own, GONE: _gone}
