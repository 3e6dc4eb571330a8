"""Every minute: reads each account's mentions, own posts and direct messages on X, for what the webhook did not deliver."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared import wiring
from shared.usecases.poll_mentions import poll_mentions

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers how many accounts came to what, for whoever calls it by hand."""
    desk = wiring.desk()
    told = poll_mentions({"x": desk.x_timelines}, desk.ingest, webhooks={"x": desk.x_webhooks}, desk=desk)
    logger.info("polled", told=dict(told))
    for outcome, n in told.items():
        with single_metric(name="Polls", unit=MetricUnit.Count, value=n) as metric:
            metric.add_dimension(name="outcome", value=outcome)
    return dict(told)
