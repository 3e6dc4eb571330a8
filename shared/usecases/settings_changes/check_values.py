"""Checks of single fields when a document is saved. They do not apply when it is read, so that stored documents stay
readable whatever is required later."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.errors import InvalidError
from shared.domain.sla.time_zones import checked_zone
from shared.domain.text.suggestions import shown
from shared.domain.thanks.short_thanks import bare_words
from shared.ports.settings import Document

LEAST_MINUTES = 0.1
"""The shortest target: six seconds, the time that queue and timer need before a notification."""

LONGEST_TAG = 40

Body = Mapping[str, Any]


def check_values(document: Document, path: str) -> None:
    """Check values that match the schema but could not work. Raises InvalidError with the path."""
    check = CHECKS.get(document.kind)
    if check is not None:
        check(document.body, path)


def _check_desk(body: Body, path: str) -> None:
    _check_zone(body, path)
    for name in ("join_public_days", "join_direct_days"):
        _at_least(body, name, 0.01, path)
    for name, least in (("done_after_days", 0.01), ("retention_days", 1), ("reopen_hours", 0.1), ("monthly_usd", 0.01)):
        _nothing_or(body, name, least, path)
    for index, author in enumerate(body.get("ignored_authors", ())):
        if len(author.split()) != 1 or not author.strip().lstrip("@＠"):
            here = f"{path}.ignored_authors[{index}]"
            raise InvalidError(here, f"{shown(author)} cannot stand here; it must be one handle, such as '@spam_bot'")
    for index, phrase in enumerate(body.get("thanks", ())):
        if not bare_words(phrase):
            here = f"{path}.thanks[{index}]"
            raise InvalidError(here, f"{shown(phrase)} cannot stand here; it must hold letters, such as 'thank you'")


def _check_account(body: Body, path: str) -> None:
    _check_name(body, path)


def _check_person(body: Body, path: str) -> None:
    _check_name(body, path)
    _check_zone(body, path)
    if not body.get("groups", ("agents",)):
        raise InvalidError(f"{path}.groups", "is empty; to shut somebody out, disable them")


def _check_team(body: Body, path: str) -> None:
    _check_name(body, path)


def _check_policy(body: Body, path: str) -> None:
    for name in ("first_reply_minutes", "next_reply_minutes"):
        _at_least(body, name, LEAST_MINUTES, path)
    _check_tags(body, path)


def _check_tags(body: Body, path: str) -> None:
    for index, tag in enumerate(body.get("tags", ())):
        if not tag.strip() or len(tag) > LONGEST_TAG:
            sentence = (
                f"{shown(tag)} cannot stand here; it must be a tag of 1 to {LONGEST_TAG} characters, such as 'returns'"
            )
            raise InvalidError(f"{path}.tags[{index}]", sentence)


def _check_name(body: Body, path: str) -> None:
    name = body["name"]
    if not name.strip() or len(name) > 200:
        sentence = f"{shown(name)} cannot stand here; it must be a name of 1 to 200 characters, such as 'Support'"
        raise InvalidError(f"{path}.name", sentence)


def _check_zone(body: Body, path: str) -> None:
    if "zone" in body:
        checked_zone(body["zone"], f"{path}.zone")


def _at_least(body: Body, name: str, least: float, path: str) -> None:
    if name in body and body[name] < least:
        given = shown(body[name])
        raise InvalidError(f"{path}.{name}", f"{given} cannot stand here; it must be a number of at least {least:g}")


def _nothing_or(body: Body, name: str, least: float, path: str) -> None:
    """Check for 0, which turns the feature off, or at least `least`."""
    if name in body and 0 < body[name] < least:
        given = shown(body[name])
        raise InvalidError(
            f"{path}.{name}", f"{given} cannot stand here; it must be 0, or a number of at least {least:g}"
        )


CHECKS: Mapping[str, Callable[[Body, str], None]] = {
    "desk": _check_desk,
    "account": _check_account,
    "person": _check_person,
    "team": _check_team,
    "policy": _check_policy,
    "keyword_rule": _check_tags,
    "template": _check_tags,
}
