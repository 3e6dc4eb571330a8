"""Use of stored settings that are not valid any more: one bad document does not stop a desk (I9).

Settings are validated as a whole when they are saved. But a later release may drop a field, a time zone or a country, and
a rolled-back one may not know it yet. Then the readable part is used, and the managers are notified of the rest.
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
"""Errors that reading a document of any content can raise."""

IN_PART = ("desk", "account", "person")
"""Kinds whose valid fields are used without the invalid ones: each field has a default, and none decides what the document
applies to. A policy without its accounts would apply to all of them."""

DECISIVE = ("disabled", "retired", "signed_out_at")
"""Fields that no default may replace: a disabled person, or an ended session, would be back."""

STAND_INS = {
    ("account", "name"): ("username", "network_id"),
    ("account", "username"): ("network_id",),
    ("person", "name"): ("email",),
}
"""Replacements for required names that cannot be read, without which the whole document would be unusable, and an account's
posts would be lost."""

VERSIONS = 20
"""The number of earlier versions that are tried."""


def usable_settings(documents: Sequence[Document], store: SettingsStore) -> DeskSettings:
    """Return the settings from the usable parts of the documents, with `faults` naming the bad ones.

    Two people who change settings at once can leave a policy with a retired calendar. Until that is repaired, retired
    documents are used.
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
    """Return the usable documents, and the errors of those that are not used as they are."""
    kept, faults = [], []
    for document in documents:
        usable, fault = _usable(document, store)
        kept += [usable] if usable is not None else []
        faults += [fault] if fault is not None else []
    return tuple(kept), tuple(faults)


def unusable(settings: DeskSettings, now: datetime) -> tuple[str, ...]:
    """Return the paths, as in a settings file, that a manager has to repair: bad documents, and policies that cannot be counted
    from now on."""
    lost = (f"policies[{each.id}]" for each in settings.policies if not countable(each, settings.calendars, now))
    return tuple(dict.fromkeys((*settings.faults, *lost)))


def _usable(document: Document, store: SettingsStore) -> tuple[Document | None, str | None]:
    """Return the document, or the usable part of it or of its newest readable version, and its error."""
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
    """Return the document without its bad fields: those without which the first error is another one, or none.

    Required fields are kept, although a missing field is always the first error."""
    if not isinstance(document.body, dict):
        return None
    while (fault := _fault(document)) is not None:
        smaller = next((each for name in document.body if (each := _without(name, document, fault)) is not None), None)
        if smaller is None:
            return None
        document = smaller
    return document


def _without(name: str, document: Document, fault: str) -> Document | None:
    """Return the document without the field, or with its replacement, if the field is the cause of the error."""
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
    """Return the error of the document by itself, with its path; None if it can be read."""
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
