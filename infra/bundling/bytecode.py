"""Bytecode in the bundle, since a Lambda cannot store compiled files, and would compile at every cold start.

Bytecode is bound to a minor version of Python, so the bundling machine needs an interpreter of the functions' version.
Without one nothing is deployed: a bundle of sources alone takes twice the time at every cold start, and nobody would see why.
"""

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

from infra.bundling.uv import uv_binary


class InterpreterMissingError(RuntimeError):
    """Raised when nothing here compiles for the functions' version of Python, and nothing could be fetched."""


@cache
def interpreter(python: str) -> str:
    """Return an interpreter of that version (such as 3.14): this one, one of this machine's, or one that uv fetches.

    Raises InterpreterMissingError."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == python:
        return sys.executable
    if found := _said(_uv("find", "--no-python-downloads", "--no-project", python)):
        return found
    fetched = _uv("install", "--no-bin", "--no-progress", python)
    if found := _said(_uv("find", "--no-python-downloads", "--no-project", python)):
        return found
    reason = next(iter(fetched.stderr.strip().splitlines()), "it said nothing")
    raise InterpreterMissingError(
        f"Python {python} compiles the functions ahead, is not on this machine, and uv could not fetch it "
        f"({reason}). Install it, or choose one that is here: "
        f'python = "{sys.version_info.major}.{sys.version_info.minor}" in the stage\'s file'
    )


def _uv(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [uv_binary(), "--color", "never", "python", *words], check=False, capture_output=True, text=True
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.strip() if done.returncode == 0 else ""


@cache
def compiled_by(python: str) -> str:
    """Return the full version of that interpreter, which determines the bytecode. Raises InterpreterMissingError."""
    found = interpreter(python)
    if found == sys.executable:
        return platform.python_version()
    asks = [found, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(asks, check=True, capture_output=True, text=True).stdout.strip()


def compile_dataclasses(root: Path, python: str) -> None:
    """Write the code of the bundle's dataclasses into it (`shared.precompiled`). Raises InterpreterMissingError."""
    subprocess.run([interpreter(python), "-B", "-m", "shared.precompiled"], check=True, cwd=root)


def compile_ahead(root: Path, python: str, *, room: str = "") -> None:
    """Compile the sources below `root`, or in one `room` of it. The sources stay beside, for whoever reads a traceback.

    Hash-based and unchecked, since file dates do not survive the zip; without this machine's paths. Raises
    InterpreterMissingError, or CalledProcessError for a source that cannot be compiled.
    """
    ahead = ["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(root)]
    subprocess.run([interpreter(python), *ahead, str(root / room)], check=True)
