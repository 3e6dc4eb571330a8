"""Resolve a reply that stopped: send it again, or report its outcome (R1)."""

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from shared.domain.answering.attempt import Attempt
from shared.domain.errors import AnswerUnderWayError, ConflictError, InvalidError, StaleDraftError
from shared.domain.networks.rules import IdRules
from shared.domain.posts.post import Post
from shared.domain.replies.reply import PartState, Reply, ReplyState, Why, part_key
from shared.domain.settings.desk import Person
from shared.domain.tickets.assign_to_answerer import assigned_to_answerer
from shared.domain.tickets.sent_parts import with_sent_part
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.ports.replies import HasReplies, HasSendQueue
from shared.ports.search import HasSearch
from shared.ports.tickets import HasTickets
from shared.usecases.replies.confirm_reply import ensure_confirmed
from shared.usecases.replies.identify_sent_post import REST_NOT_SENT
from shared.usecases.replies.posted_part import answer_post, sent_as_told
from shared.usecases.replies.reply_to_ticket import live_account, seen_post
from shared.usecases.replies.send_queue import join_send_queue
from shared.usecases.retrying import on_fresh_state
from shared.usecases.search.update_index import update_index
from shared.usecases.settings.current import desk_settings, refolded
from shared.usecases.sla.ensure_timer import EnsureTimerDesk, ensure_timer, stop_timers
from shared.usecases.tickets.ensure_unclaimed import ensure_unclaimed
from shared.usecases.tickets.place_of import place_of
from shared.usecases.tickets.read_ticket import reply_in


class ResolveReplyDesk(EnsureTimerDesk, HasReplies, HasRules, HasSearch, HasSendQueue, Protocol):
    """The parts of the desk that `resolve_reply` uses."""


SEARCHED_AFTER = timedelta(minutes=1)
"""The delay after which the worker checks the index for a post that a person has found, since they report it only once."""

CLOCKS_DIFFER = timedelta(minutes=1)
"""The maximum lag of the network's clock."""


def send_again(
    ticket_id: str,
    reply_id: str,
    *,
    by: Person,
    desk: ResolveReplyDesk,
    seen_through: str | None = None,
    seen_version: int | None = None,
    confirm: tuple[str, ...] = (),
) -> Reply:
    """Send a failed, partly sent or unknown reply again; only parts that are not known to be posted (R1).

    `seen_through` is the newest post that they have on the screen now, in the ticket's `seen_version`; without it, the
    one that the reply was written to. Raises what `reply_to_ticket` raises: StaleDraftError where anything newer than that stands there, but for the
    reply's own parts (R2), AnswerUnderWayError while another reply of the ticket is on its way, and NeedsConfirmationError
    for what neither its writer nor `confirm` has named (R8). Idempotent: a reply that is on its way again, or out by now,
    is answered as it stands, since the answer to the first request may have been lost.
    """

    def again() -> Reply:
        stands = reply_in(desk.tickets.load(ticket_id), reply_id)
        if stands.under_way or stands.state is ReplyState.SENT:
            return stands
        before, reply = _stopped(ticket_id, reply_id, desk=desk)
        ensure_unclaimed(by, before, desk=desk)
        live_account(reply.account, desk=desk)
        if any(other.under_way for other in before.replies):
            raise AnswerUnderWayError("An answer to this ticket is being sent right now.")
        through = seen_through or reply.seen_through
        seen = seen_post(through, before, desk=desk)
        version = seen_version if seen_through else reply.seen_version
        newer = [post.id for post in before.unseen(through, version) if post.reply_id != reply.id]
        if newer:
            raise StaleDraftError(newer)
        parts = tuple(
            part if part.state is PartState.SENT else replace(part, state=PartState.WAITING, tried_at=None)
            for part in reply.parts
        )
        sending = replace(
            reply,
            parts=parts,
            state=ReplyState.HELD,
            reason=None,
            why=None,
            looks=0,
            returned=None,
            due_at=desk.clock.now(),
            seen_through=seen.id,
            seen_version=before.version,
            confirmed=(*reply.confirmed, *(each for each in confirm if each not in reply.confirmed)),
        )
        ensure_confirmed(sending, before, desk=desk)
        desk.tickets.save(before, refolded(before.with_reply(sending), desk))
        return sending

    reply = on_fresh_state(again)
    if not reply.under_way:
        return reply
    join_send_queue(ticket_id, reply, desk=desk)
    desk.replies.put(ticket_id, reply_id)
    return reply


def resolve_reply(
    ticket_id: str, reply_id: str, *, post: str | None, by: Person, desk: ResolveReplyDesk, stands: bool = False
) -> Reply:
    """Resolve a reply of unknown outcome by what a person found on the network (R1).

    `post` is the id or the address of what they found. A post that the desk holds becomes the reply's part at once; of any
    other the worker asks the network whose it is first, and the reply is under way until then. Where the network has no
    addresses, and shows the desk nothing that the account wrote, the person's word that it `stands` there has to do.
    Without either nothing stands there; the reply is failed then, and can be sent again. Raises ClaimHeldError if
    somebody else is writing, and InvalidError for anything but a post of the account's own in this conversation.
    Idempotent: a repetition returns the reply unchanged.
    """
    ticket = desk.tickets.load(ticket_id)
    rules = desk.rules[ticket.network]
    told = stands and not rules.finds_own
    if stands and not told and post is None:
        raise InvalidError("post", "paste the address of the post that you found on the network")
    post = None if told else post
    if _says_so_already(ticket, reply_in(ticket, reply_id), post, rules, told=told):
        return reply_in(ticket, reply_id)

    def settle() -> tuple[Ticket, Ticket, Reply]:
        before, reply = _unknown(ticket_id, reply_id, by=by, desk=desk)
        if told:
            changed = _with_told(before, reply, desk=desk)
        elif post is None:
            changed = before.with_reply(
                reply.stopped(ReplyState.FAILED, "It was not found on the network.", Why.NOT_FOUND, at=desk.clock.now())
            )
        else:
            changed = _with_found(before, reply, _checked(post, before, reply, desk=desk), desk=desk)
        after = desk.tickets.save(before, refolded(changed, desk))
        return before, after, after.reply(reply_id) or reply

    if post is not None:
        desk.replies.put(ticket_id, reply_id, delay=SEARCHED_AFTER)
    before, after, reply = on_fresh_state(settle)
    stop_timers(before, after, desk=desk)
    ensure_timer(after, desk=desk)
    update_index(before, after, desk=desk)
    if reply.under_way:
        desk.replies.put(ticket_id, reply_id)
    return reply


