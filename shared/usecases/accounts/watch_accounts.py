"""Every five minutes: which accounts are deaf, and who has to be told of it (I8)."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from shared.domain.accounts.incident import DESK, GRACE, SETTINGS_UNUSABLE, Incident
from shared.domain.errors import DeskError, UnavailableError, VersionConflictError
from shared.ports.desk import Desk
from shared.usecases.accounts.account_health import NOT_CONNECTED, SEALED, account_health
from shared.usecases.accounts.usage import LIMIT_NEAR, spending
from shared.usecases.settings.current import desk_settings
from shared.usecases.settings.salvage import unusable


def watch_accounts(*, desk: Desk) -> Counter[str]:
    """Says how many accounts have each fault, and under `accounts` how many have any. An account without keys is no
    fault: nobody has connected it yet.

    Each fault of an account that people are told of has an episode, which is kept until they know that it is over. What
    is owed is only put into the queue here; whoever sends it looks again. Another reconciler at the same time finds its
    saves refused, and leaves those to the first.
    """
    now = desk.clock.now()
    standing: dict[tuple[str, str], tuple[str, datetime | None]] = {}
    told: Counter[str] = Counter()
    for health in account_health(desk=desk):
        faults = {name: fault for name, fault in health.faults.items() if name != NOT_CONNECTED}
        told.update(list(faults))
        told["accounts"] += bool(faults)
        standing |= {(health.account.id, name): (f.sentence, f.since) for name, f in faults.items() if name in GRACE}
        if health.sealed is not None:
            standing[health.account.id, SEALED] = "", health.sealed.first
    standing |= _near_the_limit(desk=desk) | _unusable_settings(now, desk=desk)
    for fault in sorted({incident.fault for incident in _episodes(standing, now, desk=desk) if incident.owes(now)}):
        try:
            desk.alerts.put_fault(fault)
        except DeskError:
            told["failed"] += 1
    return told


def _near_the_limit(*, desk: Desk) -> dict[tuple[str, str], tuple[str, datetime | None]]:
    """The desk's own fault where most of what a month may cost is used up. A count that cannot be read warns nobody."""
    try:
        found = spending(desk=desk)
    except UnavailableError:
        return {}
    return {(DESK, LIMIT_NEAR): (f"{found.limit:.2f} USD in {found.month:%Y-%m}", None)} if found.near else {}


def _unusable_settings(now: datetime, *, desk: Desk) -> dict[tuple[str, str], tuple[str, datetime | None]]:
    """The desk's own fault where its settings cannot place every post as they mean to (I9)."""
    found = unusable(desk_settings(desk, fresh=True), now)
    return {(DESK, SETTINGS_UNUSABLE): ("; ".join(found), None)} if found else {}


def _episodes(
    standing: Mapping[tuple[str, str], tuple[str, datetime | None]], now: datetime, *, desk: Desk
) -> list[Incident]:
    """The episodes as they are after this look."""
    kept = []
    known = set()
    for before in desk.incidents.all():
        key = before.account, before.fault
        known.add(key)
        after = before.seen(standing[key][0] if key in standing else None, now)
        try:
            if after is None:
                desk.incidents.remove(before)
            else:
                kept.append(after if after == before else desk.incidents.save(after))
        except VersionConflictError:
            continue
    for (account, fault), (sentence, since) in standing.items():
        if (account, fault) not in known:
            try:
                kept.append(desk.incidents.save(Incident(account, fault, since or now, sentence)))
            except VersionConflictError:
                continue
    return kept
