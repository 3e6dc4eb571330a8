"""Which uv bundles: the one that was installed with this package."""

import shutil
import sys
from pathlib import Path


def uv_binary() -> str:
    """The uv beside this Python, else whichever stands on the path."""
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv") or "uv"
