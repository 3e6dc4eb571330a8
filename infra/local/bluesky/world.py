"""The whole stand-in: its store, its time, its people and what they write."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from infra.local.bluesky import seed
from infra.local.bluesky.content import POST, cid_of, did_of, stamp, tid
from infra.local.bluesky.faults import Faults, XrpcError
from infra.local.bluesky.store import Store
from infra.local.documents import Json

DECLARATION: Final = "chat.bsky.actor.declaration"


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    """`now` is the time of everything that the network dates by itself."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = utc_now) -> None:
        self.store = Store(folder)
        self.now = now
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.points: dict[tuple[str, str], list[tuple[datetime, int]]] = {}
        self.limits = {"points_hour": 5_000, "points_day": 35_000, "log_ins": 100}
        self.base = ""
        self._last = 0
        self._lock = threading.Lock()
        self._plant()

    def reset(self) -> None:
        self.store.clear()
        self.faults.clear()
        self.requests.clear()
        self.points.clear()
        self.limits = {"points_hour": 5_000, "points_day": 35_000, "log_ins": 100}
        self._plant()

    def tid(self) -> str:
        """Return the next timestamp identifier, later than all before, also if the clock stands."""
        with self._lock:
            self._last += 1
            return tid(self.now(), self._last)

    # People

    def actor(self, named: str) -> Json:
        """Return the person of this DID or handle; an unknown handle becomes a new one. Raises ValueError."""
        name = named.removeprefix("@").lower()
        if named.startswith("did:"):
            found = self.store.actors.get(named)
            if found is None:
                raise ValueError(f"nobody has the DID {named}")
            return found
        handle = name if "." in name else f"{name}.example.com"
        return self.by_handle(handle) or self.join(did_of(handle), handle, name.partition(".")[0])

    def by_handle(self, handle: str) -> Json | None:
        return next((one for one in self.store.actors if one["handle"] == handle.lower()), None)

    def join(self, did: str, handle: str, name: str, **more: Any) -> Json:
        document: Json = {
            "did": did,
            "handle": handle.lower(),
            "name": name,
            "blocks": [],
            "follows": [],
            "mutes": [],
            "muted_threads": [],
            "passwords": {},
            "incoming": "",
            "priority": False,
            "takedown": False,
            "pds": "",
            **more,
        }
        return self.store.actors.put(did, document)

    def change(self, actor: Json, **fields: Any) -> Json:
        return self.store.actors.put(actor["did"], {**actor, **fields})

    def declare(self, did: str, incoming: str) -> None:
        """Let a person say from whom they take messages: a record of theirs, like everything else."""
        self.write(did, DECLARATION, "self", {"$type": DECLARATION, "allowIncoming": incoming})

    @property
    def dids(self) -> dict[str, str]:
        return {one["handle"]: one["did"] for one in self.store.actors}

    def blocked(self, one: str, other: str) -> bool:
        people = self.store.actors
        return any(
            theirs in (people.get(mine) or {"blocks": ()})["blocks"] for mine, theirs in ((one, other), (other, one))
        )

    # Records

    def write(self, did: str, collection: str, key: str, content: Json) -> Json:
        """Write a record, or another content of it. The time at which the app has indexed it is the network's own."""
        uri = f"at://{did}/{collection}/{key}"
        before = self.store.records.get(uri)
        if collection == DECLARATION:
            self.change(self.store.actors.get(did) or {}, incoming=content.get("allowIncoming", ""))
        return self.store.records.put(
            uri,
            {
                "uri": uri,
                "repo": did,
                "collection": collection,
                "key": key,
                "cid": cid_of(content),
                "value": content,
                "indexed_at": before["indexed_at"] if before else stamp(self.now()),
                "made": before["made"] if before else self.tid(),
            },
        )

    def record(self, uri: str) -> Json | None:
        return self.store.records.get(uri)

    def post(self, uri: object) -> Json | None:
        found = self.store.records.get(uri) if isinstance(uri, str) else None
        return found if found is not None and found["collection"] == POST else None

    @property
    def posts(self) -> list[Json]:
        return [record for record in self.store.records if record["collection"] == POST]

    # Limits

    def spend(self, account: str, points: int) -> dict[str, str]:
        """Count points of a write, and return the headers that tell of it. Raises XrpcError if they are used up."""
        return self.take(account, "points", points, self.limits["points_hour"], 3_600)

    def take(self, account: str, kind: str, points: int, most: int, window: int) -> dict[str, str]:
        now = self.now()
        used = [one for one in self.points.get((account, kind), []) if (now - one[0]).total_seconds() < window]
        total = sum(number for _, number in used)
        opened = used[0][0] if used else now
        allowed = total + points <= most
        if allowed:
            used.append((now, points))
            total += points
        self.points[account, kind] = used
        headers = {
            "ratelimit-limit": str(most),
            "ratelimit-remaining": str(max(0, most - total)),
            "ratelimit-reset": str(int(opened.timestamp()) + window),
            "ratelimit-policy": f"{most};w={window}",
        }
        if not allowed:
            error = XrpcError("RateLimitExceeded")
            error.headers = headers
            raise error
        return headers

    def _plant(self) -> None:
        for account in seed.ACCOUNTS:
            if account.network_id not in self.store.actors:
                passwords = {account.password: True, seed.PLAIN_PASSWORD: False}
                self.join(account.network_id, account.username, account.name, passwords=passwords)
                self.declare(account.network_id, "all")
