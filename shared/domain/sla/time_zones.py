"""Time zones: exactly those of the `tzdata` package that ships with the functions."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from shared.domain.errors import InvalidError
from shared.domain.text.search_words import folded
from shared.domain.text.suggestions import nearest

ABBREVIATIONS = {"jst": "Asia/Tokyo", "kst": "Asia/Seoul", "pst": "America/Los_Angeles", "bst": "Europe/London"}
"""Abbreviations that people write for zones. They are ambiguous, so they are suggested, not accepted."""


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone by its IANA name. Raises KeyError.

    A machine's own copy of the database has more: its own zones, those that count leap seconds, and on some machines any
    case. They would work here, but not in a function or a browser.
    """
    if name not in zone_names():
        raise KeyError(name)
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return all zones of the `tzdata` package, which is part of every function, except the placeholder for an unset zone."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split()) - {"Factory"}


def checked_zone(name: str, path: str) -> str:
    """Check that a zone of this name exists. Raises InvalidError with a suggestion."""
    if name in zone_names():
        return name
    near = _meant(name)
    if near is not None:
        raise InvalidError(path, f"there is no time zone {name[:40]!r}; did you mean {near!r}?")
    raise InvalidError(path, f"there is no time zone {name[:40]!r}; write it as in Asia/Tokyo")


def readable_zone(name: str) -> str:
    """Return the zone of a stored document, which must be readable in any case: UTC if the value is no zone."""
    return known_zone(name) or "UTC"


def known_zone(name: str) -> str | None:
    """Return the zone that a stored name means; for `right/Asia/Tokyo`, the name without the first word; None if it is no zone."""
    return next((known for known in (name, name.partition("/")[2]) if known in zone_names()), None)


def _meant(name: str) -> str | None:
    """Return the zone that was probably meant, also by the city alone: `Tokyo`."""
    behind = readable_zone(name)
    if behind != "UTC":
        return behind
    cities = {folded(zone.rpartition("/")[2]): zone for zone in sorted(zone_names(), reverse=True)}
    wanted = folded(name).strip()
    return ABBREVIATIONS.get(wanted) or cities.get(wanted) or nearest(name, zone_names(), like=0.8)
