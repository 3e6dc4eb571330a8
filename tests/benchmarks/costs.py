"""What X asks and charges for a thousand posts, by webhook and by poll, as the stand-in and the desk itself have counted."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.e2e.client import DeskClient, until

Row = tuple[str, str]

POSTS = 500
MINUTES = 5
"""A hundred a minute: X's timeline of mentions shows the newest 800, which is what a busy machine may be behind by."""

PER = 1_000

READ_AGAIN = timedelta(minutes=6)
"""A poll reads five minutes twice, and the last one was up to a minute ago."""

TOLD, DEAF = "acme_help", "acme_jp"
"""The account that the webhook tells of everything, and the one that it tells of nothing."""

POLLED_S = 65
"""Until polling has read what came last."""

PATIENCE_S = 300
LOOK_EVERY_S = 5
READS = ("own_read", "post_read", "user_read", "media_read")


def costs(client: DeskClient) -> Iterator[Row]:
    """Customers write to each account, once, for five minutes; both are polled every minute. Each figure is for a thousand
    of them at that pace."""
    _let_it_be_quiet(client)
    run = time.time_ns() // 1_000_000 % 1_000_000
    before = {account: _Seen(client, account) for account in (TOLD, DEAF)}
    began = time.monotonic()
    for n in range(POSTS):
        time.sleep(max(0.0, began + n * MINUTES * 60 / POSTS - time.monotonic()))
        client.write(f"told_{run}_{n}", f"@{TOLD} measured {run} {n}")
        client.write(f"deaf_{run}_{n}", f"@{DEAF} measured {run} {n}", deliver=False)
    ends = time.monotonic() + PATIENCE_S
    while any(seen.opened(client) < POSTS for seen in before.values()):
        assert time.monotonic() < ends, {account: seen.opened(client) for account, seen in before.items()}
        time.sleep(LOOK_EVERY_S)
    time.sleep(POLLED_S)
    told, deaf = (before[account].since(client) for account in (TOLD, DEAF))
    said = {"post": f"@{TOLD} measured {run}"}
    delivered = client.x.get("/_control/deliveries", params=said).raise_for_status().json()["count"]
    pace = f"per {PER:,} posts of as many customers, {POSTS // MINUTES} a minute"
    yield (
        f"by webhook, {pace}",
        f"{delivered / POSTS * PER:,.0f} requests from X · {told.usd('post_event'):.2f} USD",
    )
    yield (
        "the poll beside that webhook",
        f"{told.polls():,.0f} requests to X ({told.routes()}) · {told.counts(*READS)} · {told.usd(*READS):.2f} USD",
    )
    yield (
        f"by poll with a deaf webhook, {pace}",
        f"{deaf.polls():,.0f} requests to X ({deaf.routes()}) · {deaf.counts(*READS)} · {deaf.usd(*READS):.2f} USD",
    )


class _Counted:
    """Requests by route, and by kind what was charged: how many, and USD; all of it for `PER` posts."""

    def __init__(self, requests: Counter[str], number: Counter[str], usd: dict[str, float]) -> None:
        scale = PER / POSTS
        self._polls = {route: n * scale for route, n in requests.items() if n and route.startswith("GET ")}
        self._number = {kind: n * scale for kind, n in number.items()}
        self._usd = {kind: money * scale for kind, money in usd.items()}

    def polls(self) -> float:
        return sum(self._polls.values())

    def routes(self) -> str:
        return ", ".join(f"{n:,.0f} {route}" for route, n in sorted(self._polls.items()))

    def counts(self, *kinds: str) -> str:
        return ", ".join(f"{self._number[kind]:,.0f} {kind}" for kind in kinds if self._number.get(kind))

    def usd(self, *kinds: str) -> float:
        return sum(self._usd.get(kind, 0.0) for kind in kinds)


class _Seen:
    """What was counted for an account when the measuring began."""

    def __init__(self, client: DeskClient, account: str) -> None:
        self._account = account
        self._requests, self._kinds = _requests(client, account), _kinds(client, account)
        self._tickets = _tickets(client, account)

    def opened(self, client: DeskClient) -> int:
        """How many tickets were opened since."""
        return _tickets(client, self._account) - self._tickets

    def since(self, client: DeskClient) -> _Counted:
        now = _kinds(client, self._account)
        number: Counter[str] = Counter()
        usd: dict[str, float] = {}
        for kind, (count, money) in now.items():
            count_before, money_before = self._kinds.get(kind, (0, 0.0))
            number[kind], usd[kind] = count - count_before, money - money_before
        return _Counted(_requests(client, self._account) - self._requests, number, usd)


def _let_it_be_quiet(client: DeskClient) -> None:
    """Until no poll reads again what was written before."""
    newest = client.x.get("/_control/posts", params={"limit": 1}).raise_for_status().json()["posts"]
    if newest:
        written = datetime.fromisoformat(newest[0]["created_at"])
        time.sleep(max(0.0, (written + READ_AGAIN - datetime.now(UTC)).total_seconds()))


def _requests(client: DeskClient, account: str) -> Counter[str]:
    told = client.x.get("/_control/requests").raise_for_status().json()["by_account"]
    return Counter(told.get(account, {}))


def _kinds(client: DeskClient, account: str) -> dict[str, tuple[int, float]]:
    rows = _measured(client)["costs"]["rows"]
    kinds: dict[str, Any] = next((row["kinds"] for row in rows if row["key"] == account), {})
    return {kind: (each["count"], each["usd"]) for kind, each in kinds.items()}


def _tickets(client: DeskClient, account: str) -> int:
    return sum(row["tickets"] for row in _measured(client)["rows"] if row["key"] == account)


def _measured(client: DeskClient) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    period = {"from": (today - timedelta(days=1)).isoformat(), "to": (today + timedelta(days=1)).isoformat()}

    def asked() -> dict[str, Any]:
        """Empty while the machine is too busy to answer in time."""
        try:
            answer = client.call("GET", "/api/metrics", group="managers", by="account", **period)
        except httpx.TimeoutException:
            return {}
        told: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
        return told

    return until(asked, seconds=PATIENCE_S)
