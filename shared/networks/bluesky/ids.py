"""The identifiers of the AT Protocol: DIDs, AT-URIs, record keys, and the addresses of Bluesky's own app.

https://atproto.com/specs/did, /specs/at-uri-scheme, /specs/tid. An id is compared as a whole and never taken apart to learn
a time: a record key is chosen by its author's client, like everything else in a record.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

POST = "app.bsky.feed.post"
APP = "https://bsky.app"
LONGEST = 500
"""Characters of an id that the desk keeps (N2)."""

DID = re.compile(r"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,250}")
HANDLE = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
NO_HANDLE = "handle.invalid"
"""Bluesky's word for a handle whose domain does not name its owner any more: it is nobody's."""

_RECORD_KEY = r"[A-Za-z0-9._:~-]{1,250}"
_URI = re.compile(rf"at://({DID.pattern}|{HANDLE})/([A-Za-z0-9.-]{{1,100}})/({_RECORD_KEY})")
_PAGE = re.compile(
    rf"https?://(?:[a-z]+\.)?bsky\.app/profile/({DID.pattern}|{HANDLE})/post/({_RECORD_KEY})/?(?:[?#]\S*)?"
)
_PART = re.compile(r"[A-Za-z0-9._~-]{1,240}")
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RecordUri:
    """`at://<repo>/<collection>/<key>`; `repo` is the DID of its author, or a handle where a person pasted one."""

    repo: str
    collection: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.repo}/{self.collection}/{self.key}"


def record_uri(text: object) -> RecordUri | None:
    """Parse an AT-URI of a record; None for anything else."""
    found = _URI.fullmatch(text) if isinstance(text, str) and len(text) <= LONGEST else None
    return RecordUri(found[1], found[2], found[3]) if found else None


def repo_of(uri: object) -> str | None:
    """Return the repo whose record it is."""
    found = record_uri(uri)
    return found.repo if found else None


def is_did(text: object) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST and DID.fullmatch(text) is not None


def handle(text: object) -> str:
    """Return a handle, in lower case; an empty one for `handle.invalid` and for anything that cannot be a handle, since it
    becomes part of an address."""
    if not isinstance(text, str) or len(text) > 253 or not re.fullmatch(HANDLE, text):
        return ""
    return "" if text.lower() == NO_HANDLE else text.lower()


def post_address(post_id: str) -> str | None:
    """Return the address of a public post in Bluesky's app; None for a message."""
    found = record_uri(post_id)
    return f"{APP}/profile/{found.repo}/post/{found.key}" if found is not None and found.collection == POST else None


def customer_address(did: str) -> str | None:
    """By the DID, which stays when the handle changes."""
    return f"{APP}/profile/{did}" if is_did(did) else None


def post_id_in(pasted: str) -> str | None:
    """Return the AT-URI of a post in what a person pasted: itself, or the address of its page."""
    text = pasted.strip()
    if (found := record_uri(text)) is not None:
        return str(found) if found.collection == POST else None
    page = _PAGE.fullmatch(text)
    return str(RecordUri(page[1], POST, page[2])) if page and len(text) <= LONGEST else None


def record_key(at: datetime, clock_id: int) -> str:
    """Return a timestamp identifier: microseconds since 1970 in 53 bits, and 10 bits that tell writers apart, in base 32."""
    number = (at - _EPOCH) // timedelta(microseconds=1) << 10 | clock_id & 0x3FF
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def message_id(convo: str, message: str) -> str | None:
    """Return the desk's id of a message: Bluesky's own is unique within a conversation only. None if either cannot be one."""
    return f"{convo}/{message}" if _PART.fullmatch(convo) and _PART.fullmatch(message) else None


def message_in(post_id: str) -> tuple[str, str] | None:
    """Return conversation and message of such an id."""
    convo, _, message = post_id.partition("/")
    return (convo, message) if message_id(convo, message) is not None else None
