"""The answer windows of several posts: until when a network takes an answer to them (N3)."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post


def latest_window(posts: Sequence[Post]) -> Post | None:
    """Return the post whose window closes last; None if there is none, or one whose window never closes."""
    if any(post.window_end is None for post in posts):
        return None
    return max(posts, key=_order, default=None)


def closing_first(waiting: Sequence[Post]) -> Post | None:
    """Return the post with whose window the time to answer the waiting posts ends; None if it does not end.

    On each channel the latest of them counts, since an answer may go to any of them; of two channels the one that closes
    first."""
    last = [latest_window([post for post in waiting if post.channel is channel]) for channel in Channel]
    return min((post for post in last if post is not None), key=_order, default=None)


def _order(post: Post) -> tuple[datetime, str]:
    return post.window_end or post.posted_at, post.id
