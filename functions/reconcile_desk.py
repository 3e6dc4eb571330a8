"""The sweeps, by schedule: every minute unsent messages; every five minutes overdue tickets, accounts that receive nothing,
and grants that expire soon; every hour texts past their retention, and files past theirs."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import wiring
from shared.usecases.accounts.renew_grants import renew_grants
from shared.usecases.accounts.watch_accounts import watch_accounts
from shared.usecases.attachments.forget_attachments import remove_expired_files
from shared.usecases.operations.reconcile import Overdue, find_overdue, send_unsent
from shared.usecases.privacy.apply_retention import apply_retention
from shared.usecases.privacy.handle_erasures import handle_erasures

logger = Logger()

Outcome = TypeVar("Outcome", bound=str)


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Run the sweep that `look_for` names: `unsent`, `overdue`, `permissions`, `erasures` or `expired`. The counts are answered for manual
    invocations."""
    desk = wiring.desk()
    if event["look_for"] == "unsent":
        return _logged(event, send_unsent(desk=desk))
    if event["look_for"] == "permissions":
        return _logged(event, renew_grants(desk=desk))
    if event["look_for"] == "erasures":
        return _logged(event, handle_erasures(desk=desk, office=desk.hasty_dead_letter_office))
    if event["look_for"] == "expired":
        return _logged(event, Counter[str](apply_retention(desk=desk)) + remove_expired_files(desk=desk))
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
    """Publish a metric, also for 0: an alarm fires if it is missing."""
    with single_metric(name=name, unit=MetricUnit.Count, value=n) as metric:
        for dimension, value in dimensions.items():
            metric.add_dimension(name=dimension, value=value)
