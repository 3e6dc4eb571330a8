"""Delivery of events to the webhook, signed as Meta signs them: https://developers.facebook.com/docs/graph-api/webhooks/

Meta promises neither order nor batches, and tries again for 36 hours. This courier tries five times over some seconds, with the
very same bytes, in which every character beyond ASCII is escaped. A Page whose deliveries have failed for an hour is
unsubscribed.
"""

import asyncio
import hmac
import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import httpx

from infra.local.documents import Json
from infra.local.fake_x.loopback import local_request

if TYPE_CHECKING:
    from infra.local.meta.world import World

PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
ANSWER_WITHIN: Final = 5.0
MOST_ENTRIES: Final = 1_000
UNSUBSCRIBED_AFTER: Final = timedelta(hours=1)


def encoded(document: Json) -> bytes:
    """Return a delivery's bytes: `\\u00e4` instead of ä, and `\\/` instead of /."""
    return json.dumps(document, separators=(",", ":")).replace("/", "\\/").encode()


def sign(secret: str, body: bytes) -> str:
    """Return the value of `X-Hub-Signature-256`."""
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


class Courier:
    def __init__(self, world: "World", pauses: Sequence[float]) -> None:
        self._world = world
        self._pauses = pauses
        self._client = httpx.AsyncClient(timeout=10.0, trust_env=False, follow_redirects=False)
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[tuple[str, Json]] = []

    def carry(self, thing: str, entry: Json) -> None:
        """Deliver an entry, or hold it for later; return at once."""
        if self._world.settings["holds"]:
            self._held.append((thing, entry))
        else:
            self._start({"object": thing, "entry": [entry]})

    def release(self, *, reverse: bool = False, merge: bool = False) -> int:
        """Deliver what was held, up to a thousand entries of an object at once; return the number of deliveries.

        With `merge`, what happened at one account is one entry with many changes.
        """
        held, self._held = self._held, []
        made = 0
        for thing in ("page", "instagram"):
            entries = [entry for each, entry in held if each == thing]
            entries = _merged(entries) if merge else entries
            entries = entries[::-1] if reverse else entries
            for start in range(0, len(entries), MOST_ENTRIES):
                self._start({"object": thing, "entry": entries[start : start + MOST_ENTRIES]})
                made += 1
        return made

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def forget(self) -> None:
        self._held.clear()

    def resume(self) -> None:
        """Resume the deliveries that a restart interrupted."""
        for delivery in self._world.store["delivery"]:
            if delivery["state"] == "waiting":
                self._run(delivery)

    def again(self, ident: str) -> bool:
        """Deliver the same bytes once more, as Meta sometimes does after success too."""
        delivery = self._world.store["delivery"].get(ident)
        if delivery is not None:
            self._run(delivery)
        return delivery is not None

    async def settle(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _start(self, document: Json) -> None:
        ident = uuid.uuid4().hex
        body = encoded(document).decode()
        delivery = {"id": ident, "object": document["object"], "body": body, "state": "waiting", "attempts": []}
        self._run(self._world.store["delivery"].put(ident, delivery))

    def _run(self, delivery: Json) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Json) -> None:
        for pause in (*self._pauses, None):
            status, error = await self.post(delivery["body"].encode())
            delivery["attempts"].append({"at": self._world.now().isoformat(), "status": status, "error": error})
            taken = 200 <= status < 300
            delivery["state"] = "delivered" if taken else "failed" if pause is None else "waiting"
            if delivery["id"] in self._world.store["delivery"]:
                self._world.store["delivery"].put(delivery["id"], delivery)
                self._judge(taken=taken)
            if taken or pause is None:
                return
            await asyncio.sleep(pause)

    def _judge(self, *, taken: bool) -> None:
        """Unsubscribe the Page after an hour of failures."""
        since = self._world.settings["failing_since"]
        if taken:
            if since is not None:
                self._world.change(failing_since=None)
        elif since is None:
            self._world.change(failing_since=self._world.now().isoformat())
        elif self._world.now() - datetime.fromisoformat(since) > UNSUBSCRIBED_AFTER:
            self._world.change(page_fields=[], failing_since=None)

    async def post(self, body: bytes) -> tuple[int, str]:
        """Return the status, and why there is none: 0 stands for no response within five seconds."""
        settings = self._world.settings
        headers = {
            "content-type": "application/json",
            "user-agent": "facebookexternalua",
            "x-hub-signature-256": sign(settings["app_secret"], body),
        }
        try:
            request = local_request(self._client, "POST", settings["callback"], content=body, headers=headers)
            async with asyncio.timeout(ANSWER_WITHIN):
                return (await self._client.send(request)).status_code, ""
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError) as error:
            return 0, type(error).__name__


def _merged(entries: Sequence[Json]) -> list[Json]:
    """Join what happened at one account to one entry of each kind."""
    found: dict[tuple[str, str], Json] = {}
    for entry in entries:
        kind = next(each for each in ("changes", "messaging", "standby", "field") if each in entry)
        if kind == "field":
            found[entry["id"], f"{kind}{len(found)}"] = entry
            continue
        joined = found.setdefault((entry["id"], kind), {**entry, kind: []})
        joined[kind] = [*joined[kind], *entry[kind]]
    return list(found.values())
