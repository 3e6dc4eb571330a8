"""Find posts that an answer may have passed over, since they came in late."""

from collections.abc import Iterable, Sequence

from shared.domain.posts.post import Post
from shared.domain.tickets.action import Action
from shared.domain.tickets.reported_answer import horizon_of


def answered_unseen(posts: Sequence[Post], reports: Iterable[Action] = ()) -> frozenset[str]:
    """Return inbound posts that came in after an answer to a younger post, or after a person's report of one (C2, N5). They
    count as answered by it, but perhaps nobody has read them."""
    known = {post.id: post for post in posts}
    answers = [(known.get(post.seen_through or "", post).order, post.seen_at) for post in posts if post.answers]
    answers += [(horizon_of(report), report.at) for report in reports]
    return frozenset(
        post.id
        for post in posts
        if post.inbound and any(through > post.order and seen_at < post.seen_at for through, seen_at in answers)
    )
