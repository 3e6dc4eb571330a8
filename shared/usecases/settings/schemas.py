"""The shape of each kind of settings document. A field's description says what may stand there, to whoever wrote
something else (`settings_faults`)."""

from typing import Annotated, Literal

import msgspec

from shared.domain.accounts.picture import LONGEST
from shared.domain.settings.desk import KEPT_DAYS, LONGEST_KEPT_DAYS
from shared.usecases.settings.presence import PresenceFields

SLUG = r"^[A-Za-z0-9_-]{1,40}$"
"""Ids stand in URLs, in execution names and before a dot in ticket ids, so they hold none."""

SLUG_SAYS = "1 to 40 letters (a-z, A-Z), digits, - or _"

YEAR_MINUTES = 366 * 24 * 60
"""The longest target: as long as a calendar may be without open time (B4)."""

MOST_STEPS = 20

Slug = Annotated[str, msgspec.Meta(pattern=SLUG, description=SLUG_SAYS, examples=["acme_help"])]
Language = Literal["en", "ja"]
Minutes = Annotated[float, msgspec.Meta(gt=0, le=YEAR_MINUTES, examples=[60])]
Whom = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(assignee|managers|(team|person):.+)$",
        description="assignee, managers, team:ID or person:ID",
        examples=["team:support"],
    ),
]
NetworkName = Annotated[
    str, msgspec.Meta(min_length=1, max_length=40, description="the name of a network that this desk knows")
]
Way = Literal["mail", "sms"]
Word = Annotated[
    str, msgspec.Meta(pattern=r"\S", max_length=100, description="a word, or some, of at most 100 characters")
]
Zone = Annotated[str, msgspec.Meta(description="an IANA time zone", examples=["Asia/Tokyo"])]
Name = Annotated[
    str, msgspec.Meta(min_length=1, max_length=200, description="a name of 1 to 200 characters", examples=["Acme Help"])
]
Tags = tuple[Annotated[str, msgspec.Meta(description="a tag", examples=["returns"])], ...]
TeamId = Annotated[str, msgspec.Meta(description="the id of a team", examples=["support"])]
Handle = Annotated[str, msgspec.Meta(description="the handle of an author", examples=["@spam_bot"])]
Phrase = Annotated[str, msgspec.Meta(description="words of thanks", examples=["thank you"])]


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A document's shape: an unknown field is a mistake, not a wish."""


Usd = Annotated[float, msgspec.Meta(ge=0, le=100, examples=[0.005])]


class DeskDocument(Strict):
    language: Language = "en"
    zone: Zone = "UTC"
    words_in_alerts: bool = False
    assign_on_reply: bool = True
    undo_seconds: Annotated[float, msgspec.Meta(ge=0, le=60)] = 5
    escalation_hold_minutes: Annotated[float, msgspec.Meta(ge=0, le=1440)] = 30
    done_after_days: Annotated[float, msgspec.Meta(ge=0, le=366)] = 7
    join_public_days: Annotated[float, msgspec.Meta(gt=0, le=366)] = 7
    join_direct_days: Annotated[float, msgspec.Meta(gt=0, le=366)] = 30
    retention_days: Annotated[float, msgspec.Meta(ge=0, le=36_600)] = 0
    keep_attachments_days: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_KEPT_DAYS)] = KEPT_DAYS
    show_pictures_from: Annotated[tuple[str, ...], msgspec.Meta(max_length=100)] = ()
    relookup_usd_per_day: Usd = 0.25
    monthly_usd: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 0
    prices: dict[str, dict[str, Usd]] = {}
    """By network, those that differ from its list."""
    reopen_hours: Annotated[float, msgspec.Meta(ge=0, le=8784)] = 72
    ignored_authors: tuple[Handle, ...] = ()
    include_blocked_authors: bool = False
    thanks: tuple[Phrase, ...] = ()
    avoid_words: Annotated[tuple[Word, ...], msgspec.Meta(max_length=500)] = ()


