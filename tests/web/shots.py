"""`make shots`: every page, at both widths, in both languages and both lights, into `.local/shots/`.

With the desk that stands in front of the tests' browser, so that it takes a minute and shows the states that a real desk
seldom has.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from infra.vendor import ROOT, copy_vendor
from tests.web.browser import DESKTOP, PHONE, Size, launch_arguments
from tests.web.stub_desk import OTHER, StubDesk, ago, post, view
from tests.web.stub_numbers import metrics
from tests.web.stub_settings import StubSettings

SHOTS = Path(".local/shots")
LANGUAGES = ("en", "ja")
SCHEMES = ("light", "dark")

Scene = tuple[str, str, Callable[[StubDesk], None]]


def main() -> None:
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    copy_vendor(ROOT)
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        for name, path, prepare in scenes():
            for size, language, scheme in product((PHONE, DESKTOP), LANGUAGES, SCHEMES):
                shot = f"{name}-{size.name}-{language}-{scheme}"
                if only in shot:
                    _shoot(browser, size, language, scheme, path, prepare, SHOTS / f"{shot}.png")
        browser.close()


def scenes() -> Iterator[Scene]:
    yield "queue", "/", busy
    yield "ticket", "/t/mitsuki", busy
    yield "narrowed", "/?channel=direct&tag=返品", busy
    yield "nobody", "/", nobody
    yield "first", "/", lambda stub: stub.accounts.clear()
    yield "deaf", "/", deaf
    yield "offline", "/", busy
    yield "numbers", "/numbers", busy
    yield "settings", "/settings", busy
    yield "help", "/", busy
    yield "gate", "/", signed_out


def busy(stub: StubDesk) -> None:
    """A shift in the afternoon: some are late, one runs over the night, one is being answered."""
    stub.routes["GET /api/metrics"] = metrics
    StubSettings(stub)
    said: list[tuple[str, str, str, float, dict[str, Any]]] = [
        ("mitsuki", "みつき", "@acme_help 注文した品がまだ届きません。問い合わせ番号は 4471 です。昨日までに届くはずでした。", -12.6, {"tags": ["返品"]}),
        ("park", "Jo Park", "Can I still change the delivery address? It says “preparing”.", 4.4, {"status": "open"}),
        ("sato", "佐藤 美咲", "サイズが合わなかったので交換できますか？", 18.5, {"tags": ["返品", "交換"], "channel": "direct"}),
        ("omar", "عمر الفاروق", "@acme_help مرحبا، متى يصل طلبي؟", 41, {"priority": "high"}),
        ("ren", "佐々木 蓮", "アプリにログインできません。パスワードを再設定しても同じです。", 63, {"holder": OTHER | {"until": ago(-8)}, "assignee": OTHER}),
        ("emoji", "😀" * 30, "great service!", 130, {"late": True}),
        ("anna", "Anna Lindqvist", "Hej! Do you ship to Sweden?", 170, {"assignee": {"sub": "kt", "name": "Keiko Tanaka"}}),
        ("dm", "Rui Costa", "I sent the photos by direct message.", 880, {"channel": "direct", "flags": ["look"]}),
    ]  # fmt: skip
    for ident, name, words, due_in, more in said:
        posts = [post(f"{ident}-1", words, minutes=max(5.0, 60 - due_in), author=_author(ident, name))]
        stub.put(
            view(
                ident,
                posts,
                due_in=due_in,
                name=name,
                **{"channel": "public", "customer": _author(ident, name), **more},
            )
        )
    stub.tickets["dm"]["ticket"]["clock"]["open"] = {
        "spans": [{"from": ago(60), "to": ago(-60)}, {"from": ago(-840), "to": ago(-880)}],
        "then_s": 0,
    }
    stub.tickets["mitsuki"]["posts"] += [
        post("a", "お問い合わせありがとうございます。配送状況を確認しております。 ^KT", minutes=40, direction="outbound", via="desk", by={"sub": "kt", "name": "Keiko Tanaka"}, author=_author("acme_help", "Acme Help")),
        post("mitsuki-2", "まだでしょうか。明日から旅行なので、今日中に受け取りたいのですが。", minutes=22, author=_author("mitsuki", "みつき")),
    ]  # fmt: skip
    answered = view("done", [post("d", "ありがとう！", minutes=90)], due_in=None, name="Kenji", status="answered")
    stub.put(answered)


def nobody(stub: StubDesk) -> None:
    stub.put(view("done", [post("d", "ありがとう！", minutes=90)], due_in=None, name="Kenji", status="answered"))


def deaf(stub: StubDesk) -> None:
    busy(stub)
    stub.accounts[0] |= {"state": "account_disconnected", "last_seen": ago(47)}


def signed_out(stub: StubDesk) -> None:
    stub.signed_in = False


def _author(username: str, name: str) -> dict[str, str]:
    return {"id": username, "username": username, "name": name}


def _shoot(
    browser: Browser, size: Size, language: str, scheme: Any, path: str, prepare: Callable[[StubDesk], None], to: Path
) -> None:
    locale = {"locale": "ja-JP" if language == "ja" else "en-GB", "timezone_id": "Asia/Tokyo"}
    context: BrowserContext = browser.new_context(**size.context() | locale, color_scheme=scheme)
    stub = StubDesk(context)
    prepare(stub)
    page = context.new_page()
    if not stub.signed_in:
        page.add_init_script("sessionStorage.clear()")
    page.goto(f"http://desk.localhost{path}")
    expect(page.locator(".desk, .gate").first).to_be_visible()
    page.wait_for_timeout(400)
    _act(page, stub, to.name.split("-")[0])
    page.screenshot(path=str(to))
    context.close()


def _act(page: Page, stub: StubDesk, scene: str) -> None:
    if scene == "offline":
        stub.reachable = False
        expect(page.locator(".as-of-warn")).to_be_visible(timeout=15_000)
    if scene == "help":
        page.keyboard.press("?")
    if scene == "narrowed":
        page.locator(".narrow-button").click()


if __name__ == "__main__":
    main()
