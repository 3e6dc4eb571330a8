"""How the page comes by its access token, and what it does without one."""

import base64
import json

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.slow_page import until
from tests.web.stub_desk import URL, StubDesk, post, view

RENEWED = (200, {"access_token": "fresh", "expires_in": 3600})


def forgetful(stub: StubDesk, context: BrowserContext, path: str = "/t/t") -> Page:
    """A tab that holds no token of its own yet."""
    stub.put(view("t", [post("1", "hello")]))
    page = context.new_page()
    page.add_init_script("sessionStorage.removeItem('sokuto.tokens')")
    page.goto(URL + path)
    return page


def renewals(stub: StubDesk) -> int:
    return len([path for _, path, _ in stub.asked if path == "/session/renew"])


def test_a_tab_without_a_token_takes_up_the_session_of_the_browser_and_shows_no_gate(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.renewed = RENEWED
    page = forgetful(stub, context)
    expect(page.locator(".desk")).to_be_visible()
    expect(page).to_have_url(f"{URL}/t/t")
    assert renewals(stub) == 1


def test_without_a_session_there_is_the_gate(stub: StubDesk, context: BrowserContext) -> None:
    page = forgetful(stub, context)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_desk_that_does_not_answer_is_no_end_of_the_session(stub: StubDesk, context: BrowserContext) -> None:
    stub.renewed = (503, {"detail": "The sign-in could not be reached."})
    page = forgetful(stub, context)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)


def test_a_token_that_the_desk_refuses_is_renewed_and_nobody_notices(stub: StubDesk, context: BrowserContext) -> None:
    stub.put(view("t", [post("1", "hello")]))
    stub.renewed = RENEWED
    page = stub.open(context, "/t/t")
    page.evaluate("sessionStorage.setItem('sokuto.tokens', JSON.stringify({ access: 'old', until: 0 }))")
    page.reload()
    expect(page.locator(".desk")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    assert renewals(stub) == 1
    assert "fresh" in page.evaluate("sessionStorage.getItem('sokuto.tokens')")


@pytest.mark.parametrize("path", ["/t/t?show=mine", "//evil/x", "//t/t", "/%2F/x", r"/\\evil"])
def test_whoever_signs_in_comes_back_to_where_they_were_and_nowhere_else(
    stub: StubDesk, context: BrowserContext, path: str
) -> None:
    page = forgetful(stub, context, path)
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    here = page.url
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/login?**")
    begun = json.loads(page.evaluate("sessionStorage.getItem('sokuto.sign-in')"))
    stub.renewed = RENEWED
    page.goto(f"{URL}/?code=a-code&state={begun['state']}")
    expect(page.locator(".desk")).to_be_visible()
    expect(page).to_have_url(here)
    assert here.startswith(f"{URL}/")
    assert thrown == []


@pytest.mark.parametrize("said", ["out", "in"])
def test_tabs_hear_of_one_another(stub: StubDesk, context: BrowserContext, said: str) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/t/t")
    other = stub.open(context)
    tell = "said => new BroadcastChannel('sokuto.session').postMessage(said)"
    other.evaluate(tell, "out")
    expect(page.get_by_role("alertdialog")).to_contain_text("Your session has ended.")
    if said == "in":
        stub.renewed = RENEWED
        other.evaluate(tell, "in")
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        expect(page.locator(".desk")).to_be_visible()


def token_of(sub: str) -> str:
    said = base64.urlsafe_b64encode(json.dumps({"sub": sub, "name": "みつき"}).encode()).decode().rstrip("=")
    return f"e30.{said}.signature"


@pytest.mark.parametrize("whose", ["kt", "boss"])
def test_a_tab_whose_browser_is_somebody_elses_by_now_begins_anew_as_theirs(
    stub: StubDesk, context: BrowserContext, whose: str
) -> None:
    """Else what they write would go out in their name under the other's, which the page still shows."""
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/t/t")
    held = json.dumps({"access": token_of("kt"), "until": 0})
    page.evaluate("held => sessionStorage.setItem('sokuto.tokens', held)", held)
    stub.renewed = (200, {"access_token": token_of(whose), "expires_in": 3600})
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.reload()
    expect(page.locator(".desk")).to_be_visible()
    assert (renewals(stub), len(loads)) == (1, 1 if whose == "kt" else 2)
    assert token_of(whose) in page.evaluate("sessionStorage.getItem('sokuto.tokens')")


def test_a_renewal_that_is_answered_after_the_session_was_ended_brings_no_token_back(
    stub: StubDesk, context: BrowserContext
) -> None:
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context, "/t/t")
    page.evaluate("sessionStorage.setItem('sokuto.tokens', JSON.stringify({ access: 'old', until: 0 }))")
    asked: list[Route] = []
    context.route("**/session/renew", lambda route: asked.append(route))
    page.reload(wait_until="commit")
    until(page, lambda: asked)
    page.evaluate("new BroadcastChannel('sokuto.session').postMessage('out')")
    page.wait_for_timeout(100)
    asked[0].fulfill(status=200, json=RENEWED[1])
    expect(page.get_by_role("alertdialog").or_(page.get_by_role("button", name="Sign in")).first).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('sokuto.tokens')") is None
