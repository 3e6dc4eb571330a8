"""Stateless channel access tokens: bought with the channel's id and secret, good for fifteen minutes, any number at once.
So nothing has to be kept, renewed or revoked.

https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
"""

from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import DisconnectedError, OutcomeUnknownError, RateLimitedError, UnreachableError
from shared.networks.http import Answer, HttpClient
from shared.networks.line.api.keys import LineChannel
from shared.networks.line.api.limits import PAUSE
from shared.networks.line.api.refusals import words_of
from shared.ports.clock import Clock

KEPT = timedelta(minutes=14)
MARGIN = timedelta(minutes=1)
"""A token that is about to expire is not used: a call takes seconds."""


class LineTokens:
    """Tokens of this process. None is written anywhere."""

    def __init__(self, http: HttpClient, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[str, datetime]] = {}

    def of(self, channel: LineChannel) -> str:
        """Return a token that lasts at least a minute. Raises DisconnectedError if LINE does not know the channel id and
        secret, RateLimitedError, and UnreachableError for any failure: nothing can have been posted."""
        token, until = self._kept.get((channel.id, channel.secret), ("", None))
        if until is None or self._clock.now() >= until:
            token = self._buy(channel)
        return token

    def forget(self, channel: LineChannel) -> bool:
        """Forget the token that LINE refused; return whether there was one."""
        return self._kept.pop((channel.id, channel.secret), None) is not None

    def _buy(self, channel: LineChannel) -> str:
        form = {"grant_type": "client_credentials", "client_id": channel.id, "client_secret": channel.secret}
        asked_at = self._clock.now()
        try:
            told = self._accepted(self._http.call("POST", "/oauth2/v3/token", form=form))
        except OutcomeUnknownError as error:
            raise UnreachableError(f"LINE gives no access token: {error}") from error
        token, lasts = told.get("access_token"), told.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not token:
            raise UnreachableError("LINE gives no access token: its answer holds none.")
        seconds = timedelta(seconds=lasts) if isinstance(lasts, int) and 0 < lasts < 86_400 else KEPT + MARGIN
        self._kept[channel.id, channel.secret] = token, asked_at + min(seconds - MARGIN, KEPT)
        return token

    def _accepted(self, answer: Answer) -> Any:
        if answer.ok:
            return answer.document()
        if answer.status == 429:
            raise RateLimitedError(words_of(answer), self._clock.now() + PAUSE)
        if answer.status in (400, 401, 403):
            raise DisconnectedError(f"LINE does not accept the channel ID and secret: {words_of(answer)}")
        raise UnreachableError(f"LINE gives no access token: {words_of(answer)}")
