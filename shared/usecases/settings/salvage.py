"""What can be used of stored settings that are not sound any more: one document at fault stops no desk (I9).

What is saved is checked as a whole before. Later a release may know a field, a time zone or a country no more, or a
rolled-back one not know them yet. Then what can be read counts, and the managers are told of the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from shared.domain.errors import InvalidError, NotFoundError
from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.calendar import UNCOUNTABLE
from shared.domain.sla.promise import countable
from shared.ports.settings import Document, SettingsStore
from shared.usecases.settings.documents import settings_from
from shared.usecases.settings.kinds import KINDS, path_of

UNREADABLE = (*UNCOUNTABLE, TypeError, AttributeError)
"""What reading a document of any content can raise."""

IN_PART = ("desk", "account", "person")
"""Kinds of which the sound fields count without the others: each of them has a default, and none decides what the rest
of the document is about. A policy without the accounts that it is for would be everybody's."""

DECISIVE = ("disabled", "retired", "signed_out_at")
"""What no default may stand in for: somebody who was let out would be back, or a session that was ended."""

STAND_INS = {
    ("account", "name"): ("username", "network_id"),
    ("account", "username"): ("network_id",),
    ("person", "name"): ("email",),
}
"""What people read in place of a name that has to be there and cannot be read: without it nothing of the document counted, and
an account's posts would find nobody."""

VERSIONS = 20
"""How far back a version is looked for that can be read."""


def usable_settings(documents: Sequence[Document], store: SettingsStore) -> DeskSettings:
    """The settings that can be made of the documents, with `faults` naming those that are not as they were meant.

    Two who change settings at once can leave a policy with a calendar that the other has retired. The desk does not stop
    for that either: until one of them mends it, what was retired counts.
    """
    try:
        return settings_from(documents)
    except UNREADABLE:
        pass
    kept, faults = usable_documents(documents, store)
    for with_retired, whole in ((False, True), (True, True), (True, False)):
        try:
            found = settings_from(kept, with_retired=with_retired, whole=whole)
        except UNREADABLE as e:
            faults = (*faults, str(e)) if with_retired else faults
        else:
            return replace(found, faults=faults)
    raise AssertionError("each document was read by itself")


def usable_documents(
    documents: Iterable[Document], store: SettingsStore
) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """What of each document counts, and what is wrong with those that do not count as they are."""
    kept, faults = [], []
    for document in documents:
        usable, fault = _usable(document, store)
        kept += [usable] if usable is not None else []
        faults += [fault] if fault is not None else []
    return tuple(kept), tuple(faults)


def unusable(settings: DeskSettings, now: datetime) -> tuple[str, ...]:
    """What a manager has to mend so that every post gets the promise that is meant: stored documents at fault, and the
    policies that cannot be counted from now on, by their paths in a settings file."""
    lost = (f"policies[{each.id}]" for each in settings.policies if not countable(each, settings.calendars, now))
    return tuple(dict.fromkeys((*settings.faults, *lost)))


def _usable(document: Document, store: SettingsStore) -> tuple[Document | None, str | None]:
    """The document, or what of it or of its newest readable version counts; and what is wrong with it."""
    fault = _fault(document)
    if fault is None:
        return document, None
    for older in _versions(document, store):
        trimmed = _trimmed(older) if document.kind in IN_PART else older
        if trimmed is not None and _fault(trimmed) is None:
            return trimmed, fault
    return None, fault


def _versions(document: Document, store: SettingsStore) -> Iterable[Document]:
    yield document
    for version in range(document.version - 1, max(0, document.version - VERSIONS), -1):
        try:
            yield store.at(document.kind, document.id, version)
        except NotFoundError:
            return


def _trimmed(document: Document) -> Document | None:
    """The document without the fields at fault: those without which another fault is the first to be found, or none. A
    field that has to be there is none of them, though what is missing is found before anything else is."""
    if not isinstance(document.body, dict):
        return None
    while (fault := _fault(document)) is not None:
        smaller = next((each for name in document.body if (each := _without(name, document, fault)) is not None), None)
        if smaller is None:
            return None
        document = smaller
    return document


def _without(name: str, document: Document, fault: str) -> Document | None:
    """The document without the field, or with what stands in for it, if that is what is at fault."""
    if name in DECISIVE:
        return None
    rest = {each: value for each, value in document.body.items() if each != name}
    others = (rest[each] for each in STAND_INS.get((document.kind, name), ()) if each in rest)
    for body in (*({**rest, name: other} for other in others), rest):
        left = _fault(replace(document, body=body))
        if left != fault and not (left or "").startswith(f"{path_of(document)}.{name}:"):
            return replace(document, body=body)
    return None


def _fault(document: Document) -> str | None:
    """What is wrong with the document by itself, with the path of it; None where it can be read."""
    path = path_of(document) if document.kind in KINDS else document.kind
    try:
        if not isinstance(document.body, dict):
            return f"{path}: must be a table"
        settings_from((document,), with_retired=True, whole=False)
    except InvalidError as e:
        return f"{e.path}: {e.sentence}"
    except UNREADABLE as e:
        return f"{path}: {e}"
    return None
