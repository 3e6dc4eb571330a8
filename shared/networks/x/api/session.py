"""One HTTP call to X: where it goes, what counts it, and what its failure means for what was to be posted.

tweepy writes the requests and signs them, but names a host of its own, passes no timeout, and drops its errors' words; so
the session that it sends through does these three things (timeouts: `connection`). Connections are the
process's, kept for reads.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests

from shared.domain.accounts.allowance import Allowance
from shared.domain.accounts.costs import Charge
from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.settings.desk import Account
from shared.networks.connection import never_left, patient
from shared.networks.x.api.limits import allowances
from shared.networks.x.api.refusals import About, about, problem_of, words_of
from shared.networks.x.pricing.charges import charged_reads
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock

logger = logging.getLogger(__name__)

TWEEPYS_HOST = "https://api.twitter.com"
QUARTER_HOUR = timedelta(minutes=15)
"""X's window for limits: how long to hold off if X does not say."""

LONGEST_WAIT = timedelta(hours=24)

LIMITS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
"""The units that X counts by; each has a header `-limit`, `-remaining` and `-reset` (Unix seconds)."""

_LOGS_SECRETS = (
    *("tweepy.client", "oauthlib.oauth1.rfc5849"),
    *("requests_oauthlib.oauth1_auth", "requests_oauthlib.oauth1_session", "requests_oauthlib.oauth2_session"),
)
"""Loggers that at DEBUG write the Authorization header and the base of its signature, or a sign-in's tokens."""


_NO_CREDIT = frozenset({"credits", "usage-capped"})
"""The last word of a problem's `type` where the app's credit is used up; with 402 as a rule, but X does not promise it."""


class _NoSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.DEBUG


for _name in _LOGS_SECRETS:
    logging.getLogger(_name).addFilter(_NoSecrets())


Tally = Callable[[Account, Mapping[Charge, Collection[str]]], None]
"""Receives each resource that an account has read, by its charge."""


class XRefusesError(RefusedError):
    """X understood the request and refused; `about` is the subject of the refusal, as far as it is known."""

    def __init__(self, words: str, about: About) -> None:
        super().__init__(words)
        self.about = about


class XForbidsError(XRefusesError):
    """X does not allow it (403)."""


class XNotPermittedError(XForbidsError, NotPermittedError):
    """X does not permit it, because of the token, the app or its plan."""


@dataclass(frozen=True, slots=True)
class CallQuota:
    """The counter of an account's calls (ports.Budgets), of which `spare` of each kind are left to others, and the
    receiver of X's charges."""

    account: Account
    budgets: Budgets | None = None
    spare: int = 0
    tally: Tally | None = None


