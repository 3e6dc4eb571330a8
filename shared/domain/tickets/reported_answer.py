"""An answer that a person reports: it was given in the network's own app, and the desk does not see it there (N5)."""

from datetime import UTC, datetime, timedelta

from shared.domain.errors import InvalidError
from shared.domain.posts.post import Order
from shared.domain.tickets.action import Action

_LAST = datetime.max.replace(tzinfo=UTC)

MINUTE = timedelta(minutes=1)
"""The precision with which people give a time."""


def answered_at(report: Action) -> datetime:
    return report.answered_at or report.at


def horizon_of(report: Action) -> Order:
    """Return the place behind the last post that the answer covers: as any native one, every post before it (C2)."""
    return answered_at(report), _LAST, ""


def time_of_answer(given: datetime | None, *, asked_at: datetime, latest: datetime) -> datetime:
    """Return when the post of `asked_at` was answered: at `latest`, unless the person says when.

    A time that is given to the minute means the post within that minute too. Raises InvalidError for a time after `latest`, or
    before the post.
    """
    if given is None:
        return latest
    if given > latest:
        raise InvalidError("at", "lies in the future")
    if given + MINUTE <= asked_at:
        raise InvalidError("at", "lies before the post that waits for an answer")
    return max(given, asked_at)
