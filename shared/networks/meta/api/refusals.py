"""Meta's refusals as the desk's errors, one for each that its documentation names: `error.code` and `error.error_subcode` decide,
never the words, which change with the language of the call.

https://developers.facebook.com/docs/graph-api/guides/error-handling,
https://developers.facebook.com/docs/messenger-platform/error-codes,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes and
https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotAnswerableError,
    NotPermittedError,
    OutcomeUnknownError,
    PostGoneError,
    PrivateAnswerUsedError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    WindowClosedError,
)
from shared.networks.fields import dict_in, text_in
from shared.networks.http import Answer
from shared.networks.meta.api import sentences
from shared.networks.meta.api.limits import EVERY, OF_MESSAGES, OF_PAGE
from shared.networks.meta.api.usage_headers import DEFAULT_PAUSE, regained_at

logger = logging.getLogger(__name__)

TITLE = "Meta"
LONGEST_WORDS = 300

_SECRET = re.compile(r"[A-Za-z0-9_|-]{40,}")
"""A token that Meta quotes: "Malformed access token EAAB…"."""

_TRACE = re.compile(r"[0-9A-Za-z_-]{1,64}")


class GoneOrNoRightError(PostGoneError):
    """100/33: the object is deleted, or hidden from the account, or the account has no right to it. Meta does not say which, so
    it is a deletion only while other ids are answered."""


class NoSuchPersonError(NotAnswerableError):
    """Meta knows no such person for this account."""


class NoConsentError(NotPermittedError):
    """The person has not allowed their profile to be read: they have not written in private yet."""


class HeldElsewhereError(RefusedError):
    """Another app, or the Page's own inbox, holds the conversation. It takes an answer again once that gives it back."""


class LimitedError(RateLimitedError):
    """One of Meta's limits is met. `held` are the account's calls that count against it; nothing if it is this call alone."""

    def __init__(self, words: str, until: datetime, held: tuple[Allowance, ...]) -> None:
        super().__init__(words, until)
        self.held = held


@dataclass(frozen=True, slots=True)
class _Kind:
    """`sentence` says it in the desk's words; `{}` in it is for Meta's own, where these name what is missing."""

    error: type[SocialNetworkError]
    sentence: str


_TOKEN = _Kind(DisconnectedError, sentences.TOKEN)
_WINDOW = _Kind(WindowClosedError, sentences.WINDOW_CLOSED)
_NOBODY = _Kind(NoSuchPersonError, sentences.NO_SUCH_PERSON)
_UNAVAILABLE = _Kind(NotAnswerableError, sentences.PERSON_UNAVAILABLE)
_USED = _Kind(PrivateAnswerUsedError, sentences.PRIVATE_ANSWER_USED)
_HELD = _Kind(HeldElsewhereError, sentences.HELD_ELSEWHERE)
_GONE = _Kind(GoneOrNoRightError, sentences.GONE)
_RIGHT = _Kind(NotPermittedError, sentences.PERMISSION)
_PASSING = _Kind(OutcomeUnknownError, sentences.PASSING)

KINDS: Mapping[tuple[int, int | None], _Kind] = {
    (190, None): _TOKEN,
    (102, None): _TOKEN,
    (190, 458): _Kind(DisconnectedError, sentences.APP_REMOVED),
    (190, 459): _Kind(DisconnectedError, sentences.CHECKPOINT),
    (190, 460): _Kind(DisconnectedError, sentences.PASSWORD_CHANGED),
    (190, 463): _Kind(DisconnectedError, sentences.TOKEN_EXPIRED),
    (190, 464): _Kind(DisconnectedError, sentences.CHECKPOINT),
    (190, 467): _TOKEN,
    (190, 492): _Kind(DisconnectedError, sentences.ROLE_LOST),
    (10, 2018278): _WINDOW,
    (10, 2018065): _WINDOW,
    (10, 2534022): _WINDOW,
    (10, 2018300): _HELD,
    (100, 2534037): _HELD,
    (551, None): _UNAVAILABLE,
    (551, 1545041): _UNAVAILABLE,
    (200, 1545041): _UNAVAILABLE,
    (10, 2018108): _UNAVAILABLE,
    (100, 2018001): _NOBODY,
    (100, 2534014): _NOBODY,
    (9010, None): _NOBODY,
    (100, 33): _GONE,
    (803, None): _GONE,
    (10900, None): _USED,
    (100, 2534025): _USED,
    (10903, None): _Kind(NotAnswerableError, sentences.NO_PRIVATE_ANSWER),
    (100, 2534001): _Kind(NotAnswerableError, sentences.THREAD_GONE),
    (3, None): _RIGHT,
    (10, None): _RIGHT,
    (368, None): _Kind(AccountRefusedError, sentences.SPAM),
    (506, None): _Kind(RefusedError, sentences.REPEATED),
    (1, None): _PASSING,
    (2, None): _PASSING,
    (-1, None): _PASSING,
    (-2, None): _PASSING,
    (1200, None): _PASSING,
}
"""What Meta documents, by code and subcode. A subcode that is not here counts as its code."""

