"""The managers are told that accounts are deaf, and that they hear again: once an episode, whatever happens (I8)."""

from dataclasses import replace
from datetime import datetime

from shared.domain.costs_text import near_limit_message
from shared.domain.desk import Account, DeskSettings, Person
from shared.domain.episode import DESK, LEASE, URGENT, Episode
from shared.domain.errors import DeliveryError, NotFoundError, VersionConflictError
from shared.domain.fault_text import fault_message
from shared.domain.reach import MAIL, SMS, open_ways
from shared.ports import Desk
from shared.usecases.meter import LIMIT_NEAR, spending
from shared.usecases.settings import desk_settings
from shared.usecases.tell_person import tell_person
from shared.usecases.whom_to_tell import managers_now

RAISED = "raised"


def tell_of_fault(fault: str, *, desk: Desk) -> str:
    """Sends what the fault's episodes owe, all accounts in one message; says `sent`, or `known` where nothing is owed.

    Each episode is taken first, so that two workers do not tell of it twice; one that a crash left taken is told of
    after two minutes, by the next look of the reconciler. Raises DeliveryError where nobody could be reached.
    """
    now = desk.clock.now()
    settings = desk_settings(desk)
    owing: dict[str, list[Episode]] = {}
    for episode in desk.episodes.all():
        owed = episode.owes(now)
        if episode.fault == fault and owed is not None and episode.free(now):
            owing.setdefault(owed, []).append(episode)
    outcome = "known"
    for owed, episodes in owing.items():
        taken = [mine for each in episodes if (mine := _take(each, now, desk=desk)) is not None]
        if taken:
            _tell(owed, fault, taken, settings, now, desk=desk)
            outcome = "sent"
    return outcome


def _take(episode: Episode, now: datetime, *, desk: Desk) -> Episode | None:
    try:
        return desk.episodes.save(replace(episode, taken_until=now + LEASE))
    except VersionConflictError:
        return None


def _tell(owed: str, fault: str, episodes: list[Episode], settings: DeskSettings, now: datetime, *, desk: Desk) -> None:
    deaf: list[tuple[Account | None, Episode]] = []
    for episode in episodes:
        try:
            account = settings.account(episode.account) if episode.account != DESK else None
            deaf.append((account, episode))
        except NotFoundError:
            desk.episodes.remove(episode)
    if not deaf:
        return
    counted = spending(desk=desk) if fault == LIMIT_NEAR else None
    marks = desk.addresses.marks(now)
    reasons = []
    reached = False
    for reader in managers_now(settings, now, marks):
        if counted is not None:
            message = near_limit_message(counted, reader=reader, url=desk.url)
        else:
            message = fault_message(owed, fault, [(a, e) for a, e in deaf if a], reader=reader, url=desk.url)
        told = tell_person(reader, message, MAIL, desk=desk)
        reached = reached or told.way is not None
        reasons.append(told.reason or "")
        if owed == RAISED and fault in URGENT and told.way == MAIL and _takes_sms(reader, now, desk=desk):
            tell_person(reader, message, SMS, desk=desk, alone=True)
    for _, episode in deaf:
        _write_down(episode, owed, reached, now, desk=desk)
    if not reached:
        raise DeliveryError("; ".join(reasons))


def _takes_sms(reader: Person, now: datetime, *, desk: Desk) -> bool:
    return SMS in open_ways(reader, now, desk.addresses.marks(now))


def _write_down(episode: Episode, owed: str, reached: bool, now: datetime, *, desk: Desk) -> None:
    """What a reconciler saved meanwhile stays: the episode is read again, and only what was told is added."""
    for _ in range(3):
        try:
            if reached and owed == "recovered":
                desk.episodes.remove(episode)
            else:
                told_at = now if reached else episode.told_at
                desk.episodes.save(replace(episode, told_at=told_at, taken_until=None))
        except VersionConflictError:
            newer = [e for e in desk.episodes.all() if (e.account, e.fault) == (episode.account, episode.fault)]
            if not newer:
                return
            episode = newer[0]
        else:
            return
