"""What counts and filters read of a head in an index, without a model."""

import json

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.plain_query import RawItem
from shared.adapters.dynamodb.tickets.packed import instant_of
from shared.adapters.dynamodb.tickets.rows import facets_of, listed_row
from shared.domain.posts.post import Channel
from shared.domain.tickets.fold import Status
from shared.domain.tickets.listed import ListedTicket
from shared.domain.tickets.rows import TicketRow
from shared.domain.tickets.urgency import Urgency


def listed_of(raw: RawItem, place: str) -> ListedTicket:
    facets = facets_of(raw)
    status, channel, assignee, tags, started, due, answer_by, *_ = facets
    started_at, due_at = instant_of(started), instant_of(due)

    def row() -> TicketRow:
        ticket = keys.ticket_in(raw["pk"]["S"], raw["sk"]["S"])
        return listed_row(ticket, raw["account"]["S"], facets, json.loads(raw["row"]["S"]))

    return ListedTicket(
        raw[place]["S"],
        Status(status),
        Channel(channel) if channel is not None else None,
        assignee,
        tuple(tags),
        Urgency(started_at, due_at, instant_of(answer_by)) if started_at is not None and due_at is not None else None,
        row,
    )
