"""Quoted posts: shown beside the post that quotes them, until the quoted post is deleted (I6)."""

from dataclasses import replace
from functools import partial

from shared.domain.errors import NotFoundError
from shared.domain.posts.post import Post
from shared.domain.posts.references import Quoted
from shared.ports.tickets import HasTickets, PostLocation
from shared.usecases.retrying import on_fresh_state


def as_known(quoted: Quoted | None, network: str, *, desk: HasTickets) -> Quoted | None:
    """Return the quoted post with the stored text if the network delivered none; without text if it was deleted."""
    if quoted is None:
        return None
    if desk.tickets.tombstone_of(network, quoted.id) is not None:
        return quoted.without_words()
    stored = _stored(network, quoted.id, desk=desk)
    if stored is None:
        return quoted
    if stored.deleted_at is not None:
        return replace(quoted, author=stored.author).without_words()
    return Quoted(quoted.id, stored.author, stored.text, stored.url or quoted.url)


def forget_quotes(network: str, post_id: str, *, desk: HasTickets) -> None:
    """Remove the text of a deleted post from every post that quotes it. Idempotent."""
    for place in desk.tickets.quoting(network, post_id):
        on_fresh_state(partial(_forget, place, desk=desk))


def forget_quote_if_gone(post: Post, ticket: str, *, desk: HasTickets) -> None:
    """Check again after `post` is stored: a deletion that ran meanwhile either found the post, or is found here."""
    if post.quoted is None or not post.quoted.text:
        return
    known = as_known(post.quoted, post.network, desk=desk)
    if known is not None and known.gone:
        on_fresh_state(partial(_forget, PostLocation(ticket, post.id, post.account), desk=desk))


def _stored(network: str, post_id: str, *, desk: HasTickets) -> Post | None:
    place = desk.tickets.place(network, post_id)
    return desk.tickets.load(place.ticket).post(place.post) if place is not None else None


def _forget(place: PostLocation, *, desk: HasTickets) -> None:
    try:
        before = desk.tickets.load(place.ticket)
    except NotFoundError:
        return
    post = before.post(place.post)
    if post is not None and post.quoted is not None and not post.quoted.gone:
        desk.tickets.save(before, before.with_post(replace(post, quoted=post.quoted.without_words())))
