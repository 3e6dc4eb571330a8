"""An agent answers: the reply stands in the outbox first, then a worker sends it (R1)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from shared.domain.desk import Person
from shared.domain.errors import (
    ClaimHeldError,
    ConflictError,
    InvalidError,
    NotFoundError,
    StaleDraftError,
)
from shared.domain.post import Author, Channel, Direction, Post, PostKind, snowflake_time
from shared.domain.reply import Part, PartState, Reply, ReplyState
from shared.domain.reply_text import split_reply
from shared.domain.ticket import Ticket
from shared.ports import Desk
from shared.usecases.keep_timer import keep_timer, stop_timers
from shared.usecases.recognise_reply import with_sent_part
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings import desk_settings, settled

MAX_TEXT = 25_000
"""X's longest post; a longer answer is a mistake of the clipboard."""

DM_LIMIT = 10_000
"""The longest direct message that X takes (X API reference, create a DM)."""


@dataclass(frozen=True, slots=True)
class ReplyToTicket:
    """What the agent asked for. `client_reply_id` makes a double tap one reply; `seen_through` is the newest post that
    the writer had on the screen (C2, R2)."""

    ticket: str
    client_reply_id: str
    in_reply_to: str
    seen_through: str
    text: str
    account: str | None = None
    confirm_handle: str | None = None


def reply_to_ticket(command: ReplyToTicket, *, by: Person, desk: Desk) -> Reply:
    """Puts the reply in the outbox and hands it to the worker.

    Raises ClaimHeldError if somebody else is writing, StaleDraftError if anything newer stands in the ticket (R2),
    InvalidError for a post that is not this ticket's, another account without its handle (R3), or no text.
    """
    reply = on_fresh_state(lambda: _put_out(command, by=by, desk=desk))
    if reply.under_way:
        delay = max(timedelta(0), (reply.due_at or desk.clock.now()) - desk.clock.now())
        desk.replies.put(command.ticket, reply.id, delay=delay if reply.state is ReplyState.HELD else timedelta(0))
    return reply


def _put_out(command: ReplyToTicket, *, by: Person, desk: Desk) -> Reply:
    before = desk.tickets.load(command.ticket)
    already = before.reply(command.client_reply_id)
    if already is not None:
        return already
    now = desk.clock.now()
    if before.claim is not None and before.claim.held_by_another(by.id, now):
        raise ClaimHeldError(before.claim.by, before.claim.until)
    if any(reply.under_way for reply in before.replies):
        raise ConflictError("An answer to this ticket is being sent right now.")
    answered = before.post(command.in_reply_to)
    if answered is None:
        raise InvalidError("in_reply_to", "is no post of this ticket")
    if answered.deleted_at is not None:
        raise InvalidError("in_reply_to", "was deleted by its author")
    if before.post(command.seen_through) is None:
        raise InvalidError("seen_through", "is no post of this ticket")
    _check_account(command, before, desk=desk)
    newer = before.newer_than(command.seen_through)
    if newer:
        raise StaleDraftError([post.id for post in newer])
    undo = desk_settings(desk).general.undo
    reply = Reply(
        id=command.client_reply_id,
        account=before.account,
        channel=answered.channel,
        in_reply_to=answered.answer_to,
        seen_through=command.seen_through,
        text=command.text,
        by=by.id,
        created_at=now,
        parts=_parts(command.text, answered.channel),
        due_at=now + undo,
    )
    after = desk.tickets.save(before, settled(before.with_reply(reply), desk))
    return after.reply(reply.id) or reply


def _check_account(command: ReplyToTicket, ticket: Ticket, *, desk: Desk) -> None:
    """R3: the reply leaves from the account of the post that it answers. The page's word for the account must agree."""
    account = desk_settings(desk).account(ticket.account)
    if command.account is None or command.account == account.id:
        return
    handle = (command.confirm_handle or "").lstrip("@").lower()
    other = desk_settings(desk).account(command.account)
    if handle != other.username.lower():
        raise InvalidError("confirm_handle", f"type @{other.username} to answer from another account")
    raise InvalidError(
        "account", f"this conversation is with @{account.username}; @{other.username} cannot continue it on the network"
    )


