"""Bluesky's refusals as the desk's errors. An XRPC error is `{"error": <name>, "message": <sentence>}` with a status; the name
is believed before the status: https://atproto.com/specs/xrpc#error-responses.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnreachableError,
)
from shared.domain.networks.answerable import Answerable, Reason
from shared.networks.fields import dict_in, text_in
from shared.networks.http import Answer

TITLE = "Bluesky"
LONGEST_WORDS = 500
FIVE_MINUTES = timedelta(minutes=5)
"""Bluesky's shortest window: how long to hold off if it does not say."""

LONGEST_WAIT = timedelta(hours=24)

EXPIRED = "The session with Bluesky has expired; the desk renews it within minutes. Nothing was posted."


def sentence(reason: Reason) -> str:
    """Return the desk's own sentence, which stands in every language: Bluesky has none where it would take an answer and hide it."""
    return Answerable.because(reason, TITLE).sentence


class SessionExpiredError(UnreachableError):
    """The access token has run out, and no newer one is stored yet. The permission itself stands."""


class RecordConflictError(RefusedError):
    """Another content stands under the record's key already (InvalidSwap)."""


class NoRecordError(RefusedError):
    """No record stands under the key."""


class MovedError(AccountRefusedError):
    """The account is deactivated where it was asked for: by its owner, or because it lives on another PDS now."""


_LOCKED: Mapping[str, type[AccountRefusedError]] = {
    **dict.fromkeys(("AccountTakedown", "AccountSuspended", "RepoTakendown", "RepoSuspended"), AccountRefusedError),
    **dict.fromkeys(("AccountDeactivated", "RepoDeactivated"), MovedError),
}
_NOT_ANSWERABLE: Mapping[str, Reason | None] = {
    "MessagesDisabled": Reason.NO_MESSAGES,
    "NotFollowedBySender": Reason.NO_MESSAGES,
    "BlockedActor": Reason.BLOCKED_BY_CUSTOMER,
    "BlockedSubject": Reason.BLOCKED_BY_ACCOUNT,
    **dict.fromkeys(("RecipientNotFound", "ConvoLocked", "InvalidConvo")),
}
"""Refusals of the recipient, each with the desk's sentence for it, or None for Bluesky's own."""

_LOGIN = {
    "AuthFactorTokenRequired": "This is the account's own password, for which Bluesky asks for a code by mail. Make an app "
    "password in Bluesky instead: Settings, Privacy and security, App passwords.",
}
_TOKEN = frozenset({"AuthenticationRequired", "AuthMissing", "InvalidToken"})
_BAD_SCOPE = ("bad token scope", "bad token method", "insufficient")
_RIGHTS = frozenset({"InsufficientScope", "ScopeMissingError", "Forbidden"})
_NO_RECORD = frozenset({"RecordNotFound", "NotFound"})
_LOCATED_NOWHERE = "Could not locate record"
"""A PDS of an older release has no name for it."""

ErrorType = Callable[[str], SocialNetworkError]


def name_of(answer: Answer) -> str:
    """Return the name of the error; empty if the answer has none."""
    return text_in(dict_in(answer.json()).get("error"))


def words_of(answer: Answer) -> str:
    """Return Bluesky's message in its own words."""
    document = dict_in(answer.json())
    words = " — ".join(filter(None, (text_in(document.get("error")), text_in(document.get("message")))))
    return words[:LONGEST_WORDS] or f"Bluesky answered {answer.status}."


def refusal(answer: Answer, now: datetime) -> SocialNetworkError:
    """Return the error of an answer that is no success."""
    name, status = name_of(answer), answer.status
    if status == 429 or name == "RateLimitExceeded":
        return RateLimitedError(words_of(answer), until=held_until(answer.headers, now))
    if name == "ExpiredToken":
        return SessionExpiredError(EXPIRED)
    if name in _LOCKED:
        return _LOCKED[name](words_of(answer))
    if name in _NOT_ANSWERABLE:
        reason = _NOT_ANSWERABLE[name]
        return NotAnswerableError(words_of(answer) if reason is None else sentence(reason))
    if name in _LOGIN:
        return DisconnectedError(_LOGIN[name])
    if status >= 500 or status == 408:
        return OutcomeUnknownError(words_of(answer))
    words = text_in(dict_in(answer.json()).get("message"))
    return _by_name(name, words, status)(words_of(answer))


def _by_name(name: str, words: str, status: int) -> ErrorType:
    if name == "InvalidSwap":
        return RecordConflictError
    if name in _NO_RECORD or (name == "InvalidRequest" and words.startswith(_LOCATED_NOWHERE)):
        return NoRecordError
    if status == 403 or name in _RIGHTS:
        return NotPermittedError
    return _of_a_token if status == 401 or name in _TOKEN else RefusedError


def _of_a_token(words: str) -> SocialNetworkError:
    """A missing scope is told like a bad token; no renewal mends it."""
    lacking = any(sign in words.lower() for sign in _BAD_SCOPE)
    return NotPermittedError(words) if lacking else DisconnectedError(words)


def held_until(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return until when to hold off. `ratelimit-reset` is an instant in Unix seconds; one beyond a day, or in the past, is
    taken as invalid, and cut."""
    after = headers.get("retry-after", "")
    if after.isascii() and after.isdigit() and len(after) <= 6:
        return now + max(timedelta(seconds=1), min(timedelta(seconds=int(after)), LONGEST_WAIT))
    reset = headers.get("ratelimit-reset", "")
    if not (reset.isascii() and reset.isdigit() and len(reset) <= 12):
        return now + FIVE_MINUTES
    wait = timedelta(seconds=int(reset) - now.timestamp())
    return now + max(timedelta(seconds=1), min(wait, LONGEST_WAIT))
