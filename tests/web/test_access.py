"""That the page is for everybody: assistive technology, fingers, both lights."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.browser import DESKTOP, PHONE, Size
from tests.web.stub_desk import ROOT, StubDesk, post, view


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_nothing_stands_in_the_way_of_assistive_technology(
    stub: StubDesk, context: BrowserContext, size: Size, scheme: Any
) -> None:
    stub.put(view("t", [post("1", "hello"), post("2", "again", channel="direct", late=True, flagged=True)], due_in=-4))
    stub.put(view("u", [post("3", "hello")], flags=["look"], tags=["返品"], priority="high"))
    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    for path in ("/", "/t/t", "/settings"):
        page = stub.open(context, path)
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_role("heading", level=1).first).to_be_attached()  # the page itself, not its "loading"
        page.wait_for_timeout(200)
        page.evaluate(f"{axe}; 0")
        found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target)]))")
        assert found == [], path
        page.close()


@pytest.mark.parametrize("size", [PHONE], ids=lambda size: size.name)
def test_fingers_find_large_enough_targets(stub: StubDesk, context: BrowserContext, size: Size) -> None:
    stub.put(view("t", [post("1", "hello")]))
    small = "() => [...document.querySelectorAll('.bar :is(a, button, select), .filter, .tab, .button, .icon-button, .row-link')].filter(e => e.checkVisibility({visibilityProperty: true})).map(e => [e.className, e.getBoundingClientRect()]).filter(([, b]) => b.width < 44 || b.height < 44).map(([name]) => name)"
    for path in ("/", "/t/t", "/settings"):
        page = stub.open(context, path)
        page.wait_for_timeout(300)
        assert page.evaluate(small) == [], path
