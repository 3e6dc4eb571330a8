"""Name what an orphan waits for: one of our own posts that came in before the post that it answers (T4)."""

from shared.domain.posts.post import Post
from shared.domain.tickets.ticket_id import customer_part


def parent_of(post: Post, *, recipient: str | None) -> str:
    """Return the key under which `post` waits: the post that it answers, or the next one of the customer `recipient`.

    An answer that names no parent waits for the first post of its conversation.
    """
    if recipient is not None:
        return _any_post_of(post.account, recipient)
    return post.in_reply_to or post.conversation_id


def orphan_parents(post: Post) -> tuple[tuple[str, str | None], ...]:
    """Return the keys under which orphans may wait for `post`, each with the customer whom private ones are written to.

    An answer names the edit that its writer saw; a private one waits for whatever opens a ticket of its customer (T3).
    """
    by_id: list[tuple[str, str | None]] = [(ident, None) for ident in dict.fromkeys((post.id, post.answer_to))]
    if post.inbound:
        by_id.append((_any_post_of(post.account, post.author.id), post.author.id))
    return tuple(by_id)


def _any_post_of(account: str, customer: str) -> str:
    """Not a post's id: no network makes one of this form (N2)."""
    return f"customer#{customer_part(account, customer)}"
