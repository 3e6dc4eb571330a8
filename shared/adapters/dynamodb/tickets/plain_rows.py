"""What counts and filters read of a head in an index, without a model."""

import json
from collections.abc import Sequence
from functools import partial

from pynamodb.expressions.condition import Condition

from shared.adapters.dynamodb.deflated import inflated
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.plain_query import RawItem, query_plainly
from shared.adapters.dynamodb.tickets.packed import Packed, instant_of
from shared.adapters.dynamodb.tickets.rows import listed_row
from shared.domain.posts.kinds import Channel
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.listed import ListedTicket
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.lists.urgency import Urgency

_STATUSES = {status.value: status for status in Status}
_CHANNELS: dict[str | None, Channel | None] = {None: None} | {channel.value: channel for channel in Channel}
"""Looked up several times faster than an enum finds its member, for a thousand tickets a page."""


SHOWN = ("pk", "sk", "facets", "row")


def list_of(
    index: str, partition: str, condition: Condition | None, *, account: str, limit: int, newest_first: bool = False
) -> Sequence[ListedTicket]:
    """Return an account's heads in an index. Only what is shown crosses the wire, and the facets are parsed as one array: both
    take half of the time that they would."""
    place = f"{index}_sk"
    attributes = (*SHOWN, place)
    items = list(
        query_plainly(index, partition, condition, attributes=attributes, limit=limit, newest_first=newest_first)
    )
    facets: list[Packed] = json.loads(f"[{','.join(raw['facets']['S'] for raw in items)}]")
    return [_listed(raw, each, place, account) for raw, each in zip(items, facets, strict=True)]


def _listed(raw: RawItem, facets: Packed, place: str, account: str) -> ListedTicket:
    status, channel, assignee, tags, started, due, answer_by, *_ = facets
    started_at, due_at = instant_of(started), instant_of(due)
    return ListedTicket(
        raw[place]["S"],
        _STATUSES[status],
        _CHANNELS[channel],
        assignee,
        tuple(tags),
        Urgency(started_at, due_at, instant_of(answer_by)) if started_at is not None and due_at is not None else None,
        partial(_row, raw, facets, account),
    )


def _row(raw: RawItem, facets: Packed, account: str) -> TicketRow:
    ticket = ticket_keys.ticket_in(raw["pk"]["S"], raw["sk"]["S"])
    return listed_row(ticket, account, facets, json.loads(inflated(raw["row"]["B"])))
