"""A manager's way through the deployed desk: a calendar tried out and saved, and the numbers (C6, M2)."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.client import DeskClient, push, until
from tests.web.walk import ARRIVES_MS, Reader, Visit, newcomer, on_each

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPEN = "00:00-24:00"
NAME = f"sundial{uuid4().hex[:8]}"
"""The calendar, its policy, and the word by which a customer comes under it; another one each time, so that one ticket
alone is due by it."""

TOML = f"""
[[calendars]]
id = "{NAME}"
zone = "UTC"
weekly = {{ {", ".join(f'{day} = ["{OPEN}"]' for day in DAYS)} }}

[[keyword_rules]]
id = "{NAME}"
words = ["{NAME}"]
tags = ["{NAME}"]

[[policies]]
id = "{NAME}"
calendar = "{NAME}"
tags = ["{NAME}"]
first_reply_minutes = 240
next_reply_minutes = 240
"""


@pytest.fixture(scope="module")
def promised(client: DeskClient) -> str:
    """A ticket that is due by that calendar, the first that is."""
    pushed = push(client, TOML)
    assert pushed.returncode == 0, pushed.stderr

    def stamped() -> str:
        customer = newcomer()
        client.write(customer, f"@acme_help my {NAME} is late")
        ticket = client.ticket_of(customer)
        return str(ticket["id"]) if ticket["clock"]["policy"] == NAME else ""

    return until(stamped)


def due(client: DeskClient, ticket: str) -> tuple[datetime, datetime]:
    """From when to when the ticket's clock runs."""
    clock = client.full(ticket)["ticket"]["clock"]
    return datetime.fromisoformat(clock["started_at"]), datetime.fromisoformat(clock["due_at"])


def weekly(client: DeskClient) -> dict[str, list[str]]:
    read = client.call("GET", "/api/settings", group="managers", kind="calendar").json()["documents"]["calendar"]
    found: dict[str, list[str]] = next(each for each in read if each["id"] == NAME)["body"]["weekly"]
    return found


@on_each
def test_C6_a_manager_closes_a_day_and_sees_what_would_move_then_reads_the_numbers(
    visit: Visit, client: DeskClient, promised: str
) -> None:
    words = visit.words
    started, before = due(client, promised)
    day = DAYS[started.weekday()]
    closes = day in weekly(client)
    manager = visit.signed_in("managers", "/")
    manager.press(manager.tab("nav.settings"))
    manager.press(manager.page.get_by_role("link", name=re.compile(f"^{words('settings_kind.calendar')}")))
    manager.press(manager.page.get_by_role("link", name=re.compile(f"^{NAME}")))
    expect(manager.page.get_by_role("region", name=words("settings.outlook"))).to_contain_text(
        words("settings.round_the_clock") if closes else re.compile(r"\d:\d\d")
    )
    manager.page.get_by_label(words(f"weekday.{day}"), exact=True).fill("" if closes else OPEN)
    manager.push("settings.check")
    told = manager.page.get_by_role("status").filter(has_text=words("settings.changes", fields=words("field.weekly")))
    expect(told).to_contain_text(words("settings.later" if closes else "settings.earlier", n=1))
    expect(told.get_by_role("link")).to_have_attribute("href", re.compile(re.escape(promised)))
    assert (due(client, promised)[1], day in weekly(client)) == (before, closes)

    manager.push("settings.save")
    expect(manager.button("settings.check")).to_be_disabled()
    moved = due(client, promised)[1]
    assert (moved > before) if closes else (moved < before)
    assert (day in weekly(client)) != closes
    reads_the_numbers(manager, client)


def reads_the_numbers(manager: Reader, client: DeskClient) -> None:
    """The page's figures are the API's, with those beside them who still wait; and they can be taken along."""
    words, page = manager.words, manager.page
    with page.expect_response(lambda answer: "/api/metrics" in answer.url and "by=day" in answer.url) as asked:
        manager.press(manager.tab("nav.reports"))
    expect(page.locator(".multiple canvas")).to_have_count(5, timeout=ARRIVES_MS)
    parts = urlsplit(asked.value.url)
    rows = client.call("GET", parts.path, group="managers", **dict(parse_qsl(parts.query))).json()["rows"]
    total = next(row for row in rows if row["key"] == "*")["first_reply"]
    headline = page.get_by_role("region", name=words("clock.first_reply"), exact=True)
    for term, figure in (("statistic.count", total["count"]), ("reports.unanswered", total["unanswered"])):
        shown = headline.locator("div", has=page.get_by_text(words(term), exact=True)).locator("dd").first
        expect(shown).to_have_text(f"{figure:,}")
    assert total["unanswered"] > 0
    with page.expect_download() as download:
        manager.push("reports.download")
    table = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [words("reports.account"), "acme_help", words("clock.first_reply")] in [line[:3] for line in table]
