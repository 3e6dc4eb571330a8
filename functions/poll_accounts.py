"""Polling. Every minute: read each account's mentions, own posts and direct messages, on every network with timelines, for
posts that the webhook did not deliver, and look up the posts of open tickets. Every hour: look up stored posts for
deletions (I6). Every five minutes: read the quotas of plans that are due (N7)."""

from collections.abc import Mapping
from typing import Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import wiring
from shared.usecases.accounts.read_quotas import read_quotas
from shared.usecases.deletions.check_opened_posts import check_opened_posts
from shared.usecases.deletions.detect_deletions import detect_deletions
from shared.usecases.inbound.poll_accounts import poll_accounts

logger = Logger()

Outcome = TypeVar("Outcome", bound=str)


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Run the lookups that `look_for` names (`deleted`, `wanted`, `quotas`), or poll. The counts are answered for manual invocations."""
    desk = wiring.desk()
    if event.get("look_for") == "deleted":
        found = _figures(detect_deletions(desk=desk))
        logger.info("looked again", found=found)
        return found
    if event.get("look_for") == "wanted":
        return _figures(check_opened_posts(desk=desk))
    if event.get("look_for") == "quotas":
        return _figures(read_quotas(desk=desk))
    outcomes = _figures(poll_accounts(desk=desk))
    logger.info("polled", found=outcomes)
    for outcome, n in outcomes.items():
        with single_metric(name="Polls", unit=MetricUnit.Count, value=n) as metric:
            metric.add_dimension(name="outcome", value=outcome)
    return outcomes


def _figures(counted: Mapping[Outcome, int]) -> dict[str, int]:
    return {str(outcome): n for outcome, n in counted.items()}
