"""Deadlines, previews and warnings: what people wait for, in the function alone and on a local desk."""

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
from tests.benchmarks.spread import spread
from tests.builders import sighted
from tests.e2e.client import DeskClient, until
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call
from tests.x_text import split_reply

Row = tuple[str, str]

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


def alone() -> Iterator[Row]:
    """In this process, without network and table."""
    yield from pure()
    yield from previews_alone()


def on_the_desk(client: DeskClient) -> Iterator[Row]:
    """On a local desk, with the emulator's own work."""
    yield from previews(client)
    yield from lateness(client)


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
