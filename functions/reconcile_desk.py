"""Four schedules: every minute what ought to have gone out; every five minutes what ought to have been chased and which
accounts are deaf, and which are about to lose a permission; every hour what is older than the desk keeps."""

from collections.abc import Mapping
from typing import Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import wiring
from shared.usecases.accounts.renew_grants import renew_grants
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.operations.reconcile import Overdue, find_overdue, send_unsent
from shared.usecases.privacy.apply_retention import apply_retention

logger = Logger()

Outcome = TypeVar("Outcome", bound=str)


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """`look_for` is `unsent`, `overdue`, `permissions` or `expired`; answers what was found, for whoever calls it by hand."""
    desk = wiring.desk()
    if event["look_for"] == "unsent":
        return _logged(event, send_unsent(desk=desk))
    if event["look_for"] == "permissions":
        return _logged(event, renew_grants(desk=desk))
    if event["look_for"] == "expired":
        return _logged(event, apply_retention(desk=desk))
    look = find_overdue(desk=desk)
    accounts = watch_accounts(desk=desk)
    _count("TimersFound", look.waiting[Overdue.CHASED] + look.waiting[Overdue.TIMER_STARTED])
    _count("AccountsAtFault", accounts.at_fault)
    for fault, n in accounts.faults.items():
        _count("AccountFaults", n, fault=fault)
    figures = look.figures()
    figures["failed"] += accounts.failed
    return _logged(event, {**figures, **{f"fault:{fault}": n for fault, n in accounts.faults.items()}})


def _logged(event: Mapping[str, Any], found: Mapping[Outcome, int]) -> dict[str, int]:
    figures = {str(outcome): n for outcome, n in found.items()}
    log = logger.warning if figures.get("failed") else logger.info
    log("reconciled", look_for=event["look_for"], found=figures)
    return figures


def _count(name: str, n: int, **dimensions: str) -> None:
    """That it is counted at all is the sign of life of this look."""
    with single_metric(name=name, unit=MetricUnit.Count, value=n) as metric:
        for dimension, value in dimensions.items():
            metric.add_dimension(name=dimension, value=value)
