"""Bytecode in the bundle, since a Lambda cannot store compiled files, and would compile at every cold start.

Bytecode is bound to a minor version of Python, so the bundling machine needs an interpreter of the functions' version;
without one the bundle holds only sources, which run all the same.
"""

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

from infra.bundling.uv import uv_binary


@cache
def interpreter(python: str) -> str:
    """Return this machine's interpreter of that version (such as 3.13); empty if there is none."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == python:
        return sys.executable
    asked = [uv_binary(), "python", "find", "--no-python-downloads", "--no-project", python]
    found = subprocess.run(asked, check=False, capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else ""


@cache
def compiled_by(python: str) -> str:
    """Return the full version of that interpreter, which determines the bytecode; empty if nothing is compiled."""
    found = interpreter(python)
    if found in ("", sys.executable):
        return platform.python_version() if found else ""
    asks = [found, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(asks, check=True, capture_output=True, text=True).stdout.strip()


def compile_ahead(root: Path, python: str, *, room: str = "") -> None:
    """Compile the sources below `root`, or in one `room` of it, if there is an interpreter of that version.

    Hash-based and unchecked, since file dates do not survive the zip; without this machine's paths.
    """
    if found := interpreter(python):
        ahead = ["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(root)]
        subprocess.run([found, *ahead, str(root / room)], check=True)
