"""What a change of settings would write, after every check that is made before anything is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.errors import ForbiddenError, InvalidError, SettingsMovedError
from shared.domain.settings.desk import ADMINS, DeskSettings, Person
from shared.domain.sla.calendar import within_reason
from shared.domain.sla.policy import Policy
from shared.domain.text.suggestions import no_such
from shared.ports.desk import Desk
from shared.ports.settings import Document, Saved
from shared.usecases.settings.documents import calendar_of, settings_from
from shared.usecases.settings.file import all_of, normal
from shared.usecases.settings.kinds import KINDS, check_shape, is_retired, path_of
from shared.usecases.settings.policy_order import ORDER, POLICIES, check_order, moved, with_order
from shared.usecases.settings.salvage import usable_documents, usable_settings
from shared.usecases.settings.schemas import SLUG, SLUG_SAYS
from shared.usecases.settings.sign_out import FIELD, keeping
from shared.usecases.settings_changes.check_documents import (
    check_accounts_named,
    check_new,
    check_prices,
    check_sign_in,
)
from shared.usecases.settings_changes.check_policies import check_ladder
from shared.usecases.settings_changes.retire_document import asks_to_retire, retiring
from shared.usecases.settings_changes.warnings import SettingsWarning, warnings

FOR_ADMINS = ("desk", "account", "person")
"""What only an admin changes; calendars, policies and teams are a manager's daily work."""

MOVES_CLOCKS = ("calendar", "policy", ORDER)

PERSON_ID = r"[A-Za-z0-9._:@+-]{1,128}"
"""What an identity provider gives for a `sub`."""

Known = Mapping[tuple[str, str], Document]


