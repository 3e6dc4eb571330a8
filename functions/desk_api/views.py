"""What the API answers: Pydantic models mapped from the domain, one for each thing that the page shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

from shared.adapters.rfc3339 import rfc3339
from shared.domain.posts.post import Post, Quoted
from shared.domain.replies.cautions import Caution
from shared.domain.replies.reply import Reply, ReplyState
from shared.domain.settings.desk import DeskSettings
from shared.domain.sla.calendar import Span
from shared.domain.sla.clock import SlaClock
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.rows import TicketRow
from shared.usecases.replies.list_failed_replies import ReturnedReply
from shared.usecases.sla.remaining_business_time import OpenAhead
from shared.usecases.tickets.list_queue import overdue

Instant = Annotated[datetime, PlainSerializer(rfc3339)]


class PersonView(BaseModel):
    sub: str
    name: str
    left: bool = Field(default=False, exclude=True)
    """Who was disabled keeps their name, and holds no claim."""


class HolderView(PersonView):
    until: Instant


class CustomerView(BaseModel):
    id: str
    username: str
    name: str


class SpanView(BaseModel):
    """A span of open time (B5)."""

    start: Instant = Field(serialization_alias="from")
    end: Instant = Field(serialization_alias="to")

    @classmethod
    def of(cls, span: Span) -> "SpanView":
        return cls(start=span.start, end=span.end)


class OpenAheadView(BaseModel):
    """The open time that is left: the next spans of it that are not over, and how many seconds follow them."""

    spans: tuple[SpanView, ...]
    then_s: float

    @classmethod
    def of(cls, ahead: OpenAhead) -> "OpenAheadView":
        return cls(spans=tuple(SpanView.of(span) for span in ahead.spans), then_s=ahead.then.total_seconds())


class ClockSummary(BaseModel):
    id: str
    kind: str
    started_at: Instant
    due_at: Instant
    state: str
    policy: str
    calendar: str
    open: OpenAheadView | None

    @classmethod
    def of(cls, clock: SlaClock, ahead: OpenAhead | None = None) -> "ClockSummary":
        return cls(
            id=clock.id,
            kind=clock.kind,
            started_at=clock.started_at,
            due_at=clock.due_at,
            state=clock.state,
            policy=clock.policy.id,
            calendar=clock.calendar.id,
            open=OpenAheadView.of(ahead) if ahead is not None else None,
        )


class TicketView(BaseModel):
    id: str
    account: str
    network: str
    customer: CustomerView
    status: str
    priority: str
    assignee: PersonView | None
    tags: tuple[str, ...]
    opened_at: Instant
    last_post_at: Instant
    waiting_since: Instant | None
    clock: ClockSummary | None
    holder: HolderView | None
    overdue: bool
    late: bool
    excerpt: str
    posts_count: int
    flags: tuple[str, ...]
    channel: str | None

    @classmethod
    def of(cls, row: TicketRow, *, now: datetime, people: "People", ahead: OpenAhead | None = None) -> "TicketView":
        clock, claim = row.clock, row.claim
        return cls(
            id=row.id,
            account=row.account,
            network=row.network,
            customer=CustomerView(id=row.customer.id, username=row.customer.username, name=row.customer.name),
            status=row.status,
            priority=row.priority,
            assignee=people(row.assignee),
            tags=row.tags,
            opened_at=row.opened_at,
            last_post_at=row.last_post_at,
            waiting_since=row.waiting_since,
            clock=ClockSummary.of(clock, ahead) if clock is not None else None,
            holder=_holder(claim.by, claim.until, people) if claim is not None and claim.until > now else None,
            overdue=overdue(row, now),
            late=row.late,
            excerpt=row.excerpt,
            posts_count=row.posts_count,
            flags=row.flags,
            channel=row.channel,
        )


People = Callable[[str | None], PersonView | None]


def people_of(settings: DeskSettings) -> People:
    """Names for ids. Who left the desk's settings keeps their answers, without a name."""

    def person(ident: str | None) -> PersonView | None:
        if ident is None:
            return None
        known = settings.person(ident)
        return PersonView(
            sub=ident, name=known.name if known is not None else "", left=known is not None and known.disabled
        )

    return person


class MediaView(BaseModel):
    type: str
    url: str
    alt: str


class LinkView(BaseModel):
    text: str
    url: str


class QuotedView(BaseModel):
    """What the post quotes: an author known by the handle alone has no id, and `text` is empty where nobody told it."""

    id: str
    url: str
    author: CustomerView
    text: str
    gone: bool

    @classmethod
    def of(cls, quoted: Quoted) -> "QuotedView":
        author = CustomerView(id=quoted.author.id, username=quoted.author.username, name=quoted.author.name)
        return cls(id=quoted.id, url=quoted.url, author=author, text=quoted.text, gone=quoted.gone)


