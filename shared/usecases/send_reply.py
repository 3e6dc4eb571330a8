"""The worker behind the outbox: sends a reply part by part, and never blindly twice (R1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.desk import Account
from shared.domain.errors import (
    DisconnectedError,
    NetworkError,
    NotAnswerableError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
)
from shared.domain.post import Post, Via
from shared.domain.reply import LEASE, LOOKS, Part, PartState, Reply, ReplyState, Why
from shared.domain.ticket import Ticket
from shared.ports import Desk, Network, Sent
from shared.usecases.keep_timer import keep_timer, stop_timers
from shared.usecases.meter import charge_part
from shared.usecases.network_call import heard, send_call
from shared.usecases.recognise_reply import own_post, with_sent_part
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings import desk_settings, settled
from shared.usecases.take_turns import LOOK_AGAIN, TURN, goes_before, step_out
from shared.usecases.why_unsent import why_unsent

LOOK_AFTER = (timedelta(seconds=8), timedelta(seconds=25))
"""When a send of unknown outcome is looked for on the account's timeline: X shows a post within seconds, and the agent
is to know within a minute."""

KNOCK_AGAIN = timedelta(seconds=30)
KNOCKS = 10
"""How long and how often a network that cannot be reached is tried before the agent is told."""

ONE_RUN = timedelta(seconds=40)
"""A run begins no further part after this, so that the last has its thirteen seconds (connect and read) within the function's sixty."""

STALE = "Something newer came into the conversation before this was sent. Nothing was posted; read it and send again."

RETIRED = "The account was retired before this was sent. Nothing was posted."


@dataclass(frozen=True, slots=True)
class _Hand:
    """A part in this worker's hand: marked as tried before the network is called."""

    ticket: Ticket
    reply: Reply
    index: int
    settle: bool

    @property
    def part(self) -> Part:
        return self.reply.parts[self.index]

    @property
    def to(self) -> str:
        """Each part answers the one before it; the first the customer's post."""
        return self.reply.in_reply_to if self.index == 0 else self.reply.parts[self.index - 1].post_id or ""


def send_reply(ticket_id: str, reply_id: str, *, desk: Desk) -> ReplyState | None:
    """Goes on with the reply as far as it can, and says its state; None if there is no such reply.

    Whatever it cannot do now it puts back into the queue with the time to come; what a crash leaves is found by the
    sweep, since every change is saved before the network is called and after it answered.
    """
    began = desk.clock.now()
    while desk.clock.now() - began < ONE_RUN:
        taken = on_fresh_state(lambda: _take(ticket_id, reply_id, desk=desk))
        if not isinstance(taken, _Hand):
            return taken.state if taken is not None else None
        reply = _settle(taken, desk=desk) if taken.settle else _send(taken, desk=desk)
        if reply.state is not ReplyState.SENDING or reply.next_part == taken.index:
            return reply.state
    desk.replies.put(ticket_id, reply_id)
    return ReplyState.SENDING


def _take(ticket_id: str, reply_id: str, *, desk: Desk) -> _Hand | Reply | None:
    before = desk.tickets.load(ticket_id)
    reply = before.reply(reply_id)
    if reply is None or not reply.under_way:
        return reply
    now = desk.clock.now()
    if reply.due_at is not None and reply.due_at > now and not (reply.in_line or _fresh_part_next(reply)):
        desk.replies.put(ticket_id, reply_id, delay=reply.due_at - now)
        return reply
    index = reply.next_part
    if index is None:
        return reply
    part = reply.parts[index]
    if part.state is PartState.TRIED:
        step_out(ticket_id, reply, desk=desk)
        leased = replace(reply, state=ReplyState.SENDING, due_at=now + LEASE)
        return _Hand(desk.tickets.save(before, before.with_reply(leased)), leased, index, settle=True)
    if index == 0 and before.unseen(reply.seen_through, reply.seen_version):
        stopped = reply.stopped(ReplyState.FAILED, STALE, Why.STALE)
        desk.tickets.save(before, settled(before.with_reply(stopped), desk))
        step_out(ticket_id, stopped, desk=desk)
        return stopped
    first = goes_before(ticket_id, reply, desk=desk)
    if first is not None:
        return _wait(before, reply, first, desk=desk)
    tried = replace(part, state=PartState.TRIED, tried_at=now)
    sending = replace(reply.with_part(index, tried), state=ReplyState.SENDING, due_at=now + LEASE, in_line=False)
    return _Hand(desk.tickets.save(before, before.with_reply(sending)), sending, index, settle=False)


