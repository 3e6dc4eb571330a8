"""`make bench`: what the desk on this machine does, in figures. Traffic goes to loopback only, and is bounded.

It brings up a desk of its own, on ports and in a folder apart, so that nothing that was there before is counted. Takes
about thirteen minutes; what else the machine does meanwhile is in the figures. `make bench ONLY=costs` measures what X asks
and charges for alone, in seven, `ONLY=search` the search, `ONLY=month` the numbers of a month,
`ONLY=queue` how soon a post stands in the queue,
`ONLY=queue-growth` what the queue costs as it grows, `ONLY=reconcile` the reconciler likewise, in four, `ONLY=cold` cold starts,
`ONLY=ingest` what a customer's post costs, `ONLY=standing` what an idle desk costs; they print their rows and leave the other
figures as they are.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from shared import wiring
from shared.domain.sla.calendar import deadline
from shared.domain.sla.calendar_document import calendar_from
from shared.usecases.inbound.ingest_post import ingest_post
from tests.benchmarks.arrival import to_the_queue
from tests.benchmarks.cold_start import cold_start
from tests.benchmarks.costs import costs
from tests.benchmarks.ingest import ingest
from tests.benchmarks.month import month
from tests.benchmarks.page import page
from tests.benchmarks.queue_growth import queue_growth
from tests.benchmarks.reconcile import reconcile
from tests.benchmarks.scale import scale
from tests.benchmarks.search import search
from tests.benchmarks.spread import spread
from tests.benchmarks.standing import rows as standing_rows
from tests.builders import sighted
from tests.desk_fixture import running_desk
from tests.e2e.client import DeskClient, until
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call
from tests.x_text import split_reply

STATE = Path(".local/bench")
FIGURES = Path("docs/figures.md")

PREVIEWS = 40
REPLY = "お問い合わせありがとうございます。確認して折り返しご連絡いたします。 "
ALERTS = 200
WITHIN_S = 60
AGENTS = 25
"""Eight alerts each: more than ten would reach an agent as one digest (L5)."""
TARGET_MINUTES = 3
SETTINGS_KNOWN_S = 31
"""A function may hold settings for half a minute."""

OFFICE = {
    "zone": "Asia/Tokyo",
    "weekly": {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"country": "JP"},
}

POLICY = f"""[[policies]]
id = "bench"
accounts = ["acme_jp"]
first_reply_minutes = {TARGET_MINUTES}
ladder = [{{ step = "due", whom = ["assignee"], how = ["mail", "sms"] }}]
"""

ON_COSTS = """The last three rows alone: `make bench ONLY=costs`. Requests as the stand-in for X has counted them, charges as the desk
has, at X's list prices (a fifth for posts where the app is the account's own; authors cost as much as they do for anybody).
A poll a minute asks for mentions, of which it reads the last five minutes twice, and for the account's own posts and
messages; at another pace these requests are as many a minute, and the charges the same."""

ON_SEARCH = """The search's rows alone: `make bench ONLY=search`. 20,000 tickets of 180 days on two accounts, half of them in Japanese,
each with an order number, on dynalite, which counts units by DynamoDB's published rule; a request reads the tickets that it
shows as well. Milliseconds hold dynalite's own work, which is most of them."""

Row = tuple[str, str]


def main() -> None:
    only = sys.argv[1] if sys.argv[1:] else ""
    without_desk: dict[str, Callable[[], Iterator[Row]]] = {
        "search": search,
        "month": month,
        "cold": cold_start,
        "ingest": ingest,
        "page": page,
        "standing": standing_rows,
        "queue-growth": queue_growth,
        "reconcile": reconcile,
        "scale": scale,
    }
    on_desk: dict[str, Callable[[DeskClient], Iterator[Row]]] = {"costs": costs, "queue": to_the_queue}
    if only and only not in {*without_desk, *on_desk}:
        names = ", ".join(f"ONLY={name}" for name in sorted([*without_desk, *on_desk]))
        raise SystemExit(f"One of these can be measured alone: make bench {names}")
    shutil.rmtree(STATE, ignore_errors=True)
    if only in without_desk:
        list(_said(without_desk[only]()))
        return
    if only:
        with running_desk(STATE.resolve()) as outputs, DeskClient(outputs) as client:
            list(_said(on_desk[only](client)))
        return
    rows = [
        *_said(pure()),
        *_said(previews_alone()),
        *_said(cold_start()),
        *_said(ingest()),
        *_said(page()),
        *_said(search()),
        *_said(month()),
        *_said(standing_rows()),
        *_said(queue_growth()),
    ]
    with running_desk(STATE.resolve()) as outputs, DeskClient(outputs) as client:
        rows += [each for part in (previews, to_the_queue, lateness, costs) for each in _said(part(client))]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    machine = f"Python {platform.python_version()}, {platform.machine()}, {_cores()} cores"
    text = f"# Figures\n\n`make bench` on {datetime.now(UTC):%Y-%m-%d}, {machine}.\n\n| what | figure |\n|---|---|\n{table}\n\n{ON_COSTS}\n\n{ON_SEARCH}\n"
    FIGURES.write_text(text, "utf-8")


