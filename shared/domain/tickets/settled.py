"""The settled part of a long ticket: what stands before an instant, in a few words, so that nobody has to read it again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.posts.post import Order
from shared.domain.sla.clock import Ref
from shared.domain.sla.resolution import Resolution
from shared.domain.text.search_terms import Slot
from shared.domain.tickets.known_ids import KnownIds


@dataclass(frozen=True, slots=True)
class SettledResolution:
    """What the resolution counts until then (C5): whether the customer waits `since`, the time that has been counted, around
    the clock and in the calendar of the ticket's first clock, and the resolution that was told last."""

    opened_at: datetime | None = None
    since: datetime | None = None
    elapsed: timedelta = timedelta(0)
    business: timedelta = timedelta(0)
    answered: bool = False
    told: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The state of a ticket at the instant `through`: everything before it is settled. What comes at or after it is folded from
    there; what changes something before it needs the whole ticket.

    `kept` are the few older posts that are still read, by time and id: those that stand for all that wait since then (the
    first, the first that asks, those with the last answer window), the customer's newest, and the ends of the newest clock.
    `running` is the clock that ran then, by its start and id, whatever has stopped it since,
    `reply` the newest one by then. `ids` are those of all older posts, replies and actions; `calendar` is the first clock's, None while that runs.
    `retracted` are our answers that were taken back, if anything waits because of that (C9). `revision` is the highest of
    the older posts (R2), `slot` the last place in the search that they have.
    """

    through: datetime
    opened_at: datetime
    posts: int
    clocks: int
    ids: KnownIds
    calendar: Ref | None = None
    running: tuple[datetime, str] | None = None
    reply: tuple[datetime, str] | None = None
    kept: tuple[tuple[datetime, str], ...] = ()
    answered: bool = False
    done: bool = False
    spam: bool = False
    quiet_since: datetime | None = None
    closed_at: datetime | None = None
    resolution: SettledResolution = field(default_factory=SettledResolution)
    retracted: tuple[tuple[Order, datetime], ...] = ()
    to_look_at: tuple[str, ...] = ()
    deleted: bool = False
    revision: int = 0
    threads: tuple[str, ...] = ()
    slot: Slot | None = None
