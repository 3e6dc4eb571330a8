"""Mapping of the search index's entries to items and back."""

from datetime import UTC, datetime, timedelta

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys, timed_keys
from shared.adapters.dynamodb.search.models import CodeItem, WordsItem
from shared.adapters.dynamodb.tickets.mapping_indexed import slot_text
from shared.domain.search.entries import CodeKey, PartId, SearchEntry, SearchKey, WordsEntry, WordsKey
from shared.domain.text.search_terms import Slot


def item_of(entry: SearchEntry, version: int) -> WordsItem | CodeItem:
    pk, sk = place_of(entry.key)
    if isinstance(entry, WordsEntry):
        return WordsItem(
            pk,
            sk,
            ticket=entry.key.ticket,
            words="\n".join((entry.names, *entry.lines)),
            parts=tuple(part_text(part) for part in entry.parts),
            before=slot_text(entry.before) if entry.before is not None else None,
            version=version,
        )
    return CodeItem(
        pk,
        sk,
        account=entry.key.account,
        ticket=entry.key.ticket,
        part=part_text(entry.part),
        written=entry.written if "-" in entry.written else None,
        slot=slot_text(entry.slot),
        version=version,
    )


def key_item(key: SearchKey) -> Item:
    """Return an item with only this key, for a deletion."""
    return (WordsItem if isinstance(key, WordsKey) else CodeItem)(*place_of(key))


def place_of(key: SearchKey) -> tuple[str, str]:
    if isinstance(key, CodeKey):
        sort = "#".join((key.code[::-1], timed_keys.instant(key.at), key.ticket))
        return ticket_keys.code(key.code), sort
    return words_at(key.account, slot_text(key.slot), key.ticket)


def words_at(account: str, slot: str, ticket: str) -> tuple[str, str]:
    return ticket_keys.words(account, month_in(slot)), f"{slot}#{ticket}"


def month_in(place: str) -> str:
    """Return the month of an instant, of a slot or of a position in the texts."""
    return place[:7]


def month_of(slot: Slot) -> str:
    return month_in(timed_keys.instant(slot.start))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def part_text(part: PartId) -> str:
    """Return the text's id with the time by which the table finds it, in as few letters as hold a microsecond."""
    at = f"{(part.at - _EPOCH) // _MICROSECOND:x}" if part.at is not None else ""
    return f"{part.kind}:{at}:{part.id}"


def part_of(stored: str) -> PartId:
    kind, at, ident = stored.split(":", 2)
    return PartId(kind, ident, _EPOCH + int(at, 16) * _MICROSECOND if at else None)
