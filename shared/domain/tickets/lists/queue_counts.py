"""The numbers above the queue."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.tickets.lists.listed import ListedTicket

TAGS_SHOWN = 30
"""The maximum number of tags in the filter's list; the search finds others."""


@dataclass(frozen=True, slots=True)
class Count:
    n: int
    more: bool


def count(
    waiting: Sequence[ListedTicket], *, more: bool, me: str, left: frozenset[str], now: datetime
) -> dict[str, Count]:
    """Count the tickets that wait, soonest deadline first; `more` wait behind them.

    Those behind end later than the last of these, so none of them is overdue unless that one has ended, too.
    """
    last = waiting[-1].urgency if waiting else None
    overdue_behind = more and (last is None or last.ends <= now)
    return {
        "overdue": Count(sum(each.overdue(now) for each in waiting), overdue_behind),
        "due_soon": Count(sum(each.due_soon(now) for each in waiting), more),
        "waiting": Count(len(waiting), more),
        "unassigned": Count(sum(each.unassigned(left) for each in waiting), more),
        "mine": Count(sum(each.assignee == me for each in waiting), more),
    }


def count_tags(waiting: Sequence[ListedTicket]) -> dict[str, int]:
    """Return the tags of the tickets, most frequent first."""
    return dict(Counter(tag for each in waiting for tag in each.tags).most_common(TAGS_SHOWN))


def counts_change_at(waiting: Sequence[ListedTicket], now: datetime) -> datetime | None:
    """Return the next instant at which time alone changes a count."""
    instants = (each.urgency.changes_at(now) for each in waiting if each.urgency is not None)
    return min((at for at in instants if at is not None), default=None)
