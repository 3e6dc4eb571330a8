"""AWS's list prices of what a desk uses, in USD, without free tiers and taxes, as they stood in September 2026.

Sources: the price lists of AWS (`https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<service>/current/<region>/index.json`)
and the pricing page of each service.
"""

from dataclasses import dataclass
from typing import Final

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Of one region. What is counted in millions is so in AWS's own lists."""

    writes: float
    """A million write request units: https://aws.amazon.com/dynamodb/pricing/on-demand/"""
    reads: float
    stored: float
    """A GB in a month; `backed_up` the same of point-in-time recovery."""
    backed_up: float
    transitions: float
    """A million of Standard workflows: https://aws.amazon.com/step-functions/pricing/"""
    http: float
    """A million requests to an HTTP API: https://aws.amazon.com/api-gateway/pricing/"""
    logs: float
    """A GB taken in: https://aws.amazon.com/cloudwatch/pricing/"""
    calls: float = 0.20
    """A million calls of functions: https://aws.amazon.com/lambda/pricing/"""
    gb_seconds: float = 13.3334
    """A million GB-seconds on arm64."""
    messages: float = 0.40
    """A million requests to standard queues: https://aws.amazon.com/sqs/pricing/"""
    schedules: float = 1.00
    """A million scheduled events: https://aws.amazon.com/eventbridge/pricing/"""
    traces: float = 5.00
    """A million traces recorded: https://aws.amazon.com/xray/pricing/"""
    alarm: float = 0.10
    """A month of one metric that an alarm reads: https://aws.amazon.com/cloudwatch/pricing/"""
    metric: float = 0.30
    """A month of a metric of one's own."""
    dashboard: float = 3.00
    secret: float = 0.40
    """A month: https://aws.amazon.com/secrets-manager/pricing/"""
    mails: float = 100.0
    """A million mails: https://aws.amazon.com/ses/pricing/"""


PRICES: Final = {
    "us-east-1": Prices(writes=0.625, reads=0.125, stored=0.25, backed_up=0.20, transitions=25.0, http=1.00, logs=0.50),
    "ap-northeast-1": Prices(
        writes=0.715, reads=0.1425, stored=0.285, backed_up=0.228, transitions=25.0, http=1.29, logs=0.76
    ),
}
