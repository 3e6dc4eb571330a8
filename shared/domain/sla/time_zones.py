"""Time zones: those that ship with the desk's functions, and no others, wherever somebody names one."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from shared.domain.errors import InvalidError
from shared.domain.text.search_words import folded
from shared.domain.text.suggestions import nearest

ABBREVIATIONS = {"jst": "Asia/Tokyo", "kst": "Asia/Seoul", "pst": "America/Los_Angeles", "bst": "Europe/London"}
"""What people write for a zone that has no such name: an abbreviation means several, so it is only asked back."""


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone by its IANA name. Raises KeyError for what is none.

    A machine's own copy of the database has others: its own, those that count leap seconds, and on some whatever differs
    in case. They would work here, and not in a function or a browser.
    """
    if name not in zone_names():
        raise KeyError(name)
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """All zones of the `tzdata` package, which every function carries; without the one that says that none is set."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split()) - {"Factory"}


def checked_zone(name: str, path: str) -> str:
    """The name, if a zone has it. Raises InvalidError with what was probably meant."""
    if name in zone_names():
        return name
    near = _meant(name)
    if near is not None:
        raise InvalidError(path, f"there is no time zone {name[:40]!r}; did you mean {near!r}?")
    raise InvalidError(path, f"there is no time zone {name[:40]!r}; write it as in Asia/Tokyo")


def readable_zone(name: str) -> str:
    """The zone of something stored, which has to be read whatever stands there: UTC of what is no zone at all."""
    return known_zone(name) or "UTC"


def known_zone(name: str) -> str | None:
    """The zone that a stored name means: of `right/Asia/Tokyo` what follows the first word; None of what is no zone."""
    return next((known for known in (name, name.partition("/")[2]) if known in zone_names()), None)


def _meant(name: str) -> str | None:
    """By the city alone too: `Tokyo`."""
    behind = readable_zone(name)
    if behind != "UTC":
        return behind
    cities = {folded(zone.rpartition("/")[2]): zone for zone in sorted(zone_names(), reverse=True)}
    wanted = folded(name).strip()
    return ABBREVIATIONS.get(wanted) or cities.get(wanted) or nearest(name, zone_names(), like=0.8)
