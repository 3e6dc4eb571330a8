"""uv by hash: `python -m infra.uv_pin` writes `infra/uv.txt` from what `uv.lock` holds.

uv is the first thing that is installed, and installs all else by the hashes in `uv.lock`; pip checks it against this file.
A mirror serves the same wheels, so the hashes hold there too.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK, PIN = ROOT / "uv.lock", ROOT / "infra" / "uv.txt"

HEAD = "# Written by `python -m infra.uv_pin` from uv.lock: uv, by the hash of its wheel for each platform.\n"


def pinned(lock: str) -> str:
    """The requirements file for the uv of a lock file."""
    (uv,) = (package for package in tomllib.loads(lock)["package"] if package["name"] == "uv")
    hashes = sorted(wheel["hash"] for wheel in uv["wheels"])
    return HEAD + " \\\n    ".join([f"uv=={uv['version']}", *(f"--hash={each}" for each in hashes)]) + "\n"


if __name__ == "__main__":
    PIN.write_text(pinned(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
