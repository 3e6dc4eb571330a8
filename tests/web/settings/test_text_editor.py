"""The editor of mails and SMS shows what is built in, what can be filled in, and what comes of it (L7)."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import StubDesk
from tests.web.stub_settings import StubSettings

OVERDUE = "/settings?kind=text&item=overdue"


@pytest.fixture
def settings(stub: StubDesk) -> StubSettings:
    stub.groups = ["managers"]
    return StubSettings(stub)


def preview(page: Page, language: str = "English") -> Locator:
    return page.get_by_role("region", name=f"Preview: {language}")


def test_L7_what_is_built_in_is_seen_and_can_be_started_from(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, OVERDUE)
    english = page.locator("#field-en-row")
    expect(english).to_contain_text("Overdue by {left}: {what} to {customer} on {account}")
    expect(page.locator("#field-ja-row")).to_contain_text("【返信期限を{left}超過】")
    english.get_by_role("button", name="Start from this text").first.click()
    subject = page.locator("#field-en-subject")
    expect(subject).to_have_value("Overdue by {left}: {what} to {customer} on {account}")
    english.get_by_role("button", name="Back to the built-in text").click()
    expect(subject).to_have_value("")


def test_L7_both_languages_are_previewed_while_one_writes(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, OVERDUE)
    expect(preview(page)).to_contain_text("Overdue by 12 min: first reply to Jo Park on @acme_help")
    expect(preview(page)).to_contain_text(re.compile(r"SMS · 1 part, \d+ of 306 characters"))
    expect(preview(page, "Japanese")).to_contain_text("【返信期限を12分超過】佐藤さくら様への初回返信")
    expect(preview(page, "Japanese")).to_contain_text(re.compile(r"SMS · 2 parts, \d+ of 134 characters"))
    page.locator("#field-en-subject").fill("Hurry: {customer} ({left})")
    expect(preview(page)).to_contain_text("Hurry: Jo Park (12 min)")
    page.locator("#field-en-html").fill('<p style="color: #c00"><b>{customer}</b> <a href="{link}">look</a></p>')
    shown = page.locator("#field-en-row .mail-html b")
    expect(shown).to_have_text("Jo Park")
    assert page.locator("#field-en-row .mail-html p").evaluate("(p) => getComputedStyle(p).color") == "rgb(204, 0, 0)"
    expect(page.locator("#field-en-row .mail-html a")).to_have_count(0)
    assert settings.saved == []


def test_L7_what_is_wrong_with_a_text_is_said_while_one_writes_it(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, OVERDUE)
    page.locator("#field-en-sms").fill("Look at {customer}")
    expect(preview(page)).to_contain_text("SMS: ")
    expect(preview(page)).to_contain_text("{link}")
    page.locator("#field-en-sms").fill("Look: {link}")
    expect(preview(page).locator(".field-fault")).to_have_count(0)
    expect(preview(page)).to_contain_text("Look: https://")


def test_L7_every_field_says_what_it_means_with_an_example_and_is_inserted_where_one_was_typing(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, OVERDUE)
    english = page.locator("#field-en-row")
    english.locator("summary").click()
    due = english.locator(".text-fields li").filter(has_text="{due}")
    expect(due).to_contain_text("When the answer is due, in the reader’s time zone")
    expect(due).to_contain_text("JST")
    assert english.locator(".text-fields li").count() == 9
    subject = page.locator("#field-en-subject")
    subject.fill("Late: !")
    subject.press("ArrowLeft")
    due.get_by_role("button").click()
    expect(subject).to_have_value("Late: {due}!")
    expect(subject).to_be_focused()
    expect(preview(page)).to_contain_text("Late: Tue 15 Sep")


def test_L7_a_digest_has_the_line_of_a_ticket_too(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, "/settings?kind=text&item=digest")
    page.get_by_label("A ticket’s line in the list").first.fill("* {customer}: {state}")
    expect(preview(page)).to_contain_text("* Jo Park: 12 min overdue")
    page.locator("#field-en-row summary").click()
    expect(page.locator("#field-en-row .text-fields")).to_contain_text("(in a ticket’s line)")


def test_L7_a_test_goes_to_oneself_with_the_words_as_they_are_typed(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, OVERDUE)
    page.locator("#field-en-subject").fill("Hurry: {customer}")
    preview(page).get_by_role("button", name="Send me this mail").click()
    expect(preview(page)).to_contain_text("A test is on its way to you.")
    preview(page, "Japanese").get_by_role("button", name="Send me the mail and the SMS").click()
    expect(preview(page, "Japanese")).to_contain_text("A test is on its way to you.")
    assert [(each["language"], each["words"], each["sms"]) for each in settings.sent_to_myself] == [
        ("en", {"subject": "Hurry: {customer}"}, False),
        ("ja", {}, True),
    ]
    assert settings.saved == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_L7_the_editor_stays_inside_its_page(
    stub: StubDesk, settings: StubSettings, context: BrowserContext, size: Size
) -> None:
    page = stub.open(context, "/settings?kind=text&item=digest")
    expect(page.locator(".text-shown")).to_have_count(2)
    for each in page.locator(".text-fields summary").all():
        each.click()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    spilling = """() => [...document.querySelectorAll('.text-preview, .text-fields, .message-text')]
        .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className)"""
    assert page.evaluate(spilling) == []
