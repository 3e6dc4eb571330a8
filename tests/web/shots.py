"""`make shots`: every page, at both widths, in both languages and both lights, into `.local/shots/`."""

import sys
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from infra.bundling.page import serve_from_working_tree
from tests.web.browser import DESKTOP, PHONE, Size, launch_arguments
from tests.web.scenes import AT, SCENES, Scene
from tests.web.stub_desk import CLOCK

SHOTS = Path(".local/shots")
LANGUAGES = ("en", "ja")
SCHEMES = ("light", "dark")


def main() -> None:
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    serve_from_working_tree()
    SHOTS.mkdir(parents=True, exist_ok=True)
    CLOCK.stopped_at = AT
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        pictured = [scene for scene in SCENES if scene.pictured]
        for scene, size, language, scheme in product(pictured, (PHONE, DESKTOP), LANGUAGES, SCHEMES):
            shot = f"{scene.name}-{size.name}-{language}-{scheme}"
            if only in shot:
                _shoot(browser, size, language, scheme, scene, SHOTS / f"{shot}.png")
        browser.close()


def _shoot(browser: Browser, size: Size, language: str, scheme: Any, scene: Scene, to: Path) -> None:
    locale = {"locale": "ja-JP" if language == "ja" else "en-GB", "timezone_id": "Asia/Tokyo"}
    context = browser.new_context(**size.context() | locale, color_scheme=scheme)
    page, _ = scene.show(context)
    page.screenshot(path=str(to))
    context.close()


if __name__ == "__main__":
    main()
