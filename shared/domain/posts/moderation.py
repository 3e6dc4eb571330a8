"""Moderation of posts on the network: what the brand may do to a post besides answering it."""

from enum import StrEnum


class Moderation(StrEnum):
    """An action on one post as it stands on the network. Each is idempotent there."""

    HIDE = "hide"
    UNHIDE = "unhide"
    LIKE = "like"
    UNLIKE = "unlike"
    DELETE = "delete"
    """Delete an answer of ours (C9)."""
