"""The settings pages: tried out before they are saved, never over somebody else's, and refused at the field (C6)."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.domain.picture import picture_in
from tests.web.stub_desk import ROOT, StubDesk
from tests.web.stub_settings import StubSettings

CALENDAR = "/settings?kind=calendar&item=office"
POLICY = "/settings?kind=policy&item=default"


@pytest.fixture
def settings(stub: StubDesk) -> StubSettings:
    return StubSettings(stub)


def check(page: Page) -> None:
    page.get_by_role("button", name="Check changes").click()


def test_C6_a_manager_edits_a_calendar_and_sees_what_would_move_before_it_is_saved(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    settings.would_move(earlier=14, become_overdue=3)
    page = stub.open(context, CALENDAR)
    expect(page.get_by_label("What this calendar means")).to_contain_text("勤労感謝の日")
    expect(page.locator(".day-tail")).to_have_count(1)
    page.get_by_label("Sat", exact=True).fill("10:00〜12:00、22:00-02:00")
    expect(page.locator(".day-tail")).to_have_count(2)
    check(page)
    told = page.get_by_role("status").filter(has_text="deadlines")
    expect(told).to_contain_text("14 deadlines move earlier.")
    expect(told).to_contain_text("3 become overdue.")
    expect(told).to_contain_text("Weekly hours")
    expect(told.get_by_role("link")).to_have_count(5)
    assert settings.saved == []
    page.get_by_label("Sun", exact=True).fill("10:00-11:00")
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert settings.body("calendar", "office")["weekly"]["sat"] == ["10:00-12:00", "22:00-02:00"]
    assert settings.body("calendar", "office")["weekly"]["sun"] == ["10:00-11:00"]
    assert [each["version"] for each in settings.saved] == [3]


def test_whoever_comes_second_keeps_their_edits_and_takes_over_what_the_other_saved(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_label("First reply within").fill("15")
    page.get_by_label("Next reply within").fill("45")
    theirs = settings.body("policy", "default") | {"next_reply_minutes": 90, "tags": ["vip"]}
    settings.documents["policy"] = [{"id": "default", "version": 9, "body": theirs}]
    check(page)
    expect(page.get_by_role("alert")).to_contain_text("Somebody else saved this while you edited")
    page.get_by_role("button", name="Reload, keep my changes").click()
    expect(page.get_by_label("First reply within")).to_have_value("15")
    expect(page.get_by_label("Tags")).to_have_value("vip")
    expect(page.get_by_text("Both of you changed this.")).to_contain_text("90")
    page.get_by_role("button", name="Take theirs").click()
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert settings.body("policy", "default") == theirs | {"first_reply_minutes": 15}


def test_a_save_whose_answer_was_lost_is_known_for_ones_own(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_label("First reply within").fill("15")
    check(page)
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    mine = settings.body("policy", "default") | {"first_reply_minutes": 15}
    settings.documents["policy"] = [{"id": "default", "version": 5, "body": mine}]
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("First reply within")).to_have_value("15")


def test_a_refused_field_says_so_in_the_desks_words_at_the_field(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    sentence = "It overlaps with 09:00-12:00."
    settings.refuses = (400, {"detail": sentence, "path": "calendars[office].weekly.tue[1]"})
    page = stub.open(context, CALENDAR)
    tuesday = page.get_by_label("Tue", exact=True)
    tuesday.fill("09:00-12:00, 11:00-13:00")
    check(page)
    expect(page.get_by_role("group", name="Weekly hours")).to_contain_text(sentence)
    expect(tuesday).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Mon", exact=True)).to_have_attribute("aria-invalid", "false")
    expect(tuesday).to_be_focused()
    settings.refuses = (400, {"detail": "There is no calendar 'x'.", "path": "policies[other].calendar"})
    check(page)
    expect(page.get_by_role("alert")).to_contain_text("policies[other].calendar")
    expect(tuesday).to_have_value("09:00-12:00, 11:00-13:00")


def test_a_manager_reads_what_is_for_admins_and_cannot_change_it(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, "/settings?kind=person&item=ren")
    expect(page.get_by_text("Only admins change this.")).to_be_visible()
    expect(page.get_by_label("Mail", exact=True)).to_be_disabled()
    expect(page.get_by_role("button", name="Check changes")).to_have_count(0)
    stub.groups = ["agents"]
    page.goto("/".join(page.url.split("/")[:3]) + "/settings?kind=person&item=ren")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_text("This desk")).to_have_count(0)


def test_an_admin_lets_somebody_in_and_out(stub: StubDesk, settings: StubSettings, context: BrowserContext) -> None:
    stub.groups = ["admins"]
    asked: list[Any] = []

    def added(_: Any, body: Any) -> Any:
        asked.append(body)
        person = {"id": "new", "version": 1, "body": body}
        settings.documents["person"].append(person)
        return 201, person

    def locked(_: Any, body: Any) -> Any:
        settings.documents["person"][-1] = {"id": "new", "version": 2, "body": asked[0] | {"disabled": True}}
        return 200, settings.documents["person"][-1]

    stub.routes |= {"POST /api/people": added, "POST /api/people/new/disable": locked}
    page = stub.open(context, "/settings?kind=person&item=%2B")
    page.get_by_label("Name", exact=True).fill("Jo Park")
    page.get_by_label("Mail", exact=True).fill("jo@example.com")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("item=new"))
    assert (asked[0]["name"], asked[0]["email"], asked[0]["groups"]) == ("Jo Park", "jo@example.com", ["agents"])
    page.get_by_role("button", name="Lock out").click()
    expect(page.get_by_role("button", name="Let in again")).to_be_visible()


def test_edits_outlive_a_reload_and_can_be_discarded(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_label("First reply within").fill("7")
    page.reload()
    expect(page.get_by_label("First reply within")).to_have_value("7")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("First reply within")).to_have_value("30")
    page.get_by_label("The usual steps").uncheck()
    expect(page.get_by_role("group", name=re.compile("^Step "))).to_have_count(5)


def test_what_the_page_does_not_know_yet_can_be_edited_all_the_same(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, "/settings?kind=novelty&item=a")
    page.get_by_label("colour_of_hope").fill("blue")
    page.get_by_label("list").fill("x\ny")
    page.get_by_label("deep").fill('{"er": 2}')
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert settings.body("novelty", "a") == {"colour_of_hope": "blue", "deep": {"er": 2}, "list": ["x", "y"]}


def test_a_desk_without_an_account_is_led_through_three_steps(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    stub.groups = ["admins"]
    settings.documents["account"] = []
    page = stub.open(context, "/settings")
    steps = page.get_by_role("region", name="Three steps to the first ticket").get_by_role("listitem")
    expect(steps).to_have_count(3)
    steps.first.get_by_role("link", name="Add an account").click()
    page.get_by_label("Short name").fill("acme_jp")
    page.get_by_label("Name", exact=True).fill("Acme")
    page.get_by_label("Handle").fill("acme_jp")
    page.get_by_label("User id there").fill("42")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("item=acme_jp"))
    assert settings.body("account", "acme_jp")["network_id"] == "42"


def test_R3_an_accounts_picture_is_made_small_on_the_page(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    stub.groups = ["admins"]
    page = stub.open(context, "/settings?kind=account&item=acme_help")
    chosen = page.get_by_label("Picture", exact=True)
    chosen.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_role("alert")).to_contain_text("PNG, JPEG or WebP")
    chosen.set_input_files(ROOT / "functions/desk_api/web/icons/icon-512.png")
    expect(page.get_by_role("img", name="The picture as it is now")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    saved = picture_in(settings.body("account", "acme_help")["picture"])
    assert saved is not None
    assert (saved.type, len(saved.data) < 9_000) == ("image/jpeg", True)
    page.get_by_role("button", name="No picture").click()
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert "picture" not in settings.body("account", "acme_help")
