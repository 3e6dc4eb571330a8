"""Whether the desk lives, and what it hears."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.caller import caller
from functions.desk_api.views import rfc3339
from shared import wiring
from shared.usecases.account_health import account_health
from shared.usecases.settings import desk_settings

router = Router()


@router.get("/health")
def alive() -> dict[str, bool]:
    return {"ok": True}


@router.get("/api/health")
def health() -> dict[str, Any]:
    desk = wiring.desk()
    caller(router, desk_settings(desk))
    accounts = [
        {
            "id": found.account.id,
            "network": found.account.network,
            "network_id": found.account.network_id,
            "username": found.account.username,
            "name": found.account.name,
            "last_seen": _shown(found.last_seen),
            "last_event": _shown(found.last_event),
            "last_poll": _shown(found.last_poll),
            "state": found.state,
            "faults": found.faults,
        }
        for found in account_health(desk=desk)
    ]
    return {"accounts": accounts, "queues": [asdict(depth) for depth in desk.depths.read()], "timers": _timers()}


def _timers() -> dict[str, Any]:
    """When the reconciler last looked for timers that are gone, and what it found."""
    beats = wiring.desk().heartbeats.of("reconciler")
    return {"last_look": beats.get("overdue"), "state": "ok" if beats.get("overdue") else "waiting"}


def _shown(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None
