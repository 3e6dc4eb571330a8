"""Deliveries of X written for these tests, in the shapes of its two webhook products and of a poll, and X's own samples
where a developer has them beside the repository."""

import json
from pathlib import Path
from typing import Any

OURS = Path(__file__).parent / "x"
BESIDE = Path(__file__).parents[3] / "shared" / "data" / "x"
"""X's samples are not ours to copy; the tests pass without them."""

BRAND = "1490000000000000101"
CUSTOMER = "1490000000000000202"
OTHER = "1490000000000000303"


def sample_files() -> list[Path]:
    """Every sample there is, ours first."""
    theirs = [*BESIDE.glob("activity/*.json"), *BESIDE.glob("account-activity/*.json")]
    return [*sorted(OURS.glob("*/*.json")), *sorted(theirs)]


def raw(name: str) -> bytes:
    """One of ours, as it would be delivered: `activity/post.mention.create`."""
    return (OURS / f"{name}.json").read_bytes()


def parsed(name: str) -> dict[str, Any]:
    """One of ours, to be changed."""
    document: dict[str, Any] = json.loads(raw(name))
    return document
