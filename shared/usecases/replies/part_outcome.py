"""What became of one part of a reply, written down: it stands on the network, it does not, or nobody can tell (R1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.errors import (
    DeskError,
    NotAnswerableError,
    RateLimitedError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.post import Post, Via
from shared.domain.replies.reply import LOOKS, Part, PartState, Reply, ReplyState, Why
from shared.domain.tickets.assign_to_answerer import assigned_to_answerer
from shared.domain.tickets.sent_parts import with_sent_part
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.ports.networks import PreparedSend, Sent
from shared.usecases.accounts.usage import charge_part
from shared.usecases.replies.failure_reason import failure_reason
from shared.usecases.replies.own_post import own_post
from shared.usecases.replies.send_queue import leave_send_queue
from shared.usecases.retrying import on_fresh_state, through_hiccups
from shared.usecases.search.update_index import ensure_reply, keep_search
from shared.usecases.settings.current import desk_settings, refolded
from shared.usecases.sla.ensure_timer import ensure_timer, stop_timers

LOOK_AFTER = (timedelta(seconds=8), timedelta(seconds=25))
"""When a send of unknown outcome is looked for on the account's timeline: X shows a post within seconds, and the agent
is to know within a minute."""

KNOCK_AGAIN = timedelta(seconds=30)
KNOCKS = 10
"""How long and how often a network that cannot be reached, or a service of the desk that does not answer, is tried before
the agent is told."""

REST_NOT_SENT = "The rest was not sent."

RETIRED = "The account was retired before this was sent. Nothing was posted."

DESK_UNAVAILABLE = "A service of the desk did not answer, so the network was not asked. Nothing was posted."


@dataclass(frozen=True, slots=True)
class Hand:
    """A part in this worker's hand. With `prepared` it is marked as tried and about to be sent; one that was tried before
    is looked for."""

    ticket: Ticket
    reply: Reply
    index: int
    prepared: PreparedSend | None = None

    @property
    def part(self) -> Part:
        return self.reply.parts[self.index]

    @property
    def to(self) -> str:
        """Each part answers the one before it; the first the customer's post."""
        return self.reply.in_reply_to if self.index == 0 else self.reply.parts[self.index - 1].post_id or ""


def not_posted(hand: Hand, error: DeskError, *, desk: Desk) -> Reply:
    """Nothing was posted: what time mends is tried again, of the rest its writer is told."""
    now = desk.clock.now()
    words = DESK_UNAVAILABLE if isinstance(error, UnavailableError) else str(error)
    if isinstance(error, RateLimitedError):
        return _put_back(hand, words, failure_reason(error), until=error.until, desk=desk)
    if isinstance(error, UnreachableError | UnavailableError) and hand.reply.looks + 1 < KNOCKS:
        return _put_back(hand, words, failure_reason(error), until=now + KNOCK_AGAIN, knocks=1, desk=desk)
    learn = words if isinstance(error, NotAnswerableError) else None
    return stop(hand, words, failure_reason(error), desk=desk, learn=learn)


def _change(
    hand: Hand,
    change: Callable[[Reply], Reply],
    *,
    desk: Desk,
    learn: str | None = None,
    part_stands: bool = False,
) -> Reply:
    """Applies `change` to the reply as it is now, unless its event came first and settled the part already, or the part
    is in another's hands by now. What the network said of the post that it answers is kept with that post."""

    def write() -> Reply:
        before = desk.tickets.load(hand.ticket.id)
        reply = before.reply(hand.reply.id) or hand.reply
        if not reply.under_way or not _still_ours(reply, hand, part_stands=part_stands):
            return reply
        after = change(reply)
        told = before.with_reply(after)
        answered = before.post(reply.in_reply_to)
        if learn is not None and answered is not None and hand.index == 0 and _of_the_same(reply, answered):
            told = told.with_post(replace(answered, refused=learn))
        desk.tickets.save(before, refolded(told, desk))
        return after

    return through_hiccups(lambda: on_fresh_state(write))


def _still_ours(reply: Reply, hand: Hand, *, part_stands: bool) -> bool:
    """A part that its event settled first is not judged again. While a send is prepared the part is nobody's: what another
    worker marked as tried since is that worker's to judge."""
    part = reply.parts[hand.index]
    return (part.state is PartState.SENT) is part_stands and part.tried_at == hand.part.tried_at


def _of_the_same(reply: Reply, post: Post) -> bool:
    """What the network says of an answer from another account, or in private, it does not say of the post."""
    return reply.account == post.account and reply.channel is post.channel


