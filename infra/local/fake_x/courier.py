"""Delivery of events to webhooks: signed, in the background, retried if they were not accepted, and recorded.

X promises neither an order nor a single delivery; this courier tries five times over some seconds, then gives up.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import httpx

from infra.local.fake_x.data.records import AppRecord, DeliveryRecord, Json, WebhookRecord
from infra.local.fake_x.data.store import Store
from infra.local.fake_x.loopback import local_request

PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
ANSWER_WITHIN: Final = 10.0
AT_ONCE: Final = 8
REMEMBERED: Final = 20_000


def sign(secret: str, body: bytes) -> str:
    """Return the value of `x-twitter-webhooks-signature`, and of a CRC's `response_token`."""
    return "sha256=" + base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


class Courier:
    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        *,
        pauses: Sequence[float] = PAUSES,
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self.enabled = True
        self._store = store
        self._now = now
        self._pauses = pauses
        self._client = httpx.AsyncClient(timeout=answer_within, trust_env=False, follow_redirects=False)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def carry(self, delivery: DeliveryRecord) -> None:
        """Record an event and start its delivery; return at once.

        While delivery is switched off, or the webhook is invalid, the event is only recorded, and a replay finds it.
        """
        webhook = self._store.webhooks.get(delivery.webhook_id)
        goes = self.enabled and webhook is not None and webhook.valid
        self._store.deliveries.put(delivery if goes else replace(delivery, state="withheld"))
        self._store.deliveries.trim(REMEMBERED)
        if goes:
            self._start(delivery)

    def resume(self) -> None:
        """Resume the deliveries that a restart interrupted."""
        for delivery in list(self._store.deliveries):
            if delivery.state == "waiting":
                self._start(delivery)

    async def challenge(self, webhook: WebhookRecord, app: AppRecord) -> str | None:
        """Ask the webhook to prove that it knows the secret; return why it failed, or None."""
        token = secrets.token_urlsafe(32)
        params = {"crc_token": token, "nonce": secrets.token_urlsafe(16)}
        try:
            response = await self._client.send(local_request(self._client, "GET", webhook.url, params=params))
        except httpx.HTTPError as e:
            return f"CrcValidationFailed: {type(e).__name__}"
        if not response.is_success:
            return f"CrcValidationFailed: the webhook answered with status {response.status_code}"
        try:
            answer = response.json()["response_token"]
        except (ValueError, KeyError, TypeError):
            return "CrcValidationFailed: no response_token in the answer"
        expected = sign(app.consumer_secret, token.encode())
        return None if hmac.compare_digest(str(answer), expected) else "CrcValidationFailed: wrong response_token"

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _start(self, delivery: DeliveryRecord) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: DeliveryRecord) -> None:
        for pause in (*self._pauses, None):
            async with self._slots:
                attempt = await self._attempt(delivery)
            taken = 200 <= attempt["status"] < 300
            state = "delivered" if taken else "waiting" if pause is not None else "failed"
            delivery = replace(delivery, attempts=(*delivery.attempts, attempt), state=state)
            if delivery.id in self._store.deliveries:
                self._store.deliveries.put(delivery)
            if taken or pause is None:
                return
            await asyncio.sleep(pause)

    async def _attempt(self, delivery: DeliveryRecord) -> Json:
        """Make one attempt; status 0 stands for no response at all."""
        at = self._now().isoformat(timespec="milliseconds")
        webhook = self._store.webhooks.get(delivery.webhook_id)
        app = self._store.apps.get(webhook.app) if webhook else None
        if webhook is None or app is None:
            return {"at": at, "status": 0, "error": "the webhook is gone"}
        body = delivery.body.encode()
        headers = {
            "content-type": "application/json",
            "x-twitter-webhooks-signature": sign(app.consumer_secret, body),
        }
        request = local_request(self._client, "POST", webhook.url, content=body, headers=headers)
        try:
            response = await self._client.send(request)
        except httpx.HTTPError as e:
            return {"at": at, "status": 0, "error": type(e).__name__}
        return {"at": at, "status": response.status_code}
