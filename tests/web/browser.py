"""The system's Chromium, and the two sizes that the page is designed for."""

import shutil
from dataclasses import dataclass
from typing import Any

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
"""No sandbox, since tests may run as root in a container; and no talk with anybody but the page's own server."""


@dataclass(frozen=True, slots=True)
class Size:
    name: str
    width: int
    height: int
    touch: bool

    def context(self) -> dict[str, Any]:
        """What a browser context is told, in London and in English."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "has_touch": self.touch,
            "is_mobile": self.touch,
            "locale": "en-GB",
            "timezone_id": "Europe/London",
            "reduced_motion": "reduce",
        }


PHONE = Size("phone", 390, 844, touch=True)
DESKTOP = Size("desktop", 1280, 800, touch=False)


def launch_arguments() -> dict[str, Any]:
    """How Playwright starts the browser that the machine has."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("Chromium is missing: install the system's chromium package")
    return {"executable_path": path, "args": list(QUIET)}
