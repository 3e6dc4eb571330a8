"""Calls to the Messaging API, made with the channel's own token."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import RateLimitedError, UnavailableError, UnreachableError
from shared.domain.settings.desk import Account
from shared.networks.http import LONGEST_ANSWER, Answer, CallBudget, HttpClient
from shared.networks.line.api.keys import LineChannel, LineKeys
from shared.networks.line.api.limits import PAUSE, TEST, TEST_PAUSE
from shared.networks.line.api.refusals import refuse
from shared.networks.line.api.tokens import LineTokens
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock

logger = logging.getLogger(__name__)

REQUEST_ID = "x-line-request-id"
_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{1,64}")

API = "https://api.line.me"
DATA = "https://api-data.line.me"
"""The host of files that people send: https://developers.line.biz/en/reference/messaging-api/#domain-name"""


@dataclass(frozen=True, slots=True)
class LineCall:
    """One call of an account. `allowance` is what it counts as; `data` says that the host for files answers it."""

    method: str
    path: str
    allowance: Allowance | None = None
    data: bool = False


class LineClient:
    """Speaks as a channel. A token that LINE refuses is bought again once: the secret may have been changed."""

    def __init__(self, keys: LineKeys, clock: Clock, *, budgets: Budgets | None = None, url: str | None = None) -> None:
        self._keys = keys
        self.clock = clock
        self._api = HttpClient("LINE", url or API, clock=clock, budgets=budgets)
        self._data = HttpClient("LINE", url or DATA, clock=clock, budgets=budgets)
        self._tokens = LineTokens(HttpClient("LINE", url or API, clock=clock), clock)

    def channel(self, app: str) -> LineChannel:
        """Return the app's channel. Raises DisconnectedError, and UnreachableError if the secret cannot be read: nothing
        has been sent."""
        try:
            return self._keys.channel(app)
        except UnavailableError as error:
            raise UnreachableError(str(error)) from error

    def prepare(self, account: Account, call: LineCall) -> LineChannel:
        """Make all ready for the call, which is counted now: its token is there, so that the call asks nobody but LINE.
        Raises DisconnectedError, RateLimitedError, UnreachableError and UnavailableError."""
        channel = self.channel(account.app)
        self._tokens.of(channel)
        if call.allowance is not None:
            self._api.count(_quota(account.id, call.allowance))
        return channel

    def ask(self, account: Account, call: LineCall, *, json: object = None, longest: int = LONGEST_ANSWER) -> Answer:
        """Prepare and make the call. Raises SocialNetworkErrors, and NotFoundError for what LINE does not have."""
        channel = self.prepare(account, call)
        answer = self.send(channel, call, json=json, longest=longest)
        self.accept(account, call, answer)
        return answer

    def send(
        self,
        channel: LineChannel,
        call: LineCall,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        longest: int = LONGEST_ANSWER,
    ) -> Answer:
        """Make a prepared call, and return LINE's answer whatever it says."""
        answer = self._send(channel, call, json=json, headers=headers, longest=longest)
        if answer.status == 401 and self._tokens.forget(channel):
            answer = self._send(channel, call, json=json, headers=headers, longest=longest)
        return answer

    def accept(self, account: Account, call: LineCall, answer: Answer) -> None:
        """Raise what the answer refuses. A rate limit holds the call for all workers. LINE's id of the request is logged: its
        support asks for it."""
        if not answer.ok:
            request = _REQUEST_ID.fullmatch(answer.headers.get(REQUEST_ID, ""))
            logger.warning("LINE answered %s to the request %s", answer.status, request[0] if request else "without id")
        until = self.clock.now() + (TEST_PAUSE if call.allowance is TEST else PAUSE)
        try:
            refuse(answer, until=until)
        except RateLimitedError as error:
            if call.allowance is not None:
                self._api.hold(_quota(account.id, call.allowance), error.until)
            raise

    def prove(self, channel: LineChannel) -> None:
        """Make sure that LINE knows the channel id and secret. Raises DisconnectedError and other NetworkErrors."""
        self._tokens.forget(channel)
        self._tokens.of(channel)

    def _send(
        self, channel: LineChannel, call: LineCall, *, json: object, headers: Mapping[str, str] | None, longest: int
    ) -> Answer:
        token = self._tokens.of(channel)
        http = self._data if call.data else self._api
        return http.call(
            call.method,
            call.path,
            headers={"Authorization": f"Bearer {token}", **(headers or {})},
            json=json,
            longest=longest,
        )


def _quota(account: str, allowance: Allowance) -> CallBudget:
    return CallBudget(account, (allowance,))
