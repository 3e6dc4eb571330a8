"""What a settings document said before: its versions, who saved each and when, and how two of them differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.settings.desk import Person
from shared.domain.text.suggestions import no_such
from shared.ports.desk import Desk
from shared.ports.settings import Document
from shared.usecases.settings.file import normal
from shared.usecases.settings.kinds import BUILT_IN, KINDS, is_retired
from shared.usecases.settings.sign_out import shown
from shared.usecases.settings_changes.change_settings import Changed, change_settings, preview_settings

MOST = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two bodies hold differently, by its path; None where one has no such field."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Version:
    """A version with what it changed of the one before."""

    document: Document
    changes: tuple[Difference, ...]


def versions(kind: str, ident: str, *, before: int | None = None, limit: int = MOST, desk: Desk) -> tuple[Version, ...]:
    """The versions of a document, newest first, with what each changed; what was built in is version 0.

    Raises NotFoundError where there is no such document, InvalidError for a kind that there is not.
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
    told = [Version(document, differences(bodies[n + 1], document.body)) for n, document in enumerate(found)]
    return tuple(told[:limit])


def version(kind: str, ident: str, number: int, *, desk: Desk) -> Document:
    """One version of a document. Raises NotFoundError."""
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
    desk: Desk,
    within: timedelta,
    dry_run: bool = False,
) -> Changed:
    """Put an earlier version back, as the next one, after the checks that every change passes: what it names may be gone
    since. `base` is the version that whoever asks has seen in force. Raises NotFoundError, InvalidError,
    SettingsMovedError or ForbiddenError."""
    earlier = version(kind, ident, number, desk=desk)
    body = {"retired": True} if is_retired(earlier) else earlier.body
    wanted = [replace(earlier, version=base, body=body, saved=None)]
    if dry_run:
        return preview_settings(wanted, by=by, desk=desk, within=within)
    return change_settings(wanted, by=by, desk=desk, within=within)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Field by field, in the order in which the later body has them: `ladder[1].at_percent`, `weekly.sat`. A list is
    compared entry by entry only where both hold as many tables."""
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
