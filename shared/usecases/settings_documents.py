"""Settings documents and what the domain reads in them: one shape a kind, checked with the path of what is wrong."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from shared.domain.calendar import Calendar
from shared.domain.calendar_document import calendar_from
from shared.domain.desk import Account, DeskSettings, General, Person, Spans, Team
from shared.domain.errors import InvalidError
from shared.domain.keywords import KeywordRule
from shared.domain.policy import DEFAULT_LADDER, Policy, Step
from shared.domain.post import Channel
from shared.ports import Document
from shared.usecases.settings_presence import PresenceFields, presence_of

SLUG = r"^[A-Za-z0-9_-]{1,40}$"
"""Ids stand in URLs, in execution names and before a dot in ticket ids, so they hold none."""

YEAR_MINUTES = 366 * 24 * 60

Slug = Annotated[str, msgspec.Meta(pattern=SLUG)]
Language = Literal["en", "ja"]
Minutes = Annotated[float, msgspec.Meta(gt=0, le=YEAR_MINUTES)]
Whom = Annotated[str, msgspec.Meta(pattern=r"^(assignee|managers|(team|person):.+)$")]
Way = Literal["mail", "sms"]

ALWAYS: Mapping[str, Any] = {
    "zone": "UTC",
    "weekly": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
"""The calendar `always`, that a desk has until it says otherwise."""


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A document's shape: an unknown field is a mistake, not a wish."""


class DeskDocument(_Strict):
    language: Language = "en"
    zone: str = "UTC"
    words_in_alerts: bool = False
    undo_seconds: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0
    escalation_hold_minutes: Annotated[float, msgspec.Meta(ge=0, le=1440)] = 30
    join_public_days: Annotated[float, msgspec.Meta(gt=0, le=366)] = 7
    join_direct_days: Annotated[float, msgspec.Meta(gt=0, le=366)] = 30
    reopen_hours: Annotated[float, msgspec.Meta(ge=0, le=8784)] = 72
    ignored_authors: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()


class AccountDocument(_Strict):
    network: Literal["x"]
    network_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,20}$")]
    username: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_]{1,50}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    app: Slug = "main"
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")] = "#3b5b92"


class PersonDocument(PresenceFields, _Strict):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    email: Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
    phone: Annotated[str, msgspec.Meta(pattern=r"^\+[1-9][0-9]{6,14}$")] | None = None
    language: Language = "en"
    zone: str = "UTC"
    groups: tuple[Literal["agents", "managers", "admins"], ...] = ("agents",)
    sign_off: Annotated[str, msgspec.Meta(max_length=12)] = ""


class TeamDocument(_Strict):
    name: str
    members: tuple[str, ...] = ()


class StepDocument(_Strict):
    step: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,24}$")]
    at_percent: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100
    after_minutes: Annotated[float, msgspec.Meta(ge=0, le=YEAR_MINUTES)] = 0
    whom: Annotated[tuple[Whom, ...], msgspec.Meta(min_length=1)] = ("assignee", "managers")
    how: Annotated[tuple[Way, ...], msgspec.Meta(min_length=1)] = ("mail",)


class PolicyDocument(_Strict):
    calendar: Slug = "always"
    first_reply_minutes: Minutes = 60
    next_reply_minutes: Minutes = 60
    ladder: tuple[StepDocument, ...] | None = None
    accounts: tuple[Slug, ...] = ()
    channels: tuple[Literal["public", "direct"], ...] = ()
    priorities: tuple[Literal["normal", "high", "urgent"], ...] = ()
    tags: tuple[str, ...] = ()
    team: str | None = None


class RoutingDocument(_Strict):
    words: Annotated[tuple[Annotated[str, msgspec.Meta(pattern=r"\S")], ...], msgspec.Meta(min_length=1)]
    accounts: tuple[Slug, ...] = ()
    notify: tuple[Whom, ...] = ()
    tags: tuple[str, ...] = ()


S = TypeVar("S", bound=_Strict)

KINDS: Mapping[str, str] = {
    "desk": "desk",
    "account": "accounts",
    "person": "people",
    "team": "teams",
    "calendar": "calendars",
    "policy": "policies",
    "routing": "routing",
}
"""Each kind of document, and its table in a settings file."""


def settings_from(documents: Sequence[Document]) -> DeskSettings:
    """The desk's settings. A desk that was told nothing has round-the-clock hours and sixty minutes (C7).

    Raises InvalidError with the path of the field: `policies[default].ladder[0].at_percent`.
    """
    by_kind: dict[str, dict[str, Document]] = {kind: {} for kind in KINDS}
    for document in documents:
        if document.kind not in KINDS:
            raise InvalidError(document.kind, f"is no kind of settings; there are {', '.join(KINDS)}")
        by_kind[document.kind][document.id] = document
    by_kind["calendar"].setdefault("always", Document("calendar", "always", 0, ALWAYS))
    by_kind["policy"].setdefault("default", Document("policy", "default", 0, {}))
    settings = DeskSettings(
        general=_general(by_kind["desk"].get("desk", Document("desk", "desk", 0, {}))),
        accounts=tuple(_account(d) for d in by_kind["account"].values()),
        people=tuple(_person(d) for d in by_kind["person"].values()),
        teams=tuple(_team(d) for d in by_kind["team"].values()),
        calendars=tuple(calendar_of(d) for d in by_kind["calendar"].values()),
        policies=tuple(policy_of(d) for d in by_kind["policy"].values()),
        routing=tuple(_rule(d) for d in by_kind["routing"].values()),
    )
    _check_whole(settings)
    return settings


