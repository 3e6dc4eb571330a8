"""A client of the Graph API that acts for an account.

The token travels in a header, never in an address. Each call proves that it comes from the app's own servers. What the answers'
headers say of the budget is noted, and reading stops in time, so that answers still go out.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import (
    BudgetSpentError,
    DisconnectedError,
    OutcomeUnknownError,
    UnavailableError,
)
from shared.domain.settings.desk import Account
from shared.networks.fields import text_in
from shared.networks.http import Answer, AnswerTooLongError, CallBudget, HttpClient, smaller_page
from shared.networks.meta.api import batches
from shared.networks.meta.api.credentials import Credentials
from shared.networks.meta.api.keys import AppKey, AppKeys
from shared.networks.meta.api.limits import READ
from shared.networks.meta.api.permissions import Permission, Permissions, TypedPermission
from shared.networks.meta.api.refusals import TITLE, LimitedError, refusal
from shared.networks.meta.api.usage import UsageMeter
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock

logger = logging.getLogger(__name__)

API = "https://graph.facebook.com"
VERSION = "v26.0"
"""https://developers.facebook.com/docs/graph-api/changelog: each version lasts for two years at least."""

HELD_FOR = timedelta(seconds=30)
"""How long a process takes what it knows of a held budget for true."""

Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, repr=False)
class Connection:
    """What every call needs. `api_url` replaces Meta's address on a developer's machine only."""

    clock: Clock
    keys: AppKeys
    permissions: Permissions
    budgets: Budgets | None = None
    api_url: str | None = None
    meter: UsageMeter = field(default_factory=UsageMeter)


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One call, whose body may hold people's words. `writes` is true for one that posts something; Meta checks the arguments of one
    that is `checked_first` before it does anything. `form` or `json` is its body; `allowances` are what it counts as."""

    method: str
    path: str
    params: Params = ()
    form: Mapping[str, str] | None = None
    json: object = None
    writes: bool = False
    checked_first: bool = False
    allowances: tuple[Allowance, ...] = (READ,)
    read_seconds: float | None = None


class MetaClient:
    """Every call raises NetworkErrors: DisconnectedError if the account has given no permission, or Meta does not take it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._held: dict[str, tuple[datetime, datetime | None]] = {}

    def connected(self, account: Account) -> bool:
        """Return whether the account has given its permission. One that cannot be read just now is no sign of a missing one: the
        call itself then reports it."""
        try:
            return self.connection.permissions.of(account) is not None
        except UnavailableError:
            return True

    def now(self) -> datetime:
        return self.connection.clock.now()

    def permission(self, account: Account) -> Permission:
        return self.connection.permissions.granted(account)

    def credentials(self, account: Account, *, fresh: bool = False) -> Credentials:
        """Read all that a call of the account needs. Raises DisconnectedError and UnavailableError."""
        permission = self.connection.permissions.granted(account, fresh=fresh)
        return Credentials(permission, self.connection.keys.of(account.app))

    def get(
        self,
        account: Account,
        path: str,
        params: Params = (),
        *,
        spared: bool = True,
        read_seconds: float | None = None,
    ) -> Mapping[str, Any]:
        """Read an object. A `spared` call is not made while Meta wants no more calls, or most of the budget is used. A page that is
        too long is asked for in a smaller size."""
        given = list(params)
        if spared:
            self._ensure_unheld(account)
            self.connection.meter.check(account, self.now())
        try:
            return self.ask(account, Call("GET", path, given, read_seconds=read_seconds))
        except AnswerTooLongError:
            smaller = smaller_page(given)
            if smaller is None:
                raise
        return self.get(account, path, smaller, spared=spared, read_seconds=read_seconds)

    def batch(
        self, account: Account, reads: Sequence[tuple[str, Params]], *, spared: bool = True
    ) -> list[tuple[int, Any]]:
        """Read several objects in one call, at most fifty, each by its path and parameters
        (https://developers.facebook.com/docs/graph-api/batch-requests/). Return the status and the decoded body of each, in
        their order; (0, None) for one that Meta has not got to. Each counts as a call."""
        if spared:
            self._ensure_unheld(account)
            self.connection.meter.check(account, self.now())
        answers = self._accepted(account, Call("POST", "", form=batches.form(reads))).json()
        if not isinstance(answers, list) or len(answers) != len(reads):
            raise OutcomeUnknownError(f"{TITLE}'s answer to a batch cannot be read.")
        for one in answers[-1:]:
            self.connection.meter.note(account, batches.headers(one), self.now())
        return [batches.answer(one) for one in answers]

    def ask(self, account: Account, call: Call, credentials: Credentials | None = None) -> Mapping[str, Any]:
        """Make a call as the account, and return the object that answers it. With `credentials` that were read before, nobody but
        Meta is asked."""
        return self._accepted(account, call, credentials).document()

    def _accepted(self, account: Account, call: Call, credentials: Credentials | None = None) -> Answer:
        """Make a call as the account. A token that is refused is read again first: somebody may have connected the account
        anew."""
        held = credentials or self.credentials(account)
        try:
            return self._made(account, held, call)
        except DisconnectedError:
            newer = self._newer(account, held)
            if newer is None:
                raise
        return self._made(account, newer, call)

    def _newer(self, account: Account, held: Credentials) -> Credentials | None:
        """Return what the account has been connected with meanwhile; None if nothing has changed, or that cannot be read just now:
        then Meta's refusal stands."""
        try:
            found = self.credentials(account, fresh=True)
        except (DisconnectedError, UnavailableError):
            return None
        return found if found != held else None

    def as_app(
        self, app: str, method: str, path: str, *, params: Params = (), form: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        """Make a call as the app itself: about its subscriptions, or about a token."""
        key = self.connection.keys.of(app)
        proven = [*params, ("appsecret_proof", key.proof(key.token))]
        answer = self._http().call(method, _path(path), headers=_bearer(key.token), params=proven, form=form)
        return self._checked(answer, Call(method, path)).document()

    def prove_app(self, key: AppKey) -> str:
        """Return the name of the app whose keys these are; they are stored nowhere. Raises NetworkErrors."""
        call = Call("GET", f"/{key.id}", [("fields", "id,name")])
        answer = self._http().call(call.method, _path(call.path), headers=_bearer(key.token), params=call.params)
        return text_in(self._checked(answer, call).document().get("name"))

    def with_token(self, app: str, token: str, page_id: str = "") -> "MetaClient":
        """Return a client that calls with a token which is not stored."""
        del app
        typed = TypedPermission(Permission(token, page_id))
        return MetaClient(replace(self.connection, permissions=typed))

    def count(self, account: Account, call: Call) -> None:
        """Count a call ahead. Raises BudgetSpentError if it may not be made yet, and UnavailableError."""
        self._counter.count(CallBudget(account.id, call.allowances))

    def _hold(self, account: Account, call: Call, error: LimitedError) -> None:
        """Hold what counts against the limit, for all workers, until Meta takes it again."""
        self._counter.hold(CallBudget(account.id, error.held or call.allowances), error.until)
        self._held.pop(account.id, None)

    def _made(self, account: Account, held: Credentials, call: Call) -> Answer:
        answer = self._http(call.read_seconds).call(
            call.method,
            _path(call.path),
            headers=_bearer(held.permission.access_token),
            params=[*call.params, ("appsecret_proof", held.proof)],
            form=call.form,
            json=call.json,
        )
        self.connection.meter.note(account, answer.headers, self.now())
        try:
            return self._checked(answer, call)
        except LimitedError as error:
            self._hold(account, call, error)
            raise

    def _checked(self, answer: Answer, call: Call) -> Answer:
        """Return the answer of an accepted call. Meta's own errors are told by their body, whatever the status is."""
        body = answer.json()
        if answer.ok and not (isinstance(body, dict) and "error" in body):
            return answer
        raise refusal(answer, self.now(), writes=call.writes, checked_first=call.checked_first)

    def _ensure_unheld(self, account: Account) -> None:
        """Raise BudgetSpentError while another worker has been told that Meta wants no more calls."""
        budgets, now = self.connection.budgets, self.now()
        if budgets is None:
            return
        asked_at, until = self._held.get(account.id, (None, None))
        if asked_at is None or now - asked_at > HELD_FOR:
            held = (used.held_until for used in budgets.used(account.id) if used.call == READ.name)
            until = next(held, None)
            self._held[account.id] = now, until
        if until is not None and now < until:
            raise BudgetSpentError(f"{TITLE} is not asked before {until:%H:%M:%S} UTC: its limit is used up.", until)

    @property
    def _counter(self) -> HttpClient:
        connection = self.connection
        return HttpClient(TITLE, "", clock=connection.clock, budgets=connection.budgets)

    def _http(self, read_seconds: float | None = None) -> HttpClient:
        connection = self.connection
        return HttpClient(TITLE, connection.api_url or API, clock=connection.clock, read_seconds=read_seconds)


def _path(path: str) -> str:
    return f"/{VERSION}{path}"


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}
