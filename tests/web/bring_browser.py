"""`python -m tests.web.bring_browser`: a browser that starts and draws Japanese, before the first test.

What is missing comes from the system's package manager where it may be asked, else from Playwright; otherwise one sentence
says so at once, instead of an error in each test of the page.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from playwright.sync_api import Error, sync_playwright

from infra import system_packages
from tests.web.browser import WITHOUT_WINDOWS, launch_arguments

DRAWS_JAPANESE = """() => {
    const drawn = (sign) => {
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = "32px sans-serif";
        pen.fillText(sign, 4, 40);
        return pen.getImageData(0, 0, 64, 64).data.join();
    };
    return drawn("即") !== drawn("答");
}"""
"""A browser draws all characters that its fonts lack as the same box."""


def main() -> None:
    ways: dict[str, list[Callable[[], object]]] = {
        "browser": [
            partial(system_packages.install, "browser", "japanese"),
            _playwrights_own,
            _libraries_of_playwrights_own,
        ],
        "japanese": [partial(system_packages.install, "japanese")],
    }
    lacking, why = missing()
    while lacking:
        if not ways[lacking]:
            raise SystemExit(sentence(lacking, why))
        ways[lacking].pop(0)()
        lacking, why = missing()
    if shutil.which(WITHOUT_WINDOWS) is None and system_packages.offers("browser"):
        system_packages.install("browser")


def missing() -> tuple[str, str]:
    """What the tests of the page lack, `browser` or `japanese`, and how that shows; empty where they lack nothing."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_arguments())
            draws = browser.new_page().evaluate(DRAWS_JAPANESE)
            browser.close()
    except Error as e:
        return "browser", _reason(e.message)
    return ("", "") if draws else ("japanese", "")


def sentence(lacking: str, why: str) -> str:
    """What a person is told to do."""
    helps = system_packages.command(*(["browser", "japanese"] if lacking == "browser" else ["japanese"]))
    run = f"run: {helps}" if helps else "install it with your system's package manager"
    if lacking == "browser":
        return f"The tests need a Chromium that starts ({why}); {run}"
    return f"The tests need a font with Japanese characters; {run}"


def _reason(message: str) -> str:
    """The line of Playwright's message that says what is wrong: the loader's own, if a library is missing."""
    lines = [line.strip(" ║") for line in message.splitlines()]
    if "Executable doesn't exist" in lines[0]:
        return "there is none"
    return next((line for line in lines if "shared libraries" in line), lines[0])


def _playwrights_own() -> None:
    """Have Playwright download the Chromium that it was tested with, for this user."""
    _playwright("install", "--only-shell", "chromium")


def _libraries_of_playwrights_own() -> None:
    """Where the system has no Chromium of its own, it has the libraries that Playwright's needs."""
    if system_packages.privileged():
        _playwright("install-deps", "chromium")


def _playwright(*arguments: str) -> None:
    """What goes wrong shows in that the browser does not start, and is told in one sentence."""
    print("playwright", *arguments, flush=True)  # noqa: T201
    command = [sys.executable, "-m", "playwright", *arguments]
    subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
