"""Deliveries of Facebook, Messenger and Instagram written for these tests, in the shapes of Meta's documentation."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NETWORKS = ("facebook", "messenger", "instagram")

PAGE, OTHER_PAGE, INSTAGRAM = "104400000000001", "104400000000002", "17841400000000001"
YUKI, KEN = "7300000000000011", "7300000000000012"
"""People who comment on the Page."""
WRITER = "8300000000000021"
"""Somebody who writes to the Page in private."""
FOLLOWER, OTHER_FOLLOWER = "6300000000000031", "6300000000000032"
"""People on Instagram, in public and in private."""
POST = f"{PAGE}_210000000000001"
COMMENT = "210000000000001_310000000000001"


def names() -> list[str]:
    return sorted(f"{network}/{path.stem}" for network in NETWORKS for path in (HERE / network).glob("*.json"))


def raw(name: str) -> bytes:
    return (HERE / f"{name}.json").read_bytes()


def parsed(name: str) -> dict[str, Any]:
    """One of ours, to be changed."""
    document: dict[str, Any] = json.loads(raw(name))
    return document
