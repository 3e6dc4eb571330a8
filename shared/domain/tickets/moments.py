"""What happened in a ticket, one thing after the other, as the fold reads it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from shared.domain.posts.post import Post
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.reported_answer import answered_at

WRITTEN, DONE, WITHDRAWN, SILENCE = range(4)
"""The order at one instant: posts come first; a silence counts only if nothing else happened."""

Moment = tuple[datetime, int, Post | Action]


def moments_of(posts: Sequence[Post], actions: Sequence[Action], incomplete: Collection[str]) -> list[Moment]:
    """Return the moments in order. Posts that belong to a reply in `incomplete` do not answer yet (R1)."""
    moments: list[Moment] = []
    for post in posts:
        if post.reply_id is None or post.reply_id not in incomplete:
            moments.append((post.posted_at, WRITTEN, post))
        if post.deleted_at is not None and post.inbound:
            moments.append((max(post.deleted_at, post.posted_at), WITHDRAWN, post))
    moments += [(effective_at(a), SILENCE if is_silence(a) else DONE, a) for a in actions if _holds(a, posts)]
    return sorted(moments, key=lambda moment: moment[:2])


def is_silence(action: Action) -> bool:
    return action.kind is ActionKind.DONE and action.reason == DoneReason.SILENT


def effective_at(action: Action) -> datetime:
    """Return when the action counts: a report of an answer, at the time that the person gave (N5)."""
    return answered_at(action) if action.kind is ActionKind.ANSWER_REPORTED else action.at


def _holds(action: Action, posts: Sequence[Post]) -> bool:
    """Return False for `done` by silence if a post turns up from within that silence, however late it came in (C5)."""
    if not is_silence(action) or action.through is None:
        return True
    return not any(action.at < post.posted_at < action.through for post in posts if post.inbound or post.answers)
