"""The newest part of a long ticket, and the whole again: what a store reads, and what it has after a save."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from shared.domain.tickets.settled import Settled
from shared.domain.tickets.ticket import Ticket

T = TypeVar("T")


def newest_part(ticket: Ticket) -> Ticket:
    """Return the ticket without what is settled, but for what stands for it."""
    rest = ticket.settled
    if rest is None or ticket.partial:
        return ticket
    kept, ran = {ident for _, ident in rest.kept}, rest.running[1] if rest.running is not None else None
    newest = max(ticket.clocks, key=lambda clock: clock.order).id if ticket.clocks else None
    last = rest.reply[1] if rest.reply is not None else None
    return replace(
        ticket,
        posts=tuple(post for post in ticket.posts if post.posted_at >= rest.through or post.id in kept),
        actions=tuple(action for action in ticket.actions if action.at >= rest.through),
        replies=tuple(reply for reply in ticket.replies if reply.created_at >= rest.through or reply.id == last),
        alerts=tuple(alert for alert in ticket.alerts if alert.fired_at >= rest.through),
        clocks=tuple(c for c in ticket.clocks if c.started_at >= rest.through or c.id in (ran, newest)),
        waiting=waiting_in_short(ticket),
        unread=rest,
    )


def waiting_in_short(ticket: Ticket) -> tuple[str, ...]:
    """Return the posts that wait; of those that are settled, the ones that stand for all."""
    if ticket.settled is None:
        return ticket.waiting
    kept, through = {ident for _, ident in ticket.settled.kept}, ticket.settled.through
    old = {post.id for post in ticket.posts if post.posted_at < through and post.id not in kept}
    return tuple(ident for ident in ticket.waiting if ident not in old)


def waiting_in_full(ticket: Ticket, settled: Settled) -> tuple[str, ...]:
    """Return the posts that wait, of a ticket that was read whole: what is settled waits from its first such post on."""
    named = set(ticket.waiting)
    first = next((p for p in ticket.posts if p.id in named and p.posted_at < settled.through), None)
    if first is None:
        return ticket.waiting
    rest = [
        post.id
        for post in ticket.posts
        if post.id not in named
        and post.inbound
        and post.deleted_at is None
        and first.order <= post.order
        and post.posted_at < settled.through
    ]
    order = {post.id: n for n, post in enumerate(ticket.posts)}
    return tuple(sorted((*ticket.waiting, *rest), key=lambda ident: order.get(ident, len(order))))


def whole_again(whole: Ticket, before: Ticket, after: Ticket) -> Ticket:
    """Return the whole ticket after its part has changed from `before` to `after`."""

    def joined(every: Iterable[T], was: Iterable[T], now: Iterable[T], key: Callable[[T], object]) -> tuple[T, ...]:
        gone = {key(each) for each in was}
        return (*(each for each in every if key(each) not in gone), *now)

    posts = joined(whole.posts, before.posts, after.posts, lambda each: each.id)
    clocks = joined(whole.clocks, before.clocks, after.clocks, lambda each: each.id)
    ticket = replace(
        after,
        posts=tuple(sorted(posts, key=lambda post: post.order)),
        actions=joined(whole.actions, before.actions, after.actions, lambda each: each.id),
        replies=joined(whole.replies, before.replies, after.replies, lambda each: each.id),
        alerts=joined(whole.alerts, before.alerts, after.alerts, lambda each: each.key),
        clocks=tuple(sorted(clocks, key=lambda clock: clock.order)),
        unread=None,
    )
    return ticket if after.settled is None else replace(ticket, waiting=waiting_in_full(ticket, after.settled))
