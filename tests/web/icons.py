"""Draws the desk's icons anew: `python -m tests.web.icons`, after the sign has changed.

Telephones want bitmaps, and a tab's sign wants its number drawn in: both come from `favicon.svg`, in the system's
Chromium, and stand beside the page's other files.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.web.browser import launch_arguments

WEB = Path(__file__).parents[2] / "functions" / "desk_api" / "web"
PAPER = "#fdfcf9"
BADGE = (
    '<circle fill="#b3261e" cx="22.5" cy="22.5" r="9.5"/>'
    '<text x="22.5" y="27.5" text-anchor="middle" fill="#fff" font-family="system-ui,sans-serif" font-weight="700" '
    'font-size="14">{}</text>'
)
BITMAPS = {"icon-180.png": (180, 0.72), "icon-192.png": (192, 0.9), "icon-512.png": (512, 0.9)}
BITMAPS["icon-512-maskable.png"] = (512, 0.6)
"""Size, and the share of it that the sign takes: a mask may cut off a fifth all around."""


def main() -> None:
    sign = (WEB / "favicon.svg").read_text("utf-8").strip()
    icons = WEB / "icons"
    icons.mkdir(exist_ok=True)
    for number in range(1, 10):
        (icons / f"badge-{number}.svg").write_text(_with(sign, BADGE.format(number)), "utf-8")
    (icons / "badge-many.svg").write_text(_with(sign, BADGE.format("9+").replace('"14"', '"11"')), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        for name, (size, share) in BITMAPS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            drawn = sign.replace("<svg ", f'<svg width="{size * share}" height="{size * share}" ')
            page.set_content(
                f'<body style="margin:0;height:100vh;display:grid;place-items:center;background:{PAPER}">{drawn}'
            )
            page.screenshot(path=str(icons / name))
            page.close()
        browser.close()


def _with(sign: str, more: str) -> str:
    return sign.replace("</svg>", f"{more}</svg>\n")


if __name__ == "__main__":
    main()
