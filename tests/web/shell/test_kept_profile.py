"""That a profile which tests use one after the other is to each of them a new one."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.browser import DESKTOP
from tests.web.kept_profile import Profile
from tests.web.stub_desk import URL

FOUND = """[document.body.innerText, window.ran ?? null, document.cookie, localStorage.length, sessionStorage.length]"""


def shown(context: BrowserContext, text: str) -> Page:
    context.route("**/*", lambda route: route.fulfill(body=f"<p>{text}", content_type="text/html"))
    page = context.new_page()
    page.goto(URL)
    return page


def test_nothing_is_left_of_what_the_test_before_opened_ran_and_kept(browser: Browser) -> None:
    profile = Profile(browser, DESKTOP, URL)
    context = profile.lend()
    context.add_init_script("window.ran = true")
    page = shown(context, "first")
    page.evaluate("localStorage.draft = sessionStorage.token = document.cookie = 'a=b'")
    assert page.evaluate(FOUND) == ["first", True, "a=b", 1, 1]
    profile.take_back()
    assert not profile.is_used_up
    assert page.is_closed()
    assert shown(profile.lend(), "second").evaluate(FOUND) == ["second", None, "", 0, 0]
    profile.context.close()


@pytest.mark.parametrize("use_up", [lambda page: page.clock.install(), lambda page: page.context.set_offline(True)])
def test_a_profile_that_cannot_be_as_it_was_is_used_no_more(browser: Browser, use_up: object) -> None:
    profile = Profile(browser, DESKTOP, URL)
    page = shown(profile.lend(), "first")
    assert callable(use_up)
    use_up(page)
    profile.take_back()
    assert profile.is_used_up
    assert page.is_closed()
