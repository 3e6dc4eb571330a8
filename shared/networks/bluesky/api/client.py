"""A client of Bluesky that acts for an account: at its PDS, which passes on what the app's view and the messages answer."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import (
    DisconnectedError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    SocialNetworkError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.hosts import Hosts
from shared.networks.bluesky.api.refusals import TITLE, MovedError, SessionExpiredError, refusal
from shared.networks.bluesky.api.session import Permissions, Session
from shared.networks.fields import Fields, reading_answer_of
from shared.networks.http import Answer, AnswerTooLongError, CallBudget, HttpClient, smaller_page
from shared.ports.accounts import Budgets

reading_answer = partial(reading_answer_of, "Bluesky")

CHAT = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
"""Tells the PDS to pass the call on to the messages: https://docs.bsky.app/docs/api/chat-bsky-convo-send-message."""

QUICK = 5.0
"""Seconds to wait for each read that comes before a send, so that all of them and the send fit into the worker's time."""

Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """One call, whose body holds people's words: `name` is the method's in the lexicon, `body` is None for a query."""

    name: str
    params: Params = ()
    body: Mapping[str, Any] | None = None
    read_seconds: float | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        return CHAT if self.name.startswith("chat.") else {}


class BlueskyClient:
    """Every call raises NetworkErrors. DisconnectedError if the account has no session; SessionExpiredError, which is an
    UnreachableError, if the desk has yet to renew it: no function but the one that renews may write the session."""

    def __init__(self, hosts: Hosts, permissions: Permissions, budgets: Budgets | None = None) -> None:
        self._hosts = hosts
        self._permissions = permissions
        self._budgets = budgets
        self._moved: dict[str, str] = {}

    def connected(self, account: Account) -> bool:
        """Return whether the account has given its app password. One that is not accepted any more, or cannot be read just now,
        is no sign of a missing one: the call itself then reports it."""
        try:
            return self._permissions.of(account) is not None
        except NotFoundError:
            return False
        except UnavailableError:
            return True

    def session(self, account: Account) -> Session:
        return self._permissions.session(account)

    def count(self, account: Account, allowances: tuple[Allowance, ...]) -> None:
        """Count a call ahead. Raises BudgetSpentError if it may not be made yet, and UnavailableError."""
        self._counter.count(CallBudget(account.id, allowances))

    def hold(self, account: Account, allowances: tuple[Allowance, ...], error: RateLimitedError) -> None:
        self._counter.hold(CallBudget(account.id, allowances), error.until)

    def ask(self, account: Account, call: Call) -> Fields:
        """Make a call as the account and return the answer's object. A page that is too long is asked for in a smaller size: a
        few records of a megabyte each, which anybody may write, must not keep the account from being read.

        A refused token is looked at twice before the account counts as disconnected: another process may have renewed the
        session, and the account may have moved to another PDS.
        """
        try:
            return self._ask(account, call)
        except AnswerTooLongError:
            smaller = _smaller_page(call)
            if smaller is None:
                raise
        return self.ask(account, smaller)

    def _ask(self, account: Account, call: Call) -> Fields:
        session = self._permissions.session(account)
        answer = self._call(account, session, call)
        if answer.ok:
            return _document(answer)
        error = refusal(answer, self._hosts.clock.now())
        if _is_about_the_token(error):
            answer = self._again(account, session, call, error)
            if answer.ok:
                return _document(answer)
            error = refusal(answer, self._hosts.clock.now())
        raise error

    def _again(self, account: Account, before: Session, call: Call, error: SocialNetworkError) -> Answer:
        session = self._permissions.session(account, fresh=True)
        if session.access != before.access:
            return self._call(account, session, call)
        if isinstance(error, SessionExpiredError):
            raise error
        home = self._home_now(account)
        if home is None or home == self._home(account, session):
            raise error
        self._moved[account.id] = home
        return self._call(account, session, call)

    def _home_now(self, account: Account) -> str | None:
        """Return the PDS that the account's DID names now; None if that cannot be told."""
        try:
            return self._hosts.pds_of(account.network_id)
        except SocialNetworkError:
            return None

    def _home(self, account: Account, session: Session) -> str:
        return self._hosts.everywhere or self._moved.get(account.id, session.pds)

    def _call(self, account: Account, session: Session, call: Call) -> Answer:
        client = self._hosts.client(self._home(account, session), call.read_seconds)
        return client.call(
            "GET" if call.body is None else "POST",
            f"/xrpc/{call.name}",
            headers={"Authorization": f"Bearer {session.access}", **call.headers},
            params=call.params,
            json=call.body,
        )

    @property
    def _counter(self) -> HttpClient:
        return HttpClient(TITLE, "", clock=self._hosts.clock, budgets=self._budgets)


def _is_about_the_token(error: SocialNetworkError) -> bool:
    """Return True for a token that is not taken, and for an account that may have moved; neither for a locked account nor for a
    missing scope, which no renewal and no other host mends."""
    return isinstance(error, SessionExpiredError | MovedError) or type(error) is DisconnectedError


def _document(answer: Answer) -> Fields:
    return Fields(answer.document())


def _smaller_page(call: Call) -> Call | None:
    params = smaller_page(call.params) if call.body is None else None
    return replace(call, params=params) if params is not None else None


def quick(call: Call) -> Call:
    return replace(call, read_seconds=QUICK)


@contextmanager
def nothing_sent_yet() -> Iterator[None]:
    """Translate the outcome of reads before a send: whatever they end in, nothing was posted by them."""
    try:
        yield
    except OutcomeUnknownError as error:
        raise UnreachableError(str(error)) from error
