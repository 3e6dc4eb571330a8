"""Send a reply call by call, and never blindly twice (R1): the worker behind the outbox. A call carries one part, or as many
as the network takes together.

The line, from top to bottom: take the next call, ask the network, record the outcome. Its order is the rule: all that a
send needs is fetched first, "tried" is written last, and after it nothing but the network is asked. So whatever fails
before that has provably posted nothing, and is tried again; only a part that fails after it may be on the network, and is
looked for.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from shared.domain.answering.attempt import AccountRetired, Attempt, AttemptOutcome, NotPosted, Unclear
from shared.domain.answering.next_step import ComeBack, FindPart, NotDue, NothingToDo, SendPart, next_step, tried
from shared.domain.errors import OutcomeUnknownError, SocialNetworkError, UnavailableError
from shared.domain.replies.reply import Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.network_sending import PreparedSend
from shared.ports.tickets import HasTickets
from shared.usecases.replies.confirm_reply import findings
from shared.usecases.replies.posted_part import posted
from shared.usecases.replies.prepare_call import prepare_call
from shared.usecases.replies.record_outcome import record_outcome
from shared.usecases.replies.send_queue import LOOK_AGAIN, TURN, ahead_in_queue, leave_send_queue, queue_reply
from shared.usecases.replies.settle_call import SettleCallDesk, settle_call
from shared.usecases.retrying import on_fresh_state, on_newest, through_hiccups
from shared.usecases.search.update_index import ensure_reply
from shared.usecases.settings.current import ReadsSettings, desk_settings, refolded


class SendReplyDesk(SettleCallDesk, Protocol):
    """What `send_reply` uses of the desk."""


ONE_RUN = timedelta(seconds=15)
"""A run begins no further call after this, so that the last has its time within the function's sixty: a look for its parts
(connect and read, thirteen seconds) and the call itself, for which a sender may take thirty."""


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
    """A call that this worker has taken: `prepared` to be made, or None where its parts are looked for."""

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
        taken = on_fresh_state(lambda: on_newest(run.ticket, partial(_take_next_part, run), desk=desk))
        if not isinstance(taken, _TakenReply):
            return taken.state if taken is not None else None
        reply = (
            _send(taken.attempt, taken.prepared, desk=desk) if taken.prepared else settle_call(taken.attempt, desk=desk)
        )
        if reply.state is not ReplyState.SENDING or reply.next_part in taken.attempt.indexes:
            return reply.state
    desk.replies.put(ticket_id, reply_id)
    return ReplyState.SENDING


def _take_next_part(run: _Run, before: Ticket) -> _TakenReply | Reply | None:
    """Decide and save: return the part to send or to find, or the reply if there is nothing to ask the network. What may be on
    the network already is looked for with the whole ticket: nothing may be missing once the answer is there."""
    desk = run.desk
    step = next_step(
        before,
        run.reply,
        rules=lambda reply: desk.rules[_account(reply, desk=desk).network],
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
            before.needs_all()
            leave_send_queue(run.ticket, reply, desk=desk)
            ticket = desk.tickets.save(before, before.with_reply(reply))
            return _TakenReply(_attempt(ticket, reply, index, desk=desk, sending=False))
        case SendPart(reply, index):
            first = ahead_in_queue(run.ticket, reply, desk=desk)
            if first is not None:
                return _wait(before, reply, first, desk=desk)
            return _prepare(_attempt(before, reply, index, desk=desk), run)


def _prepare(attempt: Attempt, run: _Run) -> _TakenReply | Reply:
    """Mark the part as tried once all that its send needs is there; or return what becomes of the reply without a send."""
    desk, index = run.desk, attempt.index
    tried_at, prepared = run.prepared.get(index) or (desk.clock.now(), None)
    try:
        prepared = prepared or prepare_call(attempt, tried_at, desk=desk)
    except (SocialNetworkError, UnavailableError) as error:
        return record_outcome(attempt, NotPosted(error), desk=desk)
    if prepared is None:
        return record_outcome(attempt, AccountRetired(), desk=desk)
    run.prepared[index] = tried_at, prepared
    sending = tried(attempt, now=desk.clock.now(), tried_at=tried_at)
    ticket = _mark_tried(attempt.ticket, sending, index, desk=desk)
    del run.prepared[index]
    return _TakenReply(replace(attempt, ticket=ticket, reply=sending), prepared)


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
        outcome = posted(attempt, prepared.send(), now=desk.clock.now())
    except OutcomeUnknownError as error:
        outcome = Unclear(str(error))
    except SocialNetworkError as error:
        outcome = NotPosted(error)
    return record_outcome(attempt, outcome, desk=desk)


def _account(reply: Reply, *, desk: ReadsSettings) -> Account:
    return desk_settings(desk).account(reply.account)


def _attempt(ticket: Ticket, reply: Reply, index: int, *, desk: SendReplyDesk, sending: bool = True) -> Attempt:
    account = _account(reply, desk=desk)
    private_network = desk.rules[account.network].private_network
    return Attempt(ticket, reply, index, account, sending=sending, private_network=private_network)
