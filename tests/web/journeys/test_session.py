"""Somebody stays signed in on the deployed desk: in a second tab, after a link in a mail, and until they go."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import DeskClient
from tests.web.browser import DESKTOP
from tests.web.walk import ARRIVES_MS, Visit, newcomer


@pytest.fixture
def visit(browser: Browser, client: DeskClient) -> Visit:
    return Visit(browser, client, DESKTOP, "en")


def held_by_scripts(page: Page) -> str:
    return str(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))


def test_one_sign_in_is_enough_for_every_tab_and_goes_from_all_of_them_at_once(
    visit: Visit, client: DeskClient
) -> None:
    customer = newcomer()
    client.write(customer, "@acme_help where is my parcel?")
    ticket = client.ticket_of(customer)["id"]
    agent = visit.stranger()
    visit.sign_in(agent, "agents", "/")

    (cookie,) = (c for c in agent.page.context.cookies(visit.url("/session")) if c["name"].startswith("sokuto-"))
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/session")
    assert cookie["value"] not in held_by_scripts(agent.page)

    second = agent.page.context.new_page()
    second.set_default_timeout(ARRIVES_MS)
    second.set_content(f"<a href='{visit.url(f'/t/{ticket}')}'>In a mail</a>")
    second.get_by_role("link").click()
    expect(second.locator(".desk")).to_be_visible()
    expect(second).to_have_url(visit.url(f"/t/{ticket}"))
    expect(second.locator(".thread, .composer").first).to_be_visible()

    agent.page.evaluate("sessionStorage.removeItem('sokuto.tokens')")
    agent.page.reload()
    expect(agent.page.locator(".desk")).to_be_visible()

    agent.page.goto(visit.url("/settings"))
    agent.push("session.out")
    agent.page.wait_for_url(lambda url: "/settings" not in url)
    expect(second.get_by_role("alertdialog")).to_contain_text(visit.words("session.ended"))
    second.reload()
    expect(second.get_by_role("button", name=visit.words("sign_in.in"))).to_be_visible()
    visit.end()
