"""An agent's way through the deployed desk, in a real browser: a customer's post comes in, and is answered."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size

ARRIVES_MS = 60_000
"""From the stand-in for X through webhook, queue and table onto the screen, with room for a cold start."""

Press = Callable[[Locator], None]


@pytest.fixture(params=[PHONE, DESKTOP], ids=lambda size: size.name)
def size(request: pytest.FixtureRequest) -> Size:
    found: Size = request.param
    return found


@pytest.fixture
def press(size: Size) -> Press:
    """A finger on a phone, a mouse on a desk."""
    return (lambda target: target.tap()) if size.touch else (lambda target: target.click())


def somebody(desk: dict[str, Any], group: str) -> dict[str, str]:
    return next(user for user in desk["users"] if user["group"] == group)


def sign_in(page: Page, desk: dict[str, Any], press: Press, *, group: str = "agents", path: str = "/") -> None:
    """Through the hosted page, in English whatever the person's profile says."""
    user = somebody(desk, group)
    page.goto(desk["desk_url"].rstrip("/") + path)
    page.get_by_role("radio", name="日本語").check()
    page.get_by_role("radio", name="English").check()
    press(page.get_by_role("button", name="Sign in"))
    page.get_by_label("Username").fill(user["email"])
    page.get_by_label("Password").fill(user["password"])
    press(page.get_by_role("button", name="Sign in"))
    expect(page.locator(".desk")).to_be_visible()


def newcomer() -> str:
    """The handle of a customer whom nobody has seen before."""
    return f"c{uuid4().hex[:10]}"


def mention(desk: dict[str, Any], author: str, words: str) -> None:
    """The customer writes to the brand."""
    posted = httpx.post(
        f"{desk['fake_x_url']}/_control/posts", json={"author": author, "text": f"@acme_help {words}"}, trust_env=False
    )
    posted.raise_for_status()


def row_of(page: Page, author: str) -> Locator:
    return page.get_by_role("listitem").get_by_role("link").filter(has_text=f"@{author}")


def test_an_agent_answers_a_mention(desk: dict[str, Any], context: BrowserContext, size: Size, press: Press) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    author = newcomer()
    sign_in(page, desk, press, path=f"/?q={author}")

    question = f"where is my parcel {uuid4().hex[:8]}?"
    mention(desk, author, question)
    row = row_of(page, author)
    expect(row).to_be_visible(timeout=ARRIVES_MS)
    expect(row).to_contain_text(question)
    expect(row).to_contain_text(re.compile(r"\d+ ?(min|m|:\d\d)"))
    press(row)
    expect(page).to_have_url(re.compile(r"/t/"))
    conversation = page.get_by_role("region", name="Conversation")
    expect(conversation).to_contain_text(question)

    press(page.get_by_role("button", name="Claim", exact=True))
    expect(page.get_by_role("button", name="Release", exact=True)).to_be_visible()
    answer = f"It leaves today {uuid4().hex[:8]}."
    page.get_by_role("textbox", name="Your reply").fill(answer)
    press(page.get_by_role("button", name="Reply as @acme_help"))
    expect(page.get_by_role("textbox", name="Your reply")).to_have_value("")
    expect(conversation).to_contain_text(answer)
    expect(page.get_by_role("button", name="Mark as done")).to_be_visible(timeout=ARRIVES_MS)

    if size.touch:
        press(page.get_by_role("button", name="Back to the queue"))
    expect(row_of(page, author)).to_have_count(0, timeout=ARRIVES_MS)
    press(page.get_by_role("link", name="Answered", exact=True))
    expect(row_of(page, author)).to_be_visible()
    assert complaints == []


def test_the_page_speaks_japanese_and_keeps_to_it(desk: dict[str, Any], context: BrowserContext, press: Press) -> None:
    page = context.new_page()
    sign_in(page, desk, press)
    press(page.get_by_role("link", name="Settings"))
    page.get_by_role("radio", name="日本語").check()
    expect(page.get_by_role("navigation", name="デスク", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.reload()
    expect(page.get_by_role("heading", name="設定")).to_be_visible()
    press(page.get_by_role("link", name="返信待ち").first)
    expect(page).to_have_title(re.compile("返信待ち"))


def test_a_link_to_a_ticket_leads_there_through_the_sign_in(
    desk: dict[str, Any], context: BrowserContext, press: Press
) -> None:
    page = context.new_page()
    author = newcomer()
    sign_in(page, desk, press, path=f"/?q={author}")
    mention(desk, author, "is the shop open tomorrow?")
    row = row_of(page, author)
    expect(row).to_be_visible(timeout=ARRIVES_MS)
    path = str(row.get_attribute("href"))
    page.evaluate("sessionStorage.clear()")
    sign_in(page, desk, press, path=path)
    expect(page.get_by_role("region", name="Conversation")).to_contain_text("is the shop open tomorrow?")


def test_only_managers_find_the_numbers(desk: dict[str, Any], browser: Browser, press: Press, size: Size) -> None:
    for group, sees in (("agents", False), ("managers", True)):
        context = browser.new_context(**size.context())
        page = context.new_page()
        sign_in(page, desk, press, group=group, path="/numbers")
        if sees:
            expect(page.get_by_role("heading", name="What these figures mean")).to_be_visible()
        else:
            expect(page.get_by_text("The numbers are for managers.")).to_be_visible()
        expect(page.get_by_role("link", name="Numbers")).to_have_count(int(sees))
        context.close()
