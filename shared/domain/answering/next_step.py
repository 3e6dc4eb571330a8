"""Decide what the worker does next with a reply (R1, R2, R8). Pure: nothing is read or written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.answering.attempt import Attempt
from shared.domain.answering.windows import WindowRules, private_answer_at, window_closed
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import DELETED
from shared.domain.replies.reply import LEASE, PartState, Reply, ReplyState, Why
from shared.domain.tickets.ticket import Ticket

STALE = "Something newer came into the conversation before this was sent. Nothing was posted; read it and send again."

BLOCKED = "The customer has blocked the account, so no answer reaches them. Nothing was posted."

POST_GONE = "The customer deleted the post that it answers before this was sent. Nothing was posted."

WINDOW_CLOSED = "The time in which the network takes an answer to this post was over before this was sent."

PRIVATE_ANSWER_USED = "The network takes one private answer to this post, and it was given before this was sent."

UNCONFIRMED = "It holds something that its writer has to confirm first. Nothing was posted; look at it and send again."


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The reply has its result, or there is none."""

    reply: Reply | None


@dataclass(frozen=True, slots=True)
class NotDue:
    """The reply can still be undone, waits for its next retry, or is leased by another worker."""

    reply: Reply
    at: datetime


@dataclass(frozen=True, slots=True)
class ComeBack:
    """The reply goes back to its writer before anything of it is sent; `reply` says why."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class FindPart:
    """The call that begins with this part was tried before, and its parts may be on the network; `reply` holds this
    worker's lease."""

    reply: Reply
    index: int


@dataclass(frozen=True, slots=True)
class SendPart:
    """The call that begins with this part can be made as soon as it is the reply's turn."""

    reply: Reply
    index: int


NextStep = NothingToDo | NotDue | ComeBack | FindPart | SendPart


def next_step(
    ticket: Ticket,
    reply_id: str,
    *,
    rules: Callable[[Reply], WindowRules],
    now: datetime,
    needs_confirmation: Callable[[Reply], bool],
) -> NextStep:
    """Return the next step. Just before the first part is sent, the draft must not be stale (R2), the customer
    must not have blocked the account, which networks do not always say (R6), and every finding that stops a send must be
    confirmed (R8). Nothing is sent once the answer window has closed: some networks take such an answer, and deliver it to
    nobody (N3); nor a second private answer where it takes one. `rules` are those of the network that the reply goes to."""
    reply = ticket.reply(reply_id)
    index = reply.next_part if reply is not None else None
    if reply is None or not reply.under_way:
        return NothingToDo(reply)
    if reply.due_at is not None and reply.due_at > now and not (reply.in_line or _is_between_parts(reply)):
        return NotDue(reply, reply.due_at)
    if index is None:
        return NothingToDo(reply)
    if reply.parts[index].state is PartState.TRIED:
        return FindPart(replace(reply, state=ReplyState.SENDING, due_at=now + LEASE), reply.call_of(index).start)
    too_late = _too_late(ticket, reply, index, rules(reply), now)
    if too_late is not None:
        return ComeBack(reply.stopped(ReplyState.FAILED, *too_late, at=now))
    if index == 0 and ticket.unseen(reply.seen_through, reply.seen_version):
        return ComeBack(reply.stopped(ReplyState.FAILED, STALE, Why.STALE, at=now))
    if index == 0 and ticket.blocks(reply.account):
        return ComeBack(reply.stopped(ReplyState.FAILED, BLOCKED, Why.BLOCKED, at=now))
    if index == 0 and needs_confirmation(reply):
        return ComeBack(reply.stopped(ReplyState.FAILED, UNCONFIRMED, Why.UNCONFIRMED, at=now))
    return SendPart(reply, reply.call_of(index).start)


def _too_late(ticket: Ticket, reply: Reply, index: int, rules: WindowRules, now: datetime) -> tuple[str, Why] | None:
    """Return the sentence and the reason if the network takes no answer to the post any more: its author deleted it (I6), or
    the time for it is over (N3)."""
    answered = ticket.post(reply.in_reply_to)
    if answered is None:
        return None
    if index == 0 and answered.deleted_at is not None and answered.gone_because == DELETED:
        return POST_GONE, Why.POST_GONE
    in_private = index == 0 and reply.channel is Channel.DIRECT
    if in_private and private_answer_at(answered, rules, ticket) is not None:
        return PRIVATE_ANSWER_USED, Why.PRIVATE_ANSWER_USED
    if window_closed(answered, reply.channel, rules, ticket, now):
        return WINDOW_CLOSED, Why.WINDOW_CLOSED
    return None


def tried(attempt: Attempt, *, now: datetime, tried_at: datetime | None = None) -> Reply:
    """Return the reply with the call's parts marked as tried: whatever happens from now on, they may be on the network.
    `tried_at` is the instant with which the call was prepared, now by default."""
    marked = attempt.reply
    for index in attempt.indexes:
        part = marked.parts[index]
        if part.state is not PartState.SENT:
            marked = marked.with_part(index, replace(part, state=PartState.TRIED, tried_at=tried_at or now))
    return replace(marked, state=ReplyState.SENDING, due_at=now + LEASE, in_line=False)


def _is_between_parts(reply: Reply) -> bool:
    """True if the lease is this worker's own: the part before has just been sent and the next has not been tried."""
    index = reply.next_part
    return (
        reply.state is ReplyState.SENDING
        and index is not None
        and index > 0
        and reply.parts[index].state is PartState.WAITING
    )
