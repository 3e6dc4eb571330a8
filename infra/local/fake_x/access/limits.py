"""Rate limits per user (or app) and route, as on X, in fixed windows that open with the first request."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

QUARTER_HOUR: Final = 15 * 60
DAY: Final = 24 * 60 * 60


@dataclass(slots=True)
class Window:
    opened_at: float
    used: int = 0


class Limits:
    """The open windows. `limits` maps a route to its limit for a quarter of an hour, and tests may lower it."""

    def __init__(self, seconds: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._windows: dict[tuple[str, str, int], Window] = {}
        self.set: dict[str, int] = {}

    def take(self, who: str, route: str, allowed: int, allowed_a_day: int | None) -> tuple[bool, dict[str, str]]:
        """Return whether one more request is allowed, and the rate-limit headers."""
        allowed = self.set.get(route, allowed)
        quarter = self._window(who, route, QUARTER_HOUR)
        headers = self._headers("x-rate-limit", quarter, allowed, QUARTER_HOUR)
        refused = quarter.used > allowed
        if allowed_a_day is not None:
            day = self._window(who, route, DAY)
            headers |= self._headers("x-user-limit-24hour", day, allowed_a_day, DAY)
            refused = refused or day.used > allowed_a_day
        return not refused, headers

    def clear(self) -> None:
        self._windows.clear()
        self.set.clear()

    def _window(self, who: str, route: str, length: int) -> Window:
        now = self._seconds()
        window = self._windows.get((who, route, length))
        if window is None or now >= window.opened_at + length:
            window = self._windows[who, route, length] = Window(opened_at=now)
        window.used += 1
        return window

    @staticmethod
    def _headers(prefix: str, window: Window, allowed: int, length: int) -> dict[str, str]:
        return {
            f"{prefix}-limit": str(allowed),
            f"{prefix}-remaining": str(max(0, allowed - window.used)),
            f"{prefix}-reset": str(int(window.opened_at) + length),
        }
