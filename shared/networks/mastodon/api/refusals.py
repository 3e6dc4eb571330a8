"""Mastodon's refusals as the desk's errors: `{"error": <sentence>}` with a status
(https://docs.joinmastodon.org/entities/Error/). The status decides: other servers with the same API have other sentences."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.networks.fields import dict_in, instant_in, text_in
from shared.networks.http import Answer

TITLE = "Mastodon"
LONGEST_WORDS = 500
DEFAULT_PAUSE = timedelta(minutes=5)
"""The window of the documented limit, for a server that does not say until when."""

LONGEST_WAIT = timedelta(hours=24)

_LOCKED = ("disabled", "suspended", "confirm", "pending", "moved", "approved")
"""Words of a 403 that is about the account's own standing and not about a right of the token."""

_NO_PARENT = ("reply to does not appear to exist", "in reply to")


class NoStatusError(RefusedError):
    """There is no such status on the server, or the account may not see it."""


def words_of(answer: Answer) -> str:
    document = dict_in(answer.json())
    words = text_in(document.get("error_description")) or text_in(document.get("error"))
    return words[:LONGEST_WORDS] or f"{TITLE} answered {answer.status}."


def refusal(answer: Answer, now: datetime) -> SocialNetworkError:
    """Return the error of an answer that is no success."""
    status, words = answer.status, words_of(answer)
    if status == 429:
        return RateLimitedError(words, until=held_until(answer.headers, now))
    if status == 401:
        return DisconnectedError(words)
    if status == 403:
        locked = any(sign in words.lower() for sign in _LOCKED)
        return AccountRefusedError(words) if locked else NotPermittedError(words)
    if status in (404, 410):
        return NoStatusError(words)
    if status >= 500 or status == 408 or status < 400:
        return OutcomeUnknownError(words)
    return RefusedError(words)


def refused_answer(error: SocialNetworkError) -> SocialNetworkError:
    """Return the error of an answer to a status: one that is gone is told by a 404, or by the words of a 422."""
    about_the_parent = any(sign in str(error).lower() for sign in _NO_PARENT)
    if isinstance(error, NoStatusError) or (type(error) is RefusedError and about_the_parent):
        return PostGoneError(str(error))
    return error


def held_until(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return until when to hold off: `X-RateLimit-Reset` is an instant in ISO 8601. One beyond a day, or in the past, is cut."""
    after = headers.get("retry-after", "")
    if after.isascii() and after.isdigit() and len(after) <= 6:
        until = now + timedelta(seconds=int(after))
    else:
        until = instant_in(headers.get("x-ratelimit-reset")) or now + DEFAULT_PAUSE
    return min(max(until, now + timedelta(seconds=1)), now + LONGEST_WAIT)
