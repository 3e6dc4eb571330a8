"""The half of a console that a network without webhooks does not have (ports.Console)."""

from shared.domain.accounts.connection import RegisteredWebhook, Subscription
from shared.domain.errors import RefusedError
from shared.domain.settings.desk import Account

NO_WEBHOOK = "This network delivers nothing to an account by itself: it is polled."


class NoWebhooks:
    """Nothing is registered, and what would change that is refused."""

    def webhooks(self, app: str) -> tuple[RegisteredWebhook, ...]:  # noqa: ARG002
        return ()

    def register(self, app: str, url: str) -> RegisteredWebhook:  # noqa: ARG002
        raise RefusedError(NO_WEBHOOK)

    def prove(self, app: str, webhook: str) -> None:  # noqa: ARG002
        raise RefusedError(NO_WEBHOOK)

    def remove(self, app: str, webhook: str) -> None:  # noqa: ARG002
        raise RefusedError(NO_WEBHOOK)

    def challenge(self, app: str, url: str) -> None:  # noqa: ARG002
        raise RefusedError(NO_WEBHOOK)

    def subscriptions(self, account: Account) -> frozenset[Subscription]:  # noqa: ARG002
        return frozenset()

    def wanted(self, account: Account) -> tuple[Subscription, ...]:  # noqa: ARG002
        return ()

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None:  # noqa: ARG002
        raise RefusedError(NO_WEBHOOK)
