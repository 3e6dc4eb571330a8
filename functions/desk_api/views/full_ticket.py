"""One ticket in full: posts, clocks with the spans that they count, alerts, replies and history."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from functions.desk_api.views.clocks import span_view
from functions.desk_api.views.history import HistoryView
from functions.desk_api.views.instant import Instant
from functions.desk_api.views.links import Links
from functions.desk_api.views.people import People
from functions.desk_api.views.posts import PostView
from functions.desk_api.views.recipients import Recipients, RecipientView
from functions.desk_api.views.replies import ReplyView
from functions.desk_api.views.shown_media import ShownMedia
from functions.desk_api.views.ticket import ticket_view
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Person
from shared.domain.sla.alert import Alert
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import SlaClock, StepInstant
from shared.domain.sla.ladder import LAST_CALL, WINDOW_STEP, is_last_call, is_window_step
from shared.domain.sla.resolution import Resolution
from shared.domain.tickets.action import DONE, withdrawals
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket import Ticket

TAKEN_BACK = "taken_back"


class StepView(BaseModel):
    """A step of the ladder: recipients and channels (L2), and whether it has fired for the current deadline (L3)."""

    step: str
    at: Instant
    fired: bool
    whom: tuple[RecipientView, ...]
    how: tuple[str, ...]

    @classmethod
    def of(cls, step: StepInstant, clock: SlaClock, whom: Recipients) -> "StepView":
        fired = clock.fired.get(step.name) == clock.due_at
        return cls(step=_shown(step.name), at=step.at, fired=fired, whom=tuple(map(whom, step.whom)), how=step.how)


class ClockView(BaseModel):
    """`fallback` is the reason for which the default policy counts around the clock, instead of the settings' policy (I9)."""

    id: str
    kind: str
    started_at: Instant
    due_at: Instant
    stopped_at: Instant | None
    state: str
    reason: str | None
    elapsed_s: float | None
    business_s: float | None
    target_s: float
    policy: str
    calendar: str
    late: bool
    fallback: str | None
    steps: tuple[StepView, ...]
    trace: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, clock: SlaClock, trace: tuple[Span, ...], whom: Recipients) -> "ClockView":
        return cls(
            id=clock.id,
            kind=clock.kind,
            started_at=clock.started_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            state=clock.state,
            reason=clock.reason,
            elapsed_s=_seconds(clock.elapsed),
            business_s=_seconds(clock.business),
            target_s=clock.target.total_seconds(),
            policy=f"{clock.policy.id}@{clock.policy.version}",
            calendar=f"{clock.calendar.id}@{clock.calendar.version}",
            late=clock.late,
            fallback=clock.fallback,
            steps=tuple(StepView.of(step, clock, whom) for step in clock.steps),
            trace=tuple(span_view(span) for span in trace),
        )


class ResolutionView(BaseModel):
    """The time until the ticket was done (C5); `resumed` while it is open again."""

    started_at: Instant
    resolved_at: Instant
    first_resolved_at: Instant
    resumed: bool
    elapsed_s: float
    business_s: float | None
    calendar: str | None

    @classmethod
    def of(cls, resolution: Resolution) -> "ResolutionView":
        stamp = resolution.calendar
        return cls(
            started_at=resolution.started_at,
            resolved_at=resolution.resolved_at,
            first_resolved_at=resolution.first_resolved_at,
            resumed=resolution.resumed,
            elapsed_s=resolution.elapsed.total_seconds(),
            business_s=_seconds(resolution.business),
            calendar=f"{stamp.id}@{stamp.version}" if stamp is not None else None,
        )


class SendingView(BaseModel):
    person: str
    how: str
    at: Instant
    state: str
    reason: str | None


class AlertView(BaseModel):
    clock: str
    step: str
    due_at: Instant
    fired_at: Instant
    outcome: str | None
    sent: tuple[SendingView, ...]

    @classmethod
    def of(cls, alert: Alert, *, people: People) -> "AlertView":
        return cls(
            clock=alert.clock,
            step=_shown(alert.step),
            due_at=alert.due_at,
            fired_at=alert.fired_at,
            outcome=alert.outcome,
            sent=tuple(
                SendingView(person=_name(s.person, people), how=s.how, at=s.at, state=s.state, reason=s.reason)
                for s in alert.sent
            ),
        )


class EarlierTicket(BaseModel):
    """Another ticket of the same customer, with its posts."""

    ticket: dict[str, Any]
    posts: tuple[PostView, ...]

    @classmethod
    def of(cls, ticket: Ticket, *, now: datetime, people: People, shown: ShownMedia, links: Links) -> "EarlierTicket":
        return cls(
            ticket=ticket_view(TicketRow.of(ticket), now=now, people=people),
            posts=_posts(ticket, people=people, shown=shown, links=links),
        )