def _wait(before: Ticket, reply: Reply, first: Reply, *, desk: Desk) -> Reply:
    """No message goes into the queue for it: who goes before it calls it, and the sweep looks after it."""
    now = desk.clock.now()
    if reply.in_line and reply.due_at is not None and reply.due_at > now:
        return reply
    due_at = max(first.due_at or now, now) + LOOK_AGAIN
    reason, why = first.reason or TURN, first.why or Why.IN_LINE
    waiting = replace(reply, due_at=due_at, reason=reason, why=why, in_line=True)
    desk.tickets.save(before, settled(before.with_reply(waiting), desk))
    return waiting


def _fresh_part_next(reply: Reply) -> bool:
    """The lease is this worker's own: the part before has just been sent and the next has not been tried."""
    index = reply.next_part
    return (
        reply.state is ReplyState.SENDING
        and index is not None
        and index > 0
        and reply.parts[index].state is PartState.WAITING
    )


def _send(hand: _Hand, *, desk: Desk) -> Reply:
    account, network = _ends(hand, desk=desk)
    now = desk.clock.now()
    if account.retired:
        return _stop(hand, RETIRED, Why.RETIRED, desk=desk)
    try:
        with heard(account.id, send_call(hand.reply.channel), desk=desk):
            sent = network.send(
                account,
                channel=hand.reply.channel,
                to=hand.to,
                customer=hand.ticket.customer.id,
                text=hand.part.text,
            )
    except RateLimitedError as e:
        return _put_back(hand, e, until=e.until, desk=desk)
    except UnreachableError as e:
        if hand.reply.looks + 1 >= KNOCKS:
            return _stop(hand, str(e), why_unsent(e), desk=desk)
        return _put_back(hand, e, until=now + KNOCK_AGAIN, knocks=1, desk=desk)
    except (DisconnectedError, OutOfCreditError, RefusedError) as e:
        learn = str(e) if isinstance(e, NotAnswerableError) else None
        return _stop(hand, str(e), why_unsent(e), desk=desk, learn=learn)
    except OutcomeUnknownError as e:
        return _look_later(hand, str(e), desk=desk)
    return _stands(hand, sent, account, desk=desk)


def _settle(hand: _Hand, *, desk: Desk) -> Reply:
    """The part may stand on the network: look for it among the account's own posts, twice, then ask a person (R1)."""
    account, network = _ends(hand, desk=desk)
    tried_at = hand.part.tried_at or hand.reply.created_at
    try:
        with heard(account.id, f"find_own_{hand.reply.channel}", desk=desk):
            found = network.find_own(
                account,
                channel=hand.reply.channel,
                to=hand.to,
                customer=hand.ticket.customer.id,
                text=hand.part.text,
                since=tried_at - timedelta(minutes=1),
            )
    except RateLimitedError as e:
        return _look_later(hand, str(e), until=e.until, desk=desk)
    except NetworkError as e:
        return _look_later(hand, str(e), desk=desk)
    if found is not None:
        return _stands(hand, found, account, desk=desk)
    return _look_later(hand, "The network did not say whether this was posted, and it was not found there.", desk=desk)


def _ends(hand: _Hand, *, desk: Desk) -> tuple[Account, Network]:
    account = desk_settings(desk).account(hand.reply.account)
    return account, desk.networks[account.network]


def _change(hand: _Hand, change: Callable[[Reply], Reply], *, desk: Desk, learn: str | None = None) -> Reply:
    """Applies `change` to the reply as it is now, unless its event came first and settled the part already. What the
    network said of the post that it answers is kept with that post."""

    def write() -> Reply:
        before = desk.tickets.load(hand.ticket.id)
        reply = before.reply(hand.reply.id) or hand.reply
        if reply.parts[hand.index].state is PartState.SENT:
            return reply
        after = change(reply)
        told = before.with_reply(after)
        answered = before.post(reply.in_reply_to)
        if learn is not None and answered is not None and hand.index == 0 and _of_the_same(reply, answered):
            told = told.with_post(replace(answered, refused=learn))
        desk.tickets.save(before, settled(told, desk))
        return after

    return on_fresh_state(write)


