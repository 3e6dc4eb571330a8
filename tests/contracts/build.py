"""Tickets to keep: posts on a line of minutes, settled by the real fold on a round-the-clock promise of an hour."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, Direction, PostKind
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Part, Reply
from shared.domain.sla.alert import Alert
from shared.domain.sla.calendar import Span, always_open
from shared.domain.sla.clock import ClockKind, Ref, SlaClock
from shared.domain.sla.policy import Policy
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.domain.tickets.ticket_state import fold_ticket
from shared.ports.tickets import TicketStore
from tests.builders import TWO_STEPS, start_clock

NOON = datetime(2026, 9, 18, 12, 0, 0, 1, tzinfo=UTC)
EMI = Author("77", "emi", "Emi 恵美")


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


class HourlyPromises:
    def start(
        self, kind: ClockKind, post: Post, *, account: str, priority: str, tags: tuple[str, ...], mail_only: bool
    ) -> SlaClock:
        return start_clock(kind, post, Policy("default", 3, "always", ladder=TWO_STEPS), always_open())

    def business(self, clock: SlaClock) -> timedelta:
        return clock.elapsed or timedelta(0)

    def before_window(self, clock: SlaClock, post: Post) -> datetime:
        return post.answer_by or post.posted_at

    def open_time(self, spans: Iterable[Span], calendar: Ref) -> timedelta:
        return sum((span.end - span.start for span in spans), timedelta(0))


def question(ident: str, minute: float, *, author: Author = EMI, account: str = "acme", answer_id: str = "") -> Post:
    return Post(
        id=ident,
        network="x",
        account=account,
        direction=Direction.INBOUND,
        channel=Channel.PUBLIC,
        kind=PostKind.MENTION,
        author=author,
        text=f"返品したいです {ident}",
        posted_at=at(minute),
        seen_at=at(minute) + timedelta(seconds=2, microseconds=345),
        conversation_id="c1",
        answer_id=answer_id,
    )


def answer(ident: str, minute: float, *, by: str | None = "keiko") -> Post:
    ours = replace(question(ident, minute), direction=Direction.OUTBOUND, kind=PostKind.REPLY, by=by)
    return replace(ours, author=Author("1", "acme_help", "Acme"))


def ticket_of(*posts: Post) -> Ticket:
    """Opened by the first of them, if that is a question."""
    first = posts[0]
    ident = ticket_id(first.account, first.author.id, first.id)
    return refolded(replace(Ticket(ident, first.account, first.network, first.author), posts=posts))


def refolded(ticket: Ticket) -> Ticket:
    return fold_ticket(ticket, HourlyPromises())


def with_posts(ticket: Ticket, *posts: Post) -> Ticket:
    for post in posts:
        ticket = ticket.with_post(post)
    return refolded(ticket)


def done(minute: float, reason: DoneReason = DoneReason.RESOLVED) -> Action:
    return Action(f"done{minute}", ActionKind.DONE, at(minute), "keiko", reason=reason)


def reply(ident: str, *, due: float | None) -> Reply:
    due_at = at(due) if due is not None else None
    return Reply(ident, "acme", Channel.PUBLIC, "1", "1", "はい", "keiko", NOON, (Part("はい"),), due_at=due_at)


def alert(step: str, *, pending: float | None) -> Alert:
    since = at(pending) if pending is not None else None
    return Alert(clock_id("1"), step, at(60), at(48), ("keiko",), ("mail",), pending_since=since)


def opened(store: TicketStore, ticket: Ticket) -> Ticket:
    """The ticket as saved for the first time."""
    guard, _ = store.of_customer(ticket.account, ticket.customer.id)
    return store.save(None, ticket, customer=guard)


def note(ident: str, *, pending: float | None) -> Action:
    """A note that calls Ren."""
    since = at(pending) if pending is not None else None
    return Action(ident, ActionKind.NOTE, at(1), "keiko", text="@ren", whom=("ren",), pending_since=since)


def long_conversation(exchanges: int) -> Ticket:
    """A ticket of that many questions, each answered."""
    posts = [
        post for n in range(exchanges) for post in (question(str(1000 + n), 10 * n), answer(str(2000 + n), 10 * n + 1))
    ]
    told = replace(ticket_of(*posts), version=1)
    assert len(told.clocks) == exchanges
    return told
