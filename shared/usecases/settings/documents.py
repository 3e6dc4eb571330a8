"""Reading of settings documents into the domain's settings, with the path of an error."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from shared.domain.accounts.costs import Prices
from shared.domain.accounts.picture import picture_in
from shared.domain.errors import InvalidError
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account, DeskSettings, General, Person, Spans, Team
from shared.domain.settings.keyword_rules import KeywordRule
from shared.domain.sla.calendar import Calendar
from shared.domain.sla.calendar_document import calendar_from
from shared.domain.sla.policy import DEFAULT_LADDER, Policy, Step
from shared.domain.sla.time_zones import readable_zone
from shared.domain.templates.messages import Texts
from shared.domain.templates.reply_template import ReplyTemplate
from shared.domain.text.suggestions import no_such
from shared.ports.settings import Document
from shared.usecases.settings.consistency import check_whole
from shared.usecases.settings.document_errors import S, read_as
from shared.usecases.settings.kinds import BUILT_IN, KINDS, is_retired, path_of
from shared.usecases.settings.policy_order import LAST, ORDER, policies_in_order
from shared.usecases.settings.presence import presence_of
from shared.usecases.settings.schemas import (
    AccountDocument,
    DeskDocument,
    KeywordRuleDocument,
    PersonDocument,
    PolicyDocument,
    StepDocument,
    TeamDocument,
)
from shared.usecases.settings.templates import TemplateDocument, TextDocument, own_words, template_from


def settings_from(documents: Sequence[Document], *, with_retired: bool = False, whole: bool = True) -> DeskSettings:
    """Read the desk's settings. Without documents a desk has hours around the clock and sixty minutes (C7).

    Retired documents are left out, except accounts, whose tickets stay; `with_retired` includes them. Unless `whole`,
    references may be missing.

    Raises InvalidError with the path of the field: `policies[default].ladder[0].at_percent`.
    """
    by_kind: dict[str, dict[str, Document]] = {kind: {} for kind in KINDS}
    for document in documents:
        if document.kind not in KINDS:
            raise no_such("kind", "kind of settings", document.kind, KINDS)
        if document.kind != "account" and is_retired(document):
            if not with_retired:
                by_kind[document.kind].pop(document.id, None)
                continue
            body = {name: value for name, value in document.body.items() if name != "retired"}
            document = replace(document, body=body)
        by_kind[document.kind][document.id] = document
    for document in BUILT_IN:
        by_kind[document.kind].setdefault(document.id, document)
    order = (*policies_in_order((*by_kind["policy"].values(), *by_kind[ORDER].values())), LAST)
    settings = DeskSettings(
        general=_general(by_kind["desk"]["desk"]),
        accounts=tuple(_account(d) for d in by_kind["account"].values()),
        people=tuple(person_of(d) for d in by_kind["person"].values()),
        teams=tuple(_team(d) for d in by_kind["team"].values()),
        calendars=tuple(calendar_of(d) for d in by_kind["calendar"].values()),
        policies=tuple(policy_of(by_kind["policy"][name]) for name in order),
        keyword_rules=tuple(_rule(d) for d in by_kind["keyword_rule"].values()),
        templates=tuple(_template(d) for d in by_kind["template"].values()),
        texts=_texts(by_kind["text"].values()),
    )
    if whole:
        check_whole(settings)
    return settings


def _read(document: Document, shape: type[S]) -> S:
    return read_as(shape, document.body, path_of(document))


def calendar_of(document: Document, *, as_of: datetime | None = None) -> Calendar:
    """Read a calendar. With `as_of` it is checked in full, as when it is saved; holiday names of a stored one are not checked
    again, which spares every cold start the loading of the package."""
    body = {name: value for name, value in document.body.items() if name != "retired"}
    try:
        return calendar_from(body, id=document.id, version=document.version, as_of=as_of, stored=as_of is None)
    except InvalidError as e:
        raise InvalidError(f"{path_of(document)}.{e.path}", e.sentence) from e


def policy_of(document: Document) -> Policy:
    """Read a policy."""
    read = _read(document, PolicyDocument)
    ladder = read.ladder
    path = f"{path_of(document)}.ladder"
    steps = DEFAULT_LADDER if ladder is None else tuple(_step(each, f"{path}[{n}]") for n, each in enumerate(ladder))
    names = [step.name for step in steps]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise InvalidError(f"{path}[{index}].step", f"{name!r} is there twice")
    return Policy(
        id=document.id,
        version=document.version,
        calendar=read.calendar,
        first_reply=timedelta(minutes=read.first_reply_minutes),
        next_reply=timedelta(minutes=read.next_reply_minutes),
        ladder=steps,
        networks=read.networks,
        accounts=read.accounts,
        channels=tuple(Channel(channel) for channel in read.channels),
        priorities=read.priorities,
        tags=read.tags,
        team=read.team,
    )


def _step(step: StepDocument, path: str) -> Step:
    """Read a step. Raises InvalidError if it has two instants."""
    if step.before_minutes and (step.after_minutes or step.at_percent != 100):
        other = "after_minutes" if step.after_minutes else "at_percent"
        sentence = f"a step is at one instant: leave {other} out where before_minutes says how long before the deadline"
        raise InvalidError(f"{path}.before_minutes", sentence)
    before, after = timedelta(minutes=step.before_minutes), timedelta(minutes=step.after_minutes)
    return Step(step.step, step.at_percent, after, step.whom, step.how, before)


def _general(document: Document) -> General:
    read = _read(document, DeskDocument)
    return General(
        language=read.language,
        zone=readable_zone(read.zone),
        words_in_alerts=read.words_in_alerts,
        assign_on_reply=read.assign_on_reply,
        undo=timedelta(seconds=read.undo_seconds),
        escalation_hold=timedelta(minutes=read.escalation_hold_minutes),
        done_after=timedelta(days=read.done_after_days),
        relookup_usd_per_day=read.relookup_usd_per_day,
        monthly_usd=Decimal(str(read.monthly_usd)) if read.monthly_usd else None,
        prices=_prices(read.prices),
        retention=timedelta(days=read.retention_days),
        keep_attachments_days=read.keep_attachments_days,
        show_pictures_from=frozenset(read.show_pictures_from),
        spans=Spans(
            public=timedelta(days=read.join_public_days),
            direct=timedelta(days=read.join_direct_days),
            reopen=timedelta(hours=read.reopen_hours),
        ),
        ignored_authors=frozenset(filter(None, map(_handle, read.ignored_authors))),
        include_blocked_authors=read.include_blocked_authors,
        thanks=read.thanks,
        avoid_words=read.avoid_words,
    )


def _handle(written: str) -> str:
    """Normalise a handle or an id for comparison. A value without letters becomes empty, and is dropped, since it would match
    everybody whose handle is unknown."""
    return unicodedata.normalize("NFKC", written).strip().lstrip("@").strip().lower()


def _prices(read: Mapping[str, Mapping[str, float]]) -> Mapping[str, Prices]:
    return {network: {name: Decimal(str(usd)) for name, usd in known.items()} for network, known in read.items()}


def _account(document: Document) -> Account:
    read = _read(document, AccountDocument)
    picture = picture_in(read.picture) if read.picture else None
    if read.picture and picture is None:
        raise InvalidError(f"{path_of(document)}.picture", "is no PNG, JPEG or WebP in base64")
    return Account(
        document.id,
        read.network,
        read.network_id,
        read.username,
        read.name,
        read.app,
        read.colour,
        read.team,
        read.retired,
        read.owns_app,
        picture,
        read.host,
        read.options,
    )


def person_of(document: Document) -> Person:
    """Read a person."""
    read = _read(document, PersonDocument)
    zone = readable_zone(read.zone)
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
        mention=read.mention,
        disabled=read.disabled,
        signed_out_at=datetime.fromisoformat(read.signed_out_at) if read.signed_out_at is not None else None,
    )


def _team(document: Document) -> Team:
    read = _read(document, TeamDocument)
    return Team(document.id, read.name, read.members)


def _rule(document: Document) -> KeywordRule:
    read = _read(document, KeywordRuleDocument)
    return KeywordRule(document.id, read.words, read.accounts, read.notify, read.tags, read.networks)


def _template(document: Document) -> ReplyTemplate:
    return template_from(_read(document, TemplateDocument), document.id, path_of(document))


def _texts(documents: Iterable[Document]) -> Texts:
    read = [own_words(_read(document, TextDocument), document.id, path_of(document)) for document in documents]
    return Texts({key: words for texts in read for key, words in texts.own.items()})
