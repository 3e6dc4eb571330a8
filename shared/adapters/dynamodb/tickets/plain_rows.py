"""What counts and filters read of a head in an index, without a model."""

from datetime import datetime

from shared.adapters.dynamodb.plain_query import RawItem
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.rows import row_of
from shared.domain.posts.post import Channel
from shared.domain.tickets.fold import Status
from shared.domain.tickets.listed import ListedTicket
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.urgency import Urgency


def listed_of(raw: RawItem, place: str) -> ListedTicket:
    def row() -> TicketRow:
        return row_of(TicketItem.from_raw_data(dict(raw)))

    clock = raw["clock"]["M"] if "M" in raw.get("clock", ()) else {}
    channel = _text(raw, "channel") or _text(clock, "channel")
    return ListedTicket(
        raw[place]["S"],
        Status(raw["status"]["S"]),
        Channel(channel) if channel is not None else None,
        _text(raw, "assignee"),
        tuple(tag["S"] for tag in raw["tags"]["L"]),
        _urgency(raw, clock) if clock else None,
        row,
    )


def _urgency(raw: RawItem, clock: RawItem) -> Urgency:
    answer_by = _text(raw, "answer_by")
    return Urgency(
        datetime.fromisoformat(clock["started_at"]["S"]),
        datetime.fromisoformat(clock["due_at"]["S"]),
        datetime.fromisoformat(answer_by) if answer_by is not None else None,
    )


def _text(raw: RawItem, name: str) -> str | None:
    return raw[name].get("S") if name in raw else None