class AccountDocument(Strict):
    network: NetworkName
    network_id: Annotated[
        str, msgspec.Meta(pattern=r"^\S{1,500}$", description="the account's id on its network, in quotes")
    ]
    name: Name
    username: Annotated[
        str, msgspec.Meta(pattern=r"^\S{0,300}$", description="the account's handle on its network, without the @")
    ] = ""
    app: Slug = "main"
    colour: Annotated[
        str,
        msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$", description="a colour of # and six digits", examples=["#3b5b92"]),
    ] = "#3b5b92"
    team: TeamId | None = None
    owns_app: bool = False
    picture: (
        Annotated[str, msgspec.Meta(max_length=LONGEST, description="a small picture (PNG, JPEG or WebP) in base64")]
        | None
    ) = None
    retired: bool = False
    host: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^([A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?)?\Z",
            description="the name of the server that the account lives on, where its network has many",
            examples=["social.example.com"],
        ),
    ] = ""
    options: dict[str, Annotated[str, msgspec.Meta(max_length=500, description="a text, in quotes")]] = {}


class PersonDocument(PresenceFields, Strict):
    name: Annotated[
        str,
        msgspec.Meta(
            min_length=1, max_length=200, description="a name of 1 to 200 characters", examples=["Keiko Tanaka"]
        ),
    ]
    email: Annotated[
        str,
        msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$", description="a mail address", examples=["keiko@example.com"]),
    ]
    phone: (
        Annotated[
            str,
            msgspec.Meta(
                pattern=r"^\+[1-9][0-9]{6,14}$",
                description="a mobile number with + and the country's code, digits alone",
                examples=["+819012345678"],
            ),
        ]
        | None
    ) = None
    language: Language = "en"
    zone: Zone = "UTC"
    groups: tuple[Literal["agents", "managers", "admins"], ...] = ("agents",)
    sign_off: Annotated[str, msgspec.Meta(max_length=12, description="at most 12 characters", examples=["KT"])] = ""
    mention: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^[^\s@＠]*\Z",
            max_length=40,
            description="at most 40 characters, without spaces and @",
            examples=["keiko"],
        ),
    ] = ""
    disabled: bool = False
    signed_out_at: str | None = None
    """Set by the desk alone (shared.usecases.settings.sign_out)."""


class TeamDocument(Strict):
    name: Annotated[str, msgspec.Meta(description="a name of 1 to 200 characters", examples=["Support"])]
    members: tuple[Annotated[str, msgspec.Meta(description="the id of a person")], ...] = ()


class StepDocument(Strict):
    step: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^[a-z0-9_]{1,24}$", description="1 to 24 small letters (a-z), digits or _", examples=["warn"]
        ),
    ]
    at_percent: Annotated[int, msgspec.Meta(ge=1, le=100, examples=[80])] = 100
    before_minutes: Annotated[float, msgspec.Meta(ge=0, le=YEAR_MINUTES, examples=[10])] = 0
    after_minutes: Annotated[float, msgspec.Meta(ge=0, le=YEAR_MINUTES, examples=[30])] = 0
    whom: Annotated[tuple[Whom, ...], msgspec.Meta(min_length=1)] = ("assignee", "managers")
    how: Annotated[tuple[Way, ...], msgspec.Meta(min_length=1)] = ("mail",)


class PolicyDocument(Strict):
    calendar: Annotated[str, msgspec.Meta(pattern=SLUG, description="the id of a calendar", examples=["office"])] = (
        "always"
    )
    first_reply_minutes: Minutes = 60
    next_reply_minutes: Minutes = 60
    ladder: Annotated[tuple[StepDocument, ...], msgspec.Meta(max_length=MOST_STEPS)] | None = None
    networks: tuple[NetworkName, ...] = ()
    accounts: tuple[Slug, ...] = ()
    channels: tuple[Literal["public", "direct"], ...] = ()
    priorities: tuple[Literal["normal", "high", "urgent"], ...] = ()
    tags: Tags = ()
    team: TeamId | None = None


class OrderDocument(Strict):
    """The policies, the first that counts first; `default` is last in any case (C8)."""

    ids: tuple[Annotated[str, msgspec.Meta(description="the id of a policy", examples=["vip"])], ...] = ()


class KeywordRuleDocument(Strict):
    words: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern=r"\S", description="a word to look for", examples=["refund"])], ...],
        msgspec.Meta(min_length=1),
    ]
    networks: tuple[NetworkName, ...] = ()
    accounts: tuple[Slug, ...] = ()
    notify: tuple[Whom, ...] = ()
    tags: Tags = ()
