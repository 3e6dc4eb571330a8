"""A network's console without a network: the identity behind the tokens, an app's webhooks, and its subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shared.domain.accounts.connection import AccountCheck, Identity, RegisteredWebhook, Subscription
from shared.domain.errors import DeskError, DisconnectedError, RefusedError
from shared.domain.settings.desk import Account
from shared.networks.x.console import lacking
from tests.builders import BRAND

HOOK = "https://desk.example.com/webhooks/x/main"
WANTED = (
    Subscription("post.mention.create", BRAND.id),
    Subscription("oauth.revoke", None),
    Subscription("chat.received", BRAND.id, optional=True),
)


def ours(access: str = "") -> Identity:
    return Identity(BRAND.id, BRAND.username, BRAND.name, access, lacking(access))


@dataclass
class FakeConsole:
    """The console of the app `main`, which is fully connected. `fails` is raised by every call to the network; while
    `proofless` is set, no address proves that it knows the app's secret. `strangers` are accounts without tokens."""

    whose: Identity = field(default_factory=ours)
    hooks: tuple[RegisteredWebhook, ...] = (RegisteredWebhook("1", HOOK, valid=True),)
    there: frozenset[Subscription] = frozenset(WANTED)
    fails: DeskError | None = None
    proofless: bool = False
    apps: tuple[str, ...] = ("main",)
    strangers: frozenset[str] = frozenset()
    made: int = 1
    checked: tuple[AccountCheck, ...] = ()

    def identity(self, account: Account) -> Identity:
        self._may(account.app)
        if account.id in self.strangers:
            raise DisconnectedError(f"The account {account.id!r} has no tokens.")
        return self.whose

    def webhooks(self, app: str) -> Sequence[RegisteredWebhook]:
        self._may(app)
        return self.hooks

    def register(self, app: str, url: str) -> RegisteredWebhook:
        self._may(app)
        if any(hook.url == url for hook in self.hooks):
            raise RefusedError(f"{url} is registered already")
        self._prove(url)
        self.made += 1
        hook = RegisteredWebhook(str(self.made), url, valid=True)
        self.hooks = (*self.hooks, hook)
        return hook

    def prove(self, app: str, webhook: str) -> None:
        hook = self._hook(app, webhook)
        self.hooks = tuple(replace(each, valid=not self.proofless) if each == hook else each for each in self.hooks)
        self._prove(hook.url)

    def remove(self, app: str, webhook: str) -> None:
        """Remove a webhook together with its subscriptions; here, all of them."""
        hook = self._hook(app, webhook)
        self.hooks = tuple(each for each in self.hooks if each != hook)
        self.there = frozenset()

    def challenge(self, app: str, url: str) -> None:
        self._may(app)
        self._prove(url)

    def subscriptions(self, account: Account) -> frozenset[Subscription]:
        self._may(account.app)
        return self.there

    def wanted(self, account: Account) -> Sequence[Subscription]:
        return WANTED

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None:
        self._hook(account.app, webhook)
        if wanted in self.there:
            raise RefusedError(f"{wanted.event} is subscribed to already")
        self.there |= {wanted}

    def checks(self, account: Account) -> Sequence[AccountCheck]:
        self._may(account.app)
        return self.checked

    def _hook(self, app: str, ident: str) -> RegisteredWebhook:
        self._may(app)
        for hook in self.hooks:
            if hook.id == ident:
                return hook
        raise RefusedError(f"The app has no webhook {ident!r}.")

    def _may(self, app: str) -> None:
        if self.fails is not None:
            raise self.fails
        if app not in self.apps:
            raise DisconnectedError(f"There is no app {app!r}.")

    def _prove(self, url: str) -> None:
        if self.proofless:
            raise RefusedError(f"{url} answers 403 to the challenge")