class FullTicket(BaseModel):
    """`earlier` counts the customer's other tickets on the account; a reply repeats `version` as seen (R2); `customer_url`
    is the customer's own page on the network, `inbox_url` where the account's people read its private messages there; `checked_at` is the time of the last lookup of the customer's public posts
    on the network, null if there was none (I6); `blocked_since` is when the customer blocked the account (R6). Posts, and what
    happened beside them, come in pages: with `next_cursor` the page before this one is asked for, null at the beginning."""

    as_of: Instant
    version: int
    ticket: dict[str, Any]
    customer_url: str | None
    inbox_url: str | None
    posts: tuple[PostView, ...]
    clocks: tuple[ClockView, ...]
    resolution: ResolutionView | None
    alerts: tuple[AlertView, ...]
    replies: tuple[ReplyView, ...]
    history: tuple[HistoryView, ...]
    earlier: int
    checked_at: Instant | None
    blocked_since: Instant | None
    next_cursor: str | None

    @classmethod
    def of(
        cls,
        ticket: Ticket,
        *,
        traces: dict[str, tuple[Span, ...]],
        now: datetime,
        people: People,
        links: Links,
        whom: Recipients,
        shown: ShownMedia,
        earlier: int,
        checked_at: datetime | None = None,
        offered: frozenset[Moderation] = frozenset(),
        reader: Person | None = None,
        page: Ticket | None = None,
        next_cursor: str | None = None,
    ) -> "FullTicket":
        """`offered` is what the network lets the `reader` do to posts, besides answering them. `page` is the part of its history
        that is shown, all by default."""
        page = page or ticket
        return cls(
            as_of=now,
            version=ticket.version,
            ticket=ticket_view(TicketRow.of(ticket), now=now, people=people),
            customer_url=links.customer(ticket.network, ticket.customer),
            posts=_posts(page, people=people, shown=shown, links=links, offered=offered, reader=reader),
            inbox_url=links.inbox(ticket.account),
            clocks=tuple(ClockView.of(clock, traces.get(clock.id, ()), whom) for clock in page.clocks),
            resolution=ResolutionView.of(ticket.resolution) if ticket.resolution is not None else None,
            alerts=tuple(AlertView.of(alert, people=people) for alert in page.alerts),
            replies=tuple(ReplyView.of(reply, people=people, links=links) for reply in page.replies),
            history=_history(ticket, page, people=people),
            earlier=earlier,
            checked_at=checked_at,
            blocked_since=ticket.blocked_since,
            next_cursor=next_cursor,
        )


def _posts(
    ticket: Ticket,
    *,
    people: People,
    shown: ShownMedia,
    links: Links,
    offered: frozenset[Moderation] = frozenset(),
    reader: Person | None = None,
) -> tuple[PostView, ...]:
    seen = ticket.to_look_at
    return tuple(
        PostView.of(
            post,
            flagged=post.id in seen,
            people=people,
            shown=shown,
            links=links,
            offered=offered,
            reader=reader,
        )
        for post in ticket.posts
    )


def _history(ticket: Ticket, page: Ticket, *, people: People) -> tuple[HistoryView, ...]:
    """Return people's actions on the page, at the desk and on the network, by time. What was done to a post, or to a report,
    later than the page shows with them."""
    withdrawn = withdrawals(ticket.actions)
    entries = [HistoryView.of(action, people=people, withdrawn=withdrawn) for action in page.actions]
    told = {a.post for a in ticket.actions if (a.reason, a.outcome) == (Moderation.DELETE, DONE)}
    entries += [_deletion(post) for post in page.posts if post.taken_back_at is not None and post.id not in told]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.id)))


def _deletion(post: Post) -> HistoryView:
    """Return the entry of our answer that was deleted on the network (C9), which does not report by whom."""
    at, ident = post.taken_back_at or post.posted_at, f"{TAKEN_BACK}-{post.id}"
    return HistoryView(id=ident, kind=TAKEN_BACK, at=at, by=None, text=None, reason=None, told=())


def _shown(step: str) -> str:
    """Return a step's name as people see it: a repeated last call, and a window's step that has moved, have the name of the
    first."""
    if is_window_step(step):
        return WINDOW_STEP
    return LAST_CALL if is_last_call(step) else step


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def _name(ident: str, people: People) -> str:
    person = people(ident)
    return person.name if person is not None and person.name else ident
