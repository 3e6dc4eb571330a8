"""Limits by business use case: https://developers.facebook.com/docs/graph-api/overview/rate-limiting/"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from infra.local.meta import seed
from infra.local.meta.errors import ERRORS, LIMITED, GraphError

OF_USE_CASE: Final = {case: name for name, case in LIMITED.items()}


class Limits:
    """How much of each use case is used. Whoever calls while one is closed keeps it closed for longer."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._calls: Counter[str] = Counter()
        self._closed: dict[str, datetime] = {}

    def count(self, case: str, settings: Mapping[str, Any]) -> None:
        """Count a call. Raises GraphError once the use case is used up, or while it is closed."""
        self._calls[case] += 1
        closed = self._closed.get(case)
        if closed is not None and self._now() < closed:
            self._closed[case] = closed + timedelta(minutes=1)
            raise self._error(case, settings)
        self._closed.pop(case, None)
        if self.percent(case, settings) >= 100:
            self.close(case)
            raise self._error(case, settings)

    def close(self, case: str) -> None:
        self._closed[case] = self._now() + timedelta(minutes=ERRORS[OF_USE_CASE[case]].minutes)

    def percent(self, case: str, settings: Mapping[str, Any]) -> int:
        """Return the share that is used: what the settings say, and of a budget the calls so far."""
        budget = settings["budgets"].get(case)
        return int(settings["usage"].get(case, 0)) + (100 * self._calls[case] // budget if budget else 0)

    def headers(self, case: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the headers in which every answer tells of the usage, in percent."""
        percent, closed = min(100, self.percent(case, settings)), self._closed.get(case)
        minutes = max(0, round((closed - self._now()).total_seconds() / 60)) if closed else 0
        usage = {"call_count": percent, "total_cputime": 1, "total_time": 1}
        told = {"type": case, **usage, "estimated_time_to_regain_access": minutes}
        app = int(settings["usage"].get("app", 1))
        return {
            "x-app-usage": json.dumps({"call_count": app, "total_time": 1, "total_cputime": 1}),
            "x-business-use-case-usage": json.dumps({seed.PAGE_ID: [told]}),
        }

    def _error(self, case: str, settings: Mapping[str, Any]) -> GraphError:
        return GraphError(OF_USE_CASE[case], headers=self.headers(case, settings))

    def clear(self) -> None:
        self._calls.clear()
        self._closed.clear()
