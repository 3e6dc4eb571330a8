"""Reply to a ticket: store the reply in the outbox first, then a worker sends it (R1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from shared.domain.answering.answerable import answerable
from shared.domain.answering.audience import seen_by
from shared.domain.answering.checks import goes_public
from shared.domain.answering.windows import measure_of
from shared.domain.errors import (
    AnswerUnderWayError,
    IdReusedError,
    InvalidError,
    StaleDraftError,
)
from shared.domain.networks.answerable import Reason
from shared.domain.networks.rules import AnswerRules, NetworkRules
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import Part, Reply, ReplyState, waiting_parts
from shared.domain.settings.desk import Account, Person
from shared.domain.tickets.ticket import Ticket
from shared.ports.clock import HasClock
from shared.ports.replies import HasReplies, HasSendQueue
from shared.ports.tickets import HasTickets
from shared.usecases.replies.confirm_reply import ConfirmReplyDesk, ensure_confirmed
from shared.usecases.replies.reply_parts import parts_of
from shared.usecases.replies.send_queue import join_send_queue
from shared.usecases.retrying import on_fresh_state, on_newest
from shared.usecases.settings.current import ReadsSettings, desk_settings, refolded
from shared.usecases.tickets.ensure_unclaimed import ensure_unclaimed
from shared.usecases.tickets.place_of import PlaceOfDesk, place_of


class ReplyToTicketDesk(ConfirmReplyDesk, HasClock, HasReplies, HasSendQueue, HasTickets, Protocol):
    """The parts of the desk that `reply_to_ticket` uses."""


@dataclass(frozen=True, slots=True)
class ReplyToTicket:
    """What the agent asked for. `client_reply_id` makes a double tap one reply; `seen_through` is the newest post that
    the writer had on the screen, or the newest edit of one, and `seen_version` the version of the ticket in which they
    read it (C2, R2). `channel` is the post's own unless a public one is answered in private; another
    `account` needs its handle in `confirm_handle`, a public answer to who wrote in private, or one that more people see than the post, `confirm_public` (R3, N6). `audience`
    is who is to see it, where it is not those who see the post. `confirm` names
    the findings of the preview that are meant, by their ids (R8)."""

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
    confirm: tuple[str, ...] = ()
    audience: Audience | None = None


def reply_to_ticket(command: ReplyToTicket, *, by: Person, desk: ReplyToTicketDesk) -> Reply:
    """Put the reply into the outbox and queue it for the worker.

    Raises ClaimHeldError if somebody else is writing, StaleDraftError if anything newer stands in the ticket (R2),
    InvalidError for a post that is not this ticket's or that the network does not let us answer (R6), another account
    without its handle (R3), a public answer to who wrote in private without a word that it is meant, or no text;
    NeedsConfirmationError for what has to be confirmed (R8), IdReusedError for an id that stands for another reply (R7).
    """
    put_out = partial(_put_out, command, by=by, desk=desk)
    reply = on_fresh_state(lambda: on_newest(command.ticket, put_out, desk=desk))
    if reply.under_way:
        join_send_queue(command.ticket, reply, desk=desk)
        delay = max(timedelta(0), (reply.due_at or desk.clock.now()) - desk.clock.now())
        desk.replies.put(command.ticket, reply.id, delay=delay if reply.state is ReplyState.HELD else timedelta(0))
    return reply


def _put_out(command: ReplyToTicket, before: Ticket, *, by: Person, desk: ReplyToTicketDesk) -> Reply:
    already = before.reply(command.client_reply_id)
    if already is not None:
        return _the_same(command, already, before, desk=desk)
    now = desk.clock.now()
    ensure_unclaimed(by, before, desk=desk)
    if any(reply.under_way for reply in before.replies):
        raise AnswerUnderWayError("An answer to this ticket is being sent right now.")
    answered = before.post(command.in_reply_to)
    if answered is None:
        raise InvalidError("in_reply_to", "is no post of this ticket")
    if answered.deleted_at is not None:
        raise InvalidError("in_reply_to", "was deleted by its author")
    seen = seen_post(command.seen_through, before, desk=desk)
    account = _sender(command, before, desk=desk)
    channel = _allowed(command, before, answered, account, desk.rules[account.network], now)
    newer = before.unseen(command.seen_through, command.seen_version)
    if newer:
        raise StaleDraftError([post.id for post in newer])
    reply = Reply(
        id=command.client_reply_id,
        account=account.id,
        channel=channel,
        in_reply_to=answered.answer_to,
        seen_through=seen.id,
        text=command.text,
        by=by.id,
        created_at=now,
        parts=_parts(command, answered, account, channel, desk.rules[account.network]),
        due_at=now + desk_settings(desk).general.undo,
        seen_version=before.version,
        confirmed=command.confirm,
        audience=command.audience,
    )
    ensure_confirmed(reply, before, desk=desk)
    after = desk.tickets.save(before, refolded(before.with_reply(reply), desk))
    return after.reply(reply.id) or reply


def _parts(
    command: ReplyToTicket, answered: Post, account: Account, channel: Channel, rules: NetworkRules
) -> tuple[Part, ...]:
    measure = measure_of(rules.measure(channel, account), answered, channel, rules)
    opening = rules.opening(account, answered, channel)
    texts = [part.text for part in parts_of(command.text, measure, to=answered.author.username, opening=opening)]
    return waiting_parts(command.ticket, command.client_reply_id, texts, together=measure.together)


def _the_same(command: ReplyToTicket, stored: Reply, ticket: Ticket, *, desk: PlaceOfDesk) -> Reply:
    """R7: an id names one reply with one content. What the writer had seen, and confirmed, may differ between two tries.
    Words that are gone, because the network's were, are the same as none: nobody can say any more that they are stored."""

    def identity(post_id: str) -> str:
        post = ticket.post(post_id)
        place = place_of(ticket, post_id, desk=desk) if post is None else None
        return post.id if post is not None else place.post if place is not None else post_id

    answered = ticket.post(command.in_reply_to)
    channel = command.channel or (answered.channel if answered is not None else stored.channel)
    asked = (command.account or ticket.account, channel, identity(command.in_reply_to), command.audience)
    told = (stored.account, stored.channel, identity(stored.in_reply_to), stored.audience)
    if asked != told or stored.text != command.text:
        raise IdReusedError(stored)
    return stored


