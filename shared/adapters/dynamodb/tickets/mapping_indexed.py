"""Mapping of a text's place in the search index, stored with the text."""

from datetime import datetime

from shared.adapters.dynamodb.keys.timed_keys import instant
from shared.adapters.dynamodb.tickets.models import ActionItem, PostItem
from shared.domain.text.search_terms import Indexed, Slot


def fill_indexed(item: PostItem | ActionItem, indexed: Indexed | None) -> None:
    if indexed is not None:
        item.codes, item.old_codes = indexed.codes or None, indexed.old_codes or None
        item.slots = tuple(slot_text(slot) for slot in indexed.slots)
        item.old_slots = tuple(slot_text(slot) for slot in indexed.old_slots) or None


def indexed_of(item: PostItem | ActionItem) -> Indexed | None:
    if item.slots is None:
        return None
    slots, old_slots = (tuple(slot_of(each) for each in stored or ()) for stored in (item.slots, item.old_slots))
    return Indexed(item.codes or (), slots, item.old_codes or (), old_slots)


def slot_text(slot: Slot) -> str:
    """Return the slot in sortable form: three digits are enough for one text of any length."""
    return f"{instant(slot.start)}#{slot.n:03d}"


def slot_of(stored: str) -> Slot:
    start, _, n = stored.partition("#")
    return Slot(datetime.fromisoformat(start), int(n))
