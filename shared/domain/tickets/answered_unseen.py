"""Find posts that an answer may have passed over, since they came in late."""

from collections.abc import Sequence

from shared.domain.posts.post import Post


def answered_unseen(posts: Sequence[Post]) -> frozenset[str]:
    """Return inbound posts that came in after an answer to a younger post (C2). They count as answered by it, but perhaps
    nobody has read them."""
    known = {post.id: post for post in posts}
    answers = [(known.get(post.seen_through or "", post).order, post.seen_at) for post in posts if post.answers]
    return frozenset(
        post.id
        for post in posts
        if post.inbound and any(through > post.order and seen_at < post.seen_at for through, seen_at in answers)
    )