def seen_post(seen_through: str, ticket: Ticket, *, desk: PlaceOfDesk) -> Post:
    """Return the newest post that the writer had on the screen. An edit that was replaced is found by its pointer."""
    seen = ticket.post(seen_through)
    if seen is not None:
        return seen
    place = place_of(ticket, seen_through, desk=desk)
    if place is not None and place.ticket == ticket.id:
        raise StaleDraftError([place.post])
    raise InvalidError("seen_through", "is no post of this ticket")


def _sender(command: ReplyToTicket, ticket: Ticket, *, desk: ReadsSettings) -> Account:
    """Return the sending account: that of the answered post; another one needs its handle typed (R3)."""
    account = live_account(command.account or ticket.account, desk=desk)
    if account.network != ticket.network:
        raise InvalidError("account", f"{account.label} is on another network")
    handle = (command.confirm_handle or "").strip().lstrip("@＠").lower()
    if account.id != ticket.account and handle != (account.username or account.name).strip().lower():
        raise InvalidError("confirm_handle", f"type {account.label} to answer from another account")
    return account


def live_account(account_id: str, *, desk: ReadsSettings) -> Account:
    account = desk_settings(desk).account(account_id)
    if account.retired:
        raise InvalidError("account", f"{account.label} is retired: nothing is sent from it any more")
    return account


def _allowed(
    command: ReplyToTicket, ticket: Ticket, answered: Post, account: Account, rules: AnswerRules, now: datetime
) -> Channel:
    """R3, R6, N3, N6: the channel that the reply goes out on, once the network allows it and its writer knows who will read it."""
    channel = command.channel or answered.channel
    may = answerable(answered, account, rules, channel=channel, now=now, ticket=ticket)
    if not may.allowed:
        field = "account" if may.reason_code is Reason.OTHER_ACCOUNT else "in_reply_to"
        raise InvalidError(field, may.sentence)
    if goes_public(ticket, channel) and not command.confirm_public:
        raise InvalidError("confirm_public", "the customer wrote in private: say that everybody may read the answer")
    if seen_by(command.audience, channel, answered).exceeds(answered.audience) and not command.confirm_public:
        raise InvalidError("confirm_public", "more people would see the answer than the post: say that this is meant")
    return channel
