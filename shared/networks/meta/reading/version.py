"""Versions of texts: on Meta's networks an edit keeps the id, and says at most how often there was one (N2)."""

import hashlib


def version_of(text: str) -> str:
    """Return the version of a text, equal whichever way it was read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
