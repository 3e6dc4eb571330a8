"""`make bench`: what the desk on this machine does, in figures. Traffic goes to loopback only, and is bounded.

Needs a running desk (`make up DEMO=0`); the pure parts are measured without one.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shared.domain.calendar import deadline
from shared.domain.calendar_document import calendar_from
from shared.domain.reply_text import split_reply
from tests.e2e.client import DeskClient, until

OUTPUTS = Path(".local/outputs.json")
FIGURES = Path("docs/figures.md")

MENTIONS = 20
ALERTS = 4
"""Warn and due of more than five tickets would reach the manager as one digest (L5)."""
TARGET_S = 24

LADDER = 'ladder = [{ step = "warn", at_percent = 80 }, { step = "due", how = ["mail", "sms"] }]'

OFFICE = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"country": "JP"},
}

Row = tuple[str, str]


def main() -> None:
    rows = [*pure()]
    if OUTPUTS.exists():
        with DeskClient(json.loads(OUTPUTS.read_text("utf-8"))) as client:
            rows += [*to_the_queue(client), *lateness(client)]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    machine = f"Python {platform.python_version()}, {platform.machine()}, {_cores()} cores"
    text = f"# Figures\n\n`make bench` on {datetime.now(UTC):%Y-%m-%d}, {machine}.\n\n| what | figure |\n|---|---|\n{table}\n"
    FIGURES.write_text(text, "utf-8")
    sys.stdout.write(text)


def pure() -> Iterator[Row]:
    """Deadlines over a Japanese autumn, and replies that need splitting."""
    calendar = calendar_from(OFFICE, id="office", version=1)
    start = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)
    took = _each(lambda i: deadline(start + timedelta(minutes=i), timedelta(hours=4), calendar), 2_000)
    yield "deadlines per second (office hours, Japanese holidays, 4 h target)", f"{1 / took:,.0f}"
    long = "お問い合わせありがとうございます。確認して折り返しご連絡いたします。" * 12
    split_reply(long)
    yield "splitting a Japanese reply of 3 parts", f"{_each(lambda _: split_reply(long), 50) * 1000:.1f} ms"


def to_the_queue(client: DeskClient) -> Iterator[Row]:
    """From a customer's post on X, through webhook, queue and ingest, until it stands in `/api/queue`."""
    times = []
    for n in range(MENTIONS):
        name = f"bench_{time.time_ns()}_{n}"[-15:]
        began = time.monotonic()
        client.write(name, f"@acme_help measured {n}")
        until(lambda name=name: [t for t in client.queue() if t["customer"]["username"] == name])  # type: ignore[misc]
        times.append(time.monotonic() - began)
    yield f"post on X → in /api/queue, {MENTIONS} one after the other", _spread(times)


def lateness(client: DeskClient) -> Iterator[Row]:
    """How long after its instant a step's message was out, warn and due, in mail and SMS."""
    policy = f'[[policies]]\nid = "bench"\naccounts = ["acme_jp"]\nfirst_reply_minutes = {TARGET_S / 60}\n{LADDER}\n'
    _push(client, policy)
    time.sleep(31)
    names = [f"late_{time.time_ns()}_{n}"[-15:] for n in range(ALERTS)]
    for name in names:
        client.write(name, "@acme_jp 急いでいます")
    tickets = [client.ticket_of(name)["id"] for name in names]
    until(lambda: all(len(client.full(t)["alerts"]) == 2 and _all_sent(client.full(t)) for t in tickets), seconds=180)
    late = [seconds for ticket in tickets for seconds in _late(client.full(ticket))]
    _push(client, policy.replace(f"{TARGET_S / 60}", "60"))
    yield f"step's instant → mail or SMS accepted, {ALERTS} tickets at once, warn and due", _spread(late)


def _late(full: dict[str, Any]) -> Iterator[float]:
    for alert in full["alerts"]:
        [clock] = [clock for clock in full["clocks"] if clock["id"] == alert["clock"]]
        started, due = datetime.fromisoformat(clock["started_at"]), datetime.fromisoformat(clock["due_at"])
        at = due if alert["step"] == "due" else started + (due - started) * 0.8
        for sending in alert["sent"]:
            yield (datetime.fromisoformat(sending["at"]) - at).total_seconds()


def _all_sent(full: dict[str, Any]) -> bool:
    return all(s["state"] == "sent" for alert in full["alerts"] for s in alert["sent"]) and all(
        alert["sent"] for alert in full["alerts"]
    )


def _push(client: DeskClient, toml: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(toml)
        file.flush()
        command = [str(Path(sys.executable).parent / "desk"), "settings", "push", file.name]
        subprocess.run(command, env=client.outputs["internal"]["environment"], check=True, capture_output=True)


def _each(what: Callable[[int], object], times: int) -> float:
    what(0)
    began = time.perf_counter()
    for i in range(times):
        what(i)
    return (time.perf_counter() - began) / times


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return f"p50 {ordered[len(ordered) // 2]:.2f} s · p99 {p99:.2f} s · longest {ordered[-1]:.2f} s"


def _cores() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    main()
