"""Two schedules: every minute what ought to have gone out, every five minutes what ought to have been chased."""

from typing import Any

from aws_lambda_powertools import Logger

from shared import wiring
from shared.usecases.reconcile import find_overdue, send_unsent

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """`look_for` is `unsent` or `overdue`; answers what was found, for whoever calls it by hand."""
    find = {"unsent": send_unsent, "overdue": find_overdue}[event["look_for"]]
    found = dict(find(desk=wiring.desk()))
    (logger.warning if found.get("failed") else logger.info)("reconciled", look_for=event["look_for"], found=found)
    return found