_THIS_CALL: tuple[Allowance, ...] = ()

LIMITS: Mapping[int, tuple[Allowance, ...]] = {
    4: EVERY,
    17: OF_PAGE,
    32: OF_PAGE,
    341: EVERY,
    613: _THIS_CALL,
    80001: OF_PAGE,
    80002: OF_PAGE,
    80006: OF_MESSAGES,
}
"""Meta's limits, and the calls of an account that count against each: Pages, Instagram and messages have budgets of their own.
Calls that are made meanwhile make the wait longer."""

SHORT_PAUSE = timedelta(minutes=2)
"""For the limit of one call, such as sending, which is counted by the second: answers must not wait for a quarter of an hour."""

BUSINESS_LIMITS = range(80000, 80100)
"""Every code of these is a limit of some use of the API."""

RIGHTS = range(200, 300)
"""Every code of these is a permission that is missing."""

NO_CONSENT = 230
INVALID = 100


def refusal(answer: Answer, now: datetime, *, writes: bool, checked_first: bool = False) -> SocialNetworkError:
    """Return the error of an answer that is no success. `writes` is true for a call that posts something, `checked_first` for one
    whose arguments Meta checks before it does anything: then a refused argument has posted nothing."""
    return refusal_of(answer.status, answer.json(), answer.headers, now, writes=writes, checked_first=checked_first)


def refusal_of(
    status: int,
    body: Any,
    headers: Mapping[str, str],
    now: datetime,
    *,
    writes: bool = False,
    checked_first: bool = False,
) -> SocialNetworkError:
    """Return the error that a status and a decoded body mean; also for one answer of a batch."""
    error = dict_in(dict_in(body).get("error"))
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    logger.warning("Meta answered %s, code %s/%s, trace %s", status, code, subcode, _trace(error))
    if code in LIMITS or code in BUSINESS_LIMITS or (code is None and status == 429):
        held = LIMITS.get(code or 0, EVERY)
        until = regained_at(headers, now, default=DEFAULT_PAUSE if held else SHORT_PAUSE)
        return LimitedError(sentences.LIMIT, until, held)
    kind = KINDS.get((code or 0, subcode)) or KINDS.get((code or 0, None))
    if kind is not None:
        return kind.error(kind.sentence.replace("{}", _words(error)))
    if code == NO_CONSENT and not writes:
        return NoConsentError(sentences.NO_CONSENT)
    if code in RIGHTS:
        return NotPermittedError(sentences.PERMISSION.replace("{}", _words(error)))
    return _unlisted(status, code, _words(error), writes=writes, checked_first=checked_first)


def _unlisted(status: int, code: int | None, words: str, *, writes: bool, checked_first: bool) -> SocialNetworkError:
    """Return the error of a refusal that is documented nowhere. Meta has posted a comment and answered 400, so a write of which it
    says nothing that is known may have been taken: it is looked for before anything is repeated (R1)."""
    said = words or f"{TITLE} answered {status}."
    if status == 401:
        return DisconnectedError(sentences.TOKEN)
    if status >= 500 or status == 408 or status < 400:
        return OutcomeUnknownError(said)
    if writes and not (checked_first and code == INVALID):
        return OutcomeUnknownError(said)
    return NotPermittedError(said) if status == 403 else RefusedError(said)


def _words(error: Mapping[str, Any]) -> str:
    """Return Meta's own words without anything that could be a token."""
    words = text_in(error.get("error_user_msg")) or text_in(error.get("message"))
    return _SECRET.sub("…", words)[:LONGEST_WORDS]


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _trace(error: Mapping[str, Any]) -> str:
    """Return Meta's id of the call, which its support asks for."""
    found = _TRACE.fullmatch(text_in(error.get("fbtrace_id")))
    return found[0] if found else "unknown"
