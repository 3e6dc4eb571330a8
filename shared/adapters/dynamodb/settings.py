"""Settings documents in DynamoDB: a head for each with its newest body, and every past version."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from shared.adapters.dynamodb.item import Item, open_table
from shared.adapters.dynamodb.keys import desk_keys
from shared.adapters.dynamodb.maps import SavedMap
from shared.adapters.dynamodb.models.settings import DocumentItem
from shared.adapters.dynamodb.transaction import MOST_ITEMS, Check, Put, write
from shared.domain.errors import NotFoundError
from shared.ports.clock import Clock
from shared.ports.settings import Document, Saved

HELD_FOR = timedelta(seconds=30)
"""Design §5: a function may cache the settings for this long."""


class DynamoSettingsStore:
    """`ports.SettingsStore` on one table. One partition holds all documents: some dozens, read together."""

    def __init__(self, table: str, clock: Clock, *, region: str | None = None, host: str | None = None) -> None:
        open_table(table, region=region, host=host)
        self._clock = clock
        self._held: tuple[datetime, tuple[Document, ...]] | None = None
        self._versions: dict[tuple[str, str, int], Document] = {}

    def current(self, *, fresh: bool = False) -> Sequence[Document]:
        now = self._clock.now()
        if fresh or self._held is None or not timedelta(0) <= now - self._held[0] < HELD_FOR:
            heads = DocumentItem.query(
                desk_keys.SETTINGS, DocumentItem.sk.startswith(desk_keys.CURRENT), consistent_read=True
            )
            self._held = now, tuple(_document(item) for item in heads)
        return self._held[1]

    def at(self, kind: str, ident: str, version: int) -> Document:
        """Return a document at a version. A version is immutable, so it is cached for the life of the process."""
        key = (kind, ident, version)
        if key not in self._versions:
            try:
                item = DocumentItem.get(desk_keys.SETTINGS, desk_keys.document_version(kind, ident, version))
            except DocumentItem.DoesNotExist as error:
                raise NotFoundError(f"There is no version {version} of {kind} {ident!r}.") from error
            self._versions[key] = _document(item)
        return self._versions[key]

    def newest(self, kind: str, ident: str) -> Document | None:
        try:
            return _document(DocumentItem.get(desk_keys.SETTINGS, _head(kind, ident), consistent_read=True))
        except DocumentItem.DoesNotExist:
            return None

    def versions(self, kind: str, ident: str, *, before: int | None = None, limit: int) -> Sequence[Document]:
        first = desk_keys.document_versions(kind, ident)
        last = desk_keys.document_version(kind, ident, 99_999_999 if before is None else before - 1)
        items = DocumentItem.query(
            desk_keys.SETTINGS,
            DocumentItem.sk.between(first, last),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
        )
        return tuple(_document(item) for item in items)

    def put(self, documents: Iterable[Document], *, standing: Sequence[Document] = ()) -> None:
        """Save documents, fifty to a transaction.

        Of more than fifty, the first may stand when later ones are refused; putting the rest again completes them.
        """
        wanted = list(documents)
        self._held = None
        checks = [Check(_item(_head(d.kind, d.id), d), DocumentItem.version == d.version) for d in standing]
        at_once = (MOST_ITEMS - len(checks)) // 2
        for start in range(0, len(wanted), at_once):
            write([put for document in wanted[start : start + at_once] for put in _puts(document)], checks=checks)


def _puts(document: Document) -> tuple[Put, Put]:
    first = document.version == 1
    unchanged = Item.pk.does_not_exist() if first else DocumentItem.version == document.version - 1
    head = _head(document.kind, document.id)
    version = desk_keys.document_version(document.kind, document.id, document.version)
    return Put(_item(head, document), unchanged), Put(_item(version, document), Item.pk.does_not_exist())


def _head(kind: str, ident: str) -> str:
    return desk_keys.CURRENT + f"{kind}#{ident}"


def _item(sort_key: str, document: Document) -> DocumentItem:
    saved = document.saved
    return DocumentItem(
        desk_keys.SETTINGS,
        sort_key,
        kind=document.kind,
        id=document.id,
        version=document.version,
        body=json.dumps(document.body, ensure_ascii=False),
        saved=SavedMap(at=saved.at, by=saved.by, name=saved.name) if saved is not None else None,
    )


def _document(item: DocumentItem) -> Document:
    saved = Saved(item.saved.at, item.saved.by, item.saved.name) if item.saved is not None else None
    return Document(item.kind, item.id, int(item.version), json.loads(item.body), saved)
