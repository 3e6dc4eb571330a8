"""The whole stand-in: its store, and its background work."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from infra.local.fake_x import seed
from infra.local.fake_x.access.authentication import Doorkeeper
from infra.local.fake_x.access.faults import Faults
from infra.local.fake_x.access.limits import Limits
from infra.local.fake_x.courier import ANSWER_WITHIN, PAUSES, Courier
from infra.local.fake_x.data.records import AppRecord, TokenRecord, UserRecord
from infra.local.fake_x.data.snowflake import Snowflakes, whole_seconds
from infra.local.fake_x.data.store import Store

CHALLENGE_EVERY: Final = 60 * 60


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    """`sparse` leaves users and posts out of the events of replies and quotes, as X's own samples of these do. `now` is
    the time by which the stand-in writes posts, counts requests and lets tokens expire: a test may hand in the clock of
    its desk."""

    def __init__(
        self,
        folder: Path,
        *,
        pauses: Sequence[float] = PAUSES,
        answer_within: float = ANSWER_WITHIN,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.now = now
        self.store = Store(folder)
        self.ids = self._new_ids()
        self.limits = Limits(lambda: now().timestamp())
        self.faults = Faults()
        self.doorkeeper = Doorkeeper(self.store, now)
        self.courier = Courier(self.store, now, pauses=pauses, answer_within=answer_within)
        self.requests: Counter[str] = Counter()
        self.requests_by: Counter[tuple[str, str]] = Counter()
        self.sparse = False
        self._plant()

    def join(
        self,
        username: str,
        *,
        name: str | None = None,
        user_id: str | None = None,
        protected: bool = False,
        receives_dm: bool = True,
        blocked_by: tuple[str, ...] = (),
    ) -> UserRecord:
        """Add a new person, or update the one known by that id."""
        return self.store.put_user(
            UserRecord(
                id=user_id or self.ids.now(),
                username=username,
                name=name or username,
                created_at=whole_seconds(self.now()),
                protected=protected,
                receives_dm=receives_dm,
                blocked_by=blocked_by,
            )
        )

    def reset(self, *, everything: bool) -> None:
        """Delete all traffic; with `everything`, also the connections, except for the seed."""
        store = self.store
        self.ids = self._new_ids()
        store.forget_posts()
        store.messages.clear()
        store.deliveries.clear()
        self.faults.clear()
        self.limits.clear()
        self.requests.clear()
        self.requests_by.clear()
        self.courier.enabled = True
        self.sparse = False
        if everything:
            for shelf in (store.apps, store.tokens, store.grants, store.webhooks, store.subscriptions):
                shelf.clear()
            store.forget_users()
        self._plant()
        self._consent()

    def _new_ids(self) -> Snowflakes:
        return Snowflakes(lambda: round(self.now().timestamp() * 1000), self.store.taken)

    async def watch_webhooks(self) -> None:
        """Challenge every webhook each hour. A wrong response makes it invalid at once; no response does only after a
        day and more, which no test here waits for.
        """
        while True:
            await asyncio.sleep(CHALLENGE_EVERY)
            for webhook in list(self.store.webhooks):
                app = self.store.apps.get(webhook.app)
                failure = await self.courier.challenge(webhook, app) if app else None
                if failure and "response_token" in failure:
                    self.store.webhooks.put(replace(webhook, valid=False))

    def _plant(self) -> None:
        """Create the app and the accounts that exist from the start."""
        for app in seed.APPS:
            keys = (app.consumer_key, app.consumer_secret, app.bearer_token, app.client_id, app.client_secret)
            self.store.apps.put(AppRecord(app.app, *keys))
        fresh = [account for account in seed.ACCOUNTS if account.network_id not in self.store.users]
        for account in fresh:
            self.join(account.username, name=account.name, user_id=account.network_id)
        if fresh:
            self._consent()

    def _consent(self) -> None:
        """Let the accounts grant the app its access. A revoked token stays revoked until a reset."""
        for account in seed.ACCOUNTS:
            self.store.tokens.put(
                TokenRecord(account.access_token, account.access_token_secret, account.app, account.network_id)
            )
