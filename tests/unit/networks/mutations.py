"""Deliveries with anything in them, as Hypothesis thinks them up."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

GONE = object()

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        [
            "",
            "0",
            "9" * 30,
            "\ud800",
            "2026-13-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            2**63,
            -1,
            "@",
            "post.create",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "data", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in below for found in paths(inner, (*path, key)))]


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return None if value is GONE else value
    holder = document = deepcopy(document)
    for key in path[:-1]:
        holder = holder[key]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


@st.composite
def mutated(draw: st.DrawFn, documents: Sequence[Any]) -> Any:
    """A sample with up to three places replaced by any JSON, or taken out."""
    document = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 3))):
        document = changed(document, draw(st.sampled_from(paths(document))), draw(json_values | st.just(GONE)))
    return document