def _parts(text: str, channel: Channel) -> tuple[Part, ...]:
    if len(text) > MAX_TEXT:
        raise InvalidError("text", f"is longer than {MAX_TEXT} characters")
    if channel is Channel.DIRECT:
        if not text.strip():
            raise InvalidError("text", "says nothing")
        if len(text) > DM_LIMIT:
            raise InvalidError("text", f"is longer than a direct message may be ({DM_LIMIT} characters)")
        return (Part(text),)
    return tuple(Part(part.text) for part in split_reply(text))


def send_again(ticket_id: str, reply_id: str, *, by: Person, desk: Desk) -> Reply:
    """A person's decision to send what is failed, partly sent or unknown; only parts that are not known to stand (R1)."""

    def again() -> Reply:
        before, reply = _stopped(ticket_id, reply_id, desk=desk)
        if before.claim is not None and before.claim.held_by_another(by.id, desk.clock.now()):
            raise ClaimHeldError(before.claim.by, before.claim.until)
        parts = tuple(
            part if part.state is PartState.SENT else replace(part, state=PartState.WAITING, tried_at=None)
            for part in reply.parts
        )
        sending = replace(
            reply,
            parts=parts,
            state=ReplyState.HELD,
            reason=None,
            looks=0,
            due_at=desk.clock.now(),
            seen_through=before.last_post.id,
        )
        desk.tickets.save(before, settled(before.with_reply(sending), desk))
        return sending

    reply = on_fresh_state(again)
    desk.replies.put(ticket_id, reply_id)
    return reply


def settle_reply(ticket_id: str, reply_id: str, *, post: str | None, desk: Desk) -> Reply:
    """A person has looked on the network for a reply of unknown outcome (R1).

    `post` is the id or the address of what they found: it becomes the reply's part, with the time that its id carries.
    None says that nothing stands there; the reply is failed then, and can be sent again.
    """

    def settle() -> tuple[Ticket, Ticket, Reply]:
        before, reply = _stopped(ticket_id, reply_id, desk=desk)
        if reply.state is not ReplyState.UNKNOWN:
            raise ConflictError("Only a reply of unknown outcome needs a word of yours.")
        if post is None:
            told = before.with_reply(reply.stopped(ReplyState.FAILED, "It was not found on the network."))
        else:
            told = _found(before, reply, post, desk=desk)
        after = desk.tickets.save(before, settled(told, desk))
        return before, after, after.reply(reply_id) or reply

    before, after, reply = on_fresh_state(settle)
    stop_timers(before, after, desk=desk)
    keep_timer(after, desk=desk)
    return reply


def _found(ticket: Ticket, reply: Reply, post: str, *, desk: Desk) -> Ticket:
    post_id = post.rstrip("/").rsplit("/", 1)[-1].partition("?")[0]
    posted_at = snowflake_time(post_id)
    index = reply.next_part
    if posted_at is None or posted_at < reply.created_at - timedelta(minutes=1) or index is None:
        raise InvalidError("post", "is not the address of a post that was written after this reply")
    account = desk_settings(desk).account(reply.account)
    own = ticket.post(post_id) or Post(
        id=post_id,
        network=ticket.network,
        account=account.id,
        direction=Direction.OUTBOUND,
        channel=reply.channel,
        kind=PostKind.DIRECT if reply.channel is Channel.DIRECT else PostKind.REPLY,
        author=Author(account.network_id, account.username, account.name),
        text=reply.parts[index].text,
        posted_at=posted_at,
        seen_at=max(desk.clock.now(), posted_at),
        conversation_id=ticket.posts[0].conversation_id,
        in_reply_to=reply.in_reply_to,
        newest_id=post_id,
    )
    told = with_sent_part(ticket, reply, index, own)
    after = told.reply(reply.id) or reply
    return told if after.complete else told.with_reply(after.stopped(ReplyState.FAILED, "The rest was not sent."))


def _stopped(ticket_id: str, reply_id: str, *, desk: Desk) -> tuple[Ticket, Reply]:
    ticket = desk.tickets.load(ticket_id)
    reply = ticket.reply(reply_id)
    if reply is None:
        raise NotFoundError(f"There is no reply {reply_id!r} in this ticket.")
    if reply.state not in (ReplyState.FAILED, ReplyState.PARTLY_SENT, ReplyState.UNKNOWN):
        raise ConflictError(f"The reply is {reply.state}.")
    return ticket, reply