def _said(rows: Iterator[Row]) -> Iterator[Row]:
    """Each figure once it is there, so that what comes after it and fails takes none of them along."""
    for what, figure in rows:
        sys.stdout.write(f"| {what} | {figure} |\n")
        sys.stdout.flush()
        yield what, figure


def pure() -> Iterator[Row]:
    """Deadlines over a Japanese autumn, and replies that need splitting."""
    calendar = calendar_from(OFFICE, id="office", version=1)
    start = datetime(2026, 9, 18, 8, 0, tzinfo=UTC)
    took = _each(lambda i: deadline(start + timedelta(minutes=i), timedelta(hours=4), calendar), 2_000)
    yield "deadlines per second (office hours, Japanese holidays, 4 h target)", f"{1 / took:,.0f}"
    long = "お問い合わせありがとうございます。確認して折り返しご連絡いたします。" * 12
    split_reply(long)
    yield "splitting a Japanese reply of 3 parts", f"{_each(lambda _: split_reply(long), 50) * 1000:.1f} ms"


def previews_alone() -> Iterator[Row]:
    """The same in the function, without network and table: the part that grows with the text."""
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    wiring._desk = desk  # type: ignore[assignment]  # the desk of this process, as the tests of the API set it
    for letters in (280, 2_800, 25_000):
        body = {"account": "acme", "ticket": desk.only_ticket().id, "text": _words(letters - 2)}
        typed = [{**body, "text": f"{body['text']}{n:02}"} for n in range(PREVIEWS)]
        took = _each(partial(_preview, typed), PREVIEWS)
        yield f"POST /api/preview/reply, {letters:,} characters, in the function", f"{took * 1000:.1f} ms"
    wiring._desk = None


def _preview(typed: Sequence[Mapping[str, Any]], n: int) -> None:
    call("POST", "/api/preview/reply", typed[n])


def previews(client: DeskClient) -> Iterator[Row]:
    """The composer's preview while somebody types, over HTTP: with the emulator's own work, which is most of it."""
    for letters in (280, 25_000):
        words = _words(letters - 2)
        times = []
        for n in range(PREVIEWS):
            body = {"account": "acme_help", "text": f"{words}{n:02}"}
            began = time.monotonic()
            client.call("POST", "/api/preview/reply", body).raise_for_status()
            times.append(time.monotonic() - began)
        yield f"POST /api/preview/reply, {letters:,} characters, on the local desk", spread(times[1:], digits=3)


def lateness(client: DeskClient) -> Iterator[Row]:
    """How long after its deadline the mail and the SMS to the ticket's assignee were both out."""
    agents = [_agent(client, n) for n in range(AGENTS)]
    _push(client, POLICY)
    time.sleep(SETTINGS_KNOWN_S)
    names = [f"late_{n}" for n in range(ALERTS)]
    began = time.monotonic()
    for n, name in enumerate(names):
        time.sleep(max(0.0, began + n * WITHIN_S / ALERTS - time.monotonic()))
        client.write(name, f"@acme_jp 急いでいます {n}")
    found = until(partial(_tickets_of, client, names))
    tickets = [found[name] for name in names]
    for n, ticket in enumerate(tickets):
        body = {"assignee": agents[n % AGENTS]}
        client.call("POST", f"/api/tickets/{ticket}/assign", body).raise_for_status()
    time.sleep(max(0.0, began + WITHIN_S + TARGET_MINUTES * 60 + 5 - time.monotonic()))
    until(lambda: all(_told(client.full(ticket)) for ticket in tickets), seconds=120)
    late = [_late(client.full(ticket)) for ticket in tickets]
    yield f"deadline → mail and SMS accepted, {ALERTS} deadlines within {WITHIN_S} s", spread(late)


def _tickets_of(client: DeskClient, names: Sequence[str]) -> dict[str, str]:
    """The customers' tickets, once all of them stand in the queue."""
    found = {each["customer"]["username"]: each["id"] for each in client.queue(account="acme_jp")}
    return found if set(names) <= found.keys() else {}


def _agent(client: DeskClient, n: int) -> str:
    """Lets somebody in; their id."""
    person = {"name": f"Bench {n}", "email": f"bench-{n}@example.com", "phone": f"+8190000001{n:02}"}
    added = client.call("POST", "/api/people", person, group="admins")
    added.raise_for_status()
    return str(added.json()["id"])


def _told(full: dict[str, Any]) -> bool:
    return any(sending["state"] == "sent" for alert in full["alerts"] for sending in alert["sent"])


def _late(full: dict[str, Any]) -> float:
    [alert] = full["alerts"]
    due = datetime.fromisoformat(alert["due_at"])
    return max((datetime.fromisoformat(sending["at"]) - due).total_seconds() for sending in alert["sent"])


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


def _words(letters: int) -> str:
    return (REPLY * (letters // len(REPLY) + 1))[:letters]


def _cores() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    main()
