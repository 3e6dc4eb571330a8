"""Records of the table's stream, as Lambda delivers them, read to what they mean for marks and sealed days.

A record is a plain dictionary with the keys and both images of an item:
https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from shared.adapters.dynamodb.keys import desk_keys, index_keys
from shared.domain.reporting.stream_changes import StreamChanges, TouchedClock

if TYPE_CHECKING:
    from shared.domain.tickets.lists.rows import MeasuredClock

logger = Logger(child=True)

Image = Mapping[str, Mapping[str, Any]]

CLOCKS = {"ticket", "clock", "resolution"}
"""Kinds of items that may hold finished clocks: a ticket's head has its newest."""

HEAD = "ticket"
SHOWN_OF_HEALTH = {"fault", "tally", "quota"}
"""Items of an account's health that lists show. Signs of life and pauses come every minute, and no list shows them."""

STARTED = index_keys.started("")

UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, zlib.error)
"""What reading an item raises that another release has written, or nobody."""


def read_changes(records: Iterable[Mapping[str, Any]]) -> StreamChanges:
    """Read a batch of records. One that cannot be read is counted, and hides no other: where it is a clock's, its place in the index
    still says which day of which account has changed. Its content is not logged: it may be a customer's."""
    changes = StreamChanges()
    for record in records:
        try:
            _read(record, changes)
        except UNREADABLE as e:
            logger.warning("stream record unreadable", event_id=record.get("eventID"), error=type(e).__name__)
            changes.unreadable += 1
    return changes


def _read(record: Mapping[str, Any], changes: StreamChanges) -> None:
    change = record["dynamodb"]
    images: list[Image] = [change[name] for name in ("OldImage", "NewImage") if name in change]
    partition, _, owner = change["Keys"]["pk"]["S"].partition("#")
    kinds = {image["type"]["S"] for image in images}
    if partition == desk_keys.SETTINGS:
        changes.everybody = True
    elif partition == "health" and kinds & SHOWN_OF_HEALTH:
        changes.accounts.add(owner)
    elif HEAD in kinds:
        changes.accounts.update(image["account"]["S"] for image in images)
    if kinds & CLOCKS:
        _read_clocks(change, changes)


def _read_clocks(change: Mapping[str, Image], changes: StreamChanges) -> None:
    """Note the clocks that stood in the item and do not any more, or stand in it now, as far as figures count them (C4)."""
    before, after = change.get("OldImage", {}), change.get("NewImage", {})
    if before.get("measured") == after.get("measured") and list(_places(before)) == list(_places(after)):
        return
    try:
        touched = _measured(before) ^ _measured(after)
    except UNREADABLE:
        for account, day in (place for image in (before, after) for place in _places(image)):
            changes.unknown[account].add(day.astimezone(UTC).date())
        raise
    for clock in touched:
        found = TouchedClock(str(clock.kind), clock.started_at, clock.ident)
        changes.clocks[clock.account, clock.ticket].add(found)


def _measured(image: Image) -> "frozenset[MeasuredClock]":
    """Return the finished clocks in an item's image. What reads them is imported once there are some."""
    if not any(_places(image)):
        return frozenset()
    from shared.adapters.dynamodb.tickets.measures import measures_of

    found = frozenset(measures_of(image))
    if not found:
        raise TypeError("no clock")
    return found


def _places(image: Image) -> Iterable[tuple[str, datetime]]:
    """Yield the account, and the instant, of the item's place among the account's clocks."""
    for name, value in image.items():
        if name.endswith("_pk") and value["S"].startswith(STARTED):
            at, _, _ = image[f"{name.removesuffix('_pk')}_sk"]["S"].partition("#")
            yield value["S"].removeprefix(STARTED), datetime.fromisoformat(at)
