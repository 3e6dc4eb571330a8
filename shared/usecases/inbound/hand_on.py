"""Hand on the posts of a polled page that are news, by way of the ingest queue."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.domain.posts.post import Post
from shared.domain.search.entries import POST, PartId
from shared.domain.settings.desk import Account
from shared.ports.clock import HasClock
from shared.ports.inbound import HasIngest
from shared.ports.memory import HasMemory
from shared.ports.network_reading import TimelinePage
from shared.ports.tickets import HasTickets


class HandOnDesk(HasClock, HasIngest, HasMemory, HasTickets, Protocol):
    """The parts of the desk that `hand_on` uses."""


KNOWN_FOR = timedelta(hours=1)
"""How long a process takes the table's word that a version of a post is known. Polls overlap, and would ask again every
minute."""

HANDED_ON_FOR = timedelta(minutes=10)
"""How long a process leaves a post alone that it has handed on. One that opens nothing is never known to the table, and
would be handed on with every poll; one whose first version came in after its second is handed on once more."""

REMEMBERED = 20_000
"""Posts in the memory of one process, about ten megabytes."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def hand_on(account: Account, page: TimelinePage, *, unseen_at: datetime | None, desk: HandOnDesk) -> None:
    """Queue the page's unknown posts, without those that were deleted before they came in (I6), and known posts in another
    version (N2). `unseen_at` is when the account was last read before."""
    now = desk.clock.now()
    known_until = desk.memory.polled
    seen = {post: (account.id, post, page.versions.get(post, "")) for post in page.posts}
    asked = [post for post, key in seen.items() if known_until.get(key, LONG_AGO) <= now]
    news = set(_news(account.network, asked, page.versions, desk=desk))
    for body in page.only([post for post in asked if post in news]) if news else ():
        desk.ingest.put(
            body,
            network=account.network,
            source="poll",
            app=account.app,
            received_at=now,
            unseen_at=unseen_at,
        )
    _forget_old(known_until, now)
    known_until |= {seen[post]: now + (HANDED_ON_FOR if post in news else KNOWN_FOR) for post in asked}


def _news(network: str, posts: list[str], versions: Mapping[str, str], *, desk: HasTickets) -> Iterator[str]:
    places = desk.tickets.known(network, posts) if posts else {}
    yield from (post for post in posts if post not in places)
    wanted = {
        post: (place.ticket, PartId(POST, place.post, place.at))
        for post, place in places.items()
        if place and post in versions
    }
    stored = desk.tickets.parts(wanted.values()) if wanted else {}
    for post, part in wanted.items():
        text = stored.get(part)
        if isinstance(text, Post) and text.deleted_at is None and text.current_version != versions[post]:
            yield post


def _forget_old(known_until: dict[tuple[str, str, str], datetime], now: datetime) -> None:
    if len(known_until) > REMEMBERED:
        for key in [key for key, until in known_until.items() if until <= now]:
            del known_until[key]
    if len(known_until) > REMEMBERED:
        known_until.clear()
