"""The worker behind the outbox: sends a reply part by part, and never blindly twice (R1).

The order of things is the rule: all that a send needs is fetched first, "tried" is written last, and after it nothing but
the network is asked. So whatever fails before that has provably posted nothing, and is tried again; only what fails after
it may stand on the network, and is looked for.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from shared.domain.accounts.status import Call
from shared.domain.answering.addressees import named_beside
from shared.domain.errors import (
    DeskError,
    OutcomeUnknownError,
    PostGoneError,
    RateLimitedError,
    SocialNetworkError,
    UnavailableError,
)
from shared.domain.replies.reply import LEASE, PartState, Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.ports.networks import PreparedSend, Sender
from shared.usecases.accounts.call_health import record_failure, record_success, tracked_call
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.deletions.check_opened_posts import check_post
from shared.usecases.replies.confirm_reply import findings
from shared.usecases.replies.identify_sent_post import identify_sent_post
from shared.usecases.replies.part_outcome import RETIRED, Hand, look_later, not_posted, stands, stop
from shared.usecases.replies.send_queue import LOOK_AGAIN, TURN, ahead_in_queue, leave_send_queue
from shared.usecases.retrying import on_fresh_state, through_hiccups
from shared.usecases.search.update_index import ensure_reply
from shared.usecases.settings.current import desk_settings, refolded

ONE_RUN = timedelta(seconds=40)
"""A run begins no further part after this, so that the last has its thirteen seconds (connect and read) within the function's sixty."""

STALE = "Something newer came into the conversation before this was sent. Nothing was posted; read it and send again."

UNCONFIRMED = "It holds something that its writer has to confirm first. Nothing was posted; look at it and send again."


@dataclass(slots=True)
class _Run:
    """What one run of the worker has in its hands. A part is prepared once a run, however often somebody else saves the
    ticket first: each preparation counts as a call."""

    ticket: str
    reply: str
    desk: Desk
    prepared: dict[int, PreparedSend] = field(default_factory=dict)


def send_reply(ticket_id: str, reply_id: str, *, desk: Desk) -> ReplyState | None:
    """Goes on with the reply as far as it can, and says its state; None if there is no such reply.

    Whatever it cannot do now it puts back into the queue with the time to come; what a crash leaves is found by the
    sweep, since every change is saved before the network is called and after it answered.
    """
    run = _Run(ticket_id, reply_id, desk)
    began = desk.clock.now()
    while desk.clock.now() - began < ONE_RUN:
        taken = on_fresh_state(lambda: _take(run))
        if not isinstance(taken, Hand):
            return taken.state if taken is not None else None
        reply = _settle(taken, desk=desk) if taken.prepared is None else _send(taken, taken.prepared, desk=desk)
        if reply.state is not ReplyState.SENDING or reply.next_part == taken.index:
            return reply.state
    desk.replies.put(ticket_id, reply_id)
    return ReplyState.SENDING


def _take(run: _Run) -> Hand | Reply | None:
    desk = run.desk
    before = desk.tickets.load(run.ticket)
    reply = before.reply(run.reply)
    if reply is None or not reply.under_way:
        ensure_reply(before, run.reply, desk=desk)
        return reply
    now = desk.clock.now()
    if reply.due_at is not None and reply.due_at > now and not (reply.in_line or _fresh_part_next(reply)):
        desk.replies.put(run.ticket, run.reply, delay=reply.due_at - now)
        return reply
    index = reply.next_part
    if index is None:
        return reply
    if reply.parts[index].state is PartState.TRIED:
        leave_send_queue(run.ticket, reply, desk=desk)
        leased = replace(reply, state=ReplyState.SENDING, due_at=now + LEASE)
        return Hand(desk.tickets.save(before, before.with_reply(leased)), leased, index)
    if index == 0 and before.unseen(reply.seen_through, reply.seen_version):
        stopped = reply.stopped(ReplyState.FAILED, STALE, Why.STALE, at=now)
        desk.tickets.save(before, refolded(before.with_reply(stopped), desk))
        leave_send_queue(run.ticket, stopped, desk=desk)
        return stopped
    if index == 0 and findings(reply, before, desk=desk):
        stopped = reply.stopped(ReplyState.FAILED, UNCONFIRMED, Why.UNCONFIRMED, at=now)
        desk.tickets.save(before, refolded(before.with_reply(stopped), desk))
        leave_send_queue(run.ticket, stopped, desk=desk)
        return stopped
    first = ahead_in_queue(run.ticket, reply, desk=desk)
    if first is not None:
        return _wait(before, reply, first, desk=desk)
    return _hand(before, reply, index, run)


