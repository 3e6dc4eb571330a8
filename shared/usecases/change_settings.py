"""Changing the desk's settings as a whole: planned, checked, put in force, and applied to the clocks that run."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.desk import ADMINS, DeskSettings, Person
from shared.domain.errors import ForbiddenError, InvalidError, SettingsMovedError, VersionConflictError
from shared.domain.policy import Policy
from shared.ports import Desk, Document
from shared.usecases.check_settings import check_accounts_named, check_new, check_sign_in
from shared.usecases.preview_deadline import within_reason
from shared.usecases.restamp import Moves, restamp_waiting, what_would_move
from shared.usecases.retire_settings import asks_to_retire, retiring
from shared.usecases.settings_documents import KINDS, calendar_of, is_retired, path_of, settings_from
from shared.usecases.settings_file import all_of, in_force, normal
from shared.usecases.settings_shapes import SLUG

FOR_ADMINS = ("desk", "account", "person")
"""What only an admin changes; calendars, policies and teams are a manager's daily work."""

MOVES_CLOCKS = ("calendar", "policy")

PERSON_ID = r"[A-Za-z0-9._:@+-]{1,128}"
"""What an identity provider gives for a `sub`."""


@dataclass(frozen=True, slots=True)
class Change:
    """The documents that differ, each at the version that it would have, and the settings that they would make."""

    documents: tuple[Document, ...]
    after: DeskSettings
    standing: tuple[Document, ...] = ()
    """Documents that must not change meanwhile for this to be sound."""

    @property
    def moves_clocks(self) -> bool:
        return any(document.kind in MOVES_CLOCKS for document in self.documents)


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed, or would be, and which running clocks moved by it (C6)."""

    documents: tuple[Document, ...]
    moves: Moves


def settings_in_force(*, desk: Desk) -> tuple[Document, ...]:
    """Every document at its newest version; what is built in has version 0."""
    return in_force(desk.settings.current(fresh=True))


def on_current_versions(wanted: Iterable[Document], *, desk: Desk) -> tuple[Document, ...]:
    """The documents of a file, which knows no versions, as edits of what is in force now."""
    current = {(d.kind, d.id): d.version for d in settings_in_force(desk=desk)}
    return tuple(replace(d, version=current.get((d.kind, d.id), 0)) for d in wanted)


def preview_settings(wanted: Iterable[Document], *, by: Person | None, desk: Desk, within: timedelta) -> Changed:
    """What `change_settings` would do, after the same checks, and nothing is done: the dry run of C6."""
    change = plan(wanted, by=by, desk=desk)
    moves = what_would_move(change.after, desk=desk, within=within) if change.moves_clocks else Moves()
    return Changed(change.documents, moves)


def change_settings(
    wanted: Iterable[Document],
    *,
    by: Person | None,
    desk: Desk,
    within: timedelta | None,
    with_sign_in: bool = False,
) -> Changed:
    """Puts each document that differs as its next version, once all of them together are sound, and applies them to the
    clocks that run, soonest deadline first, for as long as `within`; the reconciler does the rest.

    `version` of a document is the one that its editor started from, 0 for a new one. Documents that are not named stay
    as they are; one that is only `retired` is taken out of force as it is. `by` is None for who holds the keys of the
    desk itself; `with_sign_in` is for who changes the sign-in as well. Raises InvalidError with the path of the field,
    SettingsMovedError or ForbiddenError; the old settings stay in force then.
    """
    documents = tuple(wanted)
    change = plan(documents, by=by, desk=desk, with_sign_in=with_sign_in)
    try:
        desk.settings.put(change.documents, standing=change.standing)
    except VersionConflictError:
        plan(documents, by=by, desk=desk, with_sign_in=with_sign_in)
        raise
    if not change.moves_clocks:
        return Changed(change.documents, Moves())
    return Changed(change.documents, restamp_waiting(change.after, desk=desk, within=within))


def plan(wanted: Iterable[Document], *, by: Person | None, desk: Desk, with_sign_in: bool = False) -> Change:
    """What would be written, after every check that `change_settings` makes."""
    current = {(d.kind, d.id): d for d in all_of(desk.settings.current(fresh=True))}
    seen: set[tuple[str, str]] = set()
    changed: list[Document] = []
    for document in wanted:
        key = (document.kind, document.id)
        _check_name(document)
        if key in seen:
            raise InvalidError(path_of(document), "is there twice")
        seen.add(key)
        before = current.get(key)
        version = before.version if before is not None else 0
        comes_back = before is not None and is_retired(before) and document.version == 0
        if document.version != version and not comes_back:
            raise SettingsMovedError(document.kind, document.id, version)
        sound = retiring(document, before) if asks_to_retire(document) else normal(document)
        if before is None or before.body != sound.body:
            changed.append(replace(sound, version=version + 1))
    changed.sort(key=lambda document: list(KINDS).index(document.kind))
    _check_allowed(changed, by)
    now = desk.clock.now()
    for document in changed:
        if document.kind == "calendar":
            calendar_of(document, as_of=now)
        check_new(document)
    after = settings_from((*current.values(), *changed))
    check_accounts_named(changed, after)
    standing = _admin_that_stays(current, changed, after)
    if not with_sign_in:
        check_sign_in(changed, current, desk=desk)
    touched = {(document.kind, document.id) for document in changed}
    for policy in after.policies:
        if touched & {("policy", policy.id), ("calendar", policy.calendar)}:
            _check_countable(policy, after, now)
    return Change(tuple(changed), after, standing)


def _check_name(document: Document) -> None:
    if document.kind not in KINDS:
        raise InvalidError("kind", f"{document.kind!r} is no kind of settings; there are {', '.join(KINDS)}")
    if document.kind == "desk" and document.id != "desk":
        raise InvalidError("desk", "there is one document of this kind, and its id is desk")
    pattern = PERSON_ID if document.kind == "person" else SLUG.strip("^$")
    if not re.fullmatch(pattern, document.id):
        raise InvalidError(path_of(document), f"an id here must be written as {pattern} says")


def _check_allowed(changed: Iterable[Document], by: Person | None) -> None:
    if by is None or ADMINS in by.groups:
        return
    for document in changed:
        if document.kind in FOR_ADMINS:
            raise ForbiddenError(f"Only an admin can change {path_of(document)}.")


def _admin_that_stays(
    current: Mapping[tuple[str, str], Document], changed: Iterable[Document], after: DeskSettings
) -> tuple[Document, ...]:
    """Where an admin goes, the document of one who stays, if this change does not hold it itself: it must still stand
    when the change is written, or two admins who remove each other at once would both succeed."""
    admins = [d.id for d in current.values() if d.kind == "person" and _administers(d)]
    stay = [person.id for person in after.working if ADMINS in person.groups]
    gone = [ident for ident in admins if ident not in stay]
    if not gone:
        return ()
    if not stay:
        person = after.person(gone[0])
        field = "disabled" if person is not None and person.disabled else "groups"
        sentence = "the desk would have no admin left; name another one first"
        raise InvalidError(f"people[{gone[0]}].{field}", sentence)
    if any(document.kind == "person" and document.id in stay for document in changed):
        return ()
    return (current["person", stay[0]],)


def _administers(document: Document) -> bool:
    return ADMINS in document.body.get("groups", ()) and document.body.get("disabled") is not True


def _check_countable(policy: Policy, settings: DeskSettings, now: datetime) -> None:
    """Every instant of the policy can be counted in its calendar: of the furthest one, so of all."""
    calendar = settings.calendar(policy.calendar)
    for field, target in (("first_reply_minutes", policy.first_reply), ("next_reply_minutes", policy.next_reply)):
        furthest = max((target * step.at_percent / 100 + step.after for step in policy.ladder), default=target)
        try:
            within_reason(now, max(target, furthest), calendar)
        except InvalidError as e:
            path = f"policies[{policy.id}].{field}"
            raise InvalidError(path, f"it cannot be counted in the calendar {calendar.id!r}: {e.sentence}") from e
