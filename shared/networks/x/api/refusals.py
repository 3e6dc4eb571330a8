"""X's refusals, and their subject: the post, the text, the account or its app, or a limit.

X reports it in three ways: a numeric code (https://developer.x.com/en/support/x-api/error-troubleshooting), a problem's
`type`, or a sentence under `about:blank`. The codes are believed first, the sentence last; if none of them tells the
subject, nothing is concluded from it.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import requests

from shared.networks.x.api.words import clean

LONGEST_WORDS = 500


class About(StrEnum):
    """`TOKEN`: it is not taken. `LOCKED`: the account or the app as a whole is not. `RIGHTS`: the tokens, the app or its
    plan may not make this call. `LIMIT`: time lifts it. `GONE`: the post to be answered is deleted or hidden. `POST`: it
    cannot be answered, whatever the words are. What stands first is believed before the rest."""

    TOKEN = "token"
    LOCKED = "locked"
    RIGHTS = "rights"
    LIMIT = "limit"
    WORDS = "words"
    GONE = "gone"
    POST = "post"
    UNSAID = "unsaid"


_CODES: Mapping[int, About] = {
    **dict.fromkeys((32, 89), About.TOKEN),
    **dict.fromkeys((64, 231, 326, 416), About.LOCKED),
    **dict.fromkeys((87, 93, 220, 261, 453), About.RIGHTS),
    **dict.fromkeys((88, 185, 344), About.LIMIT),
    **dict.fromkeys((186, 187, 323, 324, 325, 354, 386), About.WORDS),
    **dict.fromkeys((144, 179, 385, 421, 422), About.GONE),
    **dict.fromkeys((136, 150, 349, 425, 433), About.POST),
}
"""63 (a user has been suspended) says not whose; 226 (it looks automated) and 151 not what would be taken instead."""

_TYPES: Mapping[str, About] = {
    **dict.fromkeys(
        ("client-forbidden", "client-not-enrolled", "oauth1-permissions", "oauth2-permissions"), About.RIGHTS
    ),
    **dict.fromkeys(("official-client-forbidden", "unsupported-authentication"), About.RIGHTS),
}
"""The last word of a problem's `type`, or its `reason`."""

_OF_A_RESOURCE = frozenset(
    {"not-authorized-for-resource", "resource-not-found", "resource-unavailable", "disallowed-resource"}
)
_POSTS = frozenset({"tweet", "post"})
_ANSWERED = _POSTS | {"user"}
"""Only for these does such a problem say that it cannot be answered."""

_SENTENCES: tuple[tuple[About, re.Pattern[str]], ...] = (
    (
        About.LOCKED,
        re.compile(
            r"your (user )?account (is|has been) (temporarily |permanently )?(locked|suspended|restricted|limited)"
            r"|account is temporarily locked|unlock your account|suspended application|application (is|has been) suspended"
        ),
    ),
    (
        About.RIGHTS,
        re.compile(
            r"app(lication)? permissions|client app(lication)? is not|access level|access to (a subset|this endpoint)"
            r"|your (user )?account is not (permitted|allowed|authorized)(?! to reply)"
            r"|not permitted to (access|use) this (feature|endpoint|resource|product|api)"
            r"|application (cannot|is not allowed)|app that is attached|credentials do not allow|not enrolled"
        ),
    ),
    (About.LIMIT, re.compile(r"daily (status update |posting |send(ing)? )?limit|update limit|too many requests")),
    (About.WORDS, re.compile(r"duplicate|already said that|too long|bit shorter|longer than|character limit")),
    (About.GONE, re.compile(r"deleted or not visible|no status found")),
    (
        About.POST,
        re.compile(
            r"reply to this (conversation|post|tweet) is not allowed|not (been )?mentioned|mentioned or otherwise engaged"
            r"|restricted who can reply|not allowed to reply"
            r"|blocked (from|by) the (author|user)|permission to (dm|message)"
            r"|(cannot|can't) send (direct )?messages to|not following you"
        ),
    ),
)


def about(response: requests.Response) -> About:
    """Return the subject of a refusal as far as it is known; UNSAID rather than a guess."""
    problems = list(_problems(told(response)))
    for signals in (_by_code(problems), _by_type(problems), _by_sentence(problems)):
        found = set(signals)
        if found:
            return next(each for each in About if each in found)
    return About.UNSAID


def problem_of(response: requests.Response) -> str:
    """Return the last word of the problem's `type`: `about:blank` if only X's sentence gives the reason; empty if it
    has none."""
    document = told(response)
    return _last_word(document.get("type")) if document is not None else ""


def words_of(response: requests.Response) -> str:
    """Return X's message in its own words: title and detail, or the message of each error."""
    document = told(response)
    found: list[str] = []
    if document is not None:
        found = list(_sentences(document))
        errors = document.get("errors")
        for one in errors if isinstance(errors, list) else ():
            found += _sentences(one) if isinstance(one, dict) else [one] if isinstance(one, str) else []
    message = " — ".join(dict.fromkeys(clean(sentence) for sentence in found))
    return message[:LONGEST_WORDS] or f"{response.status_code} {response.reason or ''}".strip()


def told(response: requests.Response) -> Mapping[str, Any] | None:
    """Return the answer's JSON if it is an object; None otherwise."""
    try:
        document = response.json()
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _problems(document: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    """Yield the document itself, and the entries of its `errors`."""
    if document is None:
        return
    yield document
    errors = document.get("errors")
    for one in errors if isinstance(errors, list) else ():
        if isinstance(one, dict):
            yield one


def _by_code(problems: list[Mapping[str, Any]]) -> Iterator[About]:
    for one in problems:
        beside = one.get("extensions")
        for code in (one.get("code"), beside.get("code") if isinstance(beside, dict) else None):
            number = int(code) if isinstance(code, str) and code.isascii() and code.isdigit() else code
            if isinstance(number, int) and number in _CODES:
                yield _CODES[number]


def _by_type(problems: list[Mapping[str, Any]]) -> Iterator[About]:
    for one in problems:
        kind, reason = _last_word(one.get("type")), one.get("reason")
        if kind in _OF_A_RESOURCE and one.get("resource_type") in _ANSWERED:
            yield About.GONE if one.get("resource_type") in _POSTS else About.POST
        for name in (kind, reason):
            if isinstance(name, str) and name in _TYPES:
                yield _TYPES[name]


def _by_sentence(problems: list[Mapping[str, Any]]) -> Iterator[About]:
    for one in problems:
        message = " ".join(_sentences(one)).lower().replace("’", "'")
        yield from (meant for meant, pattern in _SENTENCES if pattern.search(message))


def _last_word(kind: object) -> str:
    return kind.rstrip("/").rpartition("/")[2] if isinstance(kind, str) else ""


def _sentences(told: Mapping[str, Any]) -> list[str]:
    values = (told.get(name) for name in ("title", "detail", "message"))
    return [value for value in values if isinstance(value, str) and value]
