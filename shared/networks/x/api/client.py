"""A client of X that acts for an account, or for the app itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
import tweepy

from shared.domain.errors import (
    DisconnectedError,
    NotFoundError,
    OutcomeUnknownError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.settings.desk import Account
from shared.networks.x.api.fields import Fields, UnreadableError
from shared.networks.x.api.secrets import XAppSecrets
from shared.networks.x.api.session import CallQuota, Tally, XSession, document
from shared.ports.accounts import Budgets
from shared.ports.clock import Clock


class XClient:
    """A client of which no call waits for a rate limit.

    If the keys cannot be read nothing has been sent: then every method raises UnreachableError, and DisconnectedError
    if there are none.
    """

    def __init__(
        self,
        api_url: str,
        secrets: XAppSecrets,
        clock: Clock,
        budgets: Budgets | None = None,
        tally: Tally | None = None,
    ) -> None:
        self._api_url = api_url
        self._secrets = secrets
        self._clock = clock
        self._budgets = budgets
        self._tally = tally

    def connected(self, account: Account) -> bool:
        """Return whether the account has tokens. A secret that cannot be read just now is no sign of a missing account:
        the call itself then reports it."""
        try:
            self._secrets.user_tokens(account.app, account.id)
        except (DisconnectedError, NotFoundError):
            return False
        except UnavailableError:
            pass
        return True

    def _as_account(self, account: Account, *, spare: int = 0) -> tweepy.Client:
        """Return a client that signs with the account's OAuth 1.0a tokens and leaves `spare` calls of each kind to
        others."""
        with reading_keys():
            tokens = self._secrets.user_tokens(account.app, account.id)
        client = tweepy.Client(
            consumer_key=tokens.consumer_key,
            consumer_secret=tokens.consumer_secret,
            access_token=tokens.access_token,
            access_token_secret=tokens.access_token_secret,
            return_type=requests.Response,
            wait_on_rate_limit=False,
        )
        client.session = XSession(
            self._api_url, self._clock, CallQuota(account, self._budgets, spare=spare, tally=self._tally)
        )
        return client

    def _as_app(self, app: str) -> tweepy.Client:
        with reading_keys():
            token = self._secrets.bearer_token(app)
        return self._with(token)

    def _with(self, token: str) -> tweepy.Client:
        """Return a client that acts with a bearer token: the app's, or one that an account has given by OAuth 2."""
        client = tweepy.Client(bearer_token=token, return_type=requests.Response, wait_on_rate_limit=False)
        client.session = XSession(self._api_url, self._clock)
        return client


@contextmanager
def reading_keys() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        raise DisconnectedError(str(error)) from error
    except UnavailableError as error:
        raise UnreachableError(str(error)) from error


@contextmanager
def reading_answer() -> Iterator[None]:
    """Translate an unreadable answer: X accepted the request, but the answer lacks a required field. Raises
    OutcomeUnknownError."""
    try:
        yield
    except UnreadableError as error:
        raise OutcomeUnknownError(f"X's answer cannot be read: {error}") from error


def pages(
    ask: Callable[..., requests.Response], *, most: int, size: int, first_size: int | None = None
) -> Iterator[Fields]:
    """Yield at most `most` pages of a list that X shows, `size` long; the first may be given a size of its own.

    Raises UnreadableError if the answer does not tell whether another page follows.
    """
    token: str | None = None
    for n in range(most):
        page = Fields(document(ask(max_results=size if n else first_size or size, pagination_token=token)), "")
        yield page
        token = (page.maybe_inside("meta") or page).maybe_text("next_token")
        if token is None:
            return
