"""Addresses in posts that a page may link to."""

import re
from urllib.parse import urlsplit

_UNPRINTED = re.compile(r"[\s\x00-\x20\x7f]")
_LONGEST = 2_000
"""Characters of an address that are shown and kept; browsers take about as many."""


def is_of_the_web(target: str) -> bool:
    """Return whether a page may link to it: it leads to a host of the web, and holds neither space nor control character."""
    if not target or len(target) > _LONGEST or _UNPRINTED.search(target):
        return False
    try:
        address = urlsplit(target)
        return address.scheme in ("https", "http") and bool(address.hostname)
    except ValueError:
        return False
