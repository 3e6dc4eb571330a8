"""What `make test` does before the first test, on machines that have a browser and on others."""

import os
import shutil
from pathlib import Path

import pytest

from infra import system_packages
from tests.web import bring_browser, browser

NO_LIBRARY = """BrowserType.launch: Target page, context or browser has been closed
║ /usr/bin/chromium: error while loading shared libraries: libnss3.so: cannot open shared object file ║"""


class Machine:
    """A machine that lacks things, and what is tried on it; each attempt of `cures` brings what it lacks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, lacks: list[str], cures: dict[str, str]) -> None:
        self.lacks = lacks
        self.cures = cures
        self.tried: list[str] = []
        self.offered: list[str] = []
        monkeypatch.setattr(bring_browser, "missing", lambda: (next(iter(self.lacks), ""), "it is not there"))
        monkeypatch.setattr(system_packages, "install", lambda *needs: self.attempt(f"install {' '.join(needs)}"))
        monkeypatch.setattr(system_packages, "privileged", lambda: True)
        monkeypatch.setattr(system_packages, "offers", lambda need: need in self.offered)
        monkeypatch.setattr(shutil, "which", lambda name: None)
        monkeypatch.setattr(bring_browser, "_playwright", lambda *words: self.attempt(f"playwright {words[0]}"))
        monkeypatch.setattr(system_packages, "command", lambda *needs: f"sudo apt-get install {' '.join(needs)}")

    def attempt(self, what: str) -> None:
        self.tried.append(what)
        self.lacks = [each for each in self.lacks if each not in self.cures.get(what, "").split()]


def test_where_nothing_is_missing_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, lacks=[], cures={})
    bring_browser.main()
    assert machine.tried == []


def test_the_browser_without_windows_is_brought_where_the_system_offers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, lacks=[], cures={})
    machine.offered = ["browser"]
    bring_browser.main()
    assert machine.tried == ["install browser"]


def test_the_systems_packages_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    cures = {"install browser japanese": "browser japanese"}
    machine = Machine(monkeypatch, lacks=["browser", "japanese"], cures=cures)
    bring_browser.main()
    assert machine.tried == ["install browser japanese"], "in one go"


def test_where_the_system_has_no_chromium_playwright_brings_one_and_its_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cures = {"playwright install-deps": "browser", "install japanese": "japanese"}
    machine = Machine(monkeypatch, lacks=["browser", "japanese"], cures=cures)
    bring_browser.main()
    assert machine.tried == [
        "install browser japanese",
        "playwright install",
        "playwright install-deps",
        "install japanese",
    ]


def test_what_nobody_can_bring_is_one_sentence_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, lacks=["browser"], cures={})
    with pytest.raises(SystemExit) as end:
        bring_browser.main()
    said = "The tests need a Chromium that starts (it is not there); run: sudo apt-get install browser japanese"
    assert str(end.value) == said
    Machine(monkeypatch, lacks=["japanese"], cures={})
    with pytest.raises(SystemExit, match="a font with Japanese characters; run: sudo apt-get install japanese"):
        bring_browser.main()


def test_a_library_that_is_missing_is_named() -> None:
    assert bring_browser._reason(NO_LIBRARY).endswith("libnss3.so: cannot open shared object file")
    assert bring_browser._reason("BrowserType.launch: Executable doesn't exist at /a\n╔") == "there is none"


@pytest.mark.parametrize("manager", system_packages.INSTALL)
def test_each_package_manager_has_a_name_for_every_need(manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == manager else None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    said = system_packages.command(*system_packages.NAMES)
    assert said.startswith(f"sudo {manager} ")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert system_packages.command("browser").startswith(f"{manager} ")


def test_nothing_is_installed_where_a_password_would_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, text in (("apt-get", f"touch {tmp_path}/ran"), ("sudo", "exit 1")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system_packages.install("browser") is False
    assert not (tmp_path / "ran").exists()


def test_a_script_in_the_place_of_a_browser_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ubuntu's chromium-browser only says how to install one."""
    for name, code in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.launch_arguments()["executable_path"] == str(tmp_path / "google-chrome")
    (tmp_path / "google-chrome").unlink()
    assert "executable_path" not in browser.launch_arguments()
