"""How a refusal shows what was given, and what was probably meant."""

import json
from collections.abc import Iterable
from typing import Any

from shared.domain.errors import InvalidError
from shared.domain.text.search_words import folded

MOST_NAMED = 20
"""Choices that a refusal lists; of more than these it says how many there are."""

LONGEST_SHOWN = 60


def shown(value: Any) -> str:
    """What was given, as a settings file would write it, cut short where it is long."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def nearest(name: str, choices: Iterable[str], *, like: float = 0.6) -> str | None:
    """The choice that is written most like `name`, whatever its case and width; None if none is much like it."""
    from difflib import get_close_matches

    plain = {folded(choice).strip(): choice for choice in choices}
    found = get_close_matches(folded(name).strip(), plain, n=1, cutoff=like)
    return plain[found[0]] if found else None


def listed(choices: Iterable[str]) -> str:
    """`a, b, c`, cut short where there are too many to read."""
    names = list(choices)
    return ", ".join(names[:MOST_NAMED]) + (f" … ({len(names)})" if len(names) > MOST_NAMED else "")


def no_such(path: str, what: str, name: str, choices: Iterable[str]) -> InvalidError:
    """The refusal of a name, with those that there are, and the one that was probably meant."""
    names = list(choices)
    near = nearest(name, names)
    if near is not None:
        return InvalidError(path, f"there is no {what} {name!r}; did you mean {near!r}? There are {listed(names)}")
    if names:
        return InvalidError(path, f"there is no {what} {name!r}; there are {listed(names)}")
    return InvalidError(path, f"there is no {what} {name!r}; there are none yet")
