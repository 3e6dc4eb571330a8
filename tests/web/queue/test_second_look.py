"""What keeps an answer from going out unseen: an edit of what it answers, and a desk that cannot look (R2, R5)."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.stub_desk import Answer, Json, StubDesk, field, post, taken, view


def opened(stub: StubDesk, context: BrowserContext) -> Page:
    stub.answers.setdefault("replies", taken)
    stub.put(view("t", [post("1", "Where is my order?", revision=1)]) | {"version": 3})
    return stub.open(context, "/t/t")


def edited(version: int) -> Json:
    return post("1", "Cancel my order!", edited=True, answer_id="2", revision=version)


def test_R2_an_edit_while_writing_is_shown_and_stops_the_answer(stub: StubDesk, context: BrowserContext) -> None:
    page = opened(stub, context)
    field(page).fill("It is on its way")
    stub.tickets["t"] |= {"posts": [edited(4)], "version": 4}
    expect(page.locator(".new-posts-text")).to_have_text("Cancel my order!")
    page.reload()
    expect(page.locator(".new-posts-text")).to_have_text("Cancel my order!")
    field(page).press("Control+Enter")
    expect(page.locator(".send-warnings")).to_be_visible()
    assert stub.sent("replies") == []
    page.get_by_role("button", name="I have read it").click()
    expect(page.locator(".new-posts")).to_have_count(0)
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    assert [body["seen_version"] for body in stub.sent("replies")] == [4]


def test_R2_an_edit_that_the_desk_knows_first_is_shown_with_its_refusal(
    stub: StubDesk, context: BrowserContext
) -> None:
    def answer(body: Json) -> Answer:
        return taken(body) if body["seen_version"] == 4 else (409, {"newer": [edited(4)], "seen_version": 4})

    stub.answers["replies"] = answer
    page = opened(stub, context)
    field(page).fill("It is on its way")
    field(page).press("Control+Enter")
    expect(page.locator(".new-posts-text")).to_have_text("Cancel my order!")
    expect(page.locator(".thread .post")).to_have_count(1)
    expect(page.locator(".thread .post")).to_contain_text("Cancel my order!")
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    assert [body["seen_version"] for body in stub.sent("replies")] == [3, 4]


@pytest.mark.parametrize("status", [429, 500])
def test_R5_what_the_desk_cannot_look_through_goes_out_only_when_its_writer_says_so(
    stub: StubDesk, context: BrowserContext, status: int
) -> None:
    stub.routes["POST /api/preview/reply"] = lambda *_: (status, {"detail": "Not now."})
    page = opened(stub, context)
    field(page).fill("Call 03-1234-5678")
    field(page).press("Control+Enter")
    expect(page.locator(".send-warnings")).to_contain_text("could not check for personal data")
    assert stub.sent("replies") == []
    del stub.routes["POST /api/preview/reply"]
    page.get_by_role("button", name="Send anyway").click()
    expect(field(page)).to_have_value("")
    assert len(stub.sent("replies")) == 1


def test_R5_a_check_that_never_came_back_sends_nothing_and_keeps_the_words(
    stub: StubDesk, context: BrowserContext
) -> None:
    page = opened(stub, context)
    expect(page.locator(".thread .post")).to_have_count(1)
    context.route("**/api/preview/reply", lambda route: route.abort())
    field(page).fill("It is on its way")
    field(page).press("Control+Enter")
    expect(page.locator(".composer .trouble")).to_contain_text("The desk did not answer")
    expect(field(page)).to_have_value("It is on its way")
    assert stub.sent("replies") == []
