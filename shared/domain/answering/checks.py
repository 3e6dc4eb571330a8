"""The findings that stop an answer until its writer confirms them (R8): one definition for the preview, for acceptance
and for the worker that sends."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files

from shared.domain.accounts.costs import parts_with_links, prices_in_force
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.kinds import Channel
from shared.domain.replies.accidental_links import accidental_links
from shared.domain.replies.cautions import Caution, Kind, cautions_in
from shared.domain.settings.desk import Account, DeskSettings
from shared.domain.tickets.ticket import Ticket

AMONG_NEWEST = 50
"""Posts of a ticket that are compared: those which are read of a long one."""

REPEATED_WITHIN = timedelta(days=7)
"""How far back the same text is looked for. Networks refuse it a second time, and document nowhere for how long."""

_SHOWN = 80

SAID_OTHERWISE = frozenset({Kind.OTHER_ACCOUNT, Kind.TO_PUBLIC})
"""Confirmed by fields of their own: by the handle typed, and by `confirm_public` (R3)."""


def check_reply(
    text: str,
    *,
    parts: Collection[str],
    channel: Channel,
    account: Account,
    ticket: Ticket | None,
    settings: DeskSettings,
    rules: NetworkRules,
    reply_id: str | None = None,
) -> tuple[Caution, ...]:
    """Return every finding for the writer to check. In private the customer's own data may be said, but a card's number
    in no channel. The parts of `reply_id` that are posted already are not repeated by sending its rest."""
    found = list(
        cautions_in(
            text,
            avoid=settings.general.avoid_words,
            region=region_of(settings.general.zone),
            known=[template.text for template in settings.templates],
        )
    )
    if channel is Channel.DIRECT:
        found = [each for each in found if each.kind not in (Kind.PHONE, Kind.MAIL)]
    found += [
        Caution(Kind.ACCIDENTAL_LINK, each.host, exact=each.said, mend=(each.said, each.mend))
        for each in accidental_links(text, rules.measure(channel, account).counting.links(text))
    ]
    if ticket is not None:
        found += _named_in_private(text, channel, account, ticket, rules)
        found += _of_the_ticket(parts, channel, account, ticket, rules, reply_id)
    if channel is Channel.PUBLIC and rules.link_charge is not None and (links := parts_with_links(tuple(parts), rules)):
        price = prices_in_force(rules, settings.general.prices)[rules.link_charge]
        found.append(Caution(Kind.LINK_COST, f"{price * links}"))
    return tuple(found)


def unconfirmed(cautions: Iterable[Caution], confirmed: Collection[str]) -> tuple[Caution, ...]:
    """Return the findings that stop the answer. A confirmation is of one finding: that of one card's number confirms no
    other."""
    return tuple(
        each for each in cautions if each.stops and each.kind not in SAID_OTHERWISE and each.id not in confirmed
    )


def _of_the_ticket(
    parts: Collection[str],
    channel: Channel,
    account: Account,
    ticket: Ticket,
    rules: NetworkRules,
    reply_id: str | None,
) -> Iterable[Caution]:
    if account.id != ticket.account:
        yield Caution(Kind.OTHER_ACCOUNT, account.label)
    if goes_public(ticket, channel):
        yield Caution(Kind.TO_PUBLIC, "")
    if channel is Channel.PUBLIC:
        yield from _repeated(parts, account, ticket, rules, reply_id)


def _named_in_private(
    text: str, channel: Channel, account: Account, ticket: Ticket, rules: NetworkRules
) -> Iterable[Caution]:
    """Find the people whom a private answer names, on a network that then shows it to them (N6)."""
    if channel is not Channel.DIRECT or channel not in rules.handles_tell:
        return
    known = {ticket.customer.username.lower(), account.username.lower()}
    others = dict.fromkeys(handle for handle in rules.handles_in(text) if handle.lower() not in known)
    if others:
        yield Caution(Kind.NAMES_OTHERS, " ".join(f"@{handle}" for handle in others))


def goes_public(ticket: Ticket, channel: Channel) -> bool:
    """Return True if a public answer goes to a customer whose newest message is private (R3)."""
    messages = [post for post in ticket.posts if post.inbound and post.deleted_at is None]
    return channel is Channel.PUBLIC and bool(messages) and messages[-1].channel is Channel.DIRECT


def _repeated(
    parts: Collection[str], account: Account, ticket: Ticket, rules: NetworkRules, reply_id: str | None
) -> Iterable[Caution]:
    """Find the same text under the same customer's post: a network may refuse it as duplicate content while it stands
    there."""
    kind = Kind.REPEATED if rules.refuses_repeats else Kind.SAID_BEFORE
    since = ticket.last_post.posted_at - REPEATED_WITHIN
    for post in ticket.posts[-AMONG_NEWEST:]:
        ours = not post.inbound and post.channel is Channel.PUBLIC and post.account == account.id
        if (
            not ours
            or post.deleted_at is not None
            or post.posted_at < since
            or (reply_id and post.reply_id == reply_id)
        ):
            continue
        if any(rules.texts_match(part, post.text) for part in parts):
            yield Caution(kind, post.text[:_SHOWN], exact=f"{post.id} {post.text}", at=post.posted_at)


@lru_cache(maxsize=8)
def region_of(zone: str) -> str | None:
    """Return the country of a time zone, by the zone database; None for a zone of no country, such as UTC."""
    for line in (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines():
        country, _, rest = line.partition("\t")
        if not line.startswith("#") and rest.split("\t")[1] == zone:
            return country
    return None
