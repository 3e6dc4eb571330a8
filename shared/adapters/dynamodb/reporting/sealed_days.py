"""Sealed days and their amendments, in DynamoDB (ports.SealedDays)."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import BytesAttribute, InstantAttribute, Item, OnTable, applied
from shared.adapters.dynamodb.keys import account_keys, timed_keys
from shared.adapters.dynamodb.reporting.sealed_format import VERSION, pack, row_from_list, row_to_list, unpack
from shared.domain.reporting.sealed_day import Amendment, Amendments, SealedDay, SealingProgress

MOST_BYTES = 350_000
"""Bytes of columns in one item, of the 400 KB that DynamoDB allows: some 25,000 tickets. A day with more has several items."""

AMENDMENTS_KEPT = timedelta(days=30)
"""Far longer than a day is ever left as it is; after that an account whose days are not made again is read from its clocks."""

LARGEST_BATCH = 2_000
"""Changes in one item of amendments, at some 70 bytes each."""


class SealedDayItem(Item, discriminator="sealed_day"):
    """A part of a day's columns. It holds durations, flags and ids of agents, and nothing of customers but numbers that tell
    clocks apart."""

    day = UnicodeAttribute()
    made_at = InstantAttribute()
    form = NumberAttribute()
    parts = NumberAttribute()
    columns = BytesAttribute()


class AmendmentsItem(Item, discriminator="amendments"):
    """Rows of clocks that changed after their day was over, as JSON: an array is as small as DynamoDB's own would be large."""

    at = InstantAttribute()
    changes = UnicodeAttribute()
    expires_at = TTLAttribute()


class SealingProgressItem(Item, discriminator="sealing_progress"):
    until = UnicodeAttribute()
    folded = InstantAttribute()
    trusted = InstantAttribute()
    made = UnicodeAttribute()


class DynamoSealedDays(OnTable):
    """A partition of days and one of amendments for each account. Reads are eventually consistent: half the price, and what they
    may miss is as young as what the index may miss."""

    def between(self, account: str, first: date, last: date) -> Sequence[SealedDay]:
        if first > last:
            return []
        span = SealedDayItem.sk.between(first.isoformat(), f"{last.isoformat()}~")
        parts: dict[str, list[SealedDayItem]] = defaultdict(list)
        for item in SealedDayItem.query(account_keys.sealed(account), span):
            parts[item.day].append(item)
        found = (_day_of(account, items) for _, items in sorted(parts.items()))
        return [day for day in found if day is not None]

    def put(self, sealed: SealedDay) -> None:
        columns = pack(sealed.tables)
        parts = [columns[n : n + MOST_BYTES] for n in range(0, len(columns), MOST_BYTES)]
        older = Item.pk.does_not_exist() | (SealedDayItem.made_at <= sealed.made_at)
        for n, part in enumerate(parts):
            item = SealedDayItem(account_keys.sealed(sealed.account), f"{sealed.day.isoformat()}#{n:03}")
            item.day, item.made_at, item.form = sealed.day.isoformat(), sealed.made_at, VERSION
            item.parts, item.columns = len(parts), part
            if not applied(item.save, condition=older):
                return

    def amend(self, account: str, amendments: Amendments, *, ident: str) -> None:
        unknown = sorted(day.isoformat() for day in amendments.unknown)
        changes = amendments.changes
        for begin in range(0, max(len(changes), 1), LARGEST_BATCH):
            rows = [_listed(change) for change in changes[begin : begin + LARGEST_BATCH]]
            place = timed_keys.place(amendments.at, f"{begin:06}", ident)
            item = AmendmentsItem(account_keys.amended(account), place, at=amendments.at)
            days = sorted({change.day.isoformat() for change in changes[begin : begin + LARGEST_BATCH]} | {*unknown})
            stored = {"form": VERSION, "days": days, "rows": rows, "unknown": unknown}
            item.changes = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
            item.expires_at = amendments.at + AMENDMENTS_KEPT
            item.save()

    def amended(self, account: str, since: datetime) -> Sequence[Amendments]:
        found = AmendmentsItem.query(account_keys.amended(account), AmendmentsItem.sk >= timed_keys.instant(since))
        return [_amendments_of(item) for item in found]

    def progress(self, account: str) -> SealingProgress | None:
        try:
            found = Item.get(account_keys.sealed(account), account_keys.PROGRESS)
        except Item.DoesNotExist:
            return None
        if not isinstance(found, SealingProgressItem):
            return None
        made = {date.fromisoformat(day): datetime.fromisoformat(at) for day, at in json.loads(found.made).items()}
        return SealingProgress(date.fromisoformat(found.until), found.folded, found.trusted, made)

    def note_progress(self, account: str, progress: SealingProgress) -> None:
        item = SealingProgressItem(account_keys.sealed(account), account_keys.PROGRESS)
        item.until, item.folded, item.trusted = progress.until.isoformat(), progress.folded, progress.trusted
        item.made = json.dumps({day.isoformat(): timed_keys.instant(at) for day, at in progress.made.items()})
        item.save()


def _day_of(account: str, items: Sequence[SealedDayItem]) -> SealedDay | None:
    """Return the day, or None if it cannot be read: parts of different making, or of another form."""
    first = items[0]
    wanted = items[: int(first.parts)]
    made = {(item.made_at, int(item.form), int(item.parts)) for item in wanted}
    if made != {(first.made_at, VERSION, len(wanted))}:
        return None
    try:
        tables = unpack(b"".join(item.columns for item in wanted))
    except (ValueError, KeyError, StopIteration, zlib.error):
        return None
    return SealedDay(account, date.fromisoformat(first.day), first.made_at, tables)


def _listed(change: Amendment) -> list[object]:
    return [change.kind, change.start, change.ident, row_to_list(change.row) if change.row is not None else None]


def _amendments_of(item: AmendmentsItem) -> Amendments:
    """Return the amendments. Those that another release wrote in a form of its own leave their days unknown, and fail nothing."""
    stored: Mapping[str, Any] = json.loads(item.changes)
    try:
        if stored["form"] != VERSION:
            return Amendments(item.at, unknown=_days(stored["days"]))
        rows = tuple(_amendment_of(*each) for each in stored["rows"])
    except (KeyError, TypeError, ValueError):
        return Amendments(item.at, unknown=_days(stored.get("days", ())))
    return Amendments(item.at, rows, _days(stored["unknown"]))


def _days(stored: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in stored)


def _amendment_of(kind: object, start: object, ident: object, row: object) -> Amendment:
    clock = row_from_list(row) if isinstance(row, list) else None
    return Amendment(str(kind), int(str(start)), int(str(ident)), clock)
