"""The history of a settings document: its versions with author and time, and their differences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.settings.desk import Person
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document, HasSettings
from shared.usecases.settings.file import normal
from shared.usecases.settings.kinds import BUILT_IN, KINDS, is_retired
from shared.usecases.settings.sign_out import shown
from shared.usecases.settings_changes.change_settings import (
    Changed,
    ChangeSettingsDesk,
    change_settings,
    preview_settings,
)


class HistoryDesk(ChangeSettingsDesk, Protocol):
    """The parts of the desk that `history` uses."""


MOST = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs between two bodies, by its path; None on a side without the field."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its changes to the previous one."""

    document: Document
    changes: tuple[Difference, ...]


def versions(
    kind: str, ident: str, *, before: int | None = None, limit: int = MOST, desk: HasSettings
) -> tuple[Version, ...]:
    """List the versions of a document, newest first, with their changes; the built-in document is version 0.

    Raises NotFoundError for an unknown document, InvalidError for an unknown kind.
    """
    if kind not in KINDS:
        raise no_such("kind", "kind of settings", kind, KINDS)
    if not 1 <= limit <= MOST:
        raise InvalidError(
            "limit", f"{limit} cannot stand here; it must be a whole number from 1 to {MOST}, such as 20"
        )
    if before is not None and before < 0:
        raise InvalidError("before", f"{before} cannot stand here; it must be a version, such as 3")
    found = [shown(normal(each)) for each in desk.settings.versions(kind, ident, before=before, limit=limit + 1)]
    built_in = next((each for each in BUILT_IN if (each.kind, each.id) == (kind, ident)), None)
    if built_in is not None and len(found) <= limit and before != 0:
        found.append(built_in)
    if not found and before is None:
        raise NotFoundError(f"There is no {kind} {ident!r}.")
    bodies: list[Mapping[str, Any]] = [*(each.body for each in found), {}]
    listed = [Version(document, differences(bodies[n + 1], document.body)) for n, document in enumerate(found)]
    return tuple(listed[:limit])


def version(kind: str, ident: str, number: int, *, desk: HasSettings) -> Document:
    """Return one version of a document. Raises NotFoundError."""
    if kind not in KINDS:
        raise no_such("kind", "kind of settings", kind, KINDS)
    if number == 0:
        built_in = next((each for each in BUILT_IN if (each.kind, each.id) == (kind, ident)), None)
        if built_in is None:
            raise NotFoundError(f"There is no version 0 of {kind} {ident!r}.")
        return built_in
    return shown(normal(desk.settings.at(kind, ident, number)))


def restore(
    kind: str,
    ident: str,
    number: int,
    *,
    base: int,
    by: Person | None,
    desk: HistoryDesk,
    within: timedelta,
    dry_run: bool = False,
) -> Changed:
    """Restore an earlier version as the next one, after the checks of every change, since its references may be gone.

    `base` is the version in force that the caller has seen. Raises NotFoundError, InvalidError, SettingsMovedError or
    ForbiddenError."""
    earlier = version(kind, ident, number, desk=desk)
    body = {"retired": True} if is_retired(earlier) else earlier.body
    wanted = [replace(earlier, version=base, body=body, saved=None)]
    if dry_run:
        return preview_settings(wanted, by=by, desk=desk, within=within)
    return change_settings(wanted, by=by, desk=desk, within=within)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the differences by field, in the order of the later body: `ladder[1].at_percent`, `weekly.sat`. Lists are compared
    entry by entry only if both hold the same number of tables."""
    return tuple(_differences(before, after, ""))


def _differences(before: Any, after: Any, path: str) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*after, *before)):
            here = f"{path}.{name}" if path else str(name)
            yield from _differences(before.get(name), after.get(name), here)
    elif _are_tables(before) and _are_tables(after) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(one, other, f"{path}[{index}]")
    elif before != after:
        yield Difference(path, before, after)


def _are_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, Mapping) for each in value)
