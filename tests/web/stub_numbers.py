"""Numbers as `/api/metrics` answers them: made up, always the same, and of the shape of the API."""

from datetime import date, timedelta
from typing import Any

from tests.web.stub_desk import Answer, Json, ago

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS = ("first_reply", "next_reply", "resolution")


def figures(count: int, median: float, *, promised: bool = True) -> Json:
    if count == 0:
        return {"count": 0} | dict.fromkeys(("mean_s", "median_s", "p90_s", "within_target"))
    share = max(0.0, min(1.0, 1.25 - median / 3600)) if promised else None
    return {"count": count, "mean_s": median * 1.3, "median_s": median, "p90_s": median * 2.6, "within_target": share}


def row(key: str, count: int, median: float, *, unanswered: int = 0, **more: Any) -> Json:
    """A row whose first replies took that long; `more` is added."""
    made: Json = {"key": key, "tickets": count + unanswered, "late": count // 9, "unanswered": unanswered}
    made["overdue"] = unanswered // 2
    made["told_by_hand"] = 0
    made["more_unanswered"] = False
    made["oldest_unanswered_s"] = 5400.0 if unanswered else None
    for n, kind in enumerate(KINDS):
        longer, promised = median * (1 + n * n * 2), kind != "resolution"
        waiting = unanswered if n == 0 else 0
        made[kind] = figures(count // (n + 1), longer, promised=promised) | {
            "business": figures(count // (n + 1), longer * 0.6, promised=promised),
            "unanswered": waiting,
            "overdue": waiting // 2,
            "in_time": round(count * 0.8) if promised else 0,
            "missed": count - round(count * 0.8) if promised else 0,
            "oldest_unanswered_at": ago(90) if waiting else None,
            "targets_s": [1800.0, 3600.0] if promised and count else None,
        }
    return made | more


MONTH: Json = {"month": "2026-11", "usd": 41.275, "limit_usd": 50.0, "state": "near"}
NO_COSTS: Json = {
    "rows": [{"key": "*", "usd": 0.0, "kinds": {}}],
    "month": {"month": MONTH["month"], "usd": 0.0, "limit_usd": None, "state": "ok"},
}


def cost(key: str, posts: int) -> Json:
    """What came of so many posts: told by the webhook, found again by polling with their authors, and answered."""
    prices = {"post_event": 0.005, "own_read": 0.001, "user_read": 0.01, "summoned_reply": 0.01, "post_with_link": 0.2}
    counts = dict(zip(prices, (posts, posts, posts * 2 // 3, posts * 3 // 4, posts // 40), strict=True))
    kinds = {kind: {"count": n, "usd": round(n * prices[kind], 3)} for kind, n in counts.items() if n}
    return {"key": key, "usd": round(sum(each["usd"] for each in kinds.values()), 3), "kinds": kinds}


def spent(by: str, start: date, end: date) -> list[Json]:
    if by == "account":
        return [cost("*", 1420), cost("acme_help", 1060), cost("acme_jp", 350), cost("-", 10)]
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)] if by == "day" else []
    return [cost("*", 1420), *(cost(day.isoformat(), 20 + day.toordinal() * 37 % 60) for day in days)]


def metrics(query: dict[str, str], _: Json) -> Answer:
    """What a desk with two accounts and two agents would answer."""
    start, end = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
    rows = [row("*", 412, 1260, unanswered=7)]
    if query["by"] == "day":
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        busy = [day for day in days if day.weekday() < 6]
        rows += [
            row(day.isoformat(), 9 + n * 7 % 13, 700 + (n * 613) % 1900, unanswered=int(day == end))
            for n, day in enumerate(busy)
        ]
    elif query["by"] == "network":
        rows += [row("toy", 102, 2100, unanswered=5), row("x", 300, 1100, unanswered=2)]
    elif query["by"] == "account":
        rows += [row("acme_help", 310, 1100, unanswered=2), row("acme_jp", 102, 2100, unanswered=5)]
    elif query["by"] == "agent":
        rows += [row("-", 11, 4000, unanswered=7, agent=None)]
        rows += [row("kt", 240, 900, agent={"sub": "kt", "name": "Keiko Tanaka"})]
        rows += [row("ren", 160, 1700, agent={"sub": "ren", "name": "佐藤 蓮"})]
    else:
        for n, day in enumerate(WEEKDAYS):
            for hour in range(24):
                count = max(0, 12 - abs(hour - 14)) * (n < 5) + (hour % 5 == 0) * n
                rows.append(row(f"{day}-{hour:02}", count, 600 + hour * 120))
    costs = {"rows": spent(query["by"], start, end), "month": dict(MONTH)}
    return 200, {"from": ago(0), "to": ago(0), "as_of": ago(0), "zone": "Asia/Tokyo", "rows": rows, "costs": costs}


def nothing(query: dict[str, str], _: Json) -> Answer:
    """What a desk answers in whose period nothing began."""
    return 200, {
        "from": ago(0),
        "to": ago(0),
        "as_of": ago(0),
        "zone": "UTC",
        "rows": [row("*", 0, 0)],
        "costs": NO_COSTS,
    }
