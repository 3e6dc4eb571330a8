"""The HTTP client for networks without an SDK: one call, one answer, and what a failure means for what was to be posted.

A status is the plug's to read; everything before it is told apart here: a request that never left (UnreachableError)
from one whose outcome is unknown (OutcomeUnknownError), as R1 needs it. Nothing is repeated, no redirect is followed, no
call waits for a rate limit. What a call carries stands in no error, log or repr: the errors of the layers below quote
addresses and headers, so they are not passed on.
"""

import json
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import BudgetSpentError, OutcomeUnknownError, UnavailableError, UnreachableError
from shared.networks import connection
from shared.networks.connection import never_left, patient
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock

logger = logging.getLogger(__name__)

LONGEST_ANSWER = 4_000_000
"""Bytes. No page of posts comes near it; what does is no answer that the desk can use."""

_CHUNK = 65_536
_AGENT = "sokuto"


class _NoAddresses(logging.Filter):
    """urllib3 writes the path and query of every request at DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.DEBUG


logging.getLogger("urllib3.connectionpool").addFilter(_NoAddresses())


class AnswerTooLongError(OutcomeUnknownError):
    """The answer has more bytes than its caller takes; it was not read to its end."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What the network answered. The names in `headers` are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the decoded JSON; None for anything else, as errors often are."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    def document(self) -> Mapping[str, Any]:
        """Return the JSON object of an accepted request. Raises OutcomeUnknownError for anything else."""
        found = self.json()
        if not isinstance(found, dict):
            raise OutcomeUnknownError(f"The answer {self.status} holds no JSON object.")
        return found


@dataclass(frozen=True, slots=True)
class CallBudget:
    """What counts a call: the account's `allowances`, of which `spare` calls each are left to others."""

    account: str
    allowances: Sequence[Allowance] = ()
    spare: int = 0


class HttpClient:
    """Calls one host. `network` is its name as people write it, `url` its address without a path.

    Each call has a session of its own, so that no cookie or key of an account comes to another's. Connections are the process's
    (`connection.patient`), kept for reads.
    """

    def __init__(
        self, network: str, url: str, *, clock: Clock, budgets: Budgets | None = None, read_seconds: float | None = None
    ) -> None:
        self._network = network
        self._url = url.rstrip("/")
        self._clock = clock
        self._budgets = budgets
        self._read_seconds = read_seconds

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        quota: CallBudget | None = None,
        longest: int = LONGEST_ANSWER,
    ) -> Answer:
        """Make one call and return the answer, whatever its status. `path` begins with a slash and is quoted already;
        `longest` is the most bytes of an answer. With a `quota` the call is counted first.

        Raises BudgetSpentError and UnavailableError before the call, UnreachableError if it never left, and
        OutcomeUnknownError if it may have been taken: no answer, half of one, or too long a one.
        """
        if quota is not None:
            self.count(quota)
        as_json = {"Content-Type": "application/json"} if json is not None else {}
        body = _encoded(json) if json is not None else form if form is not None else content
        session = _Session()
        session.mount("https://", patient(self._read_seconds))
        session.mount("http://", patient(self._read_seconds))
        try:
            with session.request(
                method,
                self._url + path,
                headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **as_json, **(headers or {})},
                params=_pairs(params),
                data=body,
                auth=_as_it_is,
                allow_redirects=False,
                stream=True,
            ) as response:
                found = _read(response, longest, self._patience())
        except _LimitError as limit:
            kind = AnswerTooLongError if limit.bytes else OutcomeUnknownError
            raise kind(f"{self._network}'s answer {'is' if limit.bytes else 'takes'} too long.") from None
        except UnicodeError:
            raise UnreachableError(f"{self._network} could not be reached: a header is not ASCII.") from None
        except (requests.RequestException, HTTPError, OSError) as error:
            if isinstance(error, requests.RequestException) and never_left(error):
                words = f"{self._network} could not be reached: {type(error).__name__}"
                raise UnreachableError(words) from None
            raise OutcomeUnknownError(f"{self._network} gave no answer: {type(error).__name__}") from None
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, found)

    def count(self, quota: CallBudget) -> None:
        """Count a call ahead, so that making it asks nobody but the network. Raises BudgetSpentError if it may not be
        made yet, and UnavailableError."""
        if self._budgets is None:
            return
        for allowance in quota.allowances:
            until = self._budgets.take(quota.account, allowance, self._clock.now(), spare=quota.spare)
            if until is not None:
                words = f"{self._network} is not asked before {until:%H:%M:%S} UTC: its limit is used up."
                raise BudgetSpentError(words, until)

    def hold(self, quota: CallBudget, until: datetime) -> None:
        """Hold such calls until then, for all workers, as the network asked. A failure to record it changes nothing in
        the network's answer."""
        if self._budgets is None:
            return
        try:
            for allowance in quota.allowances:
                self._budgets.hold(quota.account, allowance.name, until)
        except UnavailableError as error:
            logger.warning("%s's limit is not written down: %s", self._network, error)

    def _patience(self) -> float:
        """The latest instant, by the monotonic clock, at which another piece of the answer is waited for."""
        return time.monotonic() + (self._read_seconds or connection.READ_SECONDS)


class _Session(requests.Session):
    """A session that looks at no redirect: requests reads its body whole, and its address may raise errors as if the
    call itself had never left."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        return None


class _LimitError(Exception):
    """The answer has more `bytes` than asked for, or else comes in so small pieces that it does not end."""

    def __init__(self, *, bytes: bool) -> None:  # noqa: A002
        self.bytes = bytes


def _read(response: requests.Response, longest: int, until: float) -> bytes:
    """Read the body piece by piece: a timeout of the socket alone would allow a byte every few seconds for ever."""
    found = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        found += chunk
        if len(found) > longest:
            raise _LimitError(bytes=True)
        if time.monotonic() > until:
            raise _LimitError(bytes=False)
    return bytes(found)


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def smaller_page(params: Iterable[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """Return a read's parameters for a tenth of the page (`limit`); None if it asks for no page, or for one element."""
    given = list(params)
    limit = next((int(value) for name, value in given if name == "limit"), 1)
    rest = [(name, value) for name, value in given if name != "limit"]
    return [*rest, ("limit", str(limit // 10 or 1))] if limit > 1 else None


def _pairs(params: Mapping[str, str] | Iterable[tuple[str, str]] | None) -> list[tuple[str, str]]:
    return list(params.items() if isinstance(params, Mapping) else params or ())


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep the call's own headers: without an `auth`, requests puts what a .netrc holds in the place of a token."""
    return request
