"""Addresses that can exist. Checked before any router is looked at, so it imports next to nothing."""

import re

from shared.domain.errors import NotFoundError

LONGEST_PART = 900
"""The maximum length of a path segment in bytes. Ids are far shorter, and a sort key of DynamoDB holds 1,024 bytes with
its prefix."""


def check_path(path: str) -> None:
    """Check that the path can exist. Raises NotFoundError if a segment is too long for a key, or holds control characters."""
    try:
        longest = max(len(part.encode()) for part in path.split("/"))
    except UnicodeEncodeError as e:
        raise NotFoundError("There is no such address.") from e
    if longest > LONGEST_PART or re.search(r"[\x00-\x1f\x7f]", path):
        raise NotFoundError("There is no such address.")