def _says_so_already(ticket: Ticket, reply: Reply, post: str | None, rules: IdRules, *, told: bool) -> bool:
    if told:
        parts = enumerate(reply.parts)
        return reply.state is not ReplyState.UNKNOWN and any(
            part.post_id == part_key(ticket.id, reply.id, n) for n, part in parts
        )
    if post is None:
        return reply.state is ReplyState.FAILED and reply.why is Why.NOT_FOUND
    found = rules.post_id_in(post)
    held = (reply.claimed, *(part.post_id for part in reply.parts))
    return reply.state is not ReplyState.UNKNOWN and found is not None and found in held


def _unknown(ticket_id: str, reply_id: str, *, by: Person, desk: ResolveReplyDesk) -> tuple[Ticket, Reply]:
    before, reply = _stopped(ticket_id, reply_id, desk=desk)
    if reply.state is not ReplyState.UNKNOWN:
        raise ConflictError("Only a reply of unknown outcome needs a word of yours.")
    ensure_unclaimed(by, before, desk=desk)
    return before, reply


def _checked(post: str, ticket: Ticket, reply: Reply, *, desk: ResolveReplyDesk) -> str:
    """Return the id of the pasted post, checked as far as the desk knows its author."""
    rules = desk.rules[ticket.network]
    post_id = rules.post_id_in(post)
    if post_id is None or (rules.written_at(post_id) or reply.created_at) < reply.created_at - CLOCKS_DIFFER:
        raise InvalidError("post", "is not the address of a post that was written after this reply")
    if ticket.post(post_id) is None and place_of(ticket, post_id, desk=desk) is not None:
        raise InvalidError("post", "belongs to another conversation")
    return post_id


def _ensure_ours(post: Post, reply: Reply) -> None:
    if post.inbound or post.account != reply.account:
        raise InvalidError("post", "was not written by the account")
    if post.channel is not reply.channel:
        raise InvalidError("post", "stands on another channel than this reply")
    if post.reply_id is not None:
        raise InvalidError("post", "belongs to an answer already")
    if post.deleted_at is not None:
        raise InvalidError("post", "was deleted")


def _with_found(ticket: Ticket, reply: Reply, post_id: str, *, desk: ResolveReplyDesk) -> Ticket:
    index, known = reply.next_part, ticket.post(post_id)
    if index is None:
        return ticket
    if known is None:
        asking = replace(
            reply, state=ReplyState.SENDING, returned=None, claimed=post_id, due_at=desk.clock.now(), looks=0
        )
        return ticket.with_reply(asking)
    _ensure_ours(known, reply)
    told = assigned_to_answerer(
        ticket, with_sent_part(ticket, reply, index, known), settings=desk_settings(desk), now=desk.clock.now()
    )
    return _without_rest(told, reply, desk=desk)


def _with_told(ticket: Ticket, reply: Reply, *, desk: ResolveReplyDesk) -> Ticket:
    """Add the parts of the call whose outcome is unknown as a person says that they were sent, when they were tried."""
    index, settings, now = reply.next_part, desk_settings(desk), desk.clock.now()
    if index is None:
        return ticket
    account = settings.account(reply.account)
    private_network = desk.rules[account.network].private_network
    first = reply.call_of(index).start
    attempt = Attempt(ticket, reply, first, account, sending=False, private_network=private_network)
    after = ticket
    for n in attempt.indexes:
        if reply.parts[n].state is not PartState.SENT:
            sent = sent_as_told(ticket.id, reply, n, reply.parts[n].tried_at or now)
            after = with_sent_part(after, after.reply(reply.id) or reply, n, answer_post(attempt, sent, now))
    return _without_rest(assigned_to_answerer(ticket, after, settings=settings, now=now), reply, desk=desk)


def _without_rest(ticket: Ticket, before: Reply, *, desk: HasClock) -> Ticket:
    """Stop the reply behind what was found: the rest is not sent without a person."""
    reply = ticket.reply(before.id) or before
    if reply.complete:
        return ticket
    return ticket.with_reply(reply.stopped(ReplyState.FAILED, REST_NOT_SENT, Why.REST_NOT_SENT, at=desk.clock.now()))


def _stopped(ticket_id: str, reply_id: str, *, desk: HasTickets) -> tuple[Ticket, Reply]:
    ticket = desk.tickets.load(ticket_id)
    reply = reply_in(ticket, reply_id)
    if reply.state not in (ReplyState.FAILED, ReplyState.PARTLY_SENT, ReplyState.UNKNOWN):
        raise ConflictError(f"The reply is {reply.state}.")
    return ticket, reply
