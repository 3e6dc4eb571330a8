"""An agent answers: the reply stands in the outbox first, then a worker sends it (R1)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from shared.domain.answerable import Reason, answerable
from shared.domain.desk import Account, Person
from shared.domain.errors import (
    AnswerUnderWayError,
    ConflictError,
    InvalidError,
    StaleDraftError,
)
from shared.domain.post import Channel, Post, snowflake_time
from shared.domain.reply import Part, PartState, Reply, ReplyState, Why
from shared.domain.ticket import Ticket
from shared.ports import Desk, Sent
from shared.usecases.free_for import free_for
from shared.usecases.keep_search import keep_search
from shared.usecases.keep_timer import keep_timer, stop_timers
from shared.usecases.read_ticket import reply_in
from shared.usecases.recognise_reply import own_post, with_sent_part
from shared.usecases.reply_parts import goes_public, parts_of
from shared.usecases.retrying import on_fresh_state
from shared.usecases.settings import desk_settings, settled
from shared.usecases.take_turns import line_up


@dataclass(frozen=True, slots=True)
class ReplyToTicket:
    """What the agent asked for. `client_reply_id` makes a double tap one reply; `seen_through` is the newest post that
    the writer had on the screen, or the newest edit of one, and `seen_version` the version of the ticket in which they
    read it (C2, R2). `channel` is the post's own unless a public one is answered in private; another
    `account` needs its handle in `confirm_handle`, a public answer to who wrote in private `confirm_public` (R3)."""

    ticket: str
    client_reply_id: str
    in_reply_to: str
    seen_through: str
    text: str
    account: str | None = None
    confirm_handle: str | None = None
    channel: Channel | None = None
    confirm_public: bool = False
    seen_version: int | None = None


def reply_to_ticket(command: ReplyToTicket, *, by: Person, desk: Desk) -> Reply:
    """Puts the reply in the outbox and hands it to the worker.

    Raises ClaimHeldError if somebody else is writing, StaleDraftError if anything newer stands in the ticket (R2),
    InvalidError for a post that is not this ticket's or that the network does not let us answer (R6), another account
    without its handle (R3), a public answer to who wrote in private without a word that it is meant, or no text.
    """
    reply = on_fresh_state(lambda: _put_out(command, by=by, desk=desk))
    if reply.under_way:
        line_up(command.ticket, reply, desk=desk)
        delay = max(timedelta(0), (reply.due_at or desk.clock.now()) - desk.clock.now())
        desk.replies.put(command.ticket, reply.id, delay=delay if reply.state is ReplyState.HELD else timedelta(0))
    return reply


def _put_out(command: ReplyToTicket, *, by: Person, desk: Desk) -> Reply:
    before = desk.tickets.load(command.ticket)
    already = before.reply(command.client_reply_id)
    if already is not None:
        return already
    now = desk.clock.now()
    free_for(by, before, desk=desk)
    if any(reply.under_way for reply in before.replies):
        raise AnswerUnderWayError("An answer to this ticket is being sent right now.")
    answered = before.post(command.in_reply_to)
    if answered is None:
        raise InvalidError("in_reply_to", "is no post of this ticket")
    if answered.deleted_at is not None:
        raise InvalidError("in_reply_to", "was deleted by its author")
    seen = _seen(command.seen_through, before, desk=desk)
    account = _sender(command, before, desk=desk)
    channel = _allowed(command, before, answered, account)
    newer = before.unseen(command.seen_through, command.seen_version)
    if newer:
        raise StaleDraftError([post.id for post in newer])
    undo = desk_settings(desk).general.undo
    reply = Reply(
        id=command.client_reply_id,
        account=account.id,
        channel=channel,
        in_reply_to=answered.answer_to,
        seen_through=seen.id,
        text=command.text,
        by=by.id,
        created_at=now,
        parts=tuple(Part(part.text) for part in parts_of(command.text, channel, to=answered.author.username)),
        due_at=now + undo,
        seen_version=before.version,
    )
    after = desk.tickets.save(before, settled(before.with_reply(reply), desk))
    return after.reply(reply.id) or reply


def _seen(seen_through: str, ticket: Ticket, *, desk: Desk) -> Post:
    """The newest post that the writer had on the screen. An edit that a later one has replaced is known by its pointer."""
    seen = ticket.post(seen_through)
    if seen is not None:
        return seen
    place = desk.tickets.place(ticket.network, seen_through)
    if place is not None and place.ticket == ticket.id:
        raise StaleDraftError([place.post])
    raise InvalidError("seen_through", "is no post of this ticket")


def _sender(command: ReplyToTicket, ticket: Ticket, *, desk: Desk) -> Account:
    """R3: the reply leaves from the account of the post that it answers; another one needs its handle typed."""
    account = _live(command.account or ticket.account, desk=desk)
    if account.network != ticket.network:
        raise InvalidError("account", f"@{account.username} is on another network")
    handle = (command.confirm_handle or "").strip().lstrip("@＠").lower()
    if account.id != ticket.account and handle != account.username.lower():
        raise InvalidError("confirm_handle", f"type @{account.username} to answer from another account")
    return account


def _live(account_id: str, *, desk: Desk) -> Account:
    account = desk_settings(desk).account(account_id)
    if account.retired:
        raise InvalidError("account", f"@{account.username} is retired: nothing is sent from it any more")
    return account


def _allowed(command: ReplyToTicket, ticket: Ticket, answered: Post, account: Account) -> Channel:
    """R3, R6: the channel that the reply goes out on, once the network allows it and its writer knows who will read it."""
    channel = command.channel or answered.channel
    may = answerable(answered, account, channel=channel)
    if not may.allowed:
        field = "account" if may.reason_code is Reason.OTHER_ACCOUNT else "in_reply_to"
        raise InvalidError(field, may.sentence)
    if goes_public(ticket, channel) and not command.confirm_public:
        raise InvalidError("confirm_public", "the customer wrote in private: say that everybody may read the answer")
    return channel


def send_again(
    ticket_id: str,
    reply_id: str,
    *,
    by: Person,
    desk: Desk,
    seen_through: str | None = None,
    seen_version: int | None = None,
) -> Reply:
    """A person's decision to send what is failed, partly sent or unknown; only parts that are not known to stand (R1).

    `seen_through` is the newest post that they have on the screen now, in the ticket's `seen_version`; without it, the
    one that the reply was written to. Raises what `reply_to_ticket` raises: StaleDraftError where anything newer than that stands there, but for the
    reply's own parts (R2), and AnswerUnderWayError while another reply of the ticket is on its way.
    """

    def again() -> Reply:
        before, reply = _stopped(ticket_id, reply_id, desk=desk)
        free_for(by, before, desk=desk)
        _live(reply.account, desk=desk)
        if any(other.under_way for other in before.replies):
            raise AnswerUnderWayError("An answer to this ticket is being sent right now.")
        through = seen_through or reply.seen_through
        seen = _seen(through, before, desk=desk)
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
            due_at=desk.clock.now(),
            seen_through=seen.id,
            seen_version=before.version,
        )
        desk.tickets.save(before, settled(before.with_reply(sending), desk))
        return sending

    reply = on_fresh_state(again)
    line_up(ticket_id, reply, desk=desk)
    desk.replies.put(ticket_id, reply_id)
    return reply


SEARCHED_AFTER = timedelta(minutes=1)
"""When the worker looks whether the search has a post that a person has found: whoever says so asks only once."""


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
            told = before.with_reply(
                reply.stopped(ReplyState.FAILED, "It was not found on the network.", Why.NOT_FOUND)
            )
        else:
            told = _found(before, reply, post, desk=desk)
        after = desk.tickets.save(before, settled(told, desk))
        return before, after, after.reply(reply_id) or reply

    if post is not None:
        desk.replies.put(ticket_id, reply_id, delay=SEARCHED_AFTER)
    before, after, reply = on_fresh_state(settle)
    stop_timers(before, after, desk=desk)
    keep_timer(after, desk=desk)
    keep_search(before, after, desk=desk)
    return reply


def _found(ticket: Ticket, reply: Reply, post: str, *, desk: Desk) -> Ticket:
    post_id = post.rstrip("/").rsplit("/", 1)[-1].partition("?")[0]
    posted_at = snowflake_time(post_id)
    index = reply.next_part
    if posted_at is None or posted_at < reply.created_at - timedelta(minutes=1) or index is None:
        raise InvalidError("post", "is not the address of a post that was written after this reply")
    account = desk_settings(desk).account(reply.account)
    sent = Sent(post_id, posted_at, reply.parts[index].text)
    now = desk.clock.now()
    own = ticket.post(post_id) or own_post(ticket, reply, account, sent, to=reply.in_reply_to, seen_at=now)
    told = with_sent_part(ticket, reply, index, own)
    after = told.reply(reply.id) or reply
    if after.complete:
        return told
    return told.with_reply(after.stopped(ReplyState.FAILED, "The rest was not sent.", Why.REST_NOT_SENT))


def _stopped(ticket_id: str, reply_id: str, *, desk: Desk) -> tuple[Ticket, Reply]:
    ticket = desk.tickets.load(ticket_id)
    reply = reply_in(ticket, reply_id)
    if reply.state not in (ReplyState.FAILED, ReplyState.PARTLY_SENT, ReplyState.UNKNOWN):
        raise ConflictError(f"The reply is {reply.state}.")
    return ticket, reply