@dataclass(frozen=True, slots=True)
class Change:
    """What to write, each document at the version that it would have, and the settings that they would make."""

    written: tuple[Document, ...]
    after: DeskSettings
    standing: tuple[Document, ...] = ()
    """Documents that must not change meanwhile for this to be sound."""
    repeated: tuple[Document, ...] = ()
    """Documents that the same person saved with the same content from the same version: an answer was lost."""
    warnings: tuple[SettingsWarning, ...] = ()
    order_follows: bool = False
    """Whether the order is written only because a new policy takes the last place in it."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """Those that were asked for."""
        return tuple(d for d in self.written if not (self.order_follows and d.kind == ORDER))

    @property
    def moves_clocks(self) -> bool:
        return any(document.kind in MOVES_CLOCKS for document in self.written)


@dataclass(slots=True)
class _Asked:
    """What differs of the documents that were asked for, and what was saved so already."""

    changed: list[Document] = field(default_factory=list)
    repeated: list[Document] = field(default_factory=list)


def plan(wanted: Iterable[Document], *, by: Person | None, desk: Desk, with_sign_in: bool = False) -> Change:
    """What would be written, after every check that `change_settings` makes."""
    now = desk.clock.now()
    current = {(d.kind, d.id): d for d in all_of(desk.settings.current(fresh=True))}
    asked = _differences(tuple(wanted), current, by, with_sign_in=with_sign_in)
    changed = sorted(asked.changed, key=lambda document: list(KINDS).index(document.kind))
    _check_allowed(changed, by)
    for document in changed:
        if document.kind == "calendar":
            calendar_of(document, as_of=now)
        check_new(document, current.get((document.kind, document.id)))
    written, order_follows = with_order(changed, current)
    after = _after(current, written, desk=desk)
    check_accounts_named(written, after)
    check_prices(written, desk.rules)
    standing = _admin_that_stays(current, written, after)
    if not with_sign_in:
        check_sign_in(written, current, desk=desk)
    touched = {(document.kind, document.id) for document in written}
    for policy in after.policies:
        if ("policy", policy.id) in touched:
            check_ladder(policy)
        if touched & {("policy", policy.id), ("calendar", policy.calendar)}:
            _check_countable(policy, after, now)
    saved = (
        Saved(now, by.id if by is not None else None, by.name if by is not None else desk.operator) if written else None
    )
    return Change(
        tuple(replace(document, saved=saved) for document in written),
        after,
        standing,
        tuple(asked.repeated),
        warnings(after, before=usable_settings(tuple(current.values()), desk.settings), touched=touched),
        order_follows,
    )


def _after(current: Known, written: Iterable[Document], *, desk: Desk) -> DeskSettings:
    """The settings as they would stand. A standing document that cannot be read any more keeps nobody from changing
    another, or two of them could not be mended one by one (I9)."""
    written = tuple(written)
    try:
        return settings_from((*current.values(), *written))
    except InvalidError:
        saved = {(document.kind, document.id) for document in written}
        standing, faults = usable_documents((d for key, d in current.items() if key not in saved), desk.settings)
        if not faults:
            raise
        return settings_from((*standing, *written))


def _differences(wanted: tuple[Document, ...], current: Known, by: Person | None, *, with_sign_in: bool) -> _Asked:
    """Raises SettingsMovedError for a document that its editor did not start from the newest version of."""
    asked = _Asked()
    seen: set[tuple[str, str]] = set()
    policies = [document.id for document in (*current.values(), *wanted) if document.kind == POLICIES]
    for document in wanted:
        key = (document.kind, document.id)
        _check_name(document)
        if key in seen:
            raise InvalidError(path_of(document), "is there twice")
        seen.add(key)
        before = current.get(key)
        version = before.version if before is not None else 0
        comes_back = before is not None and is_retired(before) and document.version == 0
        sound = retiring(document, before) if asks_to_retire(document) else normal(document)
        if not with_sign_in or FIELD not in sound.body:
            sound = keeping(sound, before)
        if document.kind == ORDER:
            check_shape(sound)
            check_order(sound, policies)
            sound = moved(sound, current)
        if document.version != version and not comes_back:
            if before is None or not _is_repeated(document.version, sound, before, by):
                raise SettingsMovedError(document.kind, document.id, version)
            asked.repeated.append(before)
        elif before is None or before.body != sound.body:
            asked.changed.append(replace(sound, version=version + 1))
    return asked


def _is_repeated(started_from: int, sound: Document, before: Document, by: Person | None) -> bool:
    """Whether the very same was saved from the same version by the same person: their answer was lost on the way."""
    saved_by = before.saved.by if before.saved is not None else None
    return by is not None and saved_by == by.id and before.version == started_from + 1 and before.body == sound.body


def _check_name(document: Document) -> None:
    path, given = path_of(document) if document.kind in KINDS else "kind", document.id
    if document.kind not in KINDS:
        raise no_such(path, "kind of settings", document.kind, KINDS)
    only = {"desk": "desk", ORDER: POLICIES}.get(document.kind)
    if only is not None and given != only:
        raise InvalidError(
            path, f"{given!r} cannot stand here; there is one document of this kind, and its id is {only}"
        )
    if document.kind == "person":
        if not re.fullmatch(PERSON_ID, given):
            raise InvalidError(
                path, f"{given!r} cannot stand here; it must be the id of a sign-in, as `desk people list` says"
            )
    elif not re.fullmatch(SLUG.strip("^$"), given):
        raise InvalidError(path, f"{given!r} cannot stand here; it must be {SLUG_SAYS}, such as 'acme_help'")


def _check_allowed(changed: Iterable[Document], by: Person | None) -> None:
    if by is None or ADMINS in by.groups:
        return
    for document in changed:
        if document.kind in FOR_ADMINS:
            raise ForbiddenError(f"Only an admin can change {path_of(document)}.")


def _admin_that_stays(current: Known, changed: Iterable[Document], after: DeskSettings) -> tuple[Document, ...]:
    """Where an admin goes, the document of one who stays, if this change does not hold it itself: it must still stand
    when the change is written, or two admins who remove each other at once would both succeed."""
    admins = [d.id for d in current.values() if d.kind == "person" and _administers(d)]
    stay = [person.id for person in after.working if ADMINS in person.groups]
    gone = [ident for ident in admins if ident not in stay]
    if not gone:
        return ()
    if not stay:
        person = after.person(gone[0])
        field_name = "disabled" if person is not None and person.disabled else "groups"
        sentence = "the desk would have no admin left; name another one first"
        raise InvalidError(f"people[{gone[0]}].{field_name}", sentence)
    if any(document.kind == "person" and document.id in stay for document in changed):
        return ()
    return (current["person", stay[0]],)


def _administers(document: Document) -> bool:
    return ADMINS in document.body.get("groups", ()) and document.body.get("disabled") is not True


def _check_countable(policy: Policy, settings: DeskSettings, now: datetime) -> None:
    """Every instant of the policy can be counted in its calendar: of the furthest one, so of all."""
    calendar = settings.calendar(policy.calendar)
    for name, target in (("first_reply_minutes", policy.first_reply), ("next_reply_minutes", policy.next_reply)):
        furthest = max((step.offset(target) for step in policy.ladder), default=target)
        try:
            within_reason(now, max(target, furthest), calendar)
        except InvalidError as e:
            path = f"policies[{policy.id}].{name}"
            raise InvalidError(path, f"it cannot be counted in the calendar {calendar.id!r}: {e.sentence}") from e
