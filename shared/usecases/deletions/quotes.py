"""Quoted posts: shown beside the post that quotes them, until the quoted post is deleted (I6)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from shared.domain.errors import NotFoundError
from shared.domain.posts.post import Post
from shared.domain.posts.references import Quoted
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets, PostLocation
from shared.usecases.retrying import on_fresh_state


def as_known(quoted: Quoted | None, network: str, *, desk: HasTickets) -> Quoted | None:
    """Return the quoted post with the stored text if the network delivered none; without text if it was deleted. A tombstone may
    be that of an erased customer, so nothing tells whose it was."""
    if quoted is None:
        return None
    if desk.tickets.tombstone_of(network, quoted.id) is not None:
        return quoted.erased()
    stored = _stored(network, quoted.id, desk=desk)
    if stored is None:
        return quoted
    if stored.deleted_at is not None:
        return replace(quoted, author=stored.author).without_words()
    return Quoted(quoted.id, stored.author, stored.text, stored.url or quoted.url)


def forget_quotes(network: str, post_id: str, *, desk: HasTickets) -> None:
    """Remove the text of a deleted post from every post that quotes it. Idempotent."""
    for place in desk.tickets.quoting(network, post_id):
        on_fresh_state(partial(_forget, place, Quoted.without_words, desk=desk))


def forget_quotes_of(ticket: Ticket, *, desk: HasTickets) -> None:
    """Remove the words and the authors of a ticket's posts from every post that quotes them, whichever of their edits. Idempotent."""
    for post in ticket.posts:
        for ident in dict.fromkeys((post.id, post.answer_to)):
            for place in desk.tickets.quoting(post.network, ident):
                on_fresh_state(partial(_forget, place, Quoted.erased, desk=desk))


def forget_quote_if_gone(post: Post, ticket: str, *, desk: HasTickets) -> None:
    """Check again after `post` is stored: a deletion that ran meanwhile either found the post, or is found here."""
    if post.quoted is None or not post.quoted.text:
        return
    known = as_known(post.quoted, post.network, desk=desk)
    if known is not None and known.gone:
        place = PostLocation(ticket, post.id, post.account)
        on_fresh_state(partial(_forget, place, lambda quoted: known if quoted.id == known.id else quoted, desk=desk))


def _stored(network: str, post_id: str, *, desk: HasTickets) -> Post | None:
    place = desk.tickets.place(network, post_id)
    return desk.tickets.load(place.ticket).post(place.post) if place is not None else None


def _forget(place: PostLocation, less: Callable[[Quoted], Quoted], *, desk: HasTickets) -> None:
    try:
        before = desk.tickets.load(place.ticket)
    except NotFoundError:
        return
    post = before.post(place.post)
    if post is not None and post.quoted is not None and post.quoted != less(post.quoted):
        desk.tickets.save(before, before.with_post(replace(post, quoted=less(post.quoted))))
