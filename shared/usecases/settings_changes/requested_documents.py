"""Compare the documents that an editor sends with those in force: what differs, and what was saved so already."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.domain.errors import InvalidError, SettingsMovedError
from shared.domain.settings.desk import Person
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document
from shared.usecases.settings.file import normal
from shared.usecases.settings.kinds import KINDS, check_shape, is_retired, path_of
from shared.usecases.settings.policy_order import ORDER, POLICIES, check_order, moved
from shared.usecases.settings.schemas import SLUG, SLUG_SAYS
from shared.usecases.settings.sign_out import FIELD, keeping
from shared.usecases.settings_changes.retire_document import asks_to_retire, retiring

Known = Mapping[tuple[str, str], Document]

PERSON_ID = r"[A-Za-z0-9._:@+-]{1,128}"
"""The form of a `sub` that an identity provider issues."""


@dataclass(frozen=True, slots=True)
class RequestedDocuments:
    """The documents that differ, each at its next version, and those that were saved so already."""

    changed: tuple[Document, ...]
    repeated: tuple[Document, ...]


def requested_documents(
    wanted: tuple[Document, ...], current: Known, by: Person | None, *, with_sign_in: bool
) -> RequestedDocuments:
    """Return what the documents in `wanted` change of the `current` ones.

    Raises InvalidError for a document that cannot be there, or is there twice, and SettingsMovedError for one whose editor
    did not start from the newest version.
    """
    changed, repeated = [], []
    seen: set[tuple[str, str]] = set()
    policies = [document.id for document in (*current.values(), *wanted) if document.kind == POLICIES]
    for document in wanted:
        key = (document.kind, document.id)
        _check_name(document)
        if key in seen:
            raise InvalidError(path_of(document), "is there twice")
        seen.add(key)
        before = current.get(key)
        sound = _sound(document, before, with_sign_in=with_sign_in)
        if document.kind == ORDER:
            check_shape(sound)
            check_order(sound, policies)
            sound = moved(sound, current)
        version = before.version if before is not None else 0
        comes_back = before is not None and is_retired(before) and document.version == 0
        if document.version != version and not comes_back:
            if before is None or not _is_repeated(document.version, sound, before, by):
                raise SettingsMovedError(document.kind, document.id, version)
            repeated.append(before)
        elif before is None or before.body != sound.body:
            changed.append(replace(sound, version=version + 1))
    return RequestedDocuments(tuple(changed), tuple(repeated))


def _sound(document: Document, before: Document | None, *, with_sign_in: bool) -> Document:
    """Return the document in its stored form; a request to retire it keeps the content, and the sign-out stays as it was."""
    sound = retiring(document, before) if asks_to_retire(document) else normal(document)
    return sound if with_sign_in and FIELD in sound.body else keeping(sound, before)


def _is_repeated(started_from: int, sound: Document, before: Document, by: Person | None) -> bool:
    """True if the same person saved the same content from the same version: their answer was lost on the way."""
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