class XSession(requests.Session):
    """Sends tweepy's requests to `api_url`. Answers below 300 come back; anything else is raised as a SocialNetworkError.

    With a `quota` every call is counted before it is made, and what X says of its limits holds for all workers.
    """

    def __init__(self, api_url: str, clock: Clock, quota: CallQuota | None = None) -> None:
        super().__init__()
        self._api_url = api_url.rstrip("/")
        self._clock = clock
        self._quota = quota
        self._counted_ahead: set[tuple[str, str]] = set()
        self.mount("https://", patient())
        self.mount("http://", patient())

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """Send the request to `api_url`. The host is changed before the request is signed, since OAuth 1.0a signs it
        too."""
        path = str(url).removeprefix(TWEEPYS_HOST)
        address = self._api_url + path
        kwargs["allow_redirects"] = False
        counted = allowances(str(method), path.partition("?")[0])
        if (str(method), path) in self._counted_ahead:
            self._counted_ahead.discard((str(method), path))
        else:
            self._spend(counted)
        try:
            response = super().request(method, address, *args, **kwargs)
        except requests.RequestException as error:
            if never_left(error):
                raise UnreachableError(f"X could not be reached: {type(error).__name__}") from error
            raise OutcomeUnknownError(f"X gave no answer: {type(error).__name__}") from error
        try:
            self._refuse(response)
        except RateLimitedError as error:
            self._hold(counted, error.until)
            raise
        self._charge(charged_reads(str(method), path.partition("?")[0], response.json))
        return response

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        """Look at no redirect: requests would parse its address, whose faults look as if the request had never left."""
        return None

    def count_ahead(self, method: str, path: str) -> None:
        """Count the next such call now, so that its sending calls nothing but X. Raises BudgetSpentError."""
        self._spend(allowances(method, path))
        self._counted_ahead.add((method, path))

    def _spend(self, counted: tuple[Allowance, ...]) -> None:
        if self._quota is None or self._quota.budgets is None:
            return
        for allowance in counted:
            now = self._clock.now()
            until = self._quota.budgets.take(self._quota.account.id, allowance, now, spare=self._quota.spare)
            if until is not None:
                raise BudgetSpentError(f"X is not asked before {until:%H:%M:%S} UTC: its limit is used up.", until)

    def _hold(self, counted: tuple[Allowance, ...], until: datetime) -> None:
        """Hold calls that X would refuse, for all workers. A failure to record the hold changes nothing in X's
        answer."""
        if self._quota is None or self._quota.budgets is None:
            return
        try:
            for allowance in counted:
                self._quota.budgets.hold(self._quota.account.id, allowance.name, until)
        except UnavailableError as error:
            logger.warning("X's limit is not written down: %s", error)

    def _charge(self, read: Mapping[Charge, Collection[str]]) -> None:
        if self._quota is not None and self._quota.tally is not None and read:
            self._quota.tally(self._quota.account, read)

    def _refuse(self, response: requests.Response) -> None:
        status = response.status_code
        if 200 <= status < 300:
            return
        message = words_of(response)
        if status == 402 or problem_of(response) in _NO_CREDIT:
            raise OutOfCreditError(message)
        if status == 401:
            raise DisconnectedError(message)
        if status == 429:
            raise RateLimitedError(message, until=self._until(response.headers))
        if status >= 500 or status == 408:
            raise OutcomeUnknownError(f"X answered {status}: {message}")
        subject = about(response)
        if subject is About.LIMIT:
            raise RateLimitedError(message, until=self._until(response.headers))
        raise _refused(message, subject, XForbidsError if status == 403 else XRefusesError)

    def _until(self, headers: Mapping[str, str]) -> datetime:
        """Return the latest reset among the limits that are used up; direct messages have one a day beside the quarter
        hour's. A reset beyond a day is taken as invalid, and cut."""
        now = self._clock.now()
        resets = {name: reset for name in LIMITS if (reset := number(headers.get(f"{name}-reset"))) is not None}
        used_up = [reset for name, reset in resets.items() if not number(headers.get(f"{name}-remaining"))]
        if not resets:
            return now + QUARTER_HOUR
        seconds = max(used_up or resets.values()) - now.timestamp()
        return now + max(timedelta(seconds=1), min(timedelta(seconds=seconds), LONGEST_WAIT))


def document(response: requests.Response, *, partly: bool = False) -> Mapping[str, Any]:
    """Return the JSON of an accepted request. Raises OutcomeUnknownError for anything else under a good status, and
    RefusedError or AccountRefusedError if X answers with `errors` only, since it does so with status 200 too; not if
    `partly`, for a request whose errors are one for each requested item."""
    try:
        payload = response.json()
    except (ValueError, RecursionError) as error:
        raise OutcomeUnknownError(f"X answered {response.status_code} with something that is not JSON.") from error
    if not isinstance(payload, dict):
        raise OutcomeUnknownError(f"X answered {response.status_code} with something that is not an object.")
    if payload.get("errors") and not payload.get("data") and not partly:
        raise _refused(words_of(response), about(response), XRefusesError)
    return payload


def _refused(words: str, subject: About, kind: type[XRefusesError]) -> SocialNetworkError:
    if subject is About.TOKEN:
        return DisconnectedError(words)
    if subject is About.LOCKED:
        return AccountRefusedError(words)
    return (XNotPermittedError if subject is About.RIGHTS else kind)(words, subject)


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
