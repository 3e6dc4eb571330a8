"""An agent's way through the deployed desk: in, through the queue, and what an agent does with a customer's post."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.client import DeskClient
from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.walk import ARRIVES_MS, Reader, Visit, newcomer, on_each, once


def search(agent: Reader, words: str) -> None:
    if agent.size.touch:
        agent.push("queue_header.search")
    agent.page.get_by_role("searchbox", name=agent.words("queue_header.search")).fill(words)
    expect(agent.page).to_have_url(re.compile(f"q={words}"))


def open_second(agent: Reader, row: Locator) -> None:
    """By a tap; on a desk by the keys that spare the mouse."""
    if agent.size.touch:
        agent.press(row)
        return
    expect(row).to_be_visible()
    agent.page.keyboard.press("j")
    expect(agent.page.locator(".row-link").first).to_be_focused()
    agent.page.keyboard.press("j")
    expect(row).to_be_focused()
    agent.page.keyboard.press("Enter")


@on_each
def test_an_agent_signs_in_and_works_the_queue(visit: Visit, client: DeskClient, language: str) -> None:
    words, customer = visit.words, newcomer()
    thanks, question = once("thank you so much"), once("where is my parcel?")
    asked: list[dict[str, Any]] = []
    for author, said in ((f"{customer}1", thanks), (f"{customer}2", question)):
        asked.append(client.write(author, f"@acme_help {said}"))
        client.ticket_of(author)
    agent = visit.stranger()
    visit.sign_in(agent, "agents", "/?show=unassigned")
    expect(agent.page.locator("html")).to_have_attribute("lang", language)
    expect(agent.page).to_have_url(re.compile("show=unassigned"))

    search(agent, customer)
    first, second = agent.row(f"{customer}1"), agent.row(f"{customer}2")
    expect(agent.page.locator(".row")).to_have_count(2)
    expect(agent.page.locator(".row").first).to_contain_text(question)
    expect(first).to_contain_text(words("time_left.left"))
    expect(first).to_contain_text(re.compile(r"\d+ ?(min|m|分|:\d\d)"))
    agent.filter("view_tab.mine")
    expect(agent.page.get_by_text(words("empty_queue.search", q=customer))).to_be_visible()
    agent.filter("view_tab.waiting")

    open_second(agent, first)
    expect(agent.conversation).to_contain_text(thanks)
    ticket = client.ticket_of(f"{customer}1")["id"]
    note = once("倉庫に確認中")
    if agent.size.touch:
        agent.push("ticket.details")
    agent.page.get_by_role("textbox", name=words("note.placeholder")).fill(note)
    agent.push("note.add")
    expect(agent.page.locator(".note")).to_contain_text(note)
    notes = [each for each in client.full(ticket)["history"] if each["kind"] == "note"]
    assert [(each["text"], each["by"]["name"]) for each in notes] == [(note, visit.person("agents")["name"])]

    agent.push("action.thanks")
    expect(agent.page.get_by_text(words("action.done_because", reason=words("reason.thanks_only")))).to_be_visible()
    done = client.full(ticket)
    assert (done["ticket"]["status"], done["clocks"][0]["state"]) == ("done", "no_reply_needed")
    assert done["clocks"][0]["reason"] == "thanks_only"

    agent.back()
    expect(first).to_contain_text(words("status.done"), timeout=ARRIVES_MS)
    agent.press(second)
    expect(agent.conversation).to_contain_text(question)
    agent.push("action.claim")
    expect(agent.button("action.release")).to_be_visible()
    answer = once("It leaves today.")
    agent.field.fill(answer)
    agent.push("composer.send", account="@acme_help")
    expect(agent.field).to_have_value("")
    expect(agent.conversation).to_contain_text(answer)
    expect(agent.button("action.done")).to_be_visible(timeout=ARRIVES_MS)
    [stands] = client.on_x(asked[1]["id"])
    assert (stands["username"], f"{answer} ^KT" in stands["text"]) == ("acme_help", True)
    answered = client.full(client.ticket_of(f"{customer}2", status="answered")["id"])
    assert [clock["state"] for clock in answered["clocks"]] == ["answered"]

    agent.back()
    agent.filter("view_tab.answered")
    expect(second).to_be_visible()


@pytest.mark.parametrize(("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"])
def test_a_link_to_a_ticket_leads_there_through_the_sign_in(visit: Visit, client: DeskClient, size: Size) -> None:
    customer = newcomer()
    client.write(customer, "@acme_help is the shop open tomorrow?")
    ticket = client.ticket_of(customer)["id"]
    agent = visit.stranger()
    visit.sign_in(agent, "agents", f"/t/{ticket}")
    expect(agent.conversation).to_contain_text("is the shop open tomorrow?")
    agent.page.goto(visit.url("/reports"))
    expect(agent.page.get_by_text(agent.words("reports.for_managers"))).to_be_visible()
    expect(agent.tab("nav.reports")).to_have_count(0)
