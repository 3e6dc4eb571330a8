"""Reports of browsers about violations of the page's content security policy: counted, neither read nor logged.

Anybody can send any number of them. So only well-formed reports are counted, and only a few in a minute, which is
enough for an alarm. The gateway limits the route to a few requests a second besides (infra/api.py).
"""

from datetime import datetime, timedelta

from aws_lambda_powertools import single_metric
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter as Router
from aws_lambda_powertools.metrics import MetricUnit

from functions.desk_api.http import problems
from shared import wiring

router = Router()

TYPES = ("application/csp-report", "application/reports+json")
"""By `report-uri` and by `report-to`."""

LARGEST = 16_384
"""The maximum length in characters. Browsers truncate the sample and send one report a violation; Chromium batches some
dozens at most."""

COUNTED = 10
WITHIN = timedelta(minutes=1)


class ReportAllowance:
    """A rate limit on counting, for this process: each count is a line in the log, which costs money."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most = most
        self._within = within
        self._since: datetime | None = None
        self._taken = 0

    def take(self, now: datetime) -> bool:
        """Return whether one more report may be counted."""
        if self._since is None or now - self._since >= self._within:
            self._since, self._taken = now, 0
        self._taken += 1
        return self._taken <= self._most


allowance = ReportAllowance(COUNTED, WITHIN)


@router.post("/csp")
def take() -> Response[str]:
    event = router.current_event
    kind = (event.headers or {}).get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES:
        return problems.problem(415, "That cannot be read", f"A report is {' or '.join(TYPES)}.")
    if len(event.body or "") > LARGEST:
        return problems.problem(413, "That is too large", f"A report has at most {LARGEST} bytes.")
    if allowance.take(wiring.desk().clock.now()):
        with single_metric(name="CspReports", unit=MetricUnit.Count, value=1, namespace="Sokuto"):
            pass
    return Response(status_code=204, body="")
