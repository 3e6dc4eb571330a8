"""Builders with defaults: a test states only the values that matter to it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.kinds import Channel, Direction, PostKind
from shared.domain.posts.post import Post
from shared.domain.sla.calendar import Calendar, Span, open_time
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.sla.clock import ClockKind, Ref, SlaClock
from shared.domain.sla.policy import Policy, Step
from shared.domain.sla.promise import before_window, promise
from shared.domain.sla.stamping import promised
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.domain.tickets.ticket_state import fold_ticket
from shared.networks.x.reading.snowflake import X_EPOCH_MS, snowflake_time
from shared.usecases.settings.kinds import ALWAYS

NOON = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
"""A Tuesday."""

BRAND = Author("100", "acme_help", "Acme Help")
CUSTOMER = Author("900", "mitsuki", "みつき")

ALWAYS_OPEN: Calendar = calendar_from(ALWAYS, id="always", version=0)
TWO_STEPS = (Step("warn", at_percent=80, how=("mail",)), Step("due", how=("mail", "sms")))
DEFAULT = Policy(id="default", version=0, calendar="always", ladder=TWO_STEPS)


STRANGE_IDS = (
    "U4af4980629",
    "did:web:example.com%3A8080",
    "at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3k44deefqdk2g",
    "m_$bJ-vcZ0yQ==",
    "brand@mastodon.example",
    "[bold]9[/x] #?&.",
    "\x1b[2J",
    "時計\u3000９００",
    "x" * 500,
)
"""Ids as networks make them, and worse."""


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def at(n: float) -> datetime:
    """Return `n` minutes after noon."""
    return NOON + minutes(n)


def snowflake(instant: datetime, sequence: int = 0) -> str:
    """Return an X id that carries `instant`, to the millisecond."""
    ms = round((instant - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    return str(((ms - X_EPOCH_MS) << 22) | sequence)


def asked(n: float, *, text: str = "Where is my order?", seen: float | None = None, seq: int = 0, **more: Any) -> Post:
    """Return a customer's post at `n` minutes after noon, seen at once."""
    values: dict[str, Any] = {
        "id": snowflake(at(n), seq),
        "network": "x",
        "account": "acme",
        "direction": Direction.INBOUND,
        "channel": Channel.PUBLIC,
        "kind": PostKind.MENTION,
        "author": CUSTOMER,
        "text": text,
        "posted_at": at(n),
        "seen_at": at(n if seen is None else seen),
        "conversation_id": "1",
    }
    return Post(**(values | more))


def answered(n: float, *, seen: float | None = None, seq: int = 1, **more: Any) -> Post:
    """Return the brand's post at `n` minutes after noon, written in X's own app."""
    values: dict[str, Any] = {"direction": Direction.OUTBOUND, "author": BRAND, "text": "We are on it. ^KT"}
    return asked(n, seen=seen, seq=seq, **(values | more))


def did(kind: ActionKind, n: float, *, reason: str | None = None, by: str | None = "kt") -> Action:
    return Action(f"{kind}-{n}", kind, at(n), by, reason=reason)


def done(n: float, reason: DoneReason = DoneReason.NOTHING_TO_SAY) -> Action:
    return did(ActionKind.DONE, n, reason=reason)


def start_clock(kind: ClockKind, post: Post, policy: Policy, calendar: Calendar) -> SlaClock:
    """Start a clock on `post`, with the policy's promise on that calendar."""
    return promised(kind, post, promise(kind, post.posted_at, policy, calendar))


class PlainPromises:
    """Promises of one policy on one calendar."""

    def __init__(self, policy: Policy = DEFAULT, calendar: Calendar = ALWAYS_OPEN) -> None:
        self.policy = policy
        self.calendar = calendar

    def start(
        self, kind: ClockKind, post: Post, *, account: str, priority: str, tags: tuple[str, ...], mail_only: bool
    ) -> SlaClock:
        return start_clock(kind, post, self.policy, self.calendar)

    def business(self, clock: SlaClock) -> timedelta:
        return open_time(clock.started_at, clock.stopped_at or clock.started_at, self.calendar)

    def before_window(self, clock: SlaClock, post: Post) -> datetime:
        return before_window(post.posted_at, post.answer_by or post.posted_at, self.calendar)

    def open_time(self, spans: Iterable[Span], calendar: Ref) -> timedelta:
        return sum((open_time(span.start, span.end, self.calendar) for span in spans), timedelta(0))


def ticket(*posts: Post, actions: tuple[Action, ...] = (), **more: Any) -> Ticket:
    """Return a settled ticket of the customer with these posts."""
    first = min(posts, key=lambda post: post.order)
    values: dict[str, Any] = {
        "id": ticket_id("acme", CUSTOMER.id, first.id),
        "account": "acme",
        "network": "x",
        "customer": CUSTOMER,
        "posts": tuple(sorted(posts, key=lambda post: post.order)),
        "actions": actions,
    }
    return fold_ticket(Ticket(**(values | more)), PlainPromises())


def sighted(n: float, *, text: str = "@acme_help where is my order?", **more: Any) -> IncomingPost:
    """Return the event with which X reports a customer's mention at `n` minutes after noon: a mention event, which
    exists for explicit mentions only.
    """
    post_id = more.pop("id", snowflake(at(n)))
    carried = any(mention.leading for mention in more.get("mentions", ()))
    values: dict[str, Any] = {
        "network": "x",
        "id": post_id,
        "answer_id": post_id,
        "author": CUSTOMER,
        "text": text,
        "posted_at": at(n),
        "conversation_id": post_id,
        "channel": Channel.PUBLIC,
        "received_for": BRAND.id,
        "told_as_mention": not carried,
        "mentions": (Mention(BRAND.id, BRAND.username, leading=False),),
    }
    told = values | more
    edited = told["answer_id"] != told["id"]
    return IncomingPost(**({"edited_at": snowflake_time(told["answer_id"]) if edited else None} | told))


def sighted_answer(n: float, to: str | None, **more: Any) -> IncomingPost:
    """Return the event with which X reports the brand's own post that answers `to`."""
    values: dict[str, Any] = {
        "author": BRAND,
        "text": "We are on it. ^KT",
        "in_reply_to": to,
        "in_reply_to_user": CUSTOMER.id,
        "conversation_id": to or "1",
        "told_as_mention": False,
        "mentions": (),
        "id": snowflake(at(n), 1),
    }
    return sighted(n, **(values | more))
