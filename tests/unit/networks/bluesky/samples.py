"""The samples of Bluesky's deliveries, and their parts."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.domain.posts.incoming_post import Event, IncomingPost
from shared.networks.bluesky.reading.reader import BlueskyReader

FOLDER = Path(__file__).parents[3] / "samples" / "bluesky"
BRAND = "did:plc:brandsupport234567234567"
HANAKO = "did:plc:customerhanako23456723456"
KENJI = "did:web:kenji.example.org"
ROOT = f"at://{BRAND}/app.bsky.feed.post/3mroot2222222"
READ_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_bytes())
    return found


def read(told: Mapping[str, Any]) -> list[Event]:
    return list(BlueskyReader().read(json.dumps(told).encode(), READ_AT))


def posts(name: str) -> dict[str, IncomingPost]:
    """The posts of a sample, by the beginning of their record keys."""
    found = (event for event in read(document(name)) if isinstance(event, IncomingPost))
    return {post.id.rpartition("/")[2].removeprefix("3m").rstrip("2345"): post for post in found}


def changed(name: str, key: str, **fields: Any) -> IncomingPost:
    """A post of a sample with other fields in its view."""
    whole = document(name)
    [item] = [each for each in whole["data"] if key in each["post"]["uri"]]
    item["post"] |= fields
    [event] = read({**whole, "data": [item]})
    assert isinstance(event, IncomingPost)
    return event
