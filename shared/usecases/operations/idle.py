"""Whether the sweep of every minute has anything to do. On most desks, in most minutes, it has not: then nothing that it needs for its
jobs is imported, and no settings are read into the domain."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.operations.checkpoint import Checkpoint, SweepName
from shared.domain.operations.patience import PATIENCE, UNINDEXED
from shared.ports.clock import HasClock
from shared.ports.operations import HasCheckpoints
from shared.ports.settings import Document, HasSettings
from shared.ports.unsent import HasDueLists
from shared.usecases.settings.laps import lap_of


class IdleDesk(HasCheckpoints, HasClock, HasDueLists, HasSettings, Protocol):
    """The parts of the desk that `is_idle` uses."""


SWEEPS = (
    SweepName.ALERTS,
    SweepName.ALERTS_AGAIN,
    SweepName.OUTBOX,
    SweepName.OUTBOX_AGAIN,
    SweepName.DIGESTS,
    SweepName.PROMISES,
)
"""The sweeps of every minute."""


def is_idle(*, desk: IdleDesk) -> bool:
    """Return True if nothing is due, no change of settings has still to reach what waits, and every sweep has come to its end: then
    its jobs would read the same lists and do nothing. What cannot be read just then is for the jobs to meet, each by itself.
    """
    try:
        documents, now = desk.settings.current(), desk.clock.now()
        accounts = [each.id for each in documents if each.kind == "account"]
        if _is_under_way(desk) or _has_lap_to_make(accounts, documents, desk):
            return False
        steps_before, notes_before = now - PATIENCE, now - UNINDEXED
        return not desk.due_lists.is_anything_due(accounts, now, steps_before=steps_before, notes_before=notes_before)
    except Exception:  # noqa: BLE001  # as said above
        return False


def _is_under_way(desk: IdleDesk) -> bool:
    places = [place for sweep in SWEEPS for place in desk.checkpoints.of(sweep).values()]
    return any(place.since is not None or place.failures or place.unclean for place in places)


def _has_lap_to_make(accounts: Sequence[str], documents: Sequence[Document], desk: IdleDesk) -> bool:
    lap, places = lap_of(documents, desk.clock.now()), desk.checkpoints.of(SweepName.PROMISES)
    return any(places.get(account, Checkpoint()).finished != lap for account in accounts)
