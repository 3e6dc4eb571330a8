"""Note that a post was hidden on the network, or shown again: by the desk, or by a colleague in the network's own app."""

from shared.domain.posts.incoming_post import Hidden
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.action import DONE, Action, ActionKind
from shared.domain.tickets.moderating import asked_for, stands, with_moderation, with_state
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets
from shared.usecases.retrying import on_fresh_state


def note_hidden(event: Hidden, *, desk: HasTickets) -> bool:
    """Keep the network's newest word on the post, whatever order two of them come in. Return whether the desk holds the
    post. Idempotent.

    It settles what somebody at the desk asked for and whose outcome is not known; any other change stands in the history
    without a person, since the network does not say who made it.
    """
    return on_fresh_state(lambda: _note(event, desk=desk))


def _note(event: Hidden, *, desk: HasTickets) -> bool:
    place = desk.tickets.place(event.network, event.post_id)
    if place is None:
        return False
    before = desk.tickets.load(place.ticket)
    post = before.post(place.post)
    if post is None:
        return False
    if post.hidden_at is None or event.at > post.hidden_at:
        desk.tickets.save(before, _noted(before, post, event))
    return True


def _noted(ticket: Ticket, post: Post, event: Hidden) -> Ticket:
    action = Moderation.HIDE if event.hidden else Moderation.UNHIDE
    asked = asked_for(ticket, post.id, action)
    if asked is None and stands(action, post):
        return ticket.with_post(with_state(post, action, event.at))
    return with_moderation(ticket, post, action, asked or _native(post, action, event), event.at)


def _native(post: Post, action: Moderation, event: Hidden) -> Action:
    ident = f"hidden:{fingerprint(post.network, post.id, event.at.isoformat(), action.value)}"
    return Action(ident, ActionKind.MODERATED, event.at, None, reason=action.value, post=post.id, outcome=DONE)