class PostView(BaseModel):
    """`gone`, of one that is `deleted`: `deleted` by its author, `withheld` with the author's account, or `expired`.
    `newest_id` is that of its newest edit, `revision` the ticket's version in which its words last became others."""

    id: str
    newest_id: str
    revision: int
    direction: str
    channel: str
    kind: str
    author: CustomerView
    text: str
    posted_at: Instant
    seen_at: Instant
    late: bool
    deleted: bool
    gone: str | None
    edited: bool
    flagged: bool
    account: str
    url: str
    in_reply_to: str | None
    via: str | None
    by: PersonView | None
    reply_id: str | None
    media: tuple[MediaView, ...]
    links: tuple[LinkView, ...]
    quoted: QuotedView | None

    @classmethod
    def of(cls, post: Post, *, flagged: bool, people: People) -> "PostView":
        return cls(
            id=post.id,
            newest_id=post.answer_to,
            revision=post.revision,
            direction=post.direction,
            channel=post.channel,
            kind=post.kind,
            author=CustomerView(id=post.author.id, username=post.author.username, name=post.author.name),
            text=post.text,
            posted_at=post.posted_at,
            seen_at=post.seen_at,
            late=post.late,
            deleted=post.deleted_at is not None,
            gone=post.gone_because or ("deleted" if post.deleted_at is not None else None),
            edited=post.answer_to != post.id,
            flagged=flagged,
            account=post.account,
            url=post.url,
            in_reply_to=post.in_reply_to,
            via=None if post.inbound else post.via,
            by=people(post.by),
            reply_id=post.reply_id,
            media=tuple(MediaView(type=m.type, url=m.url, alt=m.alt) for m in post.media),
            links=tuple(LinkView(text=link.text, url=link.url) for link in post.links),
            quoted=QuotedView.of(post.quoted) if post.quoted is not None else None,
        )


class PartView(BaseModel):
    text: str
    state: str
    post_id: str | None


class ReplyView(BaseModel):
    """`held_until`: until then it can be taken back, and nothing has been tried. `reason` is the desk's own sentence in
    English, or the network's words; `why` the same in one word."""

    id: str
    state: str
    account: str
    channel: str
    held_until: Instant | None
    text: str
    in_reply_to: str
    by: PersonView | None
    created_at: Instant
    reason: str | None
    why: str | None
    parts: tuple[PartView, ...]
    returned_at: Instant | None
    """Since when it needs a person (W4)."""

    @classmethod
    def of(cls, reply: Reply, *, people: People) -> "ReplyView":
        return cls(
            id=reply.id,
            state=reply.state,
            account=reply.account,
            channel=reply.channel,
            held_until=reply.due_at if reply.state is ReplyState.HELD else None,
            text=reply.text,
            in_reply_to=reply.in_reply_to,
            by=people(reply.by),
            created_at=reply.created_at,
            reason=reply.reason,
            why=reply.why,
            parts=tuple(PartView(text=p.text, state=p.state, post_id=p.post_id) for p in reply.parts),
            returned_at=reply.returned.at if reply.returned is not None else None,
        )


class ReturnedView(ReplyView):
    """A reply that needs a person, with the ticket in which it stands."""

    ticket: str
    customer: CustomerView

    @classmethod
    def of_returned(cls, returned: ReturnedReply, *, people: People) -> "ReturnedView":
        shown = ReplyView.of(returned.reply, people=people)
        customer = returned.ticket.customer
        return cls(
            **dict(shown),
            ticket=returned.ticket.id,
            customer=CustomerView(id=customer.id, username=customer.username, name=customer.name),
        )


class CautionView(BaseModel):
    """`id` names this very finding: a request that confirms it says so with it (R8). `at` is when the same was said before;
    `mend` a piece of the text, and what to write instead."""

    id: str
    kind: str
    said: str
    stops: bool
    at: Instant | None
    mend: tuple[str, str] | None

    @classmethod
    def of(cls, caution: Caution) -> "CautionView":
        return cls(
            id=caution.id,
            kind=caution.kind,
            said=caution.said,
            stops=caution.stops,
            at=caution.at,
            mend=caution.mend,
        )


class HistoryView(BaseModel):
    id: str
    kind: str
    at: Instant
    by: PersonView | None
    text: str | None
    reason: str | None
    told: tuple[PersonView, ...]
    """Whom a note calls: they get a mail."""

    @classmethod
    def of(cls, action: Action, *, people: People) -> "HistoryView":
        return cls(
            id=action.id,
            kind=action.kind,
            at=action.at,
            by=people(action.by),
            text=action.text,
            reason=_reason(action, people),
            told=tuple(person for person in map(people, action.whom) if person is not None),
        )


def _holder(ident: str, until: datetime, people: People) -> HolderView | None:
    person = people(ident) or PersonView(sub=ident, name="")
    if person.left:
        return None
    return HolderView(sub=person.sub, name=person.name, until=until)


def _reason(action: Action, people: People) -> str | None:
    """Why; of an assignment, to whom, by name."""
    if action.kind is not ActionKind.ASSIGN:
        return action.reason
    person = people(action.reason)
    return person.name or person.sub if person is not None else None
