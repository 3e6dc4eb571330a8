"""Error messages with the given value and a suggestion."""

import json
from collections.abc import Iterable
from typing import Any

from shared.domain.errors import InvalidError
from shared.domain.text.search_words import folded

MOST_NAMED = 20
"""The maximum number of choices that an error lists; beyond it the error gives their number."""

LONGEST_SHOWN = 60


def shown(value: Any) -> str:
    """Format the given value as in a settings file, truncated."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def nearest(name: str, choices: Iterable[str], *, like: float = 0.6) -> str | None:
    """Return the choice most similar to `name`, ignoring case and width; None if none is similar."""
    from difflib import get_close_matches

    plain = {folded(choice).strip(): choice for choice in choices}
    found = get_close_matches(folded(name).strip(), plain, n=1, cutoff=like)
    return plain[found[0]] if found else None


def listed(choices: Iterable[str]) -> str:
    """Format choices as `a, b, c`, truncated."""
    names = list(choices)
    return ", ".join(names[:MOST_NAMED]) + (f" … ({len(names)})" if len(names) > MOST_NAMED else "")


def no_such(path: str, what: str, name: str, choices: Iterable[str]) -> InvalidError:
    """Return the error for an unknown name, with the existing ones and a suggestion."""
    names = list(choices)
    near = nearest(name, names)
    if near is not None:
        return InvalidError(path, f"there is no {what} {name!r}; did you mean {near!r}? There are {listed(names)}")
    if names:
        return InvalidError(path, f"there is no {what} {name!r}; there are {listed(names)}")
    return InvalidError(path, f"there is no {what} {name!r}; there are none yet")
