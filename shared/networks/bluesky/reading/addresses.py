"""Addresses in posts that a page may link to."""

from urllib.parse import urlsplit

_LONGEST = 2_000
"""Characters of an address that are shown and kept; browsers take about as many."""


def is_of_the_web(target: str) -> bool:
    if not target or len(target) > _LONGEST or any(character.isspace() for character in target):
        return False
    try:
        address = urlsplit(target)
        return address.scheme in ("https", "http") and bool(address.hostname)
    except ValueError:
        return False
