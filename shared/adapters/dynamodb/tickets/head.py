"""The head of a ticket: what lists show, and the small state that changes with it, in one item.

A save in which only the head changes is one conditional put, so what changes most often stands here and nowhere else: the
newest clock with its alerts, the last actions, the claim, and how far the newest reply is. What stands here is a function of the
ticket alone, whatever the order in which its parts were written, and moves to an item of its own with the save that brings a newer
one: the parts' `order` says what is newer, here as where they are read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.adapters.dynamodb.tickets.measures import measured_text
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.packed import (
    NORMAL,
    Packed,
    action_of,
    alert_of,
    clock_of,
    instant_of,
    micros,
    pack_action,
    pack_alert,
    pack_clock,
    pack_listed,
    pack_resolution,
    pack_rest,
    resolution_of,
    span,
    text_of,
    trimmed,
    whole_clock_of,
)
from shared.adapters.dynamodb.tickets.packed_reply import pack_content, pack_progress, whole_reply_of
from shared.adapters.dynamodb.tickets.rows import row_of
from shared.domain.replies.reply import Reply
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.resolution import Resolution
from shared.domain.text.search_words import folded
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.brief import TicketBrief, threads_of
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.next_look import next_look_at
from shared.domain.tickets.partial import waiting_in_short
from shared.domain.tickets.ticket import Ticket

LAST_ACTIONS = 4
SHORT = 80
"""Characters of an action's text, the tags that were set, that the head holds."""

SHORT_REPLY = 300
"""Bytes of an answer, a hundred Japanese letters."""

SMALL = frozenset(ActionKind) - {
    ActionKind.NOTE,
    ActionKind.MODERATED,
    ActionKind.ANSWER_REPORTED,
    ActionKind.REPORT_WITHDRAWN,
}

CLOCK, ALERTS, ACTIONS, REPLY, REPLY_CONTENT, RESOLUTION = "c", "f", "a", "p", "q", "r"
WAITING, TO_LOOK_AT, LINKED, SPAM, EXPIRED = "w", "l", "k", "s", "e"
CLOSED_AT, THREADS = "d", "t"
"""The keys of `state`; what is not said is not so."""


def lead_clock(ticket: Ticket) -> SlaClock | None:
    """Return the clock that stands in the head: the one that runs, else the newest."""
    return ticket.running or max(ticket.clocks, key=lambda clock: clock.order, default=None)


def alerts_of(ticket: Ticket, clock: SlaClock | None) -> tuple[Alert, ...]:
    found = (alert for alert in ticket.alerts if clock is not None and alert.clock == clock.id)
    return tuple(sorted(found, key=lambda alert: alert.order))


def last_actions(ticket: Ticket) -> tuple[Action, ...]:
    """Return the newest of the small actions. The others have items of their own."""
    small = sorted(filter(_is_small, ticket.actions), key=lambda action: action.order)
    return tuple(small[-LAST_ACTIONS:])


def _is_small(action: Action) -> bool:
    owed = action.whom or action.sent or action.pending_since or action.indexed
    told = action.answered_at or action.post or action.outcome
    return action.kind in SMALL and not owed and not told and len(action.text or "") <= SHORT


def newest_reply(ticket: Ticket) -> Reply | None:
    """Return the newest reply, whose progress stands in the head; None if it has come back to its writer."""
    newest = max(ticket.replies, key=lambda reply: reply.order, default=None)
    return newest if newest is not None and newest.returned is None else None


def short_reply(ticket: Ticket) -> Reply | None:
    """Return the newest reply if it stands in the head as a whole: most answers are short, and need no item of their own until
    the next one is written."""
    newest = newest_reply(ticket)
    return newest if newest is not None and len(newest.text.encode()) <= SHORT_REPLY else None


def resolution_beside(ticket: Ticket) -> Resolution | None:
    """Return the resolution if it began with the clock in the head."""
    clock, resolution = lead_clock(ticket), ticket.resolution
    if clock is None or resolution is None or clock.running or clock.started_at != resolution.started_at:
        return None
    return resolution


def head_of(ticket: Ticket, partition: str) -> TicketItem:
    row, resolution = TicketRow.of(ticket), resolution_beside(ticket)
    clock = lead_clock(ticket)
    item = TicketItem(
        partition,
        ticket_keys.head(ticket.id),
        account=ticket.account,
        version=ticket.version,
        facets=text_of(_facets(row)),
        row=text_of(_row(row)),
        state=text_of(dict(_state(ticket, clock, resolution))),
        measured=measured_text(ticket, clock, resolution),
    )
    handle = folded(ticket.customer.username)
    if handle:
        item.handle = index_keys.handle(ticket.account, handle)
    _place(item, ticket, row)
    return item