def stop(hand: Hand, reason: str, why: Why, *, desk: Desk, learn: str | None = None) -> Reply:
    waiting, now = replace(hand.part, state=PartState.WAITING, tried_at=None), desk.clock.now()
    reply = _change(
        hand,
        lambda reply: reply.with_part(hand.index, waiting).stopped(ReplyState.FAILED, reason, why, at=now),
        desk=desk,
        learn=learn,
    )
    leave_send_queue(hand.ticket.id, reply, desk=desk)
    return reply


def halt(hand: Hand, state: ReplyState, reason: str, why: Why, *, part_stands: bool = False, desk: Desk) -> Reply:
    """A person decides what becomes of the reply; the part itself stays as it is known."""
    now = desk.clock.now()
    return _change(hand, lambda reply: reply.stopped(state, reason, why, at=now), part_stands=part_stands, desk=desk)


def _put_back(hand: Hand, words: str, why: Why, *, until: datetime, knocks: int = 0, desk: Desk) -> Reply:
    """The part waits for its next turn."""
    waiting = replace(hand.part, state=PartState.WAITING, tried_at=None)
    reply = _change(
        hand,
        lambda r: replace(
            r.with_part(hand.index, waiting),
            state=ReplyState.HELD,
            reason=words,
            why=why,
            due_at=until,
            looks=r.looks + knocks,
        ),
        desk=desk,
    )
    desk.replies.put(hand.ticket.id, reply.id, delay=max(timedelta(0), until - desk.clock.now()))
    return reply


def look_later(hand: Hand, reason: str, *, until: datetime | None = None, desk: Desk) -> Reply:
    leave_send_queue(hand.ticket.id, hand.reply, desk=desk)
    now = desk.clock.now()
    looks = hand.reply.looks + (1 if hand.prepared is None else 0)
    if looks >= LOOKS:
        return _change(hand, lambda reply: reply.stopped(ReplyState.UNKNOWN, reason, Why.NOT_SAID, at=now), desk=desk)
    at = until or now + LOOK_AFTER[looks]
    reply = _change(hand, lambda r: replace(r, reason=reason, why=Why.NOT_SAID, due_at=at, looks=looks), desk=desk)
    desk.replies.put(hand.ticket.id, reply.id, delay=max(timedelta(0), at - desk.clock.now()))
    return reply


def stands(hand: Hand, sent: Sent, *, desk: Desk) -> Reply:
    """The part stands on the network: its post joins the ticket, or is the one that the event brought meanwhile."""

    def write() -> tuple[Ticket, Ticket, Reply]:
        before = desk.tickets.load(hand.ticket.id)
        reply = before.reply(hand.reply.id) or hand.reply
        post = before.post(sent.post_id) or _own_post(hand, sent, desk=desk)
        if before.post(sent.post_id) is None and desk.tickets.tombstone_of(post.network, post.id) is not None:
            told = before.with_reply(_wordless(reply, hand.index, post.id))
            return before, desk.tickets.save(before, refolded(told, desk)), told.reply(reply.id) or reply
        told = with_sent_part(before, reply, hand.index, post)
        answered = told.post(reply.in_reply_to)
        if answered is not None and answered.refused is not None and _of_the_same(reply, answered):
            told = told.with_post(replace(answered, refused=None))
        written = told.reply(reply.id) or reply
        if written.complete and told.claim is not None and told.claim.by == written.by:
            told = replace(told, claim=None)
        told = assigned_to_answerer(before, told, settings=desk_settings(desk), now=desk.clock.now())
        after = desk.tickets.save(before, refolded(told, desk))
        return before, after, written

    before, after, reply = through_hiccups(lambda: on_fresh_state(write))
    if reply.complete:
        leave_send_queue(after.id, reply, desk=desk)
    stop_timers(before, after, desk=desk)
    ensure_timer(after, desk=desk)
    keep_search(before, after, desk=desk)
    if before.post(sent.post_id) is not None:
        ensure_reply(after, reply.id, desk=desk)
    charge_part(after, reply, hand.index, desk=desk)
    return reply


def _wordless(reply: Reply, index: int, post_id: str) -> Reply:
    """The part was sent, and deleted on the network before it could be written down here: it answers nothing (C9)."""
    sent = reply.part_sent(index, post_id)
    return replace(sent.with_part(index, replace(sent.parts[index], text="")), text="")


def _own_post(hand: Hand, sent: Sent, *, desk: Desk) -> Post:
    account, now = desk_settings(desk).account(hand.reply.account), desk.clock.now()
    return own_post(hand.ticket, hand.reply, account, sent, to=hand.to, seen_at=now, via=Via.DESK)
