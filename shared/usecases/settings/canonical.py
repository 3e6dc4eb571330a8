"""The one form in which a document is stored and compared, so that a page can draw whatever the engine can read."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.sla.calendar_values import canonical_date, canonical_hours, canonical_month_day

Body = Mapping[str, Any]
Change = Callable[[Any], Any]


def canonical(kind: str, body: Body) -> dict[str, Any]:
    """The body with hours as `09:00-18:00`, days as `2026-02-03` and `08-13`, and tags without spaces around them, each
    once. Whatever cannot be read stays as it is: to refuse it is not this function's."""
    return {name: FORMS.get((kind, name), _as_it_is)(value) for name, value in body.items()}


def _as_it_is(value: Any) -> Any:
    return value


def _each(change: Change) -> Change:
    """The change made to each entry of a list."""
    return lambda value: [change(each) for each in value] if isinstance(value, list | tuple) else value


def _fields(**changes: Change) -> Change:
    """The changes made to these fields of a table."""

    def change(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {name: changes.get(name, _as_it_is)(each) for name, each in value.items()}

    return change


def _values(change: Change) -> Change:
    """The change made to each value of a table."""
    return lambda value: {name: change(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def _tags(value: Any) -> Any:
    if not _texts(value):
        return value
    return list(dict.fromkeys(" ".join(tag.split()) for tag in value))


def _names(value: Any) -> Any:
    """Each once, in the order in which they are named first."""
    return list(dict.fromkeys(value)) if _texts(value) else value


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


_hours = _each(canonical_hours)

FORMS: Mapping[tuple[str, str], Change] = {
    ("calendar", "weekly"): _values(_hours),
    ("calendar", "special_days"): _each(_fields(date=canonical_date, hours=_hours)),
    ("calendar", "presets"): _each(_fields(**{"from": canonical_month_day, "to": canonical_month_day})),
    ("person", "shifts"): _values(_hours),
    ("person", "quiet"): _hours,
    ("person", "away"): _each(_fields(**{"from": canonical_date, "to": canonical_date})),
    ("person", "groups"): _names,
    ("team", "members"): _names,
    ("policy", "accounts"): _names,
    ("policy", "channels"): _names,
    ("policy", "priorities"): _names,
    ("policy", "tags"): _tags,
    ("policy", "ladder"): _each(_fields(whom=_names, how=_names)),
    ("keyword_rule", "accounts"): _names,
    ("keyword_rule", "notify"): _names,
    ("keyword_rule", "tags"): _tags,
    ("template", "accounts"): _names,
    ("template", "tags"): _tags,
}
