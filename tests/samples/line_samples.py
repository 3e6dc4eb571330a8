"""Deliveries of LINE written for these tests, in the shapes of its documentation."""

import json
from pathlib import Path
from typing import Any

OURS = Path(__file__).parent / "line"

BRAND = "U" + "ab" * 16
CUSTOMER = "U" + "1c" * 16
OTHER = "U" + "2d" * 16


def names() -> list[str]:
    return sorted(path.stem for path in OURS.glob("*.json"))


def raw(name: str) -> bytes:
    return (OURS / f"{name}.json").read_bytes()


def parsed(name: str) -> dict[str, Any]:
    """One of ours, to be changed."""
    document: dict[str, Any] = json.loads(raw(name))
    return document
