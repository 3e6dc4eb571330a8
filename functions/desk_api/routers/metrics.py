"""Response times and attainment of targets, for managers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.caller import caller, need_manager
from functions.desk_api.http.csv_file import csv_of
from functions.desk_api.http.cursors import issue_cursor, place_of
from functions.desk_api.http.request import Names
from functions.desk_api.views.costs import costs_view
from functions.desk_api.views.people import people_of, person_view
from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.reporting.metrics import KINDS, TOTAL, Figures, Row, SlaCounts
from shared.domain.settings.desk import DeskSettings
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.reporting.day_tables import clipped
from shared.usecases.reporting.list_clocks import ExportedClock, list_clocks
from shared.usecases.reporting.measure_costs import measure_costs
from shared.usecases.reporting.measure_response_times import NOBODY, instant, measure_by, zone_named
from shared.usecases.settings.current import desk_settings

router = Router()

COLUMNS = (
    *("ticket", "account", "network", "kind", "state", "started_at", "due_at", "ended_at", "agent", "agent_name"),
    *("target_s", "in_time", "elapsed_s", "business_s", "seen_late", "day", "hour", "hour_of_week", "told_by_hand"),
)


CHARGED_BY = ("account", "network", "day")
"""Groupings that charges have, too."""


class PeriodQuery(request.Query):
    """`from` and `to` are days of the zone, or instants in RFC 3339."""

    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")
    account: Names = ()
    zone: str | None = None


class MetricsQuery(PeriodQuery):
    by: str | None = None


class ClocksQuery(PeriodQuery):
    cursor: str | None = Field(default=None, max_length=1_500)


@router.get("/api/metrics")
def metrics() -> dict[str, Any]:
    desk = wiring.desk()
    settings = desk_settings(desk)
    need_manager(caller(router, settings))
    query = request.query(router, MetricsQuery)
    period, by = _period(query, settings), query.by
    start, end, accounts, zone = period.start, period.end, period.accounts, period.zone
    names = tuple(dict.fromkeys(by.split(","))) if by is not None else ()
    charged = clipped(start, end, desk.clock.now())
    total, groups = measure_by(start, end, by=names, accounts=accounts, zone=zone, desk=desk)

    def costs(name: str | None) -> dict[str, Any] | None:
        return costs_view(lambda: measure_costs(*charged, accounts=accounts, by=name, desk=desk), desk=desk)

    shown = {name: [_grouped(name, row, settings) for row in (total, *groups[name])] for name in names}
    answer = {
        "from": rfc3339(start),
        "to": rfc3339(end),
        "as_of": rfc3339(desk.clock.now()),
        "zone": zone.key if zone else settings.general.zone,
    }
    if len(names) > 1:
        several = {name: {"rows": shown[name], "costs": costs(name) if name in CHARGED_BY else None} for name in names}
        return answer | {"rows": [_row(total)], "groups": several}
    return answer | {"rows": shown[by] if by is not None else [_row(total)], "costs": costs(by)}


def _grouped(by: str, row: Row, settings: DeskSettings) -> dict[str, Any]:
    return _row(row) | ({"agent": _agent(row.key, settings)} if by == "agent" else {})


@router.get("/api/metrics/clocks")
def clocks() -> Response[str]:
    """Export the period's clocks as CSV, one a line; they add up to the figures of the reports (M6).

    The header `next-cursor` continues the export, if there is more; the next part has no header line."""
    desk = wiring.desk()
    settings = desk_settings(desk)
    need_manager(caller(router, settings))
    query = request.query(router, ClocksQuery)
    period, continued = _period(query, settings), {"list": "clocks", **query.model_dump(exclude={"cursor"})}
    cursor = place_of(query.cursor, query=continued)[0] if query.cursor is not None else None
    listed = list_clocks(period.start, period.end, accounts=period.accounts, zone=period.zone, cursor=cursor, desk=desk)
    lines = [_line(each, settings) for each in listed.clocks]
    headers: dict[str, str | list[str]] = {
        "content-disposition": f'attachment; filename="clocks-{period.start:%Y-%m-%d}.csv"',
        "as-of": rfc3339(listed.as_of),
    }
    if listed.next_cursor is not None:
        headers["next-cursor"] = issue_cursor(listed.next_cursor, query=continued)
    body = csv_of(lines, goes_on=True) if cursor else csv_of([COLUMNS, *lines])
    return Response(200, content_type="text/csv; charset=utf-8", body=body, headers=headers)


@dataclass(frozen=True, slots=True)
class _Period:
    start: datetime
    end: datetime
    accounts: tuple[str, ...]
    zone: ZoneInfo | None


def _period(query: PeriodQuery, settings: DeskSettings) -> _Period:
    """Read the period in the requested zone, and the accounts."""
    if query.start is None or query.end is None:
        raise InvalidError("from" if query.start is None else "to", "is missing: a day, or an instant in RFC 3339")
    zone = zone_named(query.zone, settings) if query.zone else None
    days = zone or UTC
    start, end = instant(query.start, "from", end=False, zone=days), instant(query.end, "to", end=True, zone=days)
    return _Period(start, end, query.account, zone)


def _line(listed: ExportedClock, settings: DeskSettings) -> list[str | int | None]:
    """Write one clock: durations in whole seconds, instants in milliseconds."""
    clock, groups = listed.clock, listed.groups
    agent = _agent(groups["agent"], settings)
    return [
        clock.ticket,
        clock.account,
        groups["network"],
        clock.kind,
        clock.state,
        rfc3339(clock.started_at),
        rfc3339(clock.due_at) if clock.due_at is not None else None,
        rfc3339(clock.stopped_at) if clock.stopped_at is not None else None,
        clock.by,
        agent["name"] if agent is not None else None,
        _whole(clock.target),
        None if listed.in_time is None else "yes" if listed.in_time else "no",
        _whole(clock.elapsed),
        _whole(clock.business),
        "yes" if clock.late else "no",
        groups["day"],
        groups["hour"],
        groups["hour_of_week"],
        "yes" if clock.told_by_hand else "no",
    ]


def _whole(length: timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())


def _agent(key: str, settings: DeskSettings) -> dict[str, str] | None:
    """Return the row's agent; None for the total, and for clocks that were not answered from the desk."""
    return person_view(people_of(settings)(None if key in (TOTAL, NOBODY) else key))


def _row(row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": row.key}
    for kind in KINDS:
        shown[kind] = {
            **_figures(row.figures[kind]),
            "business": _figures(row.business[kind]),
            **_sla_counts(row.sla_counts[kind]),
        }
    return shown | {
        "tickets": row.tickets,
        "unanswered": row.unanswered,
        "more_unanswered": row.more_unanswered,
        "overdue": row.overdue,
        "oldest_unanswered_s": row.oldest_unanswered_s,
        "late": row.late,
        "told_by_hand": row.told_by_hand,
    }


def _sla_counts(beside: SlaCounts) -> dict[str, Any]:
    oldest, targets = beside.oldest_unanswered_at, beside.targets
    return {
        "unanswered": beside.unanswered,
        "overdue": beside.overdue,
        "in_time": beside.in_time,
        "missed": beside.missed,
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
