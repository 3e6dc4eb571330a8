"""Response times against the promise, for managers."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router

from functions.desk_api.caller import caller, need_manager
from functions.desk_api.views import rfc3339
from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.metrics import KINDS, Figures, Row
from shared.usecases.measure import instant, measure
from shared.usecases.settings import desk_settings

router = Router()


@router.get("/api/metrics")
def metrics() -> dict[str, Any]:
    desk = wiring.desk()
    need_manager(caller(router, desk_settings(desk)))
    query = router.current_event.query_string_parameters or {}
    if not query.get("from") or not query.get("to"):
        raise InvalidError("from" if not query.get("from") else "to", "is missing: a day, or an instant in RFC 3339")
    start, end = instant(query["from"], "from", end=False), instant(query["to"], "to", end=True)
    accounts = tuple(name for name in query.get("account", "").split(",") if name)
    rows = measure(start, end, accounts=accounts, by=query.get("by") or None, desk=desk)
    return {"from": rfc3339(start), "to": rfc3339(end), "rows": [_row(row) for row in rows]}


def _row(row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": row.key}
    for kind in KINDS:
        shown[kind] = {**_figures(row.figures[kind]), "business": _figures(row.business[kind])}
    return shown | {
        "tickets": row.tickets,
        "unanswered": row.unanswered,
        "oldest_unanswered_s": row.oldest_unanswered_s,
        "late": row.late,
    }


def _figures(figures: Figures) -> dict[str, float | int | None]:
    return {
        "count": figures.count,
        "mean_s": figures.mean_s,
        "median_s": figures.median_s,
        "p90_s": figures.p90_s,
        "within_target": figures.within_target,
    }
