"""Four schedules: every minute what ought to have gone out; every five minutes what ought to have been chased and which
accounts are deaf, and which are about to lose a permission; every hour what is older than the desk keeps."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import wiring
from shared.usecases.accounts.renew_grants import renew_grants
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.operations.reconcile import find_overdue, send_unsent
from shared.usecases.privacy.apply_retention import apply_retention

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """`look_for` is `unsent`, `overdue`, `permissions` or `expired`; answers what was found, for whoever calls it by hand."""
    desk = wiring.desk()
    if event["look_for"] == "unsent":
        return _told(event, send_unsent(desk=desk))
    if event["look_for"] == "permissions":
        return _told(event, renew_grants(desk=desk))
    if event["look_for"] == "expired":
        return _told(event, apply_retention(desk=desk))
    found = find_overdue(desk=desk)
    deaf = watch_accounts(desk=desk)
    _count("TimersFound", found["chased"] + found["timer_started"])
    _count("AccountsAtFault", deaf.pop("accounts", 0))
    found["failed"] += deaf.pop("failed", 0)
    for fault, n in deaf.items():
        _count("AccountFaults", n, fault=fault)
    return _told(event, {**found, **{f"fault:{fault}": n for fault, n in deaf.items()}})


def _told(event: Mapping[str, Any], found: Mapping[str, int]) -> dict[str, int]:
    tell = logger.warning if found.get("failed") else logger.info
    tell("reconciled", look_for=event["look_for"], found=dict(found))
    return dict(found)


def _count(name: str, n: int, **dimensions: str) -> None:
    """That it is counted at all is the sign of life of this look."""
    with single_metric(name=name, unit=MetricUnit.Count, value=n) as metric:
        for dimension, value in dimensions.items():
            metric.add_dimension(name=dimension, value=value)
