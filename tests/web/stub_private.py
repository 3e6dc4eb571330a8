"""A ticket on a network of private messages whose plan has a quota, and which keeps to itself what its own app answers
(N3, N5-N7)."""

from typing import Any

from tests.web.stub_desk import OTHER, Json, StubDesk, ago, post, view
from tests.web.stub_writing import previewed, with_writing

TOY: Json = {
    "id": "acme_toy",
    "username": "",
    "name": "アクメ公式",
    "network": "toy",
    "network_name": "Toytown",
    "network_sign": {"letter": "T", "shape": "diamond"},
    "shows_native_answers": False,
    "measures": {
        "public": {"unit": "graphemes", "limit": 300, "bytes_limit": 3_000, "splits": True},
        "direct": {"unit": "utf16", "limit": 5_000, "bytes_limit": None, "splits": True},
    },
    "colour": "#06754a",
    "state": "ok",
}
YUI = {"id": "did:toy:yui", "username": "", "name": "結衣"}


def toy_post(ident: str, text: str, *, minutes: float, **more: Any) -> Json:
    private = {"channel": "direct", "kind": "direct", "audience": "direct", "account": "acme_toy", "author": YUI}
    return post(ident, text, minutes=minutes, **(private | {"url": None} | more))


def quota(used: int, limit: int | None = 200) -> Json:
    return {"limit": limit, "used": used, "left": None if limit is None else limit - used, "as_of": ago(12)}


def reported(minutes: float, *, told: float, by: Json = OTHER) -> Json:
    """An answer that a colleague gave on the network so long ago, and told the desk of afterwards."""
    entry = {"id": "report-1", "kind": "answer_reported", "at": ago(told), "by": by, "text": None, "reason": None}
    return entry | {"told": [], "answered_at": ago(minutes), "withdrawn": False}


def private(stub: StubDesk, *, used: int = 163, closes_in: float = 185, **may: Any) -> None:
    """A customer who waits in private, whom a colleague has answered before in the network's own app."""
    with_writing(stub)
    stub.accounts.append(TOY | {"last_seen": ago(1)})
    said = {"quota": quota(used), "cost_usd": 0.0} | may
    stub.routes["POST /api/preview/reply"] = lambda _, body: (200, previewed(body | {"channel": "direct"}) | said)
    posts = [
        toy_post("yui-1", "注文した積み木の色が写真と違いました。交換できますか？", minutes=95),
        toy_post("yui-2", "ありがとうございます。返送先を教えてください。", minutes=22, answer_by=ago(-closes_in)),
    ]
    told = view(
        "yui", posts, due_in=38, name="結衣", account="acme_toy", network="toy", channel="direct", status="open"
    )
    told["ticket"]["customer"] = YUI
    told["ticket"]["answer_by"] = ago(-closes_in)
    told["ticket"]["waiting_since"] = posts[-1]["posted_at"]
    told["history"] = [reported(80, told=78)]
    stub.put(told)


def blocked(stub: StubDesk) -> None:
    private(stub, allowed=False, reason_code="blocked_by_customer")
    stub.tickets["yui"]["blocked_since"] = ago(9)


def used_up(stub: StubDesk) -> None:
    private(stub, used=200, allowed=False, reason_code="quota_used_up")


def followers(stub: StubDesk) -> None:
    """A post for followers alone, on a network that limits bytes too."""
    private(stub, quota=None)
    told = stub.tickets["yui"]
    for each in told["posts"]:
        each |= {
            "channel": "public",
            "kind": "mention",
            "audience": "followers",
            "url": f"https://toytown.example/{each['id']}",
        }
    told["ticket"]["channel"] = "public"
    told["posts"][-1]["answer_by"] = told["ticket"]["answer_by"] = None
