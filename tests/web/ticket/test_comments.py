"""Comments under a brand's posts: who reads the answer, what becomes of a comment, and until when anything goes (N3)."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_comments import (
    CDN,
    INBOX,
    WEEK,
    closed,
    commented,
    held,
    kinds,
    messaging,
    moderating,
    previewing,
    private_way,
    used,
)
from tests.web.stub_desk import CLOCK, StubDesk, ago, check_opened_posts, field, taken


def opened(stub: StubDesk, context: BrowserContext, ticket: str = "hana") -> Page:
    return stub.open(context, f"/t/{ticket}")


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("radiogroup", name="Who reads the answer").get_by_role("radio", name=name)


def note(page: Page) -> Locator:
    return page.locator(".answer-channel-note")


def entry(page: Page, ident: str) -> Locator:
    return page.locator(f"[data-post='{ident}']")


def moderate(page: Page, ident: str, verb: str) -> None:
    """Press it, and wait until the desk has answered."""
    with page.expect_response(lambda response: response.url.endswith("/moderate")):
        entry(page, ident).get_by_role("button", name=verb, exact=True).click()


def test_N3_a_comment_is_answered_in_public_unless_its_writer_chooses(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    page = opened(stub, context)
    expect(choice(page, "In public")).to_be_checked()
    expect(note(page)).to_contain_text("Everybody can read it. One private message is possible until")
    expect(note(page)).to_contain_text("6 d 22 h left")
    expect(page.get_by_role("button", name="Reply as Acme")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_N3_the_one_private_answer_is_chosen_with_the_keyboard_and_sent_to_the_comment(
    stub: StubDesk, context: BrowserContext, size: Size
) -> None:
    commented(stub)
    stub.answers["replies"] = taken
    page = opened(stub, context)
    choice(page, "In public").focus()
    page.keyboard.press("ArrowRight")
    expect(choice(page, "In private")).to_be_checked()
    expect(note(page)).to_contain_text("One message on Messenger, until")
    page.keyboard.press("Tab")
    expect(field(page)).to_be_focused()
    field(page).fill("We have found your parcel.")
    with page.expect_response(lambda response: response.url.endswith("/replies")):
        page.get_by_role("button", name="Send privately as Acme").click()
    [sent] = stub.sent("replies")
    assert (sent["channel"], sent["in_reply_to"]) == ("direct", "c_3")


def test_N3_the_choice_of_a_private_answer_outlives_a_visit_elsewhere(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    page = opened(stub, context)
    choice(page, "In private").check()
    field(page).fill("For you alone")
    page.reload()
    expect(choice(page, "In private")).to_be_checked()
    expect(field(page)).to_have_value("For you alone")


def test_N3_a_used_private_answer_is_said_with_what_still_goes(stub: StubDesk, context: BrowserContext) -> None:
    used(stub)
    page = opened(stub, context)
    expect(choice(page, "In private")).to_be_disabled()
    expect(choice(page, "In public")).to_be_checked()
    expect(note(page)).to_contain_text("The one private answer went out")
    expect(note(page)).to_contain_text("Answer in public, or wait until they write back.")
    field(page).fill("In public, then")
    expect(page.get_by_role("button", name="Reply as Acme")).to_be_enabled()


def test_N3_a_draft_in_private_is_stopped_once_a_colleague_has_used_the_answer(
    stub: StubDesk, context: BrowserContext
) -> None:
    commented(stub)
    page = opened(stub, context)
    choice(page, "In private").check()
    field(page).fill("We")
    over = private_way(allowed=False, reason_code="private_answer_used", used_at=ago(1))
    previewing(stub, lambda: over)
    field(page).press_sequentially(" have found it.")
    notice = page.locator(".forbidden")
    expect(notice).to_contain_text("has gone out")
    expect(page.get_by_role("button", name="Send privately as Acme")).to_be_disabled()
    notice.get_by_role("button", name="Answer in public").click()
    expect(choice(page, "In public")).to_be_checked()
    expect(field(page)).to_have_value("We have found it.")
    expect(page.get_by_role("button", name="Reply as Acme")).to_be_enabled()


def test_N3_a_private_answer_whose_time_is_over_cannot_be_chosen(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub, closes_in=-5, allowed=False, reason_code="window_closed")
    page = opened(stub, context)
    expect(choice(page, "In private")).to_be_disabled()
    expect(note(page)).to_contain_text("A private answer was possible until")


def test_N3_the_choice_closes_by_itself_while_somebody_looks(stub: StubDesk, context: BrowserContext) -> None:
    context.clock.install()
    commented(stub, closes_in=5)
    page = opened(stub, context)
    expect(choice(page, "In private")).to_be_enabled()
    CLOCK.ahead = timedelta(minutes=6)
    page.clock.fast_forward("06:00")
    expect(choice(page, "In private")).to_be_disabled()
    expect(note(page)).to_contain_text("A private answer was possible until")


def test_N3_a_window_that_closes_while_somebody_writes_is_said_at_once(stub: StubDesk, context: BrowserContext) -> None:
    context.clock.install()
    messaging(stub, closes_in=5)
    page = opened(stub, context)
    field(page).fill("We are looking")
    expect(page.get_by_role("button", name="Send privately as Acme")).to_be_enabled()
    previewing(stub, lambda: private_way(once=False), allowed=False, reason_code="window_closed")
    CLOCK.ahead = timedelta(minutes=6)
    page.clock.fast_forward("06:00")
    expect(page.locator(".forbidden")).to_contain_text("is over")
    expect(page.get_by_role("button", name="Send privately as Acme")).to_be_disabled()
    expect(page.locator(".ticket-head .time-left-word")).to_contain_text("Answers closed")
    expect(field(page)).to_have_value("We are looking")


def test_N3_no_other_network_offers_the_choice(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    previewing(stub, lambda: private_way(once=False))
    page = opened(stub, context)
    field(page).fill("Our answer")
    expect(page.locator(".composer-count")).to_be_visible()
    expect(page.locator(".answer-channel")).to_have_count(0)
    page.locator(".composer").get_by_role("button", name="More").click()
    expect(page.get_by_role("button", name="Answer by DM")).to_be_visible()


@pytest.mark.parametrize(
    ("closes_in", "due_in", "figure", "word"),
    [(25, 38, "24min", "window closes"), (300, 38, "37min", "left"), (-3, 38, "37min", "left")],
)
def test_N3_the_earlier_of_window_and_promise_counts_down(
    stub: StubDesk, context: BrowserContext, closes_in: float, due_in: float, figure: str, word: str
) -> None:
    messaging(stub, closes_in=closes_in, due_in=due_in)
    page = opened(stub, context)
    for shown in (page.locator(".row .time-left"), page.locator(".ticket-head .time-left")):
        expect(shown.locator(".time-left-figures")).to_have_text(figure, use_inner_text=False)
        expect(shown.locator(".time-left-word")).to_contain_text(word)


def test_N3_the_end_that_comes_later_stands_beside_the_earlier(stub: StubDesk, context: BrowserContext) -> None:
    messaging(stub, closes_in=25, due_in=38)
    page = opened(stub, context)
    expect(page.locator(".ticket-head .time-left-word")).to_contain_text("window closes · due")


def test_T3_a_message_under_another_id_has_the_name_of_the_ticket_s_customer(
    stub: StubDesk, context: BrowserContext
) -> None:
    messaging(stub)
    stub.tickets["hana"]["posts"][-1]["author"] = {"id": "8000000000000008", "username": "", "name": ""}
    page = opened(stub, context)
    expect(entry(page, "m_2").locator(".post-author")).to_have_text("林 花")


def test_N3_a_window_that_closes_first_makes_the_row_urgent(stub: StubDesk, context: BrowserContext) -> None:
    messaging(stub, closes_in=2, due_in=200)
    page = opened(stub, context)
    expect(page.locator(".row[data-urgency=soon]")).to_have_count(1)


def test_N3_after_the_window_the_ticket_offers_what_still_goes(stub: StubDesk, context: BrowserContext) -> None:
    closed(stub)
    page = opened(stub, context)
    expect(page.locator(".row-marks")).to_contain_text("Answers closed")
    notice = page.locator(".forbidden")
    expect(notice).to_contain_text("It begins again when the customer writes again.")
    previewing(stub, private_way)
    notice.get_by_role("button", name="Answer in public").click()
    expect(choice(page, "In public")).to_be_checked()
    expect(entry(page, "c_3").get_by_role("button", name="Answering this one")).to_be_visible()
    expect(page.get_by_role("button", name="Reply as Acme")).to_be_visible()


def test_N3_another_inbox_that_holds_the_conversation_is_told_before_sending(
    stub: StubDesk, context: BrowserContext
) -> None:
    held(stub)
    stub.answers["replies"] = taken
    page = opened(stub, context)
    expect(page.locator(".row-marks")).to_contain_text("held elsewhere")
    notice = page.locator(".composer .notice-warn")
    expect(notice).to_contain_text("Another inbox holds this conversation on Facebook.")
    expect(notice.get_by_role("link", name="Open on Facebook")).to_have_attribute("href", INBOX)
    field(page).fill("Our answer")
    page.get_by_role("button", name="Send privately as Acme").click()
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("somebody may be answering there")
    assert stub.sent("replies") == []
    with page.expect_response(lambda response: response.url.endswith("/replies")):
        warning.get_by_role("button", name="Send anyway").click()
    assert [sent["text"] for sent in stub.sent("replies")] == ["Our answer ^KT"]


def test_a_comment_is_hidden_and_shown_again_by_the_same_button(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    page = opened(stub, context)
    moderate(page, "c_3", "Hide")
    expect(entry(page, "c_3").locator(".moderation")).to_contain_text("hidden")
    again = entry(page, "c_3").get_by_role("button", name="Show again")
    expect(again).to_be_focused()
    expect(page.locator(".ticket-details .log")).to_contain_text("Comment hidden")
    expect(page.locator(".ticket-details .log")).to_contain_text("Keiko Tanaka")
    moderate(page, "c_3", "Show again")
    expect(entry(page, "c_3").locator(".moderation")).not_to_contain_text("hidden")
    assert stub.sent("moderate") == [{"action": "hide"}, {"action": "unhide"}]


def test_a_like_is_given_and_taken_back(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    page = opened(stub, context)
    moderate(page, "c_3", "Unlike")
    expect(entry(page, "c_3").locator(".moderation")).not_to_contain_text("liked by us")
    moderate(page, "c_3", "Like")
    expect(entry(page, "c_3").locator(".moderation")).to_contain_text("liked by us")


def test_C9_an_answer_is_deleted_only_once_that_is_confirmed(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    page = opened(stub, context)
    entry(page, "c_2").get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name="Delete this answer on Facebook?")
    expect(dialog).to_contain_text("It cannot be undone.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    assert stub.sent("moderate") == []
    entry(page, "c_2").get_by_role("button", name="Delete", exact=True).click()
    with page.expect_response(lambda response: response.url.endswith("/moderate")):
        dialog.get_by_role("button", name="Delete it").click()
    expect(entry(page, "c_2")).to_contain_text("Our answer was deleted on Facebook")
    expect(entry(page, "c_2").get_by_role("button", name="Delete", exact=True)).to_have_count(0)


def test_a_refused_moderation_says_so_and_changes_nothing(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    stub.routes["POST /api/tickets/hana/posts/c_3/moderate"] = lambda *_: (409, {"detail": "Facebook refuses it."})
    page = opened(stub, context)
    moderate(page, "c_3", "Hide")
    expect(entry(page, "c_3").get_by_role("alert")).to_contain_text("Facebook refuses it.")
    expect(entry(page, "c_3").get_by_role("button", name="Hide", exact=True)).to_be_enabled()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("outcome_unknown", "did not say whether it was done. Trying again is safe."),
        ("disconnected", "The account is not connected."),
        ("refused", "Nobody may hide a live comment."),
    ],
)
def test_what_the_network_says_no_with_is_said_as_it_is(
    stub: StubDesk, context: BrowserContext, code: str, says: str
) -> None:
    commented(stub)
    problem = {"code": code, "detail": "Nobody may hide a live comment."}
    stub.routes["POST /api/tickets/hana/posts/c_3/moderate"] = lambda *_: (502, problem)
    page = opened(stub, context)
    moderate(page, "c_3", "Hide")
    expect(entry(page, "c_3").get_by_role("alert")).to_contain_text(says)


def test_N2_a_post_is_moderated_whatever_its_id_holds(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    strange = "c/3?x=%41#é"
    moved = stub.tickets["hana"]["posts"][-1]
    moved["id"] = strange
    moderating(stub, "hana")
    page = opened(stub, context)
    with page.expect_request(lambda request: request.url.endswith("/moderate")) as asked:
        entry(page, strange).get_by_role("button", name="Hide", exact=True).click()
    assert quote(strange, safe="") in asked.value.url
    expect(entry(page, strange).locator(".moderation")).to_contain_text("hidden")


def test_what_people_write_about_a_page_is_named_for_what_it_is(stub: StubDesk, context: BrowserContext) -> None:
    kinds(stub)
    page = opened(stub, context)
    expect(entry(page, "k_1")).to_contain_text("recommends us")
    expect(entry(page, "k_2")).to_contain_text("does not recommend us")
    expect(entry(page, "k_3")).to_contain_text("visitor’s post")
    expect(entry(page, "k_4")).to_contain_text("What it says could not be read. Open it on Facebook.")
    expect(entry(page, "k_6")).to_contain_text("This desk cannot show it.")
    expect(entry(page, "k_6").get_by_role("link", name="Open on Facebook")).to_be_attached()
    stub.tickets["hana"]["posts"][3]["url"] = None
    stub.tickets["hana"]["posts"][5]["url"] = None
    check_opened_posts(page)
    for ident in ("k_4", "k_6"):
        expect(entry(page, ident).locator(f"a[href='{INBOX}']")).to_be_attached()
    page.locator("[data-ticket=leo]").click()
    expect(entry(page, "i_1")).to_contain_text("named you in a story")
    expect(entry(page, "i_2")).to_contain_text("about your story")


def test_pictures_of_a_network_are_shown_only_where_the_settings_say_so(
    stub: StubDesk, context: BrowserContext
) -> None:
    kinds(stub)
    page = opened(stub, context)
    shown = entry(page, "k_3").locator("img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 480)
    entry(page, "k_5").scroll_into_view_if_needed()
    tiles = entry(page, "k_5").locator(".media")
    expect(tiles).to_have_count(2)
    expect(tiles.first).to_contain_text("It could not be loaded")
    asked = {path: headers for _, path, headers in stub.asked if path.startswith(CDN)}
    assert f"{CDN}/box.png" in asked
    assert not [name for headers in asked.values() for name in headers if name.lower() == "referer"]


def test_a_picture_that_the_settings_do_not_show_is_asked_of_nobody(stub: StubDesk, context: BrowserContext) -> None:
    kinds(stub)
    stub.pictures_from = ""
    for each in stub.tickets["hana"]["posts"]:
        each["media"] = [media | {"shown": False} for media in each["media"]]
    page = opened(stub, context)
    expect(entry(page, "k_3").locator("a.media")).to_be_attached()
    assert [path for _, path, _ in stub.asked if path.startswith(CDN)] == []


@pytest.mark.parametrize(("text", "count"), [("あ" * 100, "300/1,000 bytes"), ("あ" * 334, "1,002/1,000 bytes")])
def test_R4_an_instagram_message_is_counted_in_bytes(
    stub: StubDesk, context: BrowserContext, text: str, count: str
) -> None:
    kinds(stub)
    page = opened(stub, context, "leo")
    page.get_by_role("button", name="^KT").click()
    field(page).fill(text)
    expect(page.locator(".composer-count")).to_have_text(count)


def test_R4_the_one_private_answer_is_not_split(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub)
    page = opened(stub, context)
    choice(page, "In private").check()
    field(page).fill("a" * 2_001)
    expect(page.locator(".composer-count[data-over=true]")).to_have_count(1)


def test_N3_the_window_of_a_private_answer_is_a_week(stub: StubDesk, context: BrowserContext) -> None:
    commented(stub, closes_in=WEEK)
    expect(note(opened(stub, context))).to_contain_text("6 d 23 h left")
