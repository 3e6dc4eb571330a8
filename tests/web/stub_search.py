"""What the search of the desk before the browser finds: tickets of every status, page by page."""

from typing import Any

from tests.web.stub_desk import ME, ON_X, Answer, Json, StubDesk, ago, post, view

NUMBER = "4471"


def found(ident: str, who: str | None, *pieces: str, minutes: float = 60, kind: str = "words", **more: Any) -> Json:
    """A ticket as the search answers it; every second piece is a hit."""
    text = "".join(pieces)
    by = ME if who == "note" else None
    excerpt = [{"text": piece, "hit": n % 2 == 1} for n, piece in enumerate(pieces) if piece]
    at = ago(minutes) if who else None
    match = {"kind": kind, "who": who, "by": by, "at": at, "excerpt": excerpt}
    name = more.pop("name", "Customer")
    told = view(ident, [post(ident, text or "…", minutes=minutes)], due_in=more.pop("due_in", None), name=name, **more)
    ticket: Json = told["ticket"]
    return ticket | {"match": match}


DAY = 24 * 60


def shop() -> dict[str, list[Json]]:
    """By the query: what is found at once."""
    jp: Json = {"account": "acme_jp"}
    return {
        NUMBER: [
            found("mitsuki", "customer", "注文した品がまだ届きません。問い合わせ番号は ", NUMBER, " です。", kind="code", due_in=-12.6, name="みつき"),
            found("kenji", "us", "番号 ", NUMBER, " の品は本日発送しました。^KT", minutes=200 * DAY, kind="code", status="done", name="Kenji", **jp),
        ],
        "ケトル": [
            found("sato", "customer", "…届いた電気", "ケトル", "のスイッチが入りません。交換できますか？", minutes=90, name="佐藤 美咲", due_in=18.5, tags=["交換"], **jp),
            found("ren", "note", "倉庫に確認。", "ケトル", "の在庫は来週入荷、先に返金の案内を", minutes=3 * DAY, name="佐々木 蓮", status="answered", **jp),
            found("park", "us", "We have sent another ", "ｹﾄﾙ", " (kettle) today. ^KT", minutes=9 * DAY, name="Jo Park", status="done"),
            found("emi", None, minutes=20 * DAY, kind="customer", name="ケトル専門店", status="done"),
        ],
    }  # fmt: skip


def with_search(stub: StubDesk) -> StubDesk:
    """The search over `shop`: words as far as twelve days back at first, and everything with the next page."""
    results = shop()
    further = [
        found("old", "customer", "The ", "kettle", " leaks", minutes=40 * DAY, name="Anna Lindqvist", status="done")
    ]

    def queue(query: dict[str, str], _: Json) -> Answer:
        if "q" not in query:
            return 200, stub._queue(query)
        rows = results.get(query["q"].removeprefix("#"), []) if "cursor" not in query else further
        is_code = any(row["match"]["kind"] == "code" for row in rows)
        now = ago(0)
        back_to = None if "cursor" in query or query["q"] == "nothing" else now if is_code else ago(12 * DAY)
        following = "further" if back_to else None
        page = {"as_of": now, "tickets": rows, "next_cursor": following, "searched_back_to": back_to}
        return 200, page | {"counts": {}, "tags": {}, "accounts": [ON_X | account for account in stub.accounts]}

    stub.routes["GET /api/queue"] = queue
    return stub
