"""The record of an answer: made of what is stored with the part, so that a repeated call writes the very same (N4).

`putRecord` with `swapRecord: null` writes a record only where none stands: the same content again is answered with the same
cid, and other content is refused. Key and time are those of the part's first try.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from shared.domain.text.rfc3339 import rfc3339
from shared.networks.bluesky.ids import POST, record_key
from shared.networks.bluesky.text.facets import Resolve, facets
from shared.networks.bluesky.text.languages import languages

Ref = Mapping[str, str]
"""A record by its uri and cid (com.atproto.repo.strongRef)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The post that an answer goes to: itself, and the first post of its thread. A root that differs from the parent's own
    makes the app hide the answer."""

    parent: Ref
    root: Ref
    languages: Sequence[str] = ()


def key_of(key: str, tried_at: datetime) -> str:
    """Return the record key of a part: the time of its first try, and ten bits of its own key."""
    return record_key(tried_at, int.from_bytes(sha256(key.encode()).digest()[:2], "big"))


def post_record(text: str, answered: Answered, tried_at: datetime, resolve: Resolve) -> dict[str, Any]:
    found = facets(text, resolve)
    langs = languages(text, answered.languages)
    return {
        "$type": POST,
        "text": text,
        "createdAt": rfc3339(tried_at),
        "reply": {"root": dict(answered.root), "parent": dict(answered.parent)},
        **({"langs": langs} if langs else {}),
        **({"facets": found} if found else {}),
    }
