"""What a social network does for the desk."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.posts.post import Channel
from shared.domain.settings.desk import Account


@dataclass(frozen=True, slots=True)
class Sent:
    """What the network made of a part: its id, and when it stands there."""

    post_id: str
    posted_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the account as it stands on the network, and what it answers there."""

    sent: Sent
    in_reply_to: str | None = None
    conversation_id: str | None = None


class PreparedSend(Protocol):
    """One post that is ready to leave: the keys are read and the call is counted. It serves once."""

    def send(self) -> Sent:
        """Asks the network, and nobody else. Raises RefusedError (NotAnswerableError where it is about the answered post),
        DisconnectedError (AccountRefusedError where it is about the account), RateLimitedError, UnreachableError, or
        OutcomeUnknownError where nobody can tell whether it went out."""


class Network(Protocol):
    """One social network. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        leave_out: Sequence[str] = (),
    ) -> PreparedSend:
        """Does everything that an answer to the post `to` of `customer` needs short of asking the network, so that
        whatever fails here has provably posted nothing (R1). Those in `leave_out` are not named in front of it, where the
        network allows that. Raises DisconnectedError where the account has no tokens,
        RateLimitedError, UnavailableError."""

    def find_own(
        self, account: Account, *, channel: Channel, to: str, customer: str, text: str, since: datetime
    ) -> Sent | None:
        """The account's own post that answers `to` with these words, if it stands there."""

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        """The post of this id, if the account itself wrote it and it stands there; a private one, to `customer`."""


class Timeline(StrEnum):
    """What polling reads of an account: who names it, what it wrote itself, its direct messages in both directions."""

    MENTIONS = "mentions"
    OWN_POSTS = "own_posts"
    MESSAGES = "messages"


class TimelinePage(Protocol):
    """One page of a timeline."""

    @property
    def posts(self) -> Mapping[str, datetime]:
        """The identity of each post (I3), and when it was written."""

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Deliveries for the ingest queue that hold these posts alone, each small enough for it."""


class Timelines(Protocol):
    """What polling reads. Errors are NetworkErrors; no call sleeps on a rate limit."""

    def connected(self, account: Account) -> bool:
        """Whether the desk holds tokens for the account."""

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[TimelinePage]:
        """What was written after `since`, newest first, page by page."""


class LookedUp(Protocol):
    """What became of stored posts on their network."""

    @property
    def newest(self) -> Mapping[str, str]:
        """Those that stand there, each with the newest id of its edits."""

    @property
    def gone(self) -> Mapping[str, str]:
        """Those that do not, each with the reason: `deleted` or `withheld`. A post in neither was not told of."""

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        """Deliveries for the ingest queue that tell of these posts, each small enough for it."""


class Lookups(Protocol):
    """Looks at posts that the desk holds. Errors are NetworkErrors."""

    def connected(self, account: Account) -> bool: ...

    def look_up(self, account: Account, ids: Sequence[str]) -> LookedUp:
        """At most a hundred at once."""
