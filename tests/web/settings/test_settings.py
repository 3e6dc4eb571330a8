"""The settings pages: tried out before they are saved, never over somebody else's, and refused at the field (C6)."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from functions.desk_api.views.networks import network_view
from shared.domain.accounts.picture import picture_in
from shared.networks.x.rules import RULES
from tests.toy.rules import ToyRules
from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.slow_page import until
from tests.web.stub_desk import ROOT, StubDesk
from tests.web.stub_settings import StubSettings

TAP_AGAIN = """() => new MutationObserver((_, observer) => {
  const save = [...document.querySelectorAll('.editor-buttons .button-main')].find((each) => each.textContent === 'Save');
  if (!save) return;
  observer.disconnect();
  setTimeout(() => { save.click(); document.body.dataset.tapped = 'again'; }, 150);
}).observe(document.body, { childList: true, subtree: true, characterData: true })"""
"""The second tap of a finger that meant one, on whatever stands there by then."""

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
    expect(page.get_by_label("Opening hours in this calendar")).to_contain_text("勤労感謝の日")
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


def test_C6_a_check_of_the_most_urgent_says_what_its_numbers_cover(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    settings.moves |= {"looked_at": 5000, "more": True}
    page = stub.open(context, CALENDAR)
    page.get_by_label("Sat", exact=True).fill("10:00-12:00")
    check(page)
    told = page.get_by_role("status").filter(has_text="were checked")
    expect(told).to_contain_text("No deadline changes among the tickets that were checked.")
    expect(told).to_contain_text("The 5,000 most urgent tickets were checked. More are waiting")


def test_whoever_comes_second_keeps_their_edits_and_takes_over_what_the_other_saved(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_label("First reply within").fill("15")
    page.get_by_label("Next reply within").fill("45")
    theirs = settings.body("policy", "default") | {"next_reply_minutes": 90, "tags": ["vip"]}
    settings.documents["policy"][-1:] = [{"id": "default", "version": 9, "body": theirs}]
    check(page)
    expect(page.get_by_role("alert")).to_contain_text("Someone else saved this while you were editing")
    page.get_by_role("button", name="Reload and keep my changes").click()
    expect(page.get_by_label("First reply within")).to_have_value("15")
    expect(page.get_by_label("Only for tags")).to_have_value("vip")
    expect(page.get_by_text("You both changed this.")).to_contain_text("90")
    page.get_by_role("button", name="Use theirs").click()
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
    settings.documents["policy"][-1:] = [{"id": "default", "version": 5, "body": mine}]
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
    expect(page.get_by_text("Only admins can change this.")).to_be_visible()
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
    invited: list[int] = []

    def invite(_: Any, body: Any) -> Any:
        invited.append(1)
        refused = {"status": 409, "code": "signed_in_already", "title": "They have signed in already", "detail": "x"}
        return (202, {"id": "new"}) if len(invited) == 1 else (409, refused)

    stub.routes["POST /api/people/new/invite"] = invite
    page.get_by_role("button", name="Send the invitation again").click()
    expect(page.get_by_text("The invitation is on its way to jo@example.com.").first).to_be_visible()
    expect(page.get_by_role("button", name="Send the invitation again")).to_be_disabled()
    page.reload()
    page.get_by_role("button", name="Send the invitation again").click()
    expect(page.get_by_role("alert")).to_contain_text("They have signed in already.")
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()
    expect(page.get_by_role("button", name="Send the invitation again")).to_have_count(0)


def test_edits_outlive_a_reload_and_can_be_discarded(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_label("First reply within").fill("7")
    page.reload()
    expect(page.get_by_label("First reply within")).to_have_value("7")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("First reply within")).to_have_value("30")
    page.get_by_label("Default steps").uncheck()
    expect(page.get_by_role("group", name=re.compile("^Step "))).to_have_count(5)


def test_L1_a_step_is_set_to_a_share_or_to_minutes_before_or_after_the_deadline(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_label("Default steps").uncheck()
    steps = page.get_by_role("group", name=re.compile("^Step "))
    warn = steps.nth(1)
    expect(warn.get_by_label("%", exact=True)).to_have_value("80")
    warn.get_by_label("When").select_option("before_minutes")
    expect(warn.get_by_label("minutes", exact=True)).to_have_value("10")
    warn.get_by_label("minutes", exact=True).fill("")
    warn.get_by_label("minutes", exact=True).fill("7")
    steps.nth(4).get_by_label("When").select_option("at_percent")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    ladder = settings.body("policy", "default")["ladder"]
    assert ladder[1] == {"step": "warn", "before_minutes": 7, "how": ["mail"]}
    assert ladder[4] == {"step": "late120", "at_percent": 80, "how": ["mail", "sms"]}
    page.get_by_label("Default steps").check()
    expect(page.locator(".ladder-note")).to_contain_text("50%")


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
    expect(page.get_by_text("X", exact=True)).to_be_visible()
    page.get_by_label("ID", exact=True).fill("acme_jp")
    page.get_by_label("Name", exact=True).fill("Acme")
    page.get_by_label("Handle").fill("acme_jp")
    page.get_by_label("User ID on the network").fill("42")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("item=acme_jp"))
    assert settings.body("account", "acme_jp")["network_id"] == "42"


@pytest.mark.parametrize(
    ("size", "language", "names"),
    [
        (PHONE, "ja", ("ベーシック ID", "変更内容を確認", "保存")),
        (DESKTOP, "en", ("Basic ID", "Check changes", "Save")),
    ],
)
def test_C6_an_account_says_what_its_network_lets_it_say(
    stub: StubDesk,
    settings: StubSettings,
    context: BrowserContext,
    size: Size,
    language: str,
    names: tuple[str, str, str],
) -> None:
    """Options that the account has of a network on which it is no more can be emptied."""
    stub.groups = ["admins"]
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    toy = network_view(ToyRules()) | {"account_options": [{"name": "basic_id", "example": "@000abcde"}]}
    stub.routes["GET /api/networks"] = lambda *_: (200, {"networks": [network_view(RULES), toy]})
    [document] = settings.documents["account"]
    page = stub.open(context, "/settings?kind=account&item=acme_help")
    expect(page.locator("#field-username")).to_have_value("acme_help")
    expect(page.locator("#field-options-row")).to_have_count(0)
    body = document["body"] | {"network": "toy", "username": "", "options": {"gone": "1"}}
    settings.documents["account"] = [document | {"body": body}]
    page = stub.open(context, "/settings?kind=account&item=acme_help")
    basic_id, check_changes, save = names
    page.get_by_label(basic_id).fill("@acme")
    expect(page.locator("#field-username")).to_have_count(0)
    page.get_by_label("gone").fill("")
    expect(page.get_by_label("gone")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=check_changes).click()
    page.get_by_role("button", name=save).click()
    expect(page.get_by_role("button", name=check_changes)).to_be_disabled()
    assert settings.body("account", "acme_help")["options"] == {"basic_id": "@acme"}


def with_town(stub: StubDesk) -> None:
    """The account is on a network that keeps things from the desk, and whose pictures a browser could fetch."""
    town = network_view(ToyRules()) | {
        "shows_pictures": True,
        "blind_spots": {"en": ["A whisper."], "ja": ["内緒話。"]},
    }
    stub.routes["GET /api/networks"] = lambda *_: (200, {"networks": [network_view(RULES), town]})
    stub.accounts[0]["network"] = "toy"


@pytest.mark.parametrize(
    ("language", "summary", "spot"),
    [("en", "What the desk cannot see there", "A whisper."), ("ja", "取得できないもの", "内緒話。")],
)
def test_N1_the_health_of_an_account_says_what_cannot_be_seen(
    stub: StubDesk, settings: StubSettings, context: BrowserContext, language: str, summary: str, spot: str
) -> None:
    with_town(stub)
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = stub.open(context, "/settings")
    page.get_by_text(summary).click()
    expect(page.get_by_text(spot)).to_be_visible()


def test_L2_a_day_without_a_shift_is_off_only_where_another_day_has_one(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    stub.groups = ["admins"]
    page = stub.open(context, "/settings?kind=person&item=kt")
    sunday = page.get_by_label("Sun", exact=True)
    expect(sunday).to_have_attribute("placeholder", "any time")
    page.get_by_label("Mon", exact=True).fill("09:00-17:00")
    expect(sunday).to_have_attribute("placeholder", "off")


def test_accounts_of_one_name_are_told_apart_by_their_network(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    with_town(stub)
    settings.documents["account"] = [
        {"id": network, "version": 1, "body": {"network": network, "name": "Acme"}} for network in ("x", "toy")
    ]
    page = stub.open(context, "/settings?kind=account")
    expect(page.locator(".document-link")).to_have_text(["AcmeX", "AcmeToytown"])
    page.goto(page.url.partition("/settings")[0] + "/settings?kind=policy&item=default")
    offered = page.get_by_label("Only for accounts").locator("option")
    expect(offered.filter(has_text="Toytown Acme")).to_have_count(1)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ok", "receiving"),
        ("waiting", "waiting"),
        ("unknown", "checking"),
        ("retired", "retired"),
        ("poll_silent", "problem"),
    ],
)
def test_I8_only_an_account_with_a_fault_has_a_problem(
    stub: StubDesk, settings: StubSettings, context: BrowserContext, state: str, said: str
) -> None:
    stub.accounts[0]["state"] = state
    page = stub.open(context, "/settings")
    expect(page.locator(".channel-health-state").first).to_have_text(said)
    expect(page.locator(".channel-health-state:not([data-ok=true])")).to_have_count(int(said == "problem"))


def test_pictures_are_offered_from_networks_that_give_them_out(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    with_town(stub)
    stub.groups = ["admins"]
    page = stub.open(context, "/settings?kind=desk&item=desk")
    choice = page.get_by_role("group", name="Show customers’ pictures from")
    expect(choice.get_by_role("checkbox")).to_have_count(1)
    choice.get_by_role("checkbox", name="Toy").check()
    page.get_by_role("button", name="Check changes").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert settings.body("desk", "desk")["show_pictures_from"] == ["toy"]


def test_no_pictures_are_offered_where_no_network_gives_any_out(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, "/settings?kind=desk&item=desk")
    expect(page.locator("#field-zone")).to_be_visible()
    expect(page.get_by_text("Show customers’ pictures from")).to_have_count(0)


def test_what_is_typed_while_the_networks_arrive_stays(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    """The first network is chosen by an effect, which may hold the state of before the last letter."""
    stub.groups = ["admins"]
    held: list[Route] = []
    context.route("**/api/networks", lambda route: held.append(route))
    page = stub.open(context, "/settings?kind=account&item=%2B")
    ident = page.get_by_label("ID", exact=True)
    expect(ident).to_be_enabled()
    until(page, lambda: held)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    for route in held:
        route.fallback()
    expect(page.get_by_text("X", exact=True)).to_be_visible()
    ident.fill("acme_jp")
    page.clock.run_for(1000)
    expect(ident).to_have_value("acme_jp")


def test_R3_an_accounts_picture_is_made_small_on_the_page(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    stub.groups = ["admins"]
    page = stub.open(context, "/settings?kind=account&item=acme_help")
    chosen = page.get_by_label("Picture", exact=True)
    chosen.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_role("alert")).to_contain_text("PNG, JPEG or WebP")
    chosen.set_input_files(ROOT / "functions/desk_api/web/icons/icon-512.png")
    expect(page.get_by_role("img", name="Current picture")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    saved = picture_in(settings.body("account", "acme_help")["picture"])
    assert saved is not None
    assert (saved.type, len(saved.data) < 9_000) == ("image/jpeg", True)
    page.get_by_role("button", name="Remove picture").click()
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert "picture" not in settings.body("account", "acme_help")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_C6_what_would_move_is_where_the_eye_is_and_a_second_tap_saves_nothing(
    stub: StubDesk, settings: StubSettings, browser: Browser, size: Size
) -> None:
    settings.would_move(earlier=14, become_overdue=3)
    with browser.new_context(**size.context()) as context:
        other = StubDesk(context)
        shown = StubSettings(other)
        shown.would_move(earlier=14, become_overdue=3)
        page = other.open(context, CALENDAR)
        page.get_by_label("Sat", exact=True).fill("10:00-12:00")
        page.evaluate(TAP_AGAIN)
        page.get_by_role("button", name="Check changes").dblclick()
        told = page.get_by_role("status").filter(has_text="14 deadlines move earlier.")
        expect(told).to_be_in_viewport(ratio=0.9)
        assert told.evaluate("element => element.closest('.editor-result').contains(document.activeElement)")
        expect(page.locator("body[data-tapped='again']")).to_have_count(1)
        assert shown.saved == []
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert shown.saved == []
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
        assert len(shown.saved) == 1


def test_C8_what_can_hardly_be_meant_is_said_before_it_is_saved(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    settings.warnings = [
        {"path": "policies[default].tags[0]", "detail": "no keyword rule gives the tag 'x'; did you mean 'y'?"}
    ]
    page = stub.open(context, POLICY)
    page.get_by_label("First reply within").fill("15")
    check(page)
    expect(page.get_by_role("status").filter(has_text="did you mean 'y'?")).to_contain_text("default · Only for tags:")


def test_N1_C8_a_promise_is_made_for_some_networks_and_says_so_in_the_list(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    networks = [network_view(RULES), network_view(ToyRules())]
    stub.routes["GET /api/networks"] = lambda *_: (200, {"networks": networks})
    settings.documents["policy"][0]["body"]["networks"] = ["gone"]
    page = stub.open(context, "/settings?kind=policy")
    expect(page.get_by_role("link", name="returns")).to_contain_text("gone #返品")
    page.get_by_role("link", name="returns").click()
    ticks = page.get_by_role("group", name="Only for networks")
    expect(ticks.get_by_role("checkbox")).to_have_count(3)
    ticks.get_by_label("gone").click()
    expect(ticks.get_by_role("checkbox")).to_have_count(2)
    ticks.get_by_label("Toytown").check()
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert settings.body("policy", "returns")["networks"] == ["toy"]
    page = stub.open(context, "/settings?kind=policy")
    expect(page.get_by_role("link", name="returns")).to_contain_text("Toytown #返品")


def test_C8_policies_are_moved_earlier_and_later_by_a_press_and_tried_out_before_that_counts(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    settings.would_move(earlier=2, become_overdue=0)
    page = stub.open(context, "/settings?kind=policy")
    names = page.locator(".documents .document-name")
    expect(names).to_have_text(["returns", "direct", "default"])
    expect(page.get_by_role("button", name="Move returns earlier")).to_be_disabled()
    expect(page.get_by_role("button", name=re.compile("Move default"))).to_have_count(0)
    later = page.get_by_role("button", name="Move returns later")
    assert min(later.bounding_box()[side] for side in ("width", "height")) >= 40  # type: ignore[index]
    later.focus()
    page.keyboard.press("Enter")
    expect(names).to_have_text(["direct", "returns", "default"])
    expect(page.locator("[aria-live]").filter(has_text="returns is now number 2 of 3.")).to_have_count(1)
    assert settings.saved == []
    check(page)
    expect(page.get_by_role("status").filter(has_text="2 deadlines move earlier.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert settings.body("order", "policy") == {"ids": ["direct", "returns"]}
    page.reload()
    page.get_by_role("button", name="Move returns earlier").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Check changes")).to_have_count(0)


def test_the_history_says_who_changed_what_and_puts_an_earlier_version_into_the_form(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, POLICY)
    page.get_by_text("History", exact=True).click()
    versions = page.locator(".versions > li")
    expect(versions).to_have_count(3)
    expect(versions.first).to_contain_text("佐藤 蓮")
    expect(versions.first).to_contain_text("in force")
    expect(versions.first.locator("div").first).to_have_text("First reply within45 → 30")
    expect(versions.first).to_contain_text("Support")
    expect(versions.nth(1)).to_contain_text("command line (user/keiko)")
    expect(versions.nth(1)).to_contain_text("Who is notified when · 2 · % of the target")
    expect(versions.nth(2)).to_contain_text("built in")
    page.get_by_role("button", name="Put version 3 into the form").click()
    expect(page.get_by_label("First reply within")).to_have_value("45")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Check changes")).to_be_disabled()
    assert settings.body("policy", "default") == {
        "calendar": "office", "first_reply_minutes": 45, "next_reply_minutes": 60
    }  # fmt: skip


def test_help_says_what_a_field_does_in_the_form_that_it_stands_in(
    stub: StubDesk, settings: StubSettings, context: BrowserContext
) -> None:
    page = stub.open(context, "/settings?kind=keyword_rule&item=returns")
    expect(page.get_by_label("Tags to add")).to_have_accessible_description(re.compile("^Added to the ticket"))
    page.get_by_role("button", name="Remove Support").click()
    expect(page.get_by_label("Notify: Add …")).to_contain_text("Nobody")
    page.goto("/".join(page.url.split("/")[:3]) + POLICY)
    expect(page.get_by_label("Only for tags")).to_have_accessible_description(re.compile("^Only tickets that carry"))
    expect(page.get_by_label("Only for accounts: Add …")).to_contain_text("All accounts")
    page.goto("/".join(page.url.split("/")[:3]) + "/settings?kind=template&item=%2B")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_accessible_description(re.compile(r"\{customer\}.*\[\[order number\]\]"))


@pytest.mark.parametrize(("where", "field"), [("person&item=kt", "#field-quiet"), ("novelty&item=a", "#field-deep")])
def test_a_field_that_is_read_as_it_is_typed_shows_what_is_there_once_the_edit_is_discarded(
    stub: StubDesk, settings: StubSettings, context: BrowserContext, where: str, field: str
) -> None:
    stub.groups = ["admins"]
    page = stub.open(context, f"/settings?kind={where}")
    written = page.locator(field)
    before = written.input_value()
    written.fill("23" if field == "#field-deep" else "22:00-06:00")
    page.get_by_role("button", name="Discard").click()
    expect(written).to_have_value(before)


@pytest.mark.parametrize(
    ("language", "path", "shown"),
    [
        ("ja", CALENDAR, "週40時間"),
        ("en", CALENDAR, "40 h a week"),
        ("en", "/settings?kind=person&item=%2B", "No shifts: always there"),
        ("ja", "/settings?kind=person&item=%2B", "勤務時間の指定なし（いつでも通知）"),
    ],
)
def test_a_weeks_hours_are_hours_and_none_are_no_shifts(
    stub: StubDesk, settings: StubSettings, context: BrowserContext, language: str, path: str, shown: str
) -> None:
    stub.groups = ["admins"]
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    page = stub.open(context, path)
    expect(page.locator(".week-foot")).to_contain_text(shown)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("New:")
