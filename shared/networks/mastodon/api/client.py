"""A client of the server on which an account lives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import OutcomeUnknownError, RateLimitedError, RefusedError, UnavailableError
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, reading_answer_of
from shared.networks.http import Answer, AnswerTooLongError, CallBudget, HttpClient, smaller_page
from shared.networks.mastodon.api.permissions import Permissions
from shared.networks.mastodon.api.refusals import TITLE, refusal
from shared.networks.mastodon.ids import server_of
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock

reading_answer = partial(reading_answer_of, TITLE)

QUICK = 5.0
"""Seconds to wait for a read that comes before a send, so that both fit into the worker's time."""

Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Connection:
    """What every call needs. `api_url` replaces each account's server on a developer's machine only."""

    clock: Clock
    permissions: Permissions
    budgets: Budgets | None = None
    api_url: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `body` is None for one without."""

    method: str
    path: str
    params: Params = ()
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    read_seconds: float | None = None


class MastodonClient:
    """Every call raises NetworkErrors: DisconnectedError if the account has no token, or its server does not take it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def connected(self, account: Account) -> bool:
        """Return whether the account has given its token. One that cannot be read just now is no sign of a missing one: the
        call itself then reports it."""
        try:
            return self._connection.permissions.of(account) is not None
        except UnavailableError:
            return True

    def now(self) -> datetime:
        return self._connection.clock.now()

    def get(self, account: Account, path: str, params: Params = (), *, read_seconds: float | None = None) -> Any:
        """Read, and return the decoded answer. A page that is too long is asked for in a smaller size: a few statuses of a
        megabyte each, which any server may send, must not keep the account from being read."""
        given = list(params)
        try:
            return self.ask(account, Call("GET", path, given, read_seconds=read_seconds)).json()
        except AnswerTooLongError:
            smaller = smaller_page(given)
            if smaller is None:
                raise
        return self.get(account, path, smaller, read_seconds=read_seconds)

    def ask(self, account: Account, call: Call) -> Answer:
        """Make a call as the account. A token that is refused is read again first: somebody may have connected the account
        anew."""
        token = self._connection.permissions.token(account)
        answer = self._made(account, token, call)
        if answer.status == 401:
            newer = self._connection.permissions.token(account, fresh=True)
            if newer != token:
                answer = self._made(account, newer, call)
        if not answer.ok:
            raise refusal(answer, self._connection.clock.now())
        return answer

    def _made(self, account: Account, token: str, call: Call) -> Answer:
        client = self.at(server_of(account), call.read_seconds)
        headers = {"Authorization": f"Bearer {token}", **call.headers}
        return client.call(call.method, call.path, headers=headers, params=call.params, json=call.body)

    def at(self, server: str, read_seconds: float | None = None) -> HttpClient:
        """Return a client of the server. Raises RefusedError for an account that names none."""
        if not server:
            raise RefusedError("The account's settings name no server: its handle is written user@server.")
        url = self._connection.api_url or f"https://{server}"
        return HttpClient(TITLE, url, clock=self._connection.clock, read_seconds=read_seconds)

    def count(self, account: Account, allowances: tuple[Allowance, ...]) -> None:
        """Count a call ahead. Raises BudgetSpentError if it may not be made yet, and UnavailableError."""
        self._counter.count(CallBudget(account.id, allowances))

    def hold(self, account: Account, allowances: tuple[Allowance, ...], error: RateLimitedError) -> None:
        self._counter.hold(CallBudget(account.id, allowances), error.until)

    @property
    def _counter(self) -> HttpClient:
        connection = self._connection
        return HttpClient(TITLE, "", clock=connection.clock, budgets=connection.budgets)


def objects(answer: Any) -> list[Fields]:
    """Return the objects of an answer that is a list. Raises OutcomeUnknownError for anything else."""
    if not isinstance(answer, list):
        raise OutcomeUnknownError(f"{TITLE}'s answer is no list.")
    return [Fields(one, f"[{index}]") for index, one in enumerate(answer) if isinstance(one, dict)]


def document(answer: Any) -> Fields:
    """Return the object of an answer. Raises OutcomeUnknownError for anything else."""
    if not isinstance(answer, dict):
        raise OutcomeUnknownError(f"{TITLE}'s answer holds no JSON object.")
    return Fields(answer)
