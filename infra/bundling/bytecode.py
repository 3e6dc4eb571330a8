"""Bytecode that goes along in a bundle: a Lambda cannot write what it compiles, and would compile at every cold start.

It runs only in the minor version of Python that compiled it, so that it takes an interpreter of the functions' version
on the machine that bundles; without one the bundle holds sources alone, which run all the same.
"""

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

from infra.bundling.uv import uv_binary


@cache
def interpreter(python: str) -> str:
    """An interpreter of that version (such as 3.13) on this machine; empty if there is none."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == python:
        return sys.executable
    asked = [uv_binary(), "python", "find", "--no-python-downloads", "--no-project", python]
    found = subprocess.run(asked, check=False, capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else ""


@cache
def compiled_by(python: str) -> str:
    """The full version of that interpreter, which decides what the bytecode is; empty where nothing is compiled."""
    found = interpreter(python)
    if found in ("", sys.executable):
        return platform.python_version() if found else ""
    asks = [found, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(asks, check=True, capture_output=True, text=True).stdout.strip()


def compile_ahead(root: Path, python: str, *, room: str = "") -> None:
    """Compile what lies below `root`, or in one `room` of it, if an interpreter of that version is at hand.

    Hash-based and unchecked, for the dates of files do not survive the zip; without the paths of this machine.
    """
    if found := interpreter(python):
        ahead = ["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(root)]
        subprocess.run([found, *ahead, str(root / room)], check=True)
