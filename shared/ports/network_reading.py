"""The parts of a network's plug that read: deliveries, timelines, lookups, files, and what the deliveries leave out.
Errors are NetworkErrors; no call sleeps on a rate limit."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.costs import Charge
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.domain.settings.desk import Account


class Reader(Protocol):
    """Reads what the network delivers, whichever way it came: by webhook, poll or lookup."""

    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:
        """Read the events of a delivery. Raises BrokenEventError for an unreadable delivery; a single unreadable
        event is a `Broken`, so that it does not affect the others (I5)."""

    def charged(self, body: bytes) -> Iterable[tuple[str, Charge, str]]:
        """Yield the charges of a webhook delivery: the account's id on the network, the kind, and the event's unique
        id. Raises nothing."""


class Timeline(StrEnum):
    """The timelines of an account: its mentions, its own posts, its direct messages in both directions."""

    MENTIONS = "mentions"
    OWN_POSTS = "own_posts"
    MESSAGES = "messages"


class TimelinePage(Protocol):
    """One page of a timeline."""

    @property
    def posts(self) -> Mapping[str, datetime]:
        """The identity of each post (I3), and when it was written."""

    @property
    def versions(self) -> Mapping[str, str]:
        """The version of each post's text, as the reader gives it, where an edit keeps the id (N2): polling hands on a
        stored post whose version differs. Nothing for posts whose edits have ids of their own."""

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries for the ingest queue with these posts alone, each small enough for it."""


class Timelines(Protocol):
    """Timelines for polling. Errors are NetworkErrors; no call sleeps on a rate limit."""

    def connected(self, account: Account) -> bool:
        """Return whether the desk holds tokens for the account."""

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[TimelinePage]:
        """Yield pages of posts after `since`, newest first."""


class LookedUp(Protocol):
    """The result of looking up stored posts."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Existing posts, each with the version of its text, as the reader gives it (N2)."""

    @property
    def gone(self) -> Mapping[str, str]:
        """Posts that are gone, each with the reason: `deleted` or `withheld`. A post in neither mapping has no
        result."""

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries for the ingest queue about these posts, each small enough for it."""


class Lookups(Protocol):
    """Lookups of stored posts. Errors are NetworkErrors."""

    def connected(self, account: Account) -> bool: ...

    def look_up(self, account: Account, ids: Sequence[str]) -> LookedUp:
        """Look up posts, at most as many at once as the network's rules allow (`reading.looked_up`)."""


@dataclass(frozen=True, slots=True)
class FetchedMedia:
    """A file as the network hands it out. `content_type` is the network's word, or its uploader's, and proves nothing."""

    content: bytes
    content_type: str


class MediaSource(Protocol):
    """Media that the network keeps for a while only. Errors are NetworkErrors; no call sleeps on a rate limit."""

    def fetch(self, account: Account, media_id: str, *, preview: bool, limit: int) -> FetchedMedia:
        """Fetch a file, or its small picture with `preview`. Raises NotFoundError if the network has it no more, or has no
        such preview; TooLargeError without reading on once it exceeds `limit` bytes; UnreachableError also while the
        network still prepares it."""


class Completer(Protocol):
    """Posts of which the network's deliveries leave something out. Errors are NetworkErrors; no call sleeps on a rate limit."""

    def complete(self, account: Account, posts: Sequence[IncomingPost]) -> Mapping[str, IncomingPost | None]:
        """Ask for what is missing of the posts, and return each by its id as far as the network tells; None for one of
        which the network shows nothing, although the account may look. A post that is not in the answer stays as it
        is."""


class Profiles(Protocol):
    """Customers' names, for a network that leaves them out of what it delivers. Errors are NetworkErrors."""

    def find(self, account: Account, customer: str) -> Author | None:
        """Return the customer under their name; None if the network shows none."""


class PersonIds(Protocol):
    """The ids of a person's on the brand's accounts, for a network that names people by another id when it asks the desk to erase
    them (I6). Errors are NetworkErrors."""

    def ids(self, account: Account, person: str) -> Sequence[str]:
        """Return the ids by which the person, as the account's app knows them, is a customer of the account; none if they have
        never written to it."""
