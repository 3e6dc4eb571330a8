"""What a social network does for the desk: the parts of its plug. A part that a network does not have is None, and
whatever reads it says so to people.

The implementations are in `shared/networks/`, one package a network; `docs/adding-a-network.md` says how one is added.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import Grant, Identity, RegisteredWebhook, Subscription
from shared.domain.accounts.costs import Charge
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.incoming_post import Event
from shared.domain.posts.post import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.ports.setup import AccountSetup
from shared.ports.webhooks import Webhook


class Reader(Protocol):
    """Reads what the network delivers, whichever way it came: by webhook, poll or lookup."""

    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:
        """What a delivery tells of. Raises BrokenEventError for one that cannot be read at all; a single event that
        cannot is a `Broken`, so that it harms no other (I5)."""

    def charged(self, body: bytes) -> Iterable[tuple[str, Charge, str]]:
        """What the network bills of a delivery to the webhook: the account's id on the network, the kind, and what makes
        the event unique. It raises nothing."""


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


class Sender(Protocol):
    """Answers customers on the network. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    @property
    def takes_key(self) -> bool:
        """Whether the same key makes the network post a text once, however often it is asked (N4)."""

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        leave_out: Sequence[str] = (),
        key: str | None = None,
        audience: Audience | None = None,
    ) -> PreparedSend:
        """Does everything that an answer to the post `to` of `customer` needs short of asking the network, so that
        whatever fails here has provably posted nothing (R1). Those in `leave_out` are not named in front of it, where the
        network allows that. `key` makes the network post it once, where it takes one (N4); `audience` is who is to see it,
        where the network has more than public and private (N6). Raises DisconnectedError where the account has no tokens,
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
    def versions(self) -> Mapping[str, str]:
        """Those that stand there, each with the version of its words, as the reader gives it (N2)."""

    @property
    def gone(self) -> Mapping[str, str]:
        """Those that do not, each with the reason: `deleted` or `withheld`. A post in neither was not told of."""

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        """Deliveries for the ingest queue that tell of these posts, each small enough for it."""


class Lookups(Protocol):
    """Looks at posts that the desk holds. Errors are NetworkErrors."""

    def connected(self, account: Account) -> bool: ...

    def look_up(self, account: Account, ids: Sequence[str]) -> LookedUp:
        """At most as many at once as the network's rules say (`reading.looked_up`)."""


class Console(Protocol):
    """What a network lets an app be set up with. Every method raises NetworkErrors."""

    def identity(self, account: Account) -> Identity:
        """Whose the account's tokens are."""

    def webhooks(self, app: str) -> Sequence[RegisteredWebhook]: ...

    def register(self, app: str, url: str) -> RegisteredWebhook:
        """Has the network send the app's events there, after it has asked for proof."""

    def prove(self, app: str, webhook: str) -> None:
        """Has the network ask for proof again."""

    def remove(self, app: str, webhook: str) -> None: ...

    def challenge(self, app: str, url: str) -> None:
        """Asks for the proof at `url` as the network does. Raises RefusedError where none comes."""

    def subscriptions(self, app: str) -> frozenset[Subscription]: ...

    def wanted(self, account: Account) -> Sequence[Subscription]:
        """Everything that a desk needs to hear of the account."""

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None: ...


class Grants(Protocol):
    """Lasting permissions of accounts whose key serves once: each renewal brings the next."""

    def standing(self, account: Account) -> Grant | None:
        """The permission as it is at this moment, whatever is held; None where the account has none. Raises
        UnavailableError."""

    def renew(self, account: Account) -> Grant:
        """Only under a lease, since two renewals at once spend the same key. The new one is kept before anything else
        happens; CredentialNotStoredError where that failed, and the next renewal of this process tries it again. Raises
        DisconnectedError where the key is not taken any more, RefusedError for a refusal that says nothing of it, other
        NetworkErrors where nobody can tell, and UnavailableError."""


class Redelivery(Protocol):
    """The network's own end of what it delivers to the desk, for one app. Errors are NetworkErrors."""

    def revive(self, app: str) -> bool:
        """Has a network that has stopped delivering deliver again; True if it had stopped."""

    def replay(self, app: str, start: datetime, end: datetime) -> None:
        """Has the network deliver once more what arose in the span, as far back as it can."""


class Plug(Protocol):
    """Everything that one network brings. Each part is loaded when it is first asked for."""

    @property
    def name(self) -> str:
        """What settings, envelopes and addresses call the network."""

    @property
    def rules(self) -> NetworkRules: ...
    @property
    def webhook(self) -> Webhook | None:
        """None for a network that delivers nothing by itself: it is polled."""

    @property
    def reader(self) -> Reader: ...
    @property
    def timelines(self) -> Timelines | None:
        """None for a network that cannot be read: its webhook is all that there is."""

    @property
    def lookups(self) -> Lookups | None:
        """None for a network that does not say what became of a post."""

    @property
    def sender(self) -> Sender: ...
    @property
    def console(self) -> Console: ...
    @property
    def setup(self) -> AccountSetup: ...
    @property
    def grants(self) -> Grants | None:
        """None where no permission has to be renewed."""

    @property
    def redelivery(self) -> Redelivery | None:
        """None where the network's own end of the webhook can be neither revived nor asked to deliver again."""

    @property
    def allowances(self) -> Sequence[Allowance]:
        """How often the network lets an account make each call that the desk counts."""


class HasNetworks(Protocol):
    @property
    def networks(self) -> Mapping[str, Plug]:
        """Every network that the desk knows."""


class HasRules(Protocol):
    @property
    def rules(self) -> Mapping[str, NetworkRules]:
        """What each network allows, how it measures, and what it says."""
