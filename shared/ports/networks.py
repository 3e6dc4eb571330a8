"""The plug of a social network, by parts. A part that a network does not have is None, and its readers tell
people so.

The implementations are in `shared/networks/`, one package a network; `docs/adding-a-network.md` says how one is added.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import AccountCheck, Grant, Identity, RegisteredWebhook, Subscription
from shared.domain.accounts.costs import Charge
from shared.domain.accounts.quota import Quota
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Author, Channel, Post
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.ports.setup import AccountSetup
from shared.ports.webhooks import Webhook


class Reader(Protocol):
    """Reads what the network delivers, whichever way it came: by webhook, poll or lookup."""

    def read(self, body: bytes, received_at: datetime) -> Iterable[Event]:
        """Read the events of a delivery. Raises BrokenEventError for an unreadable delivery; a single unreadable
        event is a `Broken`, so that it does not affect the others (I5)."""

    def charged(self, body: bytes) -> Iterable[tuple[str, Charge, str]]:
        """Yield the charges of a webhook delivery: the account's id on the network, the kind, and the event's unique
        id. Raises nothing."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A part as posted: its id, and its time. `audience` are those who see it, as far as the network says (N6), `url` is its
    address where the id does not tell it, and `version` that of its text where an edit keeps the id (N2). `recipient` is the
    customer's id where private messages have one of their own, as the network names it with a private answer (T3)."""

    post_id: str
    posted_at: datetime
    text: str
    audience: Audience | None = None
    url: str = ""
    version: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answered post as the desk holds it, for a network whose call depends on more than its id: on its kind and channel,
    and on how long ago the customer last wrote in private, which is `wrote_at` (N3); None if they never did."""

    post: Post
    wrote_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the account as it stands on the network, and the post that it answers there."""

    sent: Sent
    in_reply_to: str | None = None
    conversation_id: str | None = None


class PreparedSend(Protocol):
    """One call that is ready to leave: the keys are read and the call is counted. It serves once."""

    def send(self) -> Sequence[Sent]:
        """Call the network, and nothing else. Return what each text became, in their order: they are all posted, or none
        is. Raises RefusedError (NotAnswerableError where it is about the answered post), DisconnectedError
        (AccountRefusedError where it is about the account), RateLimitedError, UnreachableError, TooVisibleError if more
        people saw the post than asked for and it is deleted again, or OutcomeUnknownError if the post may or may not have
        been sent."""


class Sender(Protocol):
    """Answers customers on the network. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),
        key: str | None = None,
        audience: Audience | None = None,
        content_warning: str = "",
        quote: str = "",
        tried_at: datetime | None = None,
        answered: Answered | None = None,
    ) -> PreparedSend:
        """Prepare an answer to the post `to` of `customer` without calling the network, so that a failure has certainly
        posted nothing (R1). `texts` are at most as many parts as one call carries (`Measure.together`). The handles in
        `leave_out` are not named in front of it, where the network allows that. `key` makes the network post them once,
        where it takes one (N4): a repeated call has the same key and the same texts, and the same
        `tried_at`, which is stored before the first one: a network whose posts carry a time of their author's gives it that,
        so that both calls are alike. `audience` are the people who are to
        see it, where the network has more than public and private (N6); `quote` is the `quote_token` of the
        answered post where several wait, so that the customer sees which one is answered; `content_warning` is that of the answered post,
        for a network whose answers carry it on; `answered` is the customer's post itself, of which `to` is the id in the
        first call alone. Raises DisconnectedError where the account has no tokens,
        RateLimitedError, UnavailableError."""

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,
        answered: Answered | None = None,
    ) -> Sent | None:
        """Return the account's own post that answers `to` with this text, or that was sent with this key where the network
        finds it by that; None if the network does not show one. `answered` is the customer's post itself."""

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        """Return the post of this id if the account itself wrote it and it still exists; a private one, if it is to
        `customer`. Return None otherwise."""


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


class Moderator(Protocol):
    """Moderation of posts. Every call has a timeout, none sleeps on a rate limit; errors are NetworkErrors."""

    def apply(self, account: Account, post_id: str, action: Moderation) -> None:
        """Do that to the post, once however often it is called. Raises PostGoneError if the post is gone, RefusedError
        if the network does not let the account do it, OutcomeUnknownError if it may or may not be done."""


class PersonIds(Protocol):
    """The ids of a person's on the brand's accounts, for a network that names people by another id when it asks the desk to erase
    them (I6). Errors are NetworkErrors."""

    def ids(self, account: Account, person: str) -> Sequence[str]:
        """Return the ids by which the person, as the account's app knows them, is a customer of the account; none if they have
        never written to it."""


