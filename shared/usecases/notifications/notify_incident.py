"""Notify the managers of incidents and their recovery, once each (I8)."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from shared.domain.accounts.costs import is_charged
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.incident import DESK, LEASE, RETRIED, URGENT, Incident, IncidentNews
from shared.domain.errors import DeliveryError, NotFoundError, VersionConflictError
from shared.domain.networks.rules import titles
from shared.domain.notifications.costs_text import near_limit_message
from shared.domain.notifications.deliverability import MAIL, SMS
from shared.domain.notifications.erasures_text import open_erasures_message
from shared.domain.notifications.incident_text import fault_message
from shared.domain.notifications.outcomes import NotificationOutcome
from shared.domain.notifications.queued import IncidentNotice
from shared.domain.notifications.settings_fault_text import unusable_settings_message
from shared.domain.settings.desk import Account, DeskSettings, Person
from shared.ports.accounts import HasIncidents, HasLedger
from shared.ports.desk import HasUrl
from shared.ports.networks import HasRules
from shared.ports.notifications import HasAlerts
from shared.ports.settings import HasSettings
from shared.usecases.accounts.usage import spending
from shared.usecases.alerts.recipients import NOBODY, available_admins, available_managers
from shared.usecases.notifications.notify import Notification, NotifyDesk, addressed, notify
from shared.usecases.notifications.send_alert import SOON
from shared.usecases.settings.current import desk_settings


class NotifyIncidentDesk(NotifyDesk, HasAlerts, HasIncidents, HasLedger, HasRules, HasSettings, HasUrl, Protocol):
    """The parts of the desk that `notify_incident` uses."""


def notify_incident(fault: Fault, *, desk: NotifyIncidentDesk) -> NotificationOutcome:
    """Send the pending notices of the fault's incidents, all accounts in one message, and return the outcome.

    Each incident is leased first, so that two workers do not report it twice; after a crash the reconciler's next run
    takes over once the lease is over. The notice in progress is stored with the incidents, so that a retry goes only to
    the people whom it has not reached. Raises DeliveryError if nobody could be reached.
    """
    now = desk.clock.now()
    settings = desk_settings(desk)
    owing: dict[tuple[IncidentNews, datetime], list[Incident]] = {}
    for incident in desk.incidents.all():
        news = incident.owes(now)
        if incident.fault == fault and news is not None and incident.free(now):
            mine = _take(incident, news, now, desk=desk)
            if mine is not None:
                owing.setdefault((news, mine.telling_since or now), []).append(mine)
    outcomes = [_notify(*told, taken, settings, now, desk=desk) for told, taken in owing.items()]
    worst_first = (NotificationOutcome.RETRYING, NotificationOutcome.SENT)
    return next((each for each in worst_first if each in outcomes), NotificationOutcome.KNOWN)


def _take(incident: Incident, news: IncidentNews, now: datetime, *, desk: HasIncidents) -> Incident | None:
    since = incident.telling_since if incident.telling == news else now
    try:
        return desk.incidents.save(replace(incident, taken_until=now + LEASE, telling=news, telling_since=since))
    except VersionConflictError:
        return None


def _notify(
    news: IncidentNews,
    since: datetime,
    incidents: list[Incident],
    settings: DeskSettings,
    now: datetime,
    *,
    desk: NotifyIncidentDesk,
) -> NotificationOutcome:
    deaf: list[tuple[Account | None, Incident]] = []
    for incident in incidents:
        try:
            account = settings.account(incident.account) if incident.account != DESK else None
            deaf.append((account, incident))
        except NotFoundError:
            desk.incidents.remove(incident)
    if not deaf:
        return NotificationOutcome.KNOWN
    fault = deaf[0][1].fault
    messages = _messages(news, fault, deaf, settings, now, desk=desk)
    results = notify(f"incident#{fault}#{news}#{since.isoformat()}", messages, desk=desk)
    out = [sending.at for sending in results if sending.reached]
    again = any(sending.owed for sending in results) and (not out or now < min(out) + RETRIED)
    for _, incident in deaf:
        _record(incident, news, reached=bool(out), again=again, now=now, desk=desk)
    if not out:
        raise DeliveryError("; ".join(sending.reason or "" for sending in results) or NOBODY)
    if again:
        desk.alerts.put(IncidentNotice(fault), delay=SOON)
    return NotificationOutcome.RETRYING if again else NotificationOutcome.SENT


def _messages(
    news: IncidentNews,
    fault: Fault,
    deaf: list[tuple[Account | None, Incident]],
    settings: DeskSettings,
    now: datetime,
    *,
    desk: NotifyIncidentDesk,
) -> list[Notification]:
    counted = spending(desk=desk) if fault is Fault.LIMIT_NEAR else None
    statuses = desk.addresses.statuses(now)
    wanted = (MAIL, SMS) if news is IncidentNews.RAISED and fault in URGENT else (MAIL,)
    messages = []
    readers = available_admins if fault is Fault.ERASURE_WAITS else available_managers
    for reader in readers(settings, now, statuses):
        if fault is Fault.ERASURE_WAITS:
            message = open_erasures_message(news, deaf[0][1], reader=reader)
        elif fault is Fault.SETTINGS_UNUSABLE:
            message = unusable_settings_message(news, deaf[0][1], reader=reader, url=desk.url)
        elif counted is not None:
            message = near_limit_message(
                counted, networks=_networks(settings, reader, desk=desk), reader=reader, url=desk.url
            )
        else:
            message = fault_message(
                news, fault, [(a, e) for a, e in deaf if a], rules=desk.rules, reader=reader, url=desk.url
            )
        messages.append(addressed(reader, message, wanted, now, statuses))
    return messages


def _networks(settings: DeskSettings, reader: Person, *, desk: HasRules) -> str:
    used = dict.fromkeys(account.network for account in settings.accounts)
    return titles([desk.rules[network] for network in used if is_charged(desk.rules[network])], reader.language)


def _record(
    incident: Incident, news: IncidentNews, *, reached: bool, again: bool, now: datetime, desk: HasIncidents
) -> None:
    """Record the notice on the incident as it is now, so that a concurrent save of the reconciler stays."""
    for _ in range(3):
        try:
            if reached and not again and news is IncidentNews.RECOVERED:
                desk.incidents.remove(incident)
            else:
                told_at = now if reached and news is not IncidentNews.RECOVERED else incident.told_at
                released = replace(incident, told_at=told_at, taken_until=None)
                desk.incidents.save(
                    released if again or not reached else replace(released, telling=None, telling_since=None)
                )
        except VersionConflictError:
            newer = [e for e in desk.incidents.all() if (e.account, e.fault) == (incident.account, incident.fault)]
            if not newer:
                return
            incident = newer[0]
        else:
            return
