"""Send a reply part by part, and never blindly twice (R1): the worker behind the outbox.

The line, from top to bottom: take the next part, ask the network, record the outcome. Its order is the rule: all that a
send needs is fetched first, "tried" is written last, and after it nothing but the network is asked. So whatever fails
before that has provably posted nothing, and is tried again; only a part that fails after it may be on the network, and is
looked for.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.answering.addressees import named_beside
from shared.domain.answering.attempt import AccountRetired, Attempt, AttemptOutcome, NotPosted, Unclear
from shared.domain.answering.next_step import ComeBack, FindPart, NotDue, NothingToDo, SendPart, next_step, tried
from shared.domain.errors import (
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
)
from shared.domain.replies.reply import Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import HasNetworks, PreparedSend
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.replies.confirm_reply import findings
from shared.usecases.replies.identify_sent_post import IdentifySentPostDesk, identify_sent_post
from shared.usecases.replies.posted_part import posted
from shared.usecases.replies.record_outcome import record_outcome
from shared.usecases.replies.send_queue import LOOK_AGAIN, TURN, ahead_in_queue, leave_send_queue, queue_reply
from shared.usecases.retrying import on_fresh_state, through_hiccups
from shared.usecases.search.update_index import ensure_reply
from shared.usecases.settings.current import ReadsSettings, desk_settings, refolded


class SendReplyDesk(IdentifySentPostDesk, Protocol):
    """What `send_reply` uses of the desk."""


ONE_RUN = timedelta(seconds=40)
"""A run begins no further part after this, so that the last has its thirteen seconds (connect and read) within the
function's sixty."""

NOT_FOUND = "The network did not say whether this was posted, and it was not found there."


