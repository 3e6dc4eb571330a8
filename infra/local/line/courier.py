"""Delivery of events to the webhook: signed as LINE signs them, and again if redelivery is on.

LINE keeps the number of its attempts and their pauses to itself; this courier tries five times over some seconds.
"""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import httpx

from infra.local.fake_x.loopback import local_request
from infra.local.line.store import Delivery, Json, Settings, Store

PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
ANSWER_WITHIN: Final = 2.0
"""Seconds: https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/"""


def sign(secret: str, body: bytes) -> str:
    """Return the value of `x-line-signature`."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


class Courier:
    def __init__(
        self, store: Store, now: Callable[[], datetime], settings: Callable[[], Settings], pauses: Sequence[float]
    ) -> None:
        self._store = store
        self._now = now
        self._settings = settings
        self._pauses = pauses
        self._client = httpx.AsyncClient(timeout=10.0, trust_env=False, follow_redirects=False)
        self._tasks: set[asyncio.Task[None]] = set()

    def carry(self, delivery: Delivery) -> None:
        """Record the delivery and start it; return at once. Without an active webhook it is lost."""
        settings = self._settings()
        goes = bool(settings.endpoint) and settings.active and not settings.suspended
        delivery.state = "waiting" if goes else "withheld"
        self._store.deliveries.put(delivery)
        if goes:
            self._start(delivery)

    def resume(self) -> None:
        """Resume the deliveries that a restart interrupted."""
        for delivery in self._store.deliveries:
            if delivery.state == "waiting":
                self._start(delivery)

    async def test(self, url: str, destination: str) -> Json:
        """Send the empty test, and return what LINE's API says of it."""
        at = self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = json.dumps({"destination": destination, "events": []}).encode()
        status, error = await self._post(url, body)
        if 200 <= status < 300:
            return {"success": True, "timestamp": at, "statusCode": status, "reason": "OK", "detail": str(status)}
        reason = "ERROR_STATUS_CODE" if status else "REQUEST_TIMEOUT" if "Timeout" in error else "COULD_NOT_CONNECT"
        return {
            "success": False,
            "timestamp": at,
            "statusCode": status,
            "reason": reason,
            "detail": error or str(status),
        }

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        for n, pause in enumerate((*self._pauses, None)):
            body = delivery.body if n == 0 else _again(delivery.body)
            status, error = await self._post(self._settings().endpoint, body.encode())
            delivery.attempts.append({"at": self._now().isoformat(), "status": status, "error": error})
            taken = 200 <= status < 300
            over = taken or pause is None or not self._settings().redelivery
            delivery.state = "delivered" if taken else "failed" if over else "waiting"
            if self._store.deliveries.get(delivery.id) is not None:
                self._store.deliveries.put(delivery)
            if over or pause is None:
                return
            await asyncio.sleep(pause)

    async def _post(self, url: str, body: bytes) -> tuple[int, str]:
        """Return the status, and why there is none: 0 stands for no response."""
        headers = {"content-type": "application/json; charset=utf-8", "user-agent": "LineBotWebhook/2.0"}
        headers["x-line-signature"] = sign(self._settings().secret, body)
        try:
            request = local_request(self._client, "POST", url, content=body, headers=headers)
            return (await self._client.send(request)).status_code, ""
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return 0, type(error).__name__


def _again(body: str) -> str:
    document = json.loads(body)
    for event in document["events"]:
        event["deliveryContext"] = {"isRedelivery": True}
    return json.dumps(document, ensure_ascii=False)
