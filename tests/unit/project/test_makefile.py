"""`make` on a machine that something happened to: an interrupted installation, a checkout that was moved, another Python.

Python and make are real; uv and what installs it are stand-ins that leave behind what the real ones do.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.walk import variants

ROOT = Path(__file__).parents[3]

PYTHON = f"""#!/bin/bash
echo "python $*" >> "$LOG"
if [ "$1 $2" = "-m infra.install_uv" ]; then
  mkdir -p "$3/bin"
  [ -e "$LOG.interrupt" ] && exit 130     # Ctrl-C before it moved the program there
  cp "$STANDINS/uv" "$3/bin/uv"
  exit
fi
exec {sys.executable} "$@"
"""

UV = f"""#!/bin/bash
echo "uv $*" >> "$LOG"
[ -d .venv ] && exit 0                  # uv: everything is installed already
{sys.executable} -m venv --without-pip .venv
echo "$PWD" > .venv/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages/checkout.pth
"""


class Checkout:
    """A checkout with stand-ins for what it would download."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self._log = folder / "log"
        self._standins = folder / "standins"
        self._standins.mkdir(parents=True)
        for name, text in (("python", PYTHON), ("uv", UV)):
            (self._standins / name).write_text(text)
            (self._standins / name).chmod(0o755)
        (self.folder / "infra").mkdir(parents=True)
        (self.folder / "infra" / "__init__.py").touch()
        for name in ("Makefile", "infra/install_uv.py", "uv.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.folder / name)

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        self._log.write_text("")
        env = {"PATH": "/usr/bin:/bin", "LOG": str(self._log), "STANDINS": str(self._standins)}
        command = ["make", *words, f"PYTHON={self._standins / 'python'}"]
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)

    def did(self, what: str) -> bool:
        return what in self._log.read_text()

    def interrupt(self, yes: bool) -> None:
        Path(f"{self._log}.interrupt").touch() if yes else Path(f"{self._log}.interrupt").unlink()

    def works(self) -> bool:
        done = subprocess.run([".venv/bin/python", "-P", "-c", "import infra"], cwd=self.folder, check=False)
        return done.returncode == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    if shutil.which("make", path="/usr/bin:/bin") is None:
        pytest.fail("make is missing")
    return Checkout(tmp_path)


PYTHON_DONE = ".local/python.done"


def test_what_is_installed_is_not_installed_again(checkout: Checkout) -> None:
    assert checkout.make(PYTHON_DONE).returncode == 0
    assert (checkout.did("install_uv"), checkout.did("uv sync"), checkout.works()) == (True, True, True)
    assert checkout.make(PYTHON_DONE).returncode == 0
    assert (checkout.did("install_uv"), checkout.did("uv sync")) == (False, False)


def test_an_installation_that_was_interrupted_is_begun_anew(checkout: Checkout) -> None:
    checkout.interrupt(True)
    assert checkout.make(PYTHON_DONE).returncode != 0
    checkout.interrupt(False)
    done = checkout.make(PYTHON_DONE)
    assert (done.returncode, checkout.works()) == (0, True), done.stderr


def test_a_checkout_that_was_moved_mends_itself(checkout: Checkout) -> None:
    checkout.make(PYTHON_DONE)
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved here"))
    assert not checkout.works()
    done = checkout.make(PYTHON_DONE)
    assert (done.returncode, checkout.did("uv sync"), checkout.works()) == (0, True, True), done.stderr
    checkout.make(PYTHON_DONE)
    assert not checkout.did("uv sync")


@pytest.mark.parametrize("harm", ["gone", "another version", "nothing of ours"])
def test_after_another_python_came_what_was_installed_for_the_old_one_is_made_anew(
    checkout: Checkout, harm: str
) -> None:
    checkout.make(PYTHON_DONE)
    python = checkout.folder / ".venv/bin/python"
    packages = next((checkout.folder / ".venv/lib").iterdir())
    if harm == "gone":
        python.unlink()
        python.symlink_to("/nowhere/python3.9")
    elif harm == "another version":
        packages.rename(packages.with_name("python3.9"))
    else:
        (packages / "site-packages" / "checkout.pth").unlink()
    done = checkout.make(PYTHON_DONE)
    assert (done.returncode, checkout.works()) == (0, True), done.stderr


@pytest.mark.parametrize(("word", "said"), [("down", "nothing was running"), ("fresh", "there is nothing to forget")])
def test_where_nothing_runs_nothing_is_installed_to_say_so(checkout: Checkout, word: str, said: str) -> None:
    done = checkout.make(word)
    assert (done.returncode, done.stdout.strip()) == (0, said)
    assert not (checkout.folder / ".local").exists()


def test_every_command_that_people_give_says_what_it_does(checkout: Checkout) -> None:
    said = checkout.make("help").stdout
    assert {"run", "up", "down", "fresh", "test", "lint", "deploy"} <= {
        line.split()[0] for line in said.splitlines() if line
    }


def test_journeys_in_all_variants_are_one_word_away(checkout: Checkout) -> None:
    """Two by default, which show each size and each language; all four are reachable, and are four."""
    for name in ("package.json", "package-lock.json"):
        (checkout.folder / name).touch()
    assert "ALL_VARIANTS=1 " in checkout.make("--dry-run", "--always-make", "test", "ALL=1").stdout
    assert "ALL_VARIANTS= " in checkout.make("--dry-run", "--always-make", "test").stdout
    assert [each.id for each in variants(all_of_them=False)] == ["en-desktop", "ja-phone"]
    assert len({each.id for each in variants(all_of_them=True)}) == 4


def test_AWS2_a_deployment_names_its_stage_and_goes_through_the_desks_command(checkout: Checkout) -> None:
    """The CDK's own command would ask nothing, and take away what a stage's file no longer says."""
    for name in ("package.json", "package-lock.json"):
        (checkout.folder / name).touch()
    unnamed = checkout.make("--dry-run", "--always-make", "deploy")
    assert unnamed.returncode != 0
    assert "say which: make deploy STAGE=prod" in unnamed.stderr
    said = checkout.make("--dry-run", "--always-make", "deploy", "STAGE=prod", "ARGS=--yes").stdout
    assert said.splitlines()[-1] == ".venv/bin/desk deploy --stage prod --yes"


def test_AWS10_the_drills_are_done_after_the_tests() -> None:
    commands = [line.removeprefix("exec ") for line in (ROOT / ".ci/run").read_text("utf-8").splitlines()]
    assert [line for line in commands if line.startswith("make ")] == ["make test", "make drill"]
