"""A ticket as a list shows it, from the head or from an index."""

import json

from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.packed import NORMAL, Packed, instant_of, listed_of, padded, span_of
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.media import MediaType
from shared.domain.sla.clock import ListedClock
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.rows import TicketRow

FACETS = 9
"""The status, the channel, the assignee, the tags, the clock's start and deadline, the end of the answer window, and until when
and by whom the ticket is claimed."""


def row_of(item: TicketItem) -> TicketRow:
    return listed_row(
        ticket_keys.ticket_in(item.pk, item.sk), item.account, json.loads(item.facets), json.loads(item.row)
    )


def listed_row(ident: str, account: str, facets: Packed, row: Packed) -> TicketRow:
    status, channel, assignee, tags, started_at, due_at, answer_by, claim_until, claim_by = facets
    network, customer, opened, lasted, count, excerpt, packed, priority, flags, media = padded(row, 10)
    clock = listed_clock(packed, started_at, due_at)
    opened_at, until = instant_of(opened), instant_of(claim_until)
    lasting = span_of(lasted)
    if opened_at is None or lasting is None:
        raise ValueError(f"the head of {ident} does not say when it was opened")
    return TicketRow(
        id=ident,
        account=account,
        network=network,
        customer=Author(*customer),
        status=Status(status),
        priority=priority or NORMAL,
        assignee=assignee,
        tags=tuple(tags),
        opened_at=opened_at,
        last_post_at=opened_at + lasting,
        waiting_since=clock.started_at if clock is not None else None,
        clock=clock,
        claim=Claim(claim_by, until) if until is not None else None,
        late=clock is not None and clock.late,
        excerpt=excerpt,
        posts_count=count,
        flags=tuple(flags or ()),
        channel=Channel(channel) if channel is not None else None,
        answer_by=instant_of(answer_by),
        excerpt_media=MediaType.of(media) if media is not None else None,
    )


def listed_clock(packed: Packed | None, started_at: int | None, due_at: int | None) -> ListedClock | None:
    if packed is None or started_at is None or due_at is None:
        return None
    return listed_of(packed, started_at, due_at)
