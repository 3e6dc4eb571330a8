"""What an answer will be before it is sent: its parts, whether the network takes it, what it costs, what to look at."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from shared.domain.answerable import Answerable, Reason, answerable
from shared.domain.costs import cost_of, links_in
from shared.domain.desk import Account, DeskSettings
from shared.domain.errors import InvalidError
from shared.domain.post import Channel, Post
from shared.domain.reply_cautions import Caution, Kind, cautions_in
from shared.domain.reply_text import Part
from shared.domain.ticket import Ticket
from shared.ports import Desk
from shared.usecases.reply_parts import goes_public, parts_of
from shared.usecases.settings import desk_settings


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent has written so far. Without a post, the newest of the customer's that stands is answered."""

    account: str
    text: str
    ticket: str | None = None
    in_reply_to: str | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """`message_link` opens a private conversation with the account, and `message` says whether one can be written to. A
    public answer that holds the link costs `link_cost`."""

    channel: Channel
    parts: tuple[Part, ...]
    may: Answerable
    message: Answerable
    cost: Decimal
    message_cost: Decimal
    message_link: str
    link_cost: Decimal
    cautions: tuple[Caution, ...]


def preview_reply(draft: Draft, *, desk: Desk) -> ReplyPreview:
    """Sends nothing and changes nothing. A text that says nothing yet has no parts. Raises InvalidError for one that is
    too long or a post that is not this ticket's, NotFoundError for a ticket or an account that is not there."""
    settings = desk_settings(desk)
    account = settings.account(draft.account)
    ticket = desk.tickets.load(draft.ticket) if draft.ticket else None
    answered = _answered(ticket, draft.in_reply_to) if ticket is not None else None
    channel = draft.channel or (answered.channel if answered is not None else Channel.PUBLIC)
    may = answerable(answered, account, channel=channel) if ticket else Answerable.because(Reason.ASSUMED)
    message = answerable(answered, account, channel=Channel.DIRECT)
    to = answered.author.username if answered is not None else None
    parts = parts_of(draft.text, channel, to=to) if draft.text.strip() else ()
    texts = [part.text for part in parts]
    prices = settings.general.prices
    return ReplyPreview(
        channel=channel,
        parts=parts,
        may=may,
        message=message,
        cost=cost_of(
            texts, channel=channel, summoned=may.reason_code in (Reason.SUMMONED, Reason.ASSUMED), prices=prices
        ),
        message_cost=prices.message,
        message_link=f"https://x.com/messages/compose?recipient_id={account.network_id}",
        link_cost=prices.post_with_link,
        cautions=_cautions(draft, texts, channel, account, ticket, settings),
    )


def _answered(ticket: Ticket, post_id: str | None) -> Post | None:
    if post_id is None:
        return next((post for post in reversed(ticket.posts) if post.inbound and post.deleted_at is None), None)
    found = ticket.post(post_id)
    if found is None:
        raise InvalidError("in_reply_to", "is no post of this ticket")
    return found


def _cautions(
    draft: Draft,
    parts: list[str],
    channel: Channel,
    account: Account,
    ticket: Ticket | None,
    settings: DeskSettings,
) -> tuple[Caution, ...]:
    """In private the customer's own data may be said, but a card's number in no channel."""
    found = list(
        cautions_in(
            draft.text,
            avoid=settings.general.avoid_words,
            region=region_of(settings.general.zone),
            known=[template.text for template in settings.templates],
        )
    )
    if channel is Channel.DIRECT:
        found = [each for each in found if each.kind not in (Kind.PHONE, Kind.MAIL)]
    if ticket is not None and account.id != ticket.account:
        found.append(Caution(Kind.OTHER_ACCOUNT, f"@{account.username}"))
    if ticket is not None and goes_public(ticket, channel):
        found.append(Caution(Kind.TO_PUBLIC, ""))
    if channel is Channel.PUBLIC and (links := links_in(parts)):
        found.append(Caution(Kind.LINK_COST, f"{settings.general.prices.post_with_link * links}"))
    return tuple(found)


@lru_cache(maxsize=8)
def region_of(zone: str) -> str | None:
    """The country that a time zone lies in, by the zone database; None for one of no country, such as UTC."""
    for line in (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines():
        country, _, rest = line.partition("\t")
        if not line.startswith("#") and rest.split("\t")[1] == zone:
            return country
    return None
