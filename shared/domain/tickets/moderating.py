"""What the brand may do to a post on the network, and what has been done to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.settings.desk import MANAGERS, Person
from shared.domain.tickets.action import DONE, Action, ActionKind
from shared.domain.tickets.ticket import Ticket

OPPOSITE: Mapping[Moderation, Moderation] = {
    Moderation.HIDE: Moderation.UNHIDE,
    Moderation.UNHIDE: Moderation.HIDE,
    Moderation.LIKE: Moderation.UNLIKE,
    Moderation.UNLIKE: Moderation.LIKE,
}


def stands(action: Moderation, post: Post) -> bool:
    """Return whether that is done to the post already, as far as the desk knows."""
    match action:
        case Moderation.HIDE | Moderation.UNHIDE:
            return post.hidden is (action is Moderation.HIDE)
        case Moderation.LIKE | Moderation.UNLIKE:
            return post.liked is (action is Moderation.LIKE)
        case Moderation.DELETE:
            return post.taken_back_at is not None


def may_moderate(action: Moderation, post: Post, offered: frozenset[Moderation], *, by: Person) -> bool:
    """Return whether the person may do that to the post on a network that offers those actions. A customer's public post is
    liked, and hidden if it stands under a post of the account: what stands on somebody else's page is theirs. An answer of
    ours is deleted by who wrote it at the desk, or by a manager."""
    if action not in offered or post.channel is not Channel.PUBLIC:
        return False
    if post.inbound:
        hides = action in (Moderation.HIDE, Moderation.UNHIDE)
        may = post.kind is PostKind.COMMENT if hides else action is not Moderation.DELETE
        return may and post.deleted_at is None
    return action is Moderation.DELETE and (post.by == by.id or MANAGERS in by.groups)


def moderation_of(post: Post, offered: frozenset[Moderation], *, by: Person) -> tuple[Moderation, ...]:
    """Return what the person may do to the post just now, in the order of a menu."""
    return tuple(each for each in Moderation if may_moderate(each, post, offered, by=by) and not stands(each, post))


def with_state(post: Post, action: Moderation, at: datetime) -> Post:
    """Return the post with that done to it, at that time by the network's clock or the desk's."""
    match action:
        case Moderation.HIDE | Moderation.UNHIDE:
            return replace(post, hidden=action is Moderation.HIDE, hidden_at=at)
        case Moderation.LIKE | Moderation.UNLIKE:
            return replace(post, liked=action is Moderation.LIKE)
        case Moderation.DELETE:
            return post


def asked_for(ticket: Ticket, post: str, action: Moderation, by: str | None = None) -> Action | None:
    """Return the entry of the newest such request, by that person or by anybody, whose outcome is not known."""
    for entry in reversed(ticket.actions):
        same = (entry.kind, entry.post, entry.reason) == (ActionKind.MODERATED, post, action)
        if same and entry.outcome is None and by in (None, entry.by):
            return entry
    return None


def with_moderation(ticket: Ticket, post: Post, action: Moderation, entry: Action, at: datetime) -> Ticket:
    """Return the ticket with the action done, and its entry in the history."""
    return ticket.with_post(with_state(post, action, at)).with_action(replace(entry, outcome=DONE))


def without_entry(ticket: Ticket, entry: Action) -> Ticket:
    """Take an entry out of the history whose action the network has refused: nothing was done."""
    return replace(ticket, actions=tuple(action for action in ticket.actions if action.id != entry.id))
