"""Preview of a reply: its parts, whether the network takes it, its cost, and findings."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Protocol

from shared.domain.accounts.costs import cost_of, prices_in_force
from shared.domain.accounts.quota import Quota, known
from shared.domain.answering.addressees import Addressees, names_in
from shared.domain.answering.checks import check_reply
from shared.domain.answering.windows import is_private_answer, measure_of, private_answer_at, window_end
from shared.domain.errors import InvalidError
from shared.domain.networks.answerable import Answerable, Reason
from shared.domain.networks.measure import Measure
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.replies.cautions import Caution
from shared.domain.replies.splitting import TextPart
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.accounts import HasHeartbeats
from shared.ports.networks import HasRules
from shared.ports.tickets import HasTickets
from shared.usecases.replies.check_sendable import CheckSendableDesk, check_sendable
from shared.usecases.replies.reply_parts import parts_of
from shared.usecases.retrying import on_newest
from shared.usecases.settings.current import ReadsSettings, desk_settings


class PreviewReplyDesk(CheckSendableDesk, ReadsSettings, HasHeartbeats, HasTickets, Protocol):
    """The parts of the desk that `preview_reply` uses."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft. Without a post, it answers the customer's newest post that is not deleted."""

    account: str
    text: str
    ticket: str | None = None
    in_reply_to: str | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class PrivateWay:
    """The private answer to the draft's post: `once`, if the network takes a single one to a public post, which went out at
    `used_at`; `until` is the end of its window. It goes on under another `network`, by its name as people write it, where
    private messages have one of their own."""

    once: bool = False
    until: datetime | None = None
    used_at: datetime | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """The preview. `message_link` opens a private conversation with the account, and `message` is the decision whether the
    customer can be written to in private. A public reply with the link costs `link_cost`. `measure` is that of the account
    on the channel, and the `opening` stands in front of every part (N6). `quota` is what the account's plan allows; None
    if nothing limits it, or if that is not known (N7). `private` is the way to a private answer (N3, T3)."""

    channel: Channel
    parts: tuple[TextPart, ...]
    may: Answerable
    message: Answerable
    cost: Decimal
    message_cost: Decimal
    message_link: str | None
    link_cost: Decimal
    measure: Measure
    opening: str
    names: Addressees
    cautions: tuple[Caution, ...]
    quota: Quota | None = None
    private: PrivateWay = PrivateWay()


def preview_reply(draft: Draft, *, desk: PreviewReplyDesk) -> ReplyPreview:
    """Preview a draft, without any effect. An empty text has no parts; one that is too long for its channel is not allowed.

    Raises InvalidError for a post of another ticket, NotFoundError for an unknown ticket or account."""
    account = desk_settings(desk).account(draft.account)
    preview = partial(_previewed, draft, account, desk=desk)
    return on_newest(draft.ticket, preview, desk=desk) if draft.ticket else preview(None)


def _previewed(draft: Draft, account: Account, ticket: Ticket | None, *, desk: PreviewReplyDesk) -> ReplyPreview:
    settings = desk_settings(desk)
    answered = _answered(ticket, draft.in_reply_to) if ticket is not None else None
    channel = draft.channel or (answered.channel if answered is not None else Channel.PUBLIC)
    to = answered.author.username if answered is not None else None
    rules = desk.rules[account.network]
    measure = measure_of(rules.measure(channel, account), answered, channel, rules)
    opening = rules.opening(account, answered, channel) if answered is not None else ""
    parts = parts_of(draft.text, measure, to=to, opening=opening, strict=False) if draft.text.strip() else ()
    status = desk.heartbeats.of(account.id)
    message = check_sendable(answered, account, status, channel=Channel.DIRECT, ticket=ticket, desk=desk)
    may = check_sendable(answered, account, status, channel=channel, ticket=ticket, assume=ticket is None, desk=desk)
    if may.allowed and not all(measure.fits(part.text, part.length) for part in parts):
        may = Answerable.because(Reason.TOO_LONG, rules.title)
    texts = [part.text for part in parts]
    prices = prices_in_force(rules, settings.general.prices)
    return ReplyPreview(
        channel=channel,
        parts=parts,
        may=may,
        message=message,
        cost=cost_of(
            texts,
            rules,
            channel=channel,
            summoned=may.reason_code in (Reason.SUMMONED, Reason.ASSUMED),
            prices=prices,
            together=measure.together,
        ),
        message_cost=cost_of([""], rules, channel=Channel.DIRECT, prices=prices),
        message_link=rules.message_address(account),
        link_cost=prices[rules.link_charge] if rules.link_charge is not None else Decimal(0),
        measure=measure,
        opening=opening,
        names=names_in(draft.text, answered, account, channel, rules),
        cautions=check_reply(
            draft.text,
            parts=texts,
            channel=channel,
            account=account,
            ticket=ticket,
            settings=settings,
            rules=rules,
        ),
        quota=known(status.quota, desk.clock.now()),
        private=_private_way(answered, ticket, rules, desk=desk),
    )


def _private_way(post: Post | None, ticket: Ticket | None, rules: NetworkRules, *, desk: HasRules) -> PrivateWay:
    network = desk.rules[rules.private_network].title if rules.private_network is not None else None
    if post is None:
        return PrivateWay(network=network)
    return PrivateWay(
        once=is_private_answer(post, Channel.DIRECT, rules),
        until=window_end(post, Channel.DIRECT, rules, ticket),
        used_at=private_answer_at(post, rules, ticket),
        network=network,
    )


def _answered(ticket: Ticket, post_id: str | None) -> Post | None:
    if post_id is None:
        newest = next((post for post in reversed(ticket.posts) if post.inbound and post.deleted_at is None), None)
        return ticket.post(newest.id) if newest is not None else None
    found = ticket.post(post_id)
    if found is None:
        raise InvalidError("in_reply_to", "is no post of this ticket")
    return found