def _place(item: TicketItem, ticket: Ticket, row: TicketRow) -> None:
    """Put the head into the lists. A waiting ticket is in the one by deadline, any other in that of its status; the place in the
    other index is free for the outbox."""
    owed = _owed_at(ticket)
    outbox = (index_keys.DUE_TICKETS, timed_keys.place_in(owed, ticket.id)) if owed is not None else (None, None)
    if row.clock is not None:
        item.due_pk, item.due_sk = (
            index_keys.waiting(row.account),
            timed_keys.place_in(row.answer_before or row.clock.due_at, row.id),
        )
        item.recent_pk, item.recent_sk = outbox
        look_at = next_look_at(ticket)
        if look_at is not None:
            item.clocks_pk, item.clocks_sk = index_keys.steps(row.account), timed_keys.place_in(look_at, row.id)
        return
    item.due_pk, item.due_sk = outbox
    if not ticket.expired:
        item.recent_pk = index_keys.listed(row.account, row.status.value)
        item.recent_sk = timed_keys.place_in(row.last_post_at, row.id)
    clock = lead_clock(ticket)
    if clock is not None and item.measured is not None:
        item.clocks_pk, item.clocks_sk = (
            index_keys.started(row.account),
            timed_keys.place_in(clock.started_at, row.id, clock.id),
        )


def _owed_at(ticket: Ticket) -> datetime | None:
    """Return since when the outbox holds something that only the head knows: the newest reply, and an alert of a clock that does
    not run any more (one of a running clock is found by the clock).

    A reply that waits for nothing keeps the place that it got when it was written, whatever lease a worker takes."""
    clock, reply = lead_clock(ticket), newest_reply(ticket)
    owed = [alert.pending_since for alert in alerts_of(ticket, clock) if clock is not None and not clock.running]
    if reply is not None and reply.due_at is not None:
        owed.append(reply.due_at if reply.reason is not None else min(reply.created_at, reply.due_at))
    return min((at for at in owed if at is not None), default=None)


def _facets(row: TicketRow) -> Packed:
    clock, claim = row.clock, row.claim
    found: Packed = [
        row.status.value,
        row.channel.value if row.channel is not None else None,
        row.assignee,
        row.tags,
        micros(clock.started_at) if clock is not None else None,
        micros(clock.due_at) if clock is not None else None,
        micros(row.answer_by),
        micros(claim.until) if claim is not None else None,
        claim.by if claim is not None else None,
    ]
    return found


def _row(row: TicketRow) -> Packed:
    return trimmed(
        [
            row.network,
            [row.customer.id, row.customer.username, row.customer.name],
            micros(row.opened_at),
            span(row.last_post_at - row.opened_at),
            row.posts_count,
            row.excerpt,
            pack_listed(row.clock) if row.clock is not None else None,
            row.priority if row.priority != NORMAL else None,
            row.flags or None,
            row.excerpt_media.value if row.excerpt_media is not None else None,
        ]
    )


def _state(ticket: Ticket, clock: SlaClock | None, resolution: Resolution | None) -> Iterator[tuple[str, Any]]:
    reply, short = newest_reply(ticket), short_reply(ticket)
    said: dict[str, Any] = {
        CLOCK: None if clock is None else pack_rest(clock) if clock.running else pack_clock(clock),
        ALERTS: [pack_alert(alert, clock) for alert in alerts_of(ticket, clock)] if clock is not None else None,
        ACTIONS: [pack_action(action) for action in last_actions(ticket)],
        REPLY: pack_progress(reply) if reply is not None else None,
        REPLY_CONTENT: pack_content(short, ticket.id) if short is not None else None,
        RESOLUTION: pack_resolution(resolution) if resolution is not None else None,
        WAITING: waiting_in_short(ticket),
        TO_LOOK_AT: sorted(ticket.to_look_at),
        LINKED: ticket.linked_to,
        SPAM: 1 if ticket.spam else None,
        EXPIRED: 1 if ticket.expired else None,
        CLOSED_AT: micros(ticket.done_by_person_at),
        THREADS: threads_of(ticket),
    }
    yield from ((key, value) for key, value in said.items() if value)


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was read: the row, and what the state says of the ticket's parts."""

    item: TicketItem
    row: TicketRow
    state: dict[str, Any]

    @classmethod
    def of(cls, item: TicketItem) -> "Head":
        return cls(item, row_of(item), json.loads(item.state))

    @property
    def clock(self) -> SlaClock | None:
        packed = self.state.get(CLOCK)
        if packed is None:
            return None
        return clock_of(self.row.clock, packed) if self.row.clock is not None else whole_clock_of(packed)

    def alerts(self, clock: SlaClock | None) -> list[Alert]:
        return [alert_of(each, clock) for each in self.state.get(ALERTS, ())] if clock is not None else []

    @property
    def actions(self) -> list[Action]:
        return [action_of(each) for each in self.state.get(ACTIONS, ())]

    @property
    def progress(self) -> Packed | None:
        """The progress of the newest reply."""
        return self.state.get(REPLY)

    @property
    def reply(self) -> Reply | None:
        """The newest reply, if it is short."""
        content, progress = self.state.get(REPLY_CONTENT), self.progress
        return whole_reply_of(content, progress, self.row.id) if content is not None and progress is not None else None

    @property
    def resolution(self) -> Resolution | None:
        packed = self.state.get(RESOLUTION)
        return resolution_of(packed) if packed is not None else None


def brief_of(item: TicketItem) -> TicketBrief:
    row, state = row_of(item), json.loads(item.state)
    return TicketBrief(
        id=row.id,
        opened_at=row.opened_at,
        last_post_at=row.last_post_at,
        closed_at=instant_of(state.get(CLOSED_AT)),
        threads=tuple(state.get(THREADS, ())),
        expired=EXPIRED in state,
    )


def is_expired(item: TicketItem) -> bool:
    return EXPIRED in json.loads(item.state)
