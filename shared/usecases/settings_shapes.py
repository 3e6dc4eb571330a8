"""The shape of each kind of settings document, and what is wrong with one that has not got it."""

import re
from typing import Annotated, Literal

import msgspec

from shared.domain.picture import LONGEST
from shared.usecases.settings_presence import PresenceFields

SLUG = r"^[A-Za-z0-9_-]{1,40}$"
"""Ids stand in URLs, in execution names and before a dot in ticket ids, so they hold none."""

YEAR_MINUTES = 366 * 24 * 60
"""The longest target: as long as a calendar may be without open time (B4)."""

MOST_STEPS = 20

Slug = Annotated[str, msgspec.Meta(pattern=SLUG)]
Language = Literal["en", "ja"]
Minutes = Annotated[float, msgspec.Meta(gt=0, le=YEAR_MINUTES)]
Whom = Annotated[str, msgspec.Meta(pattern=r"^(assignee|managers|(team|person):.+)$")]
Way = Literal["mail", "sms"]
Word = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=100)]


_SENTENCES = (
    (r"Expected `(?:float|int)` > (\S+)", r"must be more than \1"),
    (r"Expected `(?:float|int)` >= (\S+)", r"must be at least \1"),
    (r"Expected `(?:float|int)` <= (\S+)", r"must be at most \1"),
    (r"Expected `array` of length >= (\d+)", r"must have at least \1 entry"),
    (r"Expected `array` of length <= (\d+)", r"must have at most \1 entries"),
    (r"Expected `str` of length >= (\d+)", r"must have at least \1 character"),
    (r"Expected `str` of length <= (\d+)", r"must have at most \1 characters"),
    (r"Expected `str` matching regex '(.*)'", r"must be written as \1 says"),
    (r"Object missing required field `(.*)`", r"misses the field \1"),
    (r"Object contains unknown field `(.*)`", r"has no field \1"),
    (r"Invalid enum value (.*)", r"cannot be \1"),
)


def sentence_of(words: str) -> str:
    """What msgspec says of a fault, as a sentence for who edits the document."""
    for pattern, sentence in _SENTENCES:
        if re.fullmatch(pattern, words):
            return re.sub(pattern, sentence, words).replace(".0", "")
    return words


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A document's shape: an unknown field is a mistake, not a wish."""


Usd = Annotated[float, msgspec.Meta(ge=0, le=100)]


class PricesDocument(Strict):
    """What the network charges, in USD; what is left out costs what X lists (shared.domain.costs.Prices)."""

    post_read: Usd | None = None
    own_read: Usd | None = None
    user_read: Usd | None = None
    media_read: Usd | None = None
    message_read: Usd | None = None
    post_event: Usd | None = None
    message_event: Usd | None = None
    post: Usd | None = None
    post_with_link: Usd | None = None
    summoned_reply: Usd | None = None
    message: Usd | None = None


class DeskDocument(Strict):
    language: Language = "en"
    zone: str = "UTC"
    words_in_alerts: bool = False
    undo_seconds: Annotated[float, msgspec.Meta(ge=0, le=60)] = 5
    escalation_hold_minutes: Annotated[float, msgspec.Meta(ge=0, le=1440)] = 30
    done_after_days: Annotated[float, msgspec.Meta(ge=0, le=366)] = 7
    join_public_days: Annotated[float, msgspec.Meta(gt=0, le=366)] = 7
    join_direct_days: Annotated[float, msgspec.Meta(gt=0, le=366)] = 30
    retention_days: Annotated[float, msgspec.Meta(ge=0, le=36_600)] = 0
    relookup_usd_per_day: Usd = 0.25
    monthly_usd: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 0
    prices: PricesDocument = msgspec.field(default_factory=PricesDocument)
    reopen_hours: Annotated[float, msgspec.Meta(ge=0, le=8784)] = 72
    ignored_authors: tuple[str, ...] = ()
    include_blocked_authors: bool = False
    thanks: tuple[str, ...] = ()
    avoid_words: Annotated[tuple[Word, ...], msgspec.Meta(max_length=500)] = ()


class AccountDocument(Strict):
    network: Literal["x"]
    network_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,20}$")]
    username: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_]{1,50}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    app: Slug = "main"
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")] = "#3b5b92"
    team: str | None = None
    owns_app: bool = False
    picture: Annotated[str, msgspec.Meta(max_length=LONGEST)] | None = None
    retired: bool = False


class PersonDocument(PresenceFields, Strict):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    email: Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
    phone: Annotated[str, msgspec.Meta(pattern=r"^\+[1-9][0-9]{6,14}$")] | None = None
    language: Language = "en"
    zone: str = "UTC"
    groups: tuple[Literal["agents", "managers", "admins"], ...] = ("agents",)
    sign_off: Annotated[str, msgspec.Meta(max_length=12)] = ""
    mention: Annotated[str, msgspec.Meta(pattern=r"^[^\s@＠]*\Z", max_length=40)] = ""
    disabled: bool = False


class TeamDocument(Strict):
    name: str
    members: tuple[str, ...] = ()


class StepDocument(Strict):
    step: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,24}$")]
    at_percent: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100
    after_minutes: Annotated[float, msgspec.Meta(ge=0, le=YEAR_MINUTES)] = 0
    whom: Annotated[tuple[Whom, ...], msgspec.Meta(min_length=1)] = ("assignee", "managers")
    how: Annotated[tuple[Way, ...], msgspec.Meta(min_length=1)] = ("mail",)


class PolicyDocument(Strict):
    calendar: Slug = "always"
    first_reply_minutes: Minutes = 60
    next_reply_minutes: Minutes = 60
    ladder: Annotated[tuple[StepDocument, ...], msgspec.Meta(max_length=MOST_STEPS)] | None = None
    accounts: tuple[Slug, ...] = ()
    channels: tuple[Literal["public", "direct"], ...] = ()
    priorities: tuple[Literal["normal", "high", "urgent"], ...] = ()
    tags: tuple[str, ...] = ()
    team: str | None = None


class RoutingDocument(Strict):
    words: Annotated[tuple[Annotated[str, msgspec.Meta(pattern=r"\S")], ...], msgspec.Meta(min_length=1)]
    accounts: tuple[Slug, ...] = ()
    notify: tuple[Whom, ...] = ()
    tags: tuple[str, ...] = ()
