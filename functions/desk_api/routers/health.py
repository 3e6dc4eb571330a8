"""Health of the desk, its accounts, queues and timers."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.http.caller import caller, is_manager
from functions.desk_api.views.costs import spent_view
from functions.desk_api.views.deliverability import deliverability_view
from functions.desk_api.views.networks import sign_view
from functions.desk_api.views.quota import quota_view
from functions.desk_api.views.skipped_posts import encrypted_view, left_out_view
from shared import wiring
from shared.domain.accounts.quota import known
from shared.domain.accounts.status import Signal
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.accounts.account_health import account_health
from shared.usecases.notifications.deliverability import nobody_reachable, people_at_fault
from shared.usecases.operations.reconcile import RECONCILER
from shared.usecases.settings.current import desk_settings

router = Router()

MISSED = timedelta(minutes=11)


@router.get("/health")
def alive() -> dict[str, bool]:
    return {"ok": True}


@router.get("/api/health")
def health() -> dict[str, Any]:
    desk = wiring.desk()
    person = caller(router, desk_settings(desk))
    accounts = [
        {
            "id": found.account.id,
            "network": found.account.network,
            "network_name": desk.rules[found.account.network].title,
            "network_sign": sign_view(desk.rules[found.account.network]),
            "network_id": found.account.network_id,
            "username": found.account.username,
            "name": found.account.name,
            "colour": found.account.colour,
            "last_seen": _shown(found.last_seen),
            "last_event": _shown(found.last_event),
            "last_poll": _shown(found.last_poll),
            "state": found.state,
            "since": _shown(found.worst.since) if found.worst else None,
            "sentence": found.worst.sentence if found.worst else None,
            "encrypted": encrypted_view(found, desk.rules[found.account.network]),
            "quota": quota_view(known(found.quota, desk.clock.now())),
            "shows_native_answers": desk.rules[found.account.network].shows_native_answers,
            "left_out": left_out_view(found),
            "faults": {name: fault.sentence for name, fault in found.faults.items()},
        }
        for found in account_health(desk=desk)
    ]
    answer: dict[str, Any] = {
        "accounts": accounts,
        "queues": [asdict(depth) for depth in desk.depths.read()],
        "timers": _timers(),
        "nobody_reachable": nobody_reachable(desk=desk),
    }
    if is_manager(person):
        answer["people"] = [deliverability_view(reach) for reach in people_at_fault(desk=desk)]
        answer["spending"] = spent_view(desk=desk)
        answer["sms"] = {"monthly_limit_usd": desk.sms_account.monthly_limit()}
    return answer


def _timers() -> dict[str, Any]:
    """Return the reconciler's last run: `silent` if it has missed two runs."""
    desk = wiring.desk()
    last = desk.heartbeats.of(RECONCILER).last.get(Signal.RECONCILED)
    if last is None:
        return {"last_look": None, "state": "waiting"}
    silent = desk.clock.now() - last > MISSED
    return {"last_look": _shown(last), "state": "silent" if silent else "ok"}


def _shown(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None
