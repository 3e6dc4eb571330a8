"""Response times against the promise, for managers."""

from datetime import UTC
from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.caller import caller, need_manager
from functions.desk_api.costs import costs_view
from functions.desk_api.views import people_of, rfc3339
from shared import wiring
from shared.domain.desk import DeskSettings
from shared.domain.errors import InvalidError
from shared.domain.metrics import KINDS, TOTAL, Beside, Figures, Row
from shared.usecases.measure import NOBODY, instant, measure, zone_named
from shared.usecases.measure_costs import measure_costs
from shared.usecases.settings import desk_settings

router = Router()


@router.get("/api/metrics")
def metrics() -> dict[str, Any]:
    desk = wiring.desk()
    settings = desk_settings(desk)
    need_manager(caller(router, settings))
    query = router.current_event.query_string_parameters or {}
    if not query.get("from") or not query.get("to"):
        raise InvalidError("from" if not query.get("from") else "to", "is missing: a day, or an instant in RFC 3339")
    zone = zone_named(query["zone"], settings) if query.get("zone") else None
    days = zone or UTC
    start, end = instant(query["from"], "from", end=False, zone=days), instant(query["to"], "to", end=True, zone=days)
    accounts = tuple(name for name in query.get("account", "").split(",") if name)
    by = query.get("by") or None
    rows = measure(start, end, accounts=accounts, by=by, zone=zone, desk=desk)
    shown = [_row(row) for row in rows]
    if by == "agent":
        shown = [row | {"agent": _agent(row["key"], settings)} for row in shown]
    return {
        "from": rfc3339(start),
        "to": rfc3339(end),
        "as_of": rfc3339(desk.clock.now()),
        "zone": zone.key if zone else settings.general.zone,
        "rows": shown,
        "costs": costs_view(lambda: measure_costs(start, end, accounts=accounts, by=by, desk=desk), desk=desk),
    }


def _agent(key: str, settings: DeskSettings) -> dict[str, str] | None:
    """Who stands behind a row; nobody for all together and for what nobody answered from the desk."""
    person = people_of(settings)(None if key in (TOTAL, NOBODY) else key)
    return person.model_dump() if person is not None else None


def _row(row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": row.key}
    for kind in KINDS:
        shown[kind] = {
            **_figures(row.figures[kind]),
            "business": _figures(row.business[kind]),
            **_beside(row.beside[kind]),
        }
    return shown | {
        "tickets": row.tickets,
        "unanswered": row.unanswered,
        "oldest_unanswered_s": row.oldest_unanswered_s,
        "late": row.late,
    }


def _beside(beside: Beside) -> dict[str, Any]:
    oldest, targets = beside.oldest_unanswered_at, beside.targets
    return {
        "unanswered": beside.unanswered,
        "oldest_unanswered_at": rfc3339(oldest) if oldest is not None else None,
        "targets_s": [target.total_seconds() for target in targets] if targets else None,
    }


def _figures(figures: Figures) -> dict[str, float | int | None]:
    return {
        "count": figures.count,
        "mean_s": figures.mean_s,
        "median_s": figures.median_s,
        "p90_s": figures.p90_s,
        "within_target": figures.within_target,
    }