@dataclass(slots=True)
class _Run:
    """One run of the worker. A part is prepared once a run, however often another writer saves the ticket first: each
    preparation counts as a call. Beside it stands the instant that is stored with the part."""

    ticket: str
    reply: str
    desk: SendReplyDesk
    prepared: dict[int, tuple[datetime, PreparedSend]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _TakenReply:
    """A part that this worker has taken: `prepared` to be sent, or None to be looked for."""

    attempt: Attempt
    prepared: PreparedSend | None = None


def send_reply(ticket_id: str, reply_id: str, *, desk: SendReplyDesk) -> ReplyState | None:
    """Go on with the reply as far as possible, and return its state; None if there is no such reply.

    A reply that cannot go on now is put back into the queue with the time to come; whatever a crash leaves is found by the
    sweep, since every change is saved before the network is called and after it has answered.
    """
    run = _Run(ticket_id, reply_id, desk)
    began = desk.clock.now()
    while desk.clock.now() - began < ONE_RUN:
        taken = on_fresh_state(lambda: _take_next_part(run))
        if not isinstance(taken, _TakenReply):
            return taken.state if taken is not None else None
        reply = _send(taken.attempt, taken.prepared, desk=desk) if taken.prepared else _find(taken.attempt, desk=desk)
        if reply.state is not ReplyState.SENDING or reply.next_part == taken.attempt.index:
            return reply.state
    desk.replies.put(ticket_id, reply_id)
    return ReplyState.SENDING


def _take_next_part(run: _Run) -> _TakenReply | Reply | None:
    """Read, decide, save: return the part to send or to find, or the reply if there is nothing to ask the network."""
    desk = run.desk
    before = desk.tickets.load(run.ticket)
    step = next_step(
        before,
        run.reply,
        now=desk.clock.now(),
        needs_confirmation=lambda reply: bool(findings(reply, before, desk=desk)),
    )
    match step:
        case NothingToDo(finished):
            ensure_reply(before, run.reply, desk=desk)
            return finished
        case NotDue(reply, at):
            queue_reply(run.ticket, run.reply, at, desk=desk)
            return reply
        case ComeBack(reply):
            desk.tickets.save(before, refolded(before.with_reply(reply), desk))
            leave_send_queue(run.ticket, reply, desk=desk)
            return reply
        case FindPart(reply, index):
            leave_send_queue(run.ticket, reply, desk=desk)
            ticket = desk.tickets.save(before, before.with_reply(reply))
            return _TakenReply(Attempt(ticket, reply, index, _account(reply, desk=desk), sending=False))
        case SendPart(reply, index):
            first = ahead_in_queue(run.ticket, reply, desk=desk)
            if first is not None:
                return _wait(before, reply, first, desk=desk)
            return _prepare(Attempt(before, reply, index, _account(reply, desk=desk)), run)


def _prepare(attempt: Attempt, run: _Run) -> _TakenReply | Reply:
    """Mark the part as tried once all that its send needs is there; or return what becomes of the reply without a send."""
    desk, index = run.desk, attempt.index
    tried_at, prepared = run.prepared.get(index) or (desk.clock.now(), None)
    try:
        prepared = prepared or _prepared(attempt, tried_at, desk=desk)
    except (SocialNetworkError, UnavailableError) as error:
        return record_outcome(attempt, NotPosted(error), desk=desk)
    if prepared is None:
        return record_outcome(attempt, AccountRetired(), desk=desk)
    run.prepared[index] = tried_at, prepared
    sending = tried(attempt, now=desk.clock.now(), tried_at=tried_at)
    ticket = _mark_tried(attempt.ticket, sending, index, desk=desk)
    del run.prepared[index]
    return _TakenReply(replace(attempt, ticket=ticket, reply=sending), prepared)


def _prepared(attempt: Attempt, tried_at: datetime, *, desk: HasNetworks) -> PreparedSend | None:
    """Return the send, ready to go; None if the account was retired meanwhile."""
    reply, account = attempt.reply, attempt.account
    sender = plug_of(account, desk=desk).sender
    if account.retired:
        return None
    answered = attempt.ticket.post(reply.in_reply_to)
    beside = named_beside(answered if attempt.index == 0 else None, account, reply.channel)
    seen_by = answered.audience if answered is not None and answered.channel is reply.channel else None
    return sender.prepare_send(
        account,
        channel=reply.channel,
        to=attempt.to,
        customer=attempt.ticket.customer.id,
        texts=[attempt.part.text],
        leave_out=[each.id for each in beside],
        key=attempt.part.key,
        audience=reply.audience or seen_by,
        tried_at=tried_at,
    )


def _mark_tried(before: Ticket, sending: Reply, index: int, *, desk: HasTickets) -> Ticket:
    """Save the last write before the network is asked. If the answer of the table is lost, the table is asked whether it
    was done: a part that says "tried" and is not tried would be looked for in vain."""
    try:
        return desk.tickets.save(before, before.with_reply(sending))
    except UnavailableError:
        ticket = through_hiccups(lambda: desk.tickets.load(before.id))
        written = ticket.reply(sending.id)
        if written is None or written.parts[index].tried_at != sending.parts[index].tried_at:
            raise
        return ticket


def _wait(before: Ticket, reply: Reply, first: Reply, *, desk: SendReplyDesk) -> Reply:
    """Have the reply wait for its turn. No message goes into the queue for it: the reply `first`, which goes before it,
    calls it, and the sweep looks after it."""
    now = desk.clock.now()
    if reply.in_line and reply.due_at is not None and reply.due_at > now:
        return reply
    due_at = max(first.due_at or now, now) + LOOK_AGAIN
    reason, why = first.reason or TURN, first.why or Why.IN_LINE
    waiting = replace(reply, due_at=due_at, reason=reason, why=why, in_line=True)
    desk.tickets.save(before, refolded(before.with_reply(waiting), desk))
    return waiting


def _send(attempt: Attempt, prepared: PreparedSend, *, desk: SendReplyDesk) -> Reply:
    outcome: AttemptOutcome
    try:
        [sent] = prepared.send()
        outcome = posted(attempt, sent, now=desk.clock.now())
    except OutcomeUnknownError as error:
        outcome = Unclear(str(error))
    except SocialNetworkError as error:
        outcome = NotPosted(error)
    return record_outcome(attempt, outcome, desk=desk)


def _find(attempt: Attempt, *, desk: SendReplyDesk) -> Reply:
    """Look for a part that may be on the network among the account's own posts, twice, then ask a person (R1)."""
    reply, account = attempt.reply, attempt.account
    if reply.claimed is not None:
        return identify_sent_post(attempt, reply.claimed, desk=desk)
    tried_at = attempt.part.tried_at or reply.created_at
    try:
        plug = plug_of(account, desk=desk)
        sender, keys = plug.sender, plug.rules.idempotency
        keyed = keys is not None and reply.channel in keys.channels and attempt.part.key is not None
        if keys is not None and keyed and desk.clock.now() - tried_at < keys.trusted_for:
            return _repeat(attempt, desk=desk)
        with tracked_call(account.id, Call.find_own(reply.channel), desk=desk):
            found = sender.find_own(
                account,
                channel=reply.channel,
                to=attempt.to,
                customer=attempt.ticket.customer.id,
                text=attempt.part.text,
                since=tried_at - timedelta(minutes=1),
            )
    except RateLimitedError as error:
        return record_outcome(attempt, Unclear(str(error), error.until), desk=desk)
    except SocialNetworkError as error:
        return record_outcome(attempt, Unclear(str(error)), desk=desk)
    outcome = posted(attempt, found, now=desk.clock.now()) if found is not None else Unclear(NOT_FOUND)
    return record_outcome(attempt, outcome, desk=desk)


def _repeat(attempt: Attempt, *, desk: SendReplyDesk) -> Reply:
    """Settle an unknown outcome by the very same call: with its key, the network posts it once (N4). Only a refusal of the
    words says that the part is not there. Whatever else goes wrong says nothing of the first call: since then the post may
    have been deleted, its window closed, or a right withdrawn."""
    outcome: AttemptOutcome
    try:
        prepared = _prepared(attempt, attempt.part.tried_at or attempt.reply.created_at, desk=desk)
        if prepared is None:
            return record_outcome(attempt, Unclear(NOT_FOUND), desk=desk)
        [sent] = prepared.send()
        outcome = posted(attempt, sent, now=desk.clock.now())
    except (NotAnswerableError, NotPermittedError) as error:
        outcome = Unclear(str(error))
    except RefusedError as error:
        outcome = NotPosted(error)
    except RateLimitedError as error:
        outcome = Unclear(str(error), error.until)
    except (SocialNetworkError, UnavailableError) as error:
        outcome = Unclear(str(error))
    return record_outcome(attempt, outcome, desk=desk)


def _account(reply: Reply, *, desk: ReadsSettings) -> Account:
    return desk_settings(desk).account(reply.account)
