"""The canonical form in which documents are stored and compared, so that the page can edit every valid document."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.sla.calendar_values import canonical_date, canonical_hours, canonical_month_day

Body = Mapping[str, Any]
Change = Callable[[Any], Any]


def canonical(kind: str, body: Body) -> dict[str, Any]:
    """Return the body with hours as `09:00-18:00`, days as `2026-02-03` and `08-13`, and tags stripped and deduplicated.

    Invalid values are returned unchanged; validation rejects them."""
    return {name: FORMS.get((kind, name), _as_it_is)(value) for name, value in body.items()}


def _as_it_is(value: Any) -> Any:
    return value


def _each(change: Change) -> Change:
    """Apply the change to each entry of a list."""
    return lambda value: [change(each) for each in value] if isinstance(value, list | tuple) else value


def _fields(**changes: Change) -> Change:
    """Apply the changes to these fields of a table."""

    def change(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {name: changes.get(name, _as_it_is)(each) for name, each in value.items()}

    return change


def _values(change: Change) -> Change:
    """Apply the change to each value of a table."""
    return lambda value: {name: change(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def _tags(value: Any) -> Any:
    if not _texts(value):
        return value
    return list(dict.fromkeys(" ".join(tag.split()) for tag in value))


def _names(value: Any) -> Any:
    """Deduplicate names, in the order of first mention."""
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
    ("policy", "networks"): _names,
    ("policy", "accounts"): _names,
    ("policy", "channels"): _names,
    ("policy", "priorities"): _names,
    ("policy", "tags"): _tags,
    ("policy", "ladder"): _each(_fields(whom=_names, how=_names)),
    ("keyword_rule", "networks"): _names,
    ("keyword_rule", "accounts"): _names,
    ("keyword_rule", "notify"): _names,
    ("keyword_rule", "tags"): _tags,
    ("template", "accounts"): _names,
    ("template", "tags"): _tags,
}
