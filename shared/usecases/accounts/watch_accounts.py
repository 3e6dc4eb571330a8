"""Find the accounts with faults every five minutes, and queue the notices of their incidents (I8)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.incident import DESK, GRACE, Incident
from shared.domain.accounts.quota import STAYS_NEAR, WARN_AT
from shared.domain.errors import DeskError, UnavailableError, VersionConflictError
from shared.domain.notifications.queued import IncidentNotice
from shared.domain.privacy.erasure_request import ErasureState
from shared.ports.accounts import HasHeartbeats, HasIncidents
from shared.ports.notifications import HasAlerts
from shared.ports.privacy import HasErasureRequests
from shared.usecases.accounts.account_health import AccountHealth, health_of
from shared.usecases.accounts.usage import UsageDesk, spending
from shared.usecases.settings.current import ReadsSettings, desk_settings
from shared.usecases.settings.salvage import unusable


class WatchAccountsDesk(UsageDesk, HasAlerts, HasErasureRequests, HasHeartbeats, HasIncidents, Protocol):
    """The parts of the desk that `watch_accounts` uses."""


StandingFaults = Mapping[tuple[str, Fault], FaultState]
"""The current faults, by account and fault."""


@dataclass(slots=True)
class AccountsWatched:
    """How many accounts have each fault, how many have any, and how much could not be looked at, stored or queued; and an error that is
    none of the desk's, to be raised once everything else is done."""

    faults: Counter[Fault] = field(default_factory=Counter)
    at_fault: int = 0
    failed: int = 0
    unexpected: Exception | None = None

    def count_failure(self, error: Exception) -> None:
        self.failed += 1
        if not isinstance(error, DeskError):
            self.unexpected = self.unexpected or error


def watch_accounts(*, desk: WatchAccountsDesk) -> AccountsWatched:
    """Count the accounts' faults, and queue the notices that people need. An account without keys is no fault: nobody
    has connected it yet.

    Each fault that people are notified of has an incident, which is kept until they know that it is over. Pending
    notices are only queued here; the worker that sends them checks again. A concurrent reconciler finds its saves
    refused, and leaves those to the first. An account that cannot be read just then is left to the next run, with its incidents; so is
    a fault of the desk's own, and an incident that cannot be stored.
    """
    now = desk.clock.now()
    known = {(incident.account, incident.fault): incident for incident in desk.incidents.all()}
    standing: dict[tuple[str, Fault], FaultState] = {}
    watched = AccountsWatched()
    for account in desk_settings(desk).accounts:
        try:
            health = health_of(account, desk=desk)
        except Exception as error:  # noqa: BLE001  # raised once the other accounts have been looked at
            watched.count_failure(error)
            known = {key: incident for key, incident in known.items() if key[0] != account.id}
            continue
        faults = {name: fault for name, fault in health.faults.items() if name is not Fault.NOT_CONNECTED}
        watched.faults.update(list(faults))
        watched.at_fault += bool(faults)
        standing |= {(health.account.id, name): fault for name, fault in faults.items() if name in GRACE}
        if _runs_out(health, now, warned=(health.account.id, Fault.QUOTA_NEAR) in known) and health.quota is not None:
            sentence = f"{health.quota.used} / {health.quota.limit}"
            standing[health.account.id, Fault.QUOTA_NEAR] = FaultState(sentence, now)
        if health.sealed is not None:
            standing[health.account.id, Fault.MESSAGES_ENCRYPTED] = FaultState("", health.sealed.first)
        if health.held_elsewhere is not None:
            standing[health.account.id, Fault.HELD_ELSEWHERE] = FaultState("", health.held_elsewhere.first)
        if health.too_visible is not None:
            standing[health.account.id, Fault.TOO_VISIBLE] = FaultState("", health.too_visible.first)
    for fault, look in DESKS_OWN.items():
        try:
            state = look(now, desk)
        except Exception as error:  # noqa: BLE001  # as above
            watched.count_failure(error)
            known.pop((DESK, fault), None)
            continue
        if state is not None:
            standing[DESK, fault] = state
    incidents = _updated_incidents(known, standing, now, watched, desk=desk)
    for fault in sorted({incident.fault for incident in incidents if incident.owes(now)}):
        try:
            desk.alerts.put(IncidentNotice(fault))
        except DeskError:
            watched.failed += 1
    return watched


def _runs_out(health: AccountHealth, now: datetime, *, warned: bool) -> bool:
    """Return whether managers have to know that the plan's quota runs out: once a month, however the count wavers, and not any
    more once it is used up, which has a fault of its own (N7). The month before says nothing."""
    quota = health.quota
    if quota is None or not quota.current(now):
        return False
    return quota.reaches(STAYS_NEAR) if warned else quota.reaches(WARN_AT) and not quota.used_up


def _near_the_limit(now: datetime, desk: WatchAccountsDesk) -> FaultState | None:
    """Return the desk's own fault if most of the month's limit is used up."""
    found = spending(desk=desk)
    return FaultState(f"{found.limit:.2f} USD in {found.month:%Y-%m}", now) if found.near else None


def _unusable_settings(now: datetime, desk: ReadsSettings) -> FaultState | None:
    """Return the desk's own fault if its settings cannot give every post its deadline (I9)."""
    found = unusable(desk_settings(desk), now)
    return FaultState("; ".join(found), now) if found else None


def _erasures(_: datetime, desk: HasErasureRequests) -> FaultState | None:
    """Return the desk's own fault if people have to see to a request for erasure (I6)."""
    waiting = [each for each in desk.erasures.open() if each.state is ErasureState.BY_HAND]
    return FaultState(", ".join(each.code for each in waiting), waiting[0].received_at) if waiting else None


DESKS_OWN: Mapping[Fault, Callable[[datetime, WatchAccountsDesk], FaultState | None]] = {
    Fault.LIMIT_NEAR: _near_the_limit,
    Fault.SETTINGS_UNUSABLE: _unusable_settings,
    Fault.ERASURE_WAITS: _erasures,
}
"""The faults of no account, each with the look that finds it."""


def _updated_incidents(
    known: Mapping[tuple[str, Fault], Incident],
    standing: StandingFaults,
    now: datetime,
    watched: AccountsWatched,
    *,
    desk: HasIncidents,
) -> list[Incident]:
    """Update the `known` incidents by the faults that stand now, and return those that remain."""
    remaining = []
    for key, before in known.items():
        after = before.seen(standing[key].sentence if key in standing else None, now)
        try:
            if after is None:
                desk.incidents.remove(before)
            else:
                remaining.append(after if after == before else desk.incidents.save(after))
        except VersionConflictError:
            continue
        except UnavailableError:
            watched.failed += 1
    for (account, fault), state in standing.items():
        if (account, fault) not in known:
            try:
                remaining.append(desk.incidents.save(Incident(account, fault, state.since, state.sentence)))
            except VersionConflictError:
                continue
            except UnavailableError:
                watched.failed += 1
    return remaining