def _hand(before: Ticket, reply: Reply, index: int, run: _Run) -> Hand | Reply:
    """The part, marked as tried with all that its send needs; or what became of it without anything being posted."""
    desk, now = run.desk, run.desk.clock.now()
    hand = Hand(before, reply, index)
    try:
        prepared = run.prepared[index] if index in run.prepared else _prepared(hand, desk=desk)
    except (SocialNetworkError, UnavailableError) as error:
        return _not_posted(hand, error, desk=desk)
    if prepared is None:
        return stop(hand, RETIRED, Why.RETIRED, desk=desk)
    run.prepared[index] = prepared
    tried = replace(hand.part, state=PartState.TRIED, tried_at=now)
    sending = replace(reply.with_part(index, tried), state=ReplyState.SENDING, due_at=now + LEASE, in_line=False)
    return Hand(_marked(before, sending, index, desk=desk), sending, index, prepared=run.prepared.pop(index))


def _prepared(hand: Hand, *, desk: Desk) -> PreparedSend | None:
    """None where the account was retired meanwhile."""
    account, network = _ends(hand, desk=desk)
    if account.retired:
        return None
    answered = hand.ticket.post(hand.reply.in_reply_to) if hand.index == 0 else None
    beside = named_beside(answered, account, hand.reply.channel)
    return network.prepare_send(
        account,
        channel=hand.reply.channel,
        to=hand.to,
        customer=hand.ticket.customer.id,
        text=hand.part.text,
        leave_out=[each.id for each in beside],
    )


def _marked(before: Ticket, sending: Reply, index: int, *, desk: Desk) -> Ticket:
    """The last write before the network is asked. Where its own answer is lost, the table is asked whether it was done:
    a part that says "tried" and is not tried would be looked for in vain."""
    try:
        return desk.tickets.save(before, before.with_reply(sending))
    except UnavailableError:
        ticket = through_hiccups(lambda: desk.tickets.load(before.id))
        written = ticket.reply(sending.id)
        if written is None or written.parts[index].tried_at != sending.parts[index].tried_at:
            raise
        return ticket


def _wait(before: Ticket, reply: Reply, first: Reply, *, desk: Desk) -> Reply:
    """No message goes into the queue for it: who goes before it calls it, and the sweep looks after it."""
    now = desk.clock.now()
    if reply.in_line and reply.due_at is not None and reply.due_at > now:
        return reply
    due_at = max(first.due_at or now, now) + LOOK_AGAIN
    reason, why = first.reason or TURN, first.why or Why.IN_LINE
    waiting = replace(reply, due_at=due_at, reason=reason, why=why, in_line=True)
    desk.tickets.save(before, refolded(before.with_reply(waiting), desk))
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


def _send(hand: Hand, prepared: PreparedSend, *, desk: Desk) -> Reply:
    """Asks the network, and writes down what it said before anything else is read or written."""
    account, call = hand.reply.account, Call.send(hand.reply.channel)
    try:
        sent = prepared.send()
    except OutcomeUnknownError as error:
        return look_later(hand, str(error), desk=desk)
    except SocialNetworkError as error:
        return _not_posted(hand, error, desk=desk)
    reply = stands(hand, sent, desk=desk)
    record_success(account, call, desk=desk)
    return reply


def _not_posted(hand: Hand, error: DeskError, *, desk: Desk) -> Reply:
    reply = not_posted(hand, error, desk=desk)
    if isinstance(error, SocialNetworkError):
        record_failure(hand.reply.account, Call.send(hand.reply.channel), error, desk=desk)
    if isinstance(error, PostGoneError) and hand.index == 0:
        check_post(hand.ticket.id, hand.to, desk_settings(desk).account(hand.ticket.account), desk=desk)
    return reply


def _settle(hand: Hand, *, desk: Desk) -> Reply:
    """The part may stand on the network: look for it among the account's own posts, twice, then ask a person (R1)."""
    if hand.reply.claimed is not None:
        return identify_sent_post(hand, hand.reply.claimed, desk=desk)
    tried_at = hand.part.tried_at or hand.reply.created_at
    try:
        account, network = _ends(hand, desk=desk)
        with tracked_call(account.id, Call.find_own(hand.reply.channel), desk=desk):
            found = network.find_own(
                account,
                channel=hand.reply.channel,
                to=hand.to,
                customer=hand.ticket.customer.id,
                text=hand.part.text,
                since=tried_at - timedelta(minutes=1),
            )
    except RateLimitedError as e:
        return look_later(hand, str(e), until=e.until, desk=desk)
    except SocialNetworkError as e:
        return look_later(hand, str(e), desk=desk)
    if found is not None:
        return stands(hand, found, desk=desk)
    return look_later(hand, "The network did not say whether this was posted, and it was not found there.", desk=desk)


def _ends(hand: Hand, *, desk: Desk) -> tuple[Account, Sender]:
    account = desk_settings(desk).account(hand.reply.account)
    return account, plug_of(account, desk=desk).sender
