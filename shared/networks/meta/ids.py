"""Ids of Facebook, Messenger and Instagram: https://developers.facebook.com/docs/graph-api/reference.

Ids are opaque (N2): those of Pages, posts, comments and people are digits, some joined by `_`; a message's can hold any
character. None carries a time. What becomes part of an address is checked by `is_node` first.
"""

import re

FACEBOOK, MESSENGER, INSTAGRAM = "facebook", "messenger", "instagram"

UNNAMED = "?"
"""In front of a post's id: its author, whom Meta did not name."""
HANDLE = "@"
"""In front of a handle: an author of whom Meta told no id, which is how mentions on Instagram come."""
RATING = "rating:"
"""In front of a recommendation without a story: it has no page of its own, and nobody can answer it."""

_NODE = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,40}){0,2}", re.ASCII)
_INSTAGRAM_ACCOUNT = re.compile(r"1784[0-9]{13}", re.ASCII)
_HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}", re.ASCII)


def is_node(value: object) -> bool:
    """Return whether the id may stand in an address of the Graph API."""
    return isinstance(value, str) and _NODE.fullmatch(value) is not None


def is_instagram_account(value: str) -> bool:
    """Return whether the id has the form of an Instagram professional account's, which no Page's has."""
    return _INSTAGRAM_ACCOUNT.fullmatch(value) is not None


def is_handle(value: str) -> bool:
    """Return whether it is a handle of Instagram's."""
    return _HANDLE.fullmatch(value) is not None


def is_person(author: str) -> bool:
    """Return whether the author has an id: they can be written to, and asked for by name."""
    return not author.startswith((UNNAMED, HANDLE))


def by_handle(username: str) -> str:
    """The author's id where Meta tells a handle alone."""
    return HANDLE + username.lower()


def unnamed(post_id: str) -> str:
    """The author's id where Meta tells nothing of them: one for each post, so that two people are never taken for one."""
    return (UNNAMED + post_id)[:500]


def owner_of(post_id: str) -> str | None:
    """The Page or person who wrote a post, whose id begins with theirs; None for a bare id."""
    owner, joined, _ = post_id.partition("_")
    return owner if joined and is_node(post_id) else None


def rating_without_story(reviewer: str, created: str) -> str:
    """The id of a recommendation that has no story. A person has one recommendation of a Page at a time."""
    return f"{RATING}{reviewer}:{created}"


def is_answerable(post_id: str) -> bool:
    """Return whether anything on the network can hold an answer to the post."""
    return not post_id.startswith(RATING)
