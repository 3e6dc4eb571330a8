"""What Meta says of the calls that are used up (https://developers.facebook.com/docs/graph-api/overview/rate-limiting/): of the app
in a rolling hour, and of the Page or the Instagram account in a rolling day, over all the apps that it has given access to.

Both budgets serve reads and answers alike. So reading stops at 80 %, and what is left is for answers.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import RateLimitedError
from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, objects_in

APP_USAGE = "x-app-usage"
OBJECT_USAGE = "x-business-use-case-usage"

STOP_READING_AT = 80
"""Percent."""

ASK_AGAIN = timedelta(minutes=15)
"""How long nothing is read if Meta does not say when there will be calls again: its windows roll, so they come back by and by."""

LONGEST = timedelta(days=1)

_SHARES = ("call_count", "total_time", "total_cputime")


@dataclass(frozen=True, slots=True)
class Usage:
    """The share that is used up, in percent, and how long Meta takes no calls any more, if it says so."""

    percent: int = 0
    regained_in: timedelta = timedelta(0)


class UsageMeter:
    """The last word of Meta on each account and app, for one process: each learns it with its first call."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[int, datetime]] = {}
        self._used: dict[str, int] = {}

    def note(self, account: Account, headers: Mapping[str, str], at: datetime) -> None:
        """Keep what an answer to the account says. An answer that says nothing changes nothing."""
        for key, usage in ((f"app:{account.app}", app_usage(headers)), (account.id, object_usage(headers))):
            if usage is None:
                continue
            self._used[key] = usage.percent
            if usage.percent >= STOP_READING_AT or usage.regained_in:
                self._said[key] = usage.percent, at + min(usage.regained_in or ASK_AGAIN, LONGEST)
            else:
                self._said.pop(key, None)

    def used(self, account: Account) -> int | None:
        """Return the percentage that was used up when Meta last said so; None if it has not."""
        return max((self._used[key] for key in (f"app:{account.app}", account.id) if key in self._used), default=None)

    def check(self, account: Account, at: datetime) -> None:
        """Raise RateLimitedError while what is left is for answers."""
        for key in (f"app:{account.app}", account.id):
            percent, until = self._said.get(key, (0, at))
            if at < until:
                raise RateLimitedError(
                    f"{percent} % of the calls that Meta allows are used up: nothing is read before {until:%H:%M} UTC, so that "
                    "answers still go out.",
                    until,
                )


def app_usage(headers: Mapping[str, str]) -> Usage | None:
    """Return what an answer says of the app; None if it says nothing. The names in `headers` are in lower case."""
    told = dict_in(_decoded(headers.get(APP_USAGE)))
    return _usage([told]) if told else None


def object_usage(headers: Mapping[str, str]) -> Usage | None:
    """Return what an answer says of the Page or the account, by the kind of call of which most is used up."""
    told = [one for kinds in dict_in(_decoded(headers.get(OBJECT_USAGE))).values() for one in objects_in(kinds)]
    return _usage(told) if told else None


def _usage(told: list[Mapping[str, Any]]) -> Usage:
    percent = max((share for one in told for share in _numbers(one, _SHARES)), default=0)
    minutes = max((each for one in told for each in _numbers(one, ("estimated_time_to_regain_access",))), default=0)
    return Usage(percent, timedelta(minutes=min(minutes, 24 * 60)))


def _numbers(one: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[int]:
    for name in names:
        value = one.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12:
            yield int(value)


def _decoded(header: str | None) -> object:
    try:
        return json.loads(header) if header else None
    except (ValueError, RecursionError):
        return None
