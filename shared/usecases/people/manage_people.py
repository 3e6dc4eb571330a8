"""Invite, change, disable and enable people. The sign-in and the settings document are written together, so that neither
knows a person that the other does not.

Rights are read from the document, at every request (`current_person`). Rights are removed there first; a new person is
added to the sign-in first, since it issues the document's id. A crash between the two gives nobody an unintended right,
and a retry completes the change.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from shared.domain.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    SettingsMovedError,
    TooSoonError,
)
from shared.domain.settings.desk import ADMINS, Person
from shared.ports.operations import HasLeases
from shared.ports.people import HasDirectory, Invitation, Member
from shared.ports.settings import Document, HasSettings
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.settings.documents import person_of
from shared.usecases.settings.file import normal
from shared.usecases.settings.kinds import path_of
from shared.usecases.settings.phone_numbers import e164
from shared.usecases.settings.sign_out import FIELD, shown, signing_out
from shared.usecases.settings_changes.change_settings import ChangeSettingsDesk, change_settings
from shared.usecases.settings_changes.check_documents import MAIL
from shared.usecases.settings_changes.plan_settings import plan


class ManagePeopleDesk(ChangeSettingsDesk, HasLeases, Protocol):
    """The parts of the desk that `manage_people` uses."""


SIGN_IN = ("email", "groups")
"""Fields that the sign-in holds too."""

BETWEEN_INVITATIONS = timedelta(minutes=1)

NOT_HERE = "people are disabled and enabled by a request of their own"


def add_person(fields: Mapping[str, Any], *, by: Person | None, desk: ManagePeopleDesk) -> Document:
    """Invite a person by mail, add them to their groups, and write their document under the id that the sign-in issued. A
    person who can sign in already is matched by address and added to these groups.

    `by` is None on the command line, with the desk's own credentials. Idempotent. Raises InvalidError with the field's
    name, ForbiddenError unless `by` is an admin.
    """
    _need_admin(by)
    with _by_field():
        body = _tidied(fields)
        email = body.get("email")
        if not isinstance(email, str) or not MAIL.fullmatch(email):
            raise InvalidError("email", "must be a mail address such as keiko@example.com")
        member = desk.directory.find(email)
        stored = desk.settings.newest("person", member.sub) if member is not None else None
        if stored is not None and normal(shown(stored)).body != _body(stored.id, body):
            gone = stored.body.get("disabled") is True
            sentence = "this is somebody who was disabled; enable them" if gone else "this is somebody of the desk"
            raise InvalidError("email", sentence)
        wanted = Document("person", member.sub if member is not None else "new", stored.version if stored else 0, body)
        _check_nobodys(email, wanted.id, desk=desk)
        plan([wanted], by=by, desk=desk, with_sign_in=True)
        person = person_of(wanted)
        member = desk.directory.invite(email, person.name, _invitation(person, by, desk=desk))
        groups = person.groups
        _agree(member, groups, desk=desk)
        return _put(replace(wanted, id=member.sub), by=by, desk=desk)


def change_person(
    sub: str, fields: Mapping[str, Any], *, version: int | None = None, by: Person | None, desk: ManagePeopleDesk
) -> Document:
    """Change the given fields, in the sign-in too if it holds them; None removes a field.

    With a `version`, the document must be at that version, or at the next one if the same request made it and its
    response was lost. Raises NotFoundError, InvalidError with the field's name,
    SettingsMovedError or ForbiddenError.
    """
    _need_admin(by)
    stored = _document(sub, desk=desk)
    with _by_field():
        wanted = replace(stored, body={**stored.body, **_tidied(fields)})
        if version is not None and version != stored.version and not _is_repeated(version, wanted, stored, by):
            raise SettingsMovedError("person", sub, stored.version)
        plan([wanted], by=by, desk=desk, with_sign_in=True)
        person = person_of(wanted)
        named = [field for field in SIGN_IN if field in fields]
        if named and desk.directory.get(sub) is None:
            raise NotFoundError("Nobody of this id can sign in; add them again.")
        if "email" in named:
            _check_nobodys(person.email, sub, desk=desk)
            desk.directory.change_email(sub, person.email)
        after = _put(wanted, by=by, desk=desk)
        if "groups" in named:
            desk.directory.set_groups(sub, person.groups)
        if "language" in fields and desk.directory.get(sub) is not None:
            desk.directory.set_language(sub, person.language)
        return after


def invite_again(sub: str, *, by: Person | None, desk: ManagePeopleDesk) -> None:
    """Send the invitation again, with a new temporary password, to a person who has not signed in yet.

    Raises NotFoundError, ForbiddenError, InvalidError for a disabled person, SignedInAlreadyError, and TooSoonError within
    a minute of the last invitation.
    """
    _need_admin(by)
    person = person_of(_document(sub, desk=desk))
    if person.disabled:
        raise InvalidError("disabled", "this is somebody who was disabled; enable them")
    now = desk.clock.now()
    if not desk.leases.take(f"invitation#{sub}", now, now + BETWEEN_INVITATIONS):
        raise TooSoonError("The invitation went out within the last minute; let it arrive first.")
    desk.directory.invite_again(sub, _invitation(person, by, desk=desk))


def disable_person(sub: str, *, by: Person | None, desk: ManagePeopleDesk) -> Document:
    """Disable a person: first at the desk, then in the sign-in. Their sessions are over, even if they are enabled again.
    Idempotent."""
    _need_admin(by)
    stored = _document(sub, desk=desk)
    with _by_field():
        body = {**signing_out(stored.body, desk.clock.now()), "disabled": True}
        after = _put(replace(stored, body=body), by=by, desk=desk)
    if desk.directory.get(sub) is not None:
        desk.directory.disable(sub)
    return after


def enable_person(sub: str, *, by: Person | None, desk: ManagePeopleDesk) -> Document:
    """Enable a person: first in the sign-in, with the document's address and groups, then at the desk."""
    _need_admin(by)
    stored = _document(sub, desk=desk)
    body = {name: value for name, value in stored.body.items() if name != "disabled"}
    wanted = replace(stored, body=body)
    with _by_field():
        plan([wanted], by=by, desk=desk, with_sign_in=True)
        person = person_of(wanted)
        desk.directory.change_email(sub, person.email)
        desk.directory.set_groups(sub, person.groups)
        desk.directory.enable(sub)
        return _put(wanted, by=by, desk=desk)


