"""Deliveries of Mastodon as the desk's own polls make them: shapes of the public documentation, words of our own."""

import json
from pathlib import Path
from typing import Any, cast

FOLDER = Path(__file__).parent / "mastodon"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def raw(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def parsed(name: str) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(raw(name)))
