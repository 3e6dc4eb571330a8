"""The plug of a social network, by parts. A part that a network does not have is None, and its readers tell
people so.

The implementations are in `shared/networks/`, one package a network; `docs/adding-a-network.md` says how one is added.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.connection import AccountCheck, Grant, Identity, RegisteredWebhook, Subscription
from shared.domain.accounts.quota import Quota
from shared.domain.networks.rules import NetworkRules
from shared.domain.settings.desk import Account
from shared.ports.network_reading import Completer, Lookups, MediaSource, PersonIds, Profiles, Reader, Timelines
from shared.ports.network_sending import Moderator, Sender
from shared.ports.setup import AccountSetup
from shared.ports.webhooks import Webhook


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
        """Links a person whom the network asks to erase with the customers of an account; None if nothing does."""

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
