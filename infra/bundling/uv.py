"""The uv that bundles: the one installed with this package."""

import shutil
import sys
from pathlib import Path


def uv_binary() -> str:
    """Return the uv beside this Python, else the one on the path."""
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv") or "uv"