def _of_the_same(reply: Reply, post: Post) -> bool:
    """What the network says of an answer from another account, or in private, it does not say of the post."""
    return reply.account == post.account and reply.channel is post.channel


def _stop(hand: _Hand, reason: str, why: Why, *, desk: Desk, learn: str | None = None) -> Reply:
    waiting = replace(hand.part, state=PartState.WAITING, tried_at=None)
    reply = _change(
        hand,
        lambda reply: reply.with_part(hand.index, waiting).stopped(ReplyState.FAILED, reason, why),
        desk=desk,
        learn=learn,
    )
    step_out(hand.ticket.id, reply, desk=desk)
    return reply


def _put_back(hand: _Hand, error: NetworkError, *, until: datetime, knocks: int = 0, desk: Desk) -> Reply:
    """Nothing was posted: the part waits for its next turn."""
    waiting = replace(hand.part, state=PartState.WAITING, tried_at=None)
    reply = _change(
        hand,
        lambda r: replace(
            r.with_part(hand.index, waiting),
            state=ReplyState.HELD,
            reason=str(error),
            why=why_unsent(error),
            due_at=until,
            looks=r.looks + knocks,
        ),
        desk=desk,
    )
    desk.replies.put(hand.ticket.id, reply.id, delay=max(timedelta(0), until - desk.clock.now()))
    return reply


def _look_later(hand: _Hand, reason: str, *, until: datetime | None = None, desk: Desk) -> Reply:
    step_out(hand.ticket.id, hand.reply, desk=desk)
    looks = hand.reply.looks + (1 if hand.settle else 0)
    if looks >= LOOKS:
        return _change(hand, lambda reply: reply.stopped(ReplyState.UNKNOWN, reason, Why.NOT_SAID), desk=desk)
    at = until or desk.clock.now() + LOOK_AFTER[looks]
    reply = _change(hand, lambda r: replace(r, reason=reason, why=Why.NOT_SAID, due_at=at, looks=looks), desk=desk)
    desk.replies.put(hand.ticket.id, reply.id, delay=max(timedelta(0), at - desk.clock.now()))
    return reply


def _stands(hand: _Hand, sent: Sent, account: Account, *, desk: Desk) -> Reply:
    """The part stands on the network: its post joins the ticket, or is the one that the event brought meanwhile."""

    def write() -> tuple[Ticket, Ticket, Reply]:
        before = desk.tickets.load(hand.ticket.id)
        reply = before.reply(hand.reply.id) or hand.reply
        post = before.post(sent.post_id) or _own_post(hand, sent, account, desk=desk)
        if before.post(sent.post_id) is None and desk.tickets.buried(post.network, post.id) is not None:
            told = before.with_reply(_wordless(reply, hand.index, post.id))
            return before, desk.tickets.save(before, settled(told, desk)), told.reply(reply.id) or reply
        told = with_sent_part(before, reply, hand.index, post)
        answered = told.post(reply.in_reply_to)
        if answered is not None and answered.refused is not None and _of_the_same(reply, answered):
            told = told.with_post(replace(answered, refused=None))
        written = told.reply(reply.id) or reply
        if written.complete and told.claim is not None and told.claim.by == written.by:
            told = replace(told, claim=None)
        after = desk.tickets.save(before, settled(told, desk))
        return before, after, written

    before, after, reply = on_fresh_state(write)
    if reply.complete:
        step_out(after.id, reply, desk=desk)
    stop_timers(before, after, desk=desk)
    keep_timer(after, desk=desk)
    charge_part(after, reply, hand.index, desk=desk)
    return reply


def _wordless(reply: Reply, index: int, post_id: str) -> Reply:
    """The part was sent, and deleted on the network before it could be written down here: it answers nothing (C9)."""
    sent = reply.part_sent(index, post_id)
    return replace(sent.with_part(index, replace(sent.parts[index], text="")), text="")


def _own_post(hand: _Hand, sent: Sent, account: Account, *, desk: Desk) -> Post:
    now = desk.clock.now()
    return own_post(hand.ticket, hand.reply, account, sent, to=hand.to, seen_at=now, via=Via.DESK)
