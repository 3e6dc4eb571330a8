"""Contents and fingerprint of the bundle."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from infra.bundling.bytecode import compile_ahead, compile_dataclasses, compiled_by
from infra.bundling.dependencies import install
from infra.bundling.page import built_page
from infra.node import ROOT

ROOMS = ("functions", "shared")
WEB, PAGE = "web", "page"
"""The page's sources, which stay here, and the page that is built from them."""
LEFT_OUT = shutil.ignore_patterns("__pycache__", WEB, PAGE, ".*")
DECIDE = ("uv.lock", "package-lock.json", "infra/bundling")
"""Inputs of the bundle beside the source packages."""


def bundle(target: Path, *, platform: str, python: str) -> None:
    """Write the bundle to `target`: the path in the repo is the path in the zip, and the import path.

    `platform` is one of uv's (`aarch64-manylinux2014`), empty for this machine's; `python` a version such as 3.14. Bundles
    for other machines are compiled ahead; on this one functions can store compiled files.
    """
    shutil.copytree(install(platform=platform, python=python), target, dirs_exist_ok=True)
    for room in ROOMS:
        shutil.copytree(ROOT / room, target / room, ignore=LEFT_OUT)
        if platform:
            compile_ahead(target, python, room=room)
    compile_dataclasses(target, python)
    shutil.copytree(built_page(), target / "functions" / "desk_api" / PAGE)


def fingerprint(*, platform: str, python: str) -> str:
    """Return a hash that changes with the bundle: with a source file, a lock file, the bundling code, the platform, or the
    compiler."""
    digest = hashlib.sha256(f"{platform} {python} {compiled_by(python) if platform else ''}".encode())
    for path in _sources():
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in (*ROOMS, *DECIDE):
        top = ROOT / name
        if top.is_file():
            yield top
        for path in sorted(top.rglob("*")):
            inside = path.relative_to(top).parts
            if path.is_file() and not any(part in {"__pycache__", PAGE} or part.startswith(".") for part in inside):
                yield path
