"""That the page is for everybody: assistive technology, fingers, both lights."""

import os
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from tests.web.browser import DESKTOP, PHONE, Size, launch_arguments
from tests.web.scenes import AT, LEAVE_FOR, SCENES
from tests.web.settings.test_reports import spoken_in
from tests.web.stub_desk import CLOCK, ROOT, StubDesk, post, view
from tests.web.stub_settings import StubSettings
from tests.web.walk import LOCALES

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = {"resultTypes": ["violations"], "noHtml": True}
"""All rules are tried; of nodes that pass one, axe need write nothing down, which takes it a fifth of its time."""


AGAIN = ("ticket", "details", "comment", "kinds", "charts", "heat", "settings", "people", "calendar", "promise")
"""Scenes that hold nothing which another does not, or which is looked at with the settings below."""

SETTINGS = (
    *(("account", ""), ("policy", ""), ("text", ""), ("account", "acme_help"), ("person", "ren"), ("team", "support")),
    *(
        ("calendar", "office"),
        ("policy", "default"),
        ("keyword_rule", "returns"),
        ("text", "warning"),
        ("desk", "desk"),
    ),
    *(("template", "%2B"), ("", "")),
)
ON_EACH = pytest.mark.parametrize(
    ("size", "language"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone-ja", "desktop-en"]
)


@pytest.fixture
def still() -> Iterator[None]:
    """The desk's time stands, as the page's does in a scene."""
    CLOCK.stopped_at = AT
    yield
    CLOCK.stopped_at = None


def found_in_both_lights(page: Page) -> list[Any]:
    """What axe has to say in the light; in the dark, what colours are to blame for. It begins with the one that is on."""
    found = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE.read_text(encoding='utf-8')}; 0")
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    for scheme in ("dark", "light") if is_dark else ("light", "dark"):
        if (scheme == "dark") != is_dark:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.wait_for_timeout(50)
        options = VIOLATIONS | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
        run = "options => axe.run(options).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target)]))"
        found += [(scheme, *each) for each in page.evaluate(run, options)]
    return found


@ON_EACH
def test_nothing_stands_in_the_way_of_assistive_technology_in_any_scene(
    browser: Browser, size: Size, language: str, still: None
) -> None:
    found = {}
    for _, scenes in groupby(SCENES, lambda scene: scene.prepare):
        context = browser.new_context(**size.context() | LOCALES[language])
        first, *others = (scene for scene in scenes if scene.name not in AGAIN)
        page, stub = first.show(context)
        found[first.name] = [*found_in_both_lights(page), *page.evaluate(SQUEEZED)]
        for scene in others:
            scene.follow(page, stub)
            found[scene.name] = [*found_in_both_lights(page), *page.evaluate(SQUEEZED)]
        context.close()
    assert {name: each for name, each in found.items() if each} == {}


SQUEEZED = """() => [...document.querySelectorAll('body *')]
  .filter((found) => [...found.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim().length >= 40))
  .filter((found) => found.checkVisibility({ visibilityProperty: true }))
  .map((found) => [found, found.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && height > 1 && width < 120)
  .map(([found, { width }]) => `${found.className || found.parentElement.className}: ${width} px`)"""
"""Sentences in a column of a few letters; what is one pixel wide is for ears alone."""


@ON_EACH
def test_nor_in_any_settings(stub: StubDesk, context: BrowserContext, size: Size, language: str) -> None:
    spoken_in(context, language)
    stub.groups = ["admins"]
    StubSettings(stub)
    page = stub.open(context, "/settings")
    found = {}
    for kind, item in SETTINGS:
        path = f"/settings?kind={kind}&item={item}"
        page.evaluate(LEAVE_FOR, path)
        expect(page.locator(".documents, .kinds, .editor").first).to_be_visible()
        if item == "default":
            page.locator("#field-ladder").uncheck()
        page.wait_for_timeout(100)
        found[path] = found_in_both_lights(page)
        assert page.evaluate("document.querySelector('.page').scrollWidth") <= size.width, path
    assert {path: each for path, each in found.items() if each} == {}


def test_nor_in_a_page_that_is_on_its_way_which_has_its_heading_already(
    stub: StubDesk, context: BrowserContext
) -> None:
    context.route("**/a/reports-*.js", lambda _: None)
    page = stub.open(context, "/reports")
    expect(page.get_by_role("heading", level=1, name="Reports")).to_be_visible()
    assert found_in_both_lights(page) == []


@pytest.mark.parametrize("size", [PHONE], ids=lambda size: size.name)
def test_nor_in_what_a_ticket_may_hold(stub: StubDesk, context: BrowserContext, size: Size) -> None:
    stub.put(view("t", [post("1", "hello"), post("2", "again", channel="direct", late=True, flagged=True)], due_in=-4))
    stub.put(view("u", [post("3", "hello")], flags=["look"], tags=["返品"], priority="high"))
    for path in ("/", "/t/t"):
        page = stub.open(context, path)
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        page.wait_for_timeout(200)
        assert found_in_both_lights(page) == [], path
        page.close()


TOUCHED = {
    "/": ".row",
    "/t/t": ".composer-field",
    "/settings": ".kinds",
    "/settings?kind=calendar&item=office": ".editor-bar",
    "/settings?kind=team&item=support": ".editor-bar",
}
"""Pages on which fingers press, and what there is on each once it is there."""

SMALL = """() => [...document.querySelectorAll('button, select, summary, .queue-header a, .view-tab, .tab, .button, .icon-button, .row-link, .tick')]
  .filter((found) => found.checkVisibility({ visibilityProperty: true }))
  .map((found) => [found.className, found.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 44 || height < 44)
  .map(([name, { width, height }]) => `${name}: ${width} × ${height}`)"""


@pytest.mark.parametrize(
    ("size", "language", "system"),
    [(PHONE, "en", "C.UTF-8"), (PHONE, "en", "ja_JP.UTF-8"), (PHONE, "ja", "ja_JP.UTF-8"), (DESKTOP, "ja", "C.UTF-8")],
)
def test_fingers_find_large_enough_targets(browser_type: BrowserType, size: Size, language: str, system: str) -> None:
    """On a machine of either language: the system's font for Latin letters is a narrower one in Japan."""
    browser = browser_type.launch(**launch_arguments(), env={**os.environ, "LANG": system, "LC_ALL": system})
    context = browser.new_context(**size.context())
    context.add_init_script(f"localStorage.setItem('sokuto.language', '{language}')")
    stub = StubDesk(context)
    StubSettings(stub)
    stub.put(view("t", [post("1", "hello")]))
    page = stub.open(context)
    found = {}
    for path, shown in TOUCHED.items():
        page.evaluate(LEAVE_FOR, path)
        expect(page.locator(shown).first).to_be_visible()
        stub.rest()
        found[path] = page.evaluate(SMALL)
    browser.close()
    assert {path: small for path, small in found.items() if small} == {}
    assert stub.complaints == []
