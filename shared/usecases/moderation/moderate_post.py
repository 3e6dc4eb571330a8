"""Moderate a post on the network from the ticket.

The entry in the history is written before the network is asked, and says then that the outcome is not known; it is
completed afterwards. So whatever is lost between leaves no action that the history does not tell of, and the same again,
by the person who sees that it is open, is safe: every action says what is to be. There is no outbox for it: nobody waits
for a moderation that nobody looks at any more.
"""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    OutcomeUnknownError,
    PostGoneError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.posts.incoming_post import Deletion
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account, Person
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.moderating import asked_for, may_moderate, stands, with_moderation, without_entry
from shared.domain.tickets.ticket import Ticket
from shared.ports.network_sending import Moderator
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.deletions.apply_deletion import ApplyDeletionDesk, forget_post
from shared.usecases.deletions.check_opened_posts import CheckOpenedPostsDesk, check_post
from shared.usecases.retrying import on_fresh_state, through_hiccups
from shared.usecases.settings.current import desk_settings, refolded
from shared.usecases.tickets.change_ticket import ChangeTicketDesk, ticket_action


class ModeratePostDesk(ApplyDeletionDesk, ChangeTicketDesk, CheckOpenedPostsDesk, Protocol):
    """The parts of the desk that `moderate_post` uses."""


@dataclass(frozen=True, slots=True)
class _Request:
    """`entry` is None if what is asked for is done already."""

    ticket: Ticket
    post: Post
    account: Account
    entry: Action | None


def moderate_post(
    ticket_id: str, post_id: str, action: Moderation, *, by: Person, desk: ModeratePostDesk
) -> tuple[Ticket, Post]:
    """Do that to the post, and return it and its ticket as they stand then. Idempotent.

    Raises NotFoundError for no post of the ticket, InvalidError for what the network does not offer, ForbiddenError for what
    is not the person's to do, and what the network raises: of that, OutcomeUnknownError and UnreachableError leave the entry
    open, and after any other nothing is done.
    """
    asked = on_fresh_state(lambda: _ask(ticket_id, post_id, action, by=by, desk=desk))
    if asked.entry is None:
        return asked.ticket, asked.post
    _apply(asked, asked.entry, action, desk=desk)
    if action is Moderation.DELETE:
        through_hiccups(lambda: forget_post(_deletion(asked.post, desk=desk), desk=desk))
    entry = asked.entry
    ticket = through_hiccups(lambda: on_fresh_state(lambda: _record(asked, entry, action, desk=desk)))
    return ticket, ticket.post(asked.post.id) or asked.post


def _ask(ticket_id: str, post_id: str, action: Moderation, *, by: Person, desk: ModeratePostDesk) -> _Request:
    """Note who asks for what; somebody who asks again after an unknown outcome goes on with their own entry."""
    before = desk.tickets.load(ticket_id)
    post = before.post(post_id)
    if post is None:
        raise NotFoundError(f"The ticket has no post {post_id!r}.")
    account = desk_settings(desk).account(post.account)
    offered = desk.rules[account.network].moderation if not account.retired else frozenset()
    if action not in offered:
        raise InvalidError("action", f"{desk.rules[account.network].title} does not offer that")
    if not may_moderate(action, post, offered, by=by):
        if action is Moderation.DELETE and not post.inbound:
            raise ForbiddenError("An answer is deleted by who wrote it, or by a manager.")
        raise InvalidError("action", "cannot be done to this post")
    if stands(action, post):
        return _Request(before, post, account, None)
    entry = asked_for(before, post.id, action, by.id) or _entry(post, action, by, desk=desk)
    ticket = desk.tickets.save(before, before.with_action(entry))
    return _Request(ticket, post, account, entry)


def _entry(post: Post, action: Moderation, by: Person, *, desk: ModeratePostDesk) -> Action:
    return ticket_action(ActionKind.MODERATED, by, reason=action.value, post=post.id, desk=desk)


def _apply(asked: _Request, entry: Action, action: Moderation, *, desk: ModeratePostDesk) -> None:
    try:
        with tracked_call(asked.account.id, Call.MODERATE, desk=desk):
            _moderator(asked.account, desk=desk).apply(asked.account, asked.post.answer_to, action)
    except (OutcomeUnknownError, UnreachableError):
        raise
    except PostGoneError:
        if action is Moderation.DELETE:
            return
        _withdraw(asked, entry, desk=desk)
        check_post(asked.ticket.id, asked.post.id, asked.account, desk=desk)
        raise
    except SocialNetworkError:
        _withdraw(asked, entry, desk=desk)
        raise


def _moderator(account: Account, *, desk: ModeratePostDesk) -> Moderator:
    moderator = plug_of(account, desk=desk).moderation
    if moderator is None:
        raise InvalidError("action", "cannot be done on this network")
    return moderator


def _withdraw(asked: _Request, entry: Action, *, desk: ModeratePostDesk) -> None:
    def withdraw() -> Ticket:
        before = desk.tickets.load(asked.ticket.id)
        return desk.tickets.save(before, without_entry(before, entry))

    through_hiccups(lambda: on_fresh_state(withdraw))


def _record(asked: _Request, entry: Action, action: Moderation, *, desk: ModeratePostDesk) -> Ticket:
    before = desk.tickets.load(asked.ticket.id)
    post = before.post(asked.post.id) or asked.post
    known = before.action(entry.id) or entry
    return desk.tickets.save(before, refolded(with_moderation(before, post, action, known, desk.clock.now()), desk))


def _deletion(post: Post, *, desk: ModeratePostDesk) -> Deletion:
    return Deletion(post.network, post.id, desk.clock.now())
