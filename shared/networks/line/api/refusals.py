"""LINE's refusals as the desk's errors, one for each that its reference documents.

https://developers.line.biz/en/reference/messaging-api/#status-codes and #error-messages
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.errors import (
    DisconnectedError,
    NotAnswerableError,
    NotFoundError,
    NotPermittedError,
    OutcomeUnknownError,
    QuotaUsedUpError,
    RateLimitedError,
    RefusedError,
)
from shared.networks.fields import clean
from shared.networks.http import Answer

LONGEST_WORDS = 300
MONTH_USED_UP = "monthly limit"
NOT_SENT = "failed to send messages"


def refuse(answer: Answer, *, until: datetime) -> None:
    """Raise what a status other than 2xx says; `until` is when to ask again after a rate limit, since LINE names no time.

    Raises RefusedError (NotAnswerableError for a customer that LINE does not send to, NotPermittedError for a plan or
    permission, NotFoundError), DisconnectedError, QuotaUsedUpError, RateLimitedError, or OutcomeUnknownError.
    """
    if answer.ok:
        return
    status, words = answer.status, words_of(answer)
    said = words.lower()
    if status == 401:
        raise DisconnectedError(words)
    if status == 403:
        raise NotPermittedError(words)
    if status in (404, 410):
        raise NotFoundError(words)
    if status == 429 and MONTH_USED_UP in said:
        raise QuotaUsedUpError(words)
    if status == 429:
        raise RateLimitedError(words, until)
    if 400 <= status < 500 and status != 408:
        raise NotAnswerableError(words) if NOT_SENT in said or _is_about_recipient(answer) else RefusedError(words)
    raise OutcomeUnknownError(f"LINE answered {status}: {words}")


def words_of(answer: Answer) -> str:
    """Return LINE's message and its details. They quote no text of ours: a detail names a property and a rule."""
    found = answer.json()
    if not isinstance(found, dict):
        return f"LINE answered {answer.status}."
    sentences = [_text(found, "message"), _text(found, "error_description") or _text(found, "error")]
    sentences += [f"{_text(one, 'property')}: {_text(one, 'message')}" for one in _details(found)]
    message = " — ".join(dict.fromkeys(sentence for sentence in sentences if sentence.strip(": ")))
    return clean(message)[:LONGEST_WORDS] or f"LINE answered {answer.status}."


def _is_about_recipient(answer: Answer) -> bool:
    found = answer.json()
    details = _details(found) if isinstance(found, dict) else []
    named = re.search(r"property, '?([\w.\[\]]+)'?, in the request body", words_of(answer))
    return any(_text(one, "property") == "to" for one in details) or (named is not None and named[1] == "to")


def _details(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    details = found.get("details")
    return [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