class Console(Protocol):
    """Setup of an app on the network. Every method raises NetworkErrors."""

    def identity(self, account: Account) -> Identity:
        """Return the owner of the account's tokens."""

    def webhooks(self, app: str) -> Sequence[RegisteredWebhook]: ...

    def register(self, app: str, url: str) -> RegisteredWebhook:
        """Register `url` for the app's events, which the network first challenges."""

    def prove(self, app: str, webhook: str) -> None:
        """Make the network send its challenge again."""

    def remove(self, app: str, webhook: str) -> None: ...

    def challenge(self, app: str, url: str) -> None:
        """Send a challenge to `url` as the network does. Raises RefusedError if it fails."""

    def subscriptions(self, account: Account) -> frozenset[Subscription]:
        """Return the subscriptions that stand, of the account's app and of the account: others of the app may be among
        them."""

    def wanted(self, account: Account) -> Sequence[Subscription]:
        """Return all subscriptions that the desk needs for the account."""

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None: ...

    def checks(self, account: Account) -> Sequence[AccountCheck]:
        """Check what else the desk depends on, on this network."""


class Grants(Protocol):
    """Lasting permissions of accounts whose key serves once: each renewal brings the next."""

    def standing(self, account: Account) -> Grant | None:
        """Return the current permission, read past any cache; None if the account has none. Raises UnavailableError."""

    def renew(self, account: Account) -> Grant:
        """Renew the permission, only under a lease, since two renewals at once spend the same key. The new one is
        stored before anything else happens; CredentialNotStoredError if that failed, and the next renewal of this
        process retries it. Raises DisconnectedError if the key is no longer accepted, RefusedError for a refusal that
        says nothing of it, other NetworkErrors if the outcome is unknown, and UnavailableError."""


class Redelivery(Protocol):
    """The network's own end of the deliveries to the desk, for one app. Errors are NetworkErrors."""

    def revive(self, app: str) -> bool:
        """Revive deliveries that the network has stopped; return whether it had stopped them."""

    def replay(self, app: str, start: datetime, end: datetime) -> None:
        """Make the network deliver the events of the period again, as far back as it can."""


class Quotas(Protocol):
    """The answers that an account's plan allows, as the network counts them (N7). Errors are NetworkErrors."""

    def read(self, account: Account) -> Quota:
        """Ask the network for the limit of the account's plan and for what is used of it."""


class Plug(Protocol):
    """Everything that one network brings. Each part is loaded when it is first asked for."""

    @property
    def name(self) -> str:
        """The network's name in settings, envelopes and addresses."""

    @property
    def rules(self) -> NetworkRules: ...
    @property
    def webhook(self) -> Webhook | None:
        """The network's webhook; None if the network delivers nothing by itself and is polled."""

    @property
    def reader(self) -> Reader: ...
    @property
    def timelines(self) -> Timelines | None:
        """The network's timelines; None if it cannot be read and its webhook is all that there is."""

    @property
    def lookups(self) -> Lookups | None:
        """The network's lookups; None if it does not report the fate of a post."""

    @property
    def sender(self) -> Sender: ...
    @property
    def console(self) -> Console: ...
    @property
    def setup(self) -> AccountSetup: ...
    @property
    def grants(self) -> Grants | None:
        """The accounts' permissions; None if none has to be renewed."""

    @property
    def redelivery(self) -> Redelivery | None:
        """The network's redelivery; None if its own end of the webhook can be neither revived nor asked to deliver
        again."""

    @property
    def media(self) -> MediaSource | None:
        """The files of posts, if the network keeps them for a while only; None if their addresses last."""

    @property
    def completer(self) -> Completer | None:
        """Asks for what deliveries leave out; None if they are complete."""

    @property
    def profiles(self) -> Profiles | None:
        """The customers' names; None where posts come with them."""

    @property
    def moderation(self) -> Moderator | None:
        """The moderation of posts; None where the network lets an account do nothing to a post but answer it."""

    @property
    def quotas(self) -> Quotas | None:
        """The quotas of the accounts' plans; None if the network limits no plan."""

    @property
    def person_ids(self) -> PersonIds | None:
        """What links a person whom the network asks to erase with the customers of an account; None if nothing does."""

    @property
    def allowances(self) -> Sequence[Allowance]:
        """Return the allowances of each call that the desk counts."""


class HasNetworks(Protocol):
    @property
    def networks(self) -> Mapping[str, Plug]:
        """Every network that the desk knows."""


class HasRules(Protocol):
    @property
    def rules(self) -> Mapping[str, NetworkRules]:
        """Return the rules of each network: its permissions, measures and texts. Of a network that is not among them, `[]`
        returns rules that allow nothing (`domain.networks.unknown`): its tickets are still read."""
