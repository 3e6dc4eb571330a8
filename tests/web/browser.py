"""The Chromium that tests use, and the two sizes that the page is designed for."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from infra.node import NODE

os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
"""Playwright runs on the Node that this repo installs: its own wants a libatomic that a minimal Debian lacks."""

WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same browser without its windows, as Debian packages it: the tests of the page take a third of the CPU in it."""

CHROMIUM = (WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--renderer-process-limit=1",
)
"""No sandbox, since tests may run as root in a container; no talk with anybody but the page's own server; and one process for
all pages of a profile, as a new one costs a quarter of what loading the page does."""


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
    """How Playwright starts the system's Chromium, or its own where the system has none that starts."""
    installed = (found for name in CHROMIUM if (found := shutil.which(name)))
    path = next((path for path in installed if _starts(path)), None)
    return {"args": list(QUIET)} | ({"executable_path": path} if path else {})


def _starts(path: str) -> bool:
    """Some systems have a script of that name which only says how to install a browser."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0