def _is_repeated(version: int, wanted: Document, stored: Document, by: Person | None) -> bool:
    mine = by is not None and stored.saved is not None and stored.saved.by == by.id
    return mine and stored.version == version + 1 and normal(wanted).body == normal(stored).body


def _invitation(person: Person, by: Person | None, *, desk: ReadsSettings) -> Invitation:
    accounts = tuple(account.label for account in desk_settings(desk).live_accounts)
    return Invitation(person.language, by.name if by is not None else "", accounts)


def _agree(member: Member, groups: tuple[str, ...], *, desk: HasDirectory) -> None:
    desk.directory.set_groups(member.sub, groups)
    if not member.enabled:
        desk.directory.enable(member.sub)


def _put(wanted: Document, *, by: Person | None, desk: ManagePeopleDesk) -> Document:
    """Save the document if it differs, and return the stored one."""
    change_settings([wanted], by=by, desk=desk, within=None, with_sign_in=True)
    return shown(_document(wanted.id, desk=desk))


def _document(sub: str, *, desk: HasSettings) -> Document:
    found = desk.settings.newest("person", sub)
    if found is None:
        raise NotFoundError(f"There is no person {sub!r}.")
    return found


def _body(sub: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    return normal(Document("person", sub, 0, body)).body


def _tidied(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Normalise fields: the address to lower case, as the sign-in compares it; the phone number to E.164."""
    tidied = dict(fields)
    for field in (each for each in ("disabled", FIELD) if each in tidied):
        raise InvalidError(field, NOT_HERE)
    if isinstance(tidied.get("email"), str):
        tidied["email"] = tidied["email"].strip().lower()
    if isinstance(tidied.get("phone"), str):
        tidied["phone"] = e164(tidied["phone"]) or tidied["phone"]
    return tidied


def _check_nobodys(email: str, sub: str, *, desk: HasSettings) -> None:
    for document in desk.settings.current(fresh=True):
        if document.kind == "person" and document.id != sub and str(document.body.get("email", "")).lower() == email:
            raise InvalidError("email", f"{path_of(document)} has this address already")


def _need_admin(by: Person | None) -> None:
    if by is not None and ADMINS not in by.groups:
        raise ForbiddenError("Only an admin can change who works here.")


@contextmanager
def _by_field() -> Iterator[None]:
    """Translate paths of errors to the request's field names: `phone`, not `people[…].phone`."""
    try:
        yield
    except InvalidError as e:
        path = re.sub(r"^people\[[^\]]*\]\.?", "", e.path)
        raise InvalidError(path, e.sentence) from e
