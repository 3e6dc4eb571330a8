"""What `decide_post` returns: the new ticket, and what follows from it."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.posts.post import Post
from shared.domain.sla.alert import Alert
from shared.domain.sla.clock import SlaClock
from shared.domain.sla.ladder import missed
from shared.domain.tickets.follow_ups import TicketFollowUp
from shared.domain.tickets.ticket import Ticket


class PostOutcome(StrEnum):
    """What became of a post that is for us. The values are labels of a metric."""

    STORED = "stored"
    EDITED = "edited"
    KNOWN = "known"
    PARKED = "parked"
    """One of our own posts waits for the post that it answers (T4)."""
    PARENT_DELETED = "answers_deleted"
    DELETED_BEFORE = "deleted_before"
    """It was deleted on the network before it came in (I6)."""


@dataclass(frozen=True, slots=True)
class QueueAlert:
    """Put an alert of the clock that was saved with the ticket into the alert queue."""

    alert: Alert
    clock: SlaClock


@dataclass(frozen=True, slots=True)
class SummarizeLate:
    """Put the ticket into its account's summary of late posts (I7); `step` had passed before the post came in."""

    clock: SlaClock
    step: str


@dataclass(frozen=True, slots=True)
class CheckIndex:
    """Look whether the search holds a post that came again."""

    post: Post


@dataclass(frozen=True, slots=True)
class ReleaseOrphans:
    """Take in the answers of ours that came before the post (T4). `waiting_for` has the keys under which they may wait, each with
    the customer whom private ones are written to (T3)."""

    network: str
    waiting_for: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class RecheckQuote:
    """Look whether the quoted post was deleted while the post was being stored (I6)."""

    post: Post


@dataclass(frozen=True, slots=True)
class WantAttachments:
    """Have the files fetched that the network keeps for a while only, and forget those that an edit took out."""

    post: Post


@dataclass(frozen=True, slots=True)
class LookUpName:
    """Ask the network soon for the name of the customer, which the event has left out."""


@dataclass(frozen=True, slots=True)
class LookUpProfile:
    """Ask the network soon for the name of the customer of a private message, where it leaves names out of what it
    delivers."""


FollowUp = (
    TicketFollowUp
    | QueueAlert
    | SummarizeLate
    | CheckIndex
    | ReleaseOrphans
    | RecheckQuote
    | WantAttachments
    | LookUpName
    | LookUpProfile
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The ticket before and after the post, and what to do once `after` is saved, in this order."""

    outcome: PostOutcome
    before: Ticket | None
    after: Ticket
    follow_ups: tuple[FollowUp, ...]


def summarize_late(ticket: Ticket) -> SummarizeLate | None:
    """Return the follow-up of a late post: steps of its clock had passed before it came in, and nobody has heard (I7)."""
    clock = ticket.running
    step = missed(clock) if clock is not None else None
    return SummarizeLate(clock, step.name) if clock is not None and step is not None else None