def path_of(document: Document) -> str:
    """How a settings file would name the document."""
    return KINDS[document.kind] if document.kind == "desk" else f"{KINDS[document.kind]}[{document.id}]"


def _read(document: Document, shape: type[S]) -> S:
    try:
        return msgspec.convert(document.body, shape, strict=True)
    except msgspec.ValidationError as e:
        sentence, _, where = str(e).partition(" - at `$")
        raise InvalidError(f"{path_of(document)}{where.rstrip('`')}", sentence) from e


def calendar_of(document: Document, *, as_of: datetime | None = None) -> Calendar:
    """The calendar in a document. One that is being saved is checked in full, as of the moment; of one that was
    accepted before, the names of holidays are believed, which spares every cold start the loading of them all."""
    try:
        return calendar_from(document.body, id=document.id, version=document.version, as_of=as_of, stored=as_of is None)
    except InvalidError as e:
        raise InvalidError(f"{path_of(document)}.{e.path}", e.sentence) from e


def policy_of(document: Document) -> Policy:
    """The policy in a document."""
    read = _read(document, PolicyDocument)
    ladder = read.ladder
    steps = DEFAULT_LADDER if ladder is None else tuple(_step(step) for step in ladder)
    names = [step.name for step in steps]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise InvalidError(f"{path_of(document)}.ladder[{index}].step", f"{name!r} is there twice")
    return Policy(
        id=document.id,
        version=document.version,
        calendar=read.calendar,
        first_reply=timedelta(minutes=read.first_reply_minutes),
        next_reply=timedelta(minutes=read.next_reply_minutes),
        ladder=steps,
        accounts=read.accounts,
        channels=tuple(Channel(channel) for channel in read.channels),
        priorities=read.priorities,
        tags=read.tags,
        team=read.team,
    )


def _step(step: StepDocument) -> Step:
    return Step(step.step, step.at_percent, timedelta(minutes=step.after_minutes), step.whom, step.how)


def _general(document: Document) -> General:
    read = _read(document, DeskDocument)
    return General(
        language=read.language,
        zone=_zone(read.zone, f"{path_of(document)}.zone"),
        words_in_alerts=read.words_in_alerts,
        undo=timedelta(seconds=read.undo_seconds),
        escalation_hold=timedelta(minutes=read.escalation_hold_minutes),
        spans=Spans(
            public=timedelta(days=read.join_public_days),
            direct=timedelta(days=read.join_direct_days),
            reopen=timedelta(hours=read.reopen_hours),
        ),
        ignored_authors=frozenset(name.lower().lstrip("@") for name in read.ignored_authors),
        thanks=read.thanks,
    )


def _account(document: Document) -> Account:
    if not re.match(SLUG, document.id):
        raise InvalidError(path_of(document), f"an account's id must match {SLUG}")
    read = _read(document, AccountDocument)
    return Account(document.id, read.network, read.network_id, read.username, read.name, read.app, read.colour)


def _person(document: Document) -> Person:
    read = _read(document, PersonDocument)
    zone = _zone(read.zone, f"{path_of(document)}.zone")
    return Person(
        id=document.id,
        name=read.name,
        email=read.email,
        phone=read.phone,
        language=read.language,
        zone=zone,
        groups=read.groups,
        sign_off=read.sign_off,
        presence=presence_of(read, zone, path_of(document)),
    )


def _team(document: Document) -> Team:
    read = _read(document, TeamDocument)
    return Team(document.id, read.name, read.members)


def _rule(document: Document) -> KeywordRule:
    read = _read(document, RoutingDocument)
    return KeywordRule(document.id, read.words, read.accounts, read.notify, read.tags)


def _zone(name: str, path: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as e:
        raise InvalidError(path, f"there is no time zone {name!r}") from e
    return name


def _check_whole(settings: DeskSettings) -> None:
    """What no document can be seen to break by itself."""
    calendars = {calendar.id for calendar in settings.calendars}
    for policy in settings.policies:
        if policy.calendar not in calendars:
            raise InvalidError(f"policies[{policy.id}].calendar", f"there is no calendar {policy.calendar!r}")
    _check_people(settings)
    seen: dict[tuple[str, str], str] = {}
    for account in settings.accounts:
        other = seen.setdefault((account.network, account.network_id), account.id)
        if other != account.id:
            raise InvalidError(f"accounts[{account.id}].network_id", f"account {other!r} has the same one")


def _check_people(settings: DeskSettings) -> None:
    """Nobody is named who is not there."""
    people = {person.id for person in settings.people}
    teams = {team.id for team in settings.teams}
    for team in settings.teams:
        for index, member in enumerate(team.members):
            if member not in people:
                raise InvalidError(f"teams[{team.id}].members[{index}]", f"there is no person {member!r}")
    for policy in settings.policies:
        if policy.team is not None and policy.team not in teams:
            raise InvalidError(f"policies[{policy.id}].team", f"there is no team {policy.team!r}")
        for index, step in enumerate(policy.ladder):
            _check_whom(step.whom, people, teams, f"policies[{policy.id}].ladder[{index}].whom")
    for rule in settings.routing:
        _check_whom(rule.notify, people, teams, f"routing[{rule.id}].notify")


def _check_whom(names: Sequence[str], people: Collection[str], teams: Collection[str], path: str) -> None:
    for name in names:
        kind, _, ident = name.partition(":")
        if (kind == "team" and ident not in teams) or (kind == "person" and ident not in people):
            raise InvalidError(path, f"there is no {kind} {ident!r}")
