"""Read an incoming post as a post of the account that it was routed to."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from shared.domain.inbound.routing import Inbound, Outbound, bystanders, summons
from shared.domain.posts.author import Bystander
from shared.domain.posts.bounds import MOST_BYSTANDERS, bounded
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Direction, PostKind, Via
from shared.domain.posts.post import Post
from shared.ports.clock import HasClock
from shared.ports.networks import HasRules
from shared.ports.tickets import HasTickets
from shared.usecases.deletions.quotes import as_known
from shared.usecases.inbound.route_post import Held
from shared.usecases.settings.current import ReadsSettings, desk_settings


class ReadPostDesk(ReadsSettings, HasClock, HasRules, HasTickets, Protocol):
    """The parts of the desk that `read_post` uses."""


def read_post(incoming: IncomingPost, routed: Inbound | Outbound | Held, *, desk: ReadPostDesk) -> Post:
    """Return the post as its ticket will hold it, within the bounds of what is kept, with the quoted post's text as the desk
    knows it."""
    incoming = bounded(incoming)
    match routed:
        case Inbound(account, kind, also):
            post = _post(incoming, account.id, Direction.INBOUND, kind, desk=desk)
            return replace(post, also_names=also, summons=summons(incoming, account, kind))
        case Outbound(account, customer_id):
            kind = PostKind.DIRECT if customer_id else PostKind.REPLY
            return _post(incoming, account.id, Direction.OUTBOUND, kind, desk=desk)
        case Held(account_id, direction, kind):
            return _post(incoming, account_id, direction, kind, desk=desk)


def _post(incoming: IncomingPost, account: str, direction: Direction, kind: PostKind, *, desk: ReadPostDesk) -> Post:
    return Post(
        id=incoming.id,
        network=incoming.network,
        account=account,
        direction=direction,
        channel=incoming.channel,
        kind=kind,
        author=incoming.author,
        text=incoming.text,
        posted_at=incoming.posted_at,
        seen_at=desk.clock.now(),
        conversation_id=incoming.conversation_id,
        in_reply_to=incoming.in_reply_to or incoming.quoted,
        answer_id=incoming.answer_id,
        version=incoming.version,
        answer_by=_answer_by(incoming, account, desk=desk) if direction is Direction.INBOUND else None,
        visibility=incoming.visibility,
        content_warning=incoming.content_warning,
        quote_token=incoming.quote_token,
        held_elsewhere=incoming.held_elsewhere,
        sent_key=incoming.sent_key,
        recommendation=incoming.recommendation,
        incomplete=incoming.incomplete,
        edited_at=incoming.edited_at,
        url=incoming.url,
        media=incoming.media,
        links=incoming.links,
        quoted=as_known(incoming.quoted_post, incoming.network, desk=desk),
        via=Via.NATIVE,
        reply_settings=incoming.reply_settings,
        author_protected=incoming.author_protected,
        author_takes_messages=incoming.author_takes_messages,
        bystanders=_bystanders(incoming, account, desk=desk) if direction is Direction.INBOUND else (),
    )


def _bystanders(incoming: IncomingPost, account: str, *, desk: ReadsSettings) -> tuple[Bystander, ...]:
    return tuple(bystanders(incoming, desk_settings(desk).account(account)))[:MOST_BYSTANDERS]


def _answer_by(incoming: IncomingPost, account: str, *, desk: ReadPostDesk) -> datetime | None:
    """Return until when the network takes an answer to the post: as it says itself, else by its rules for the account (N3)."""
    if incoming.answer_by is not None:
        return incoming.answer_by
    owner = desk_settings(desk).account(account)
    window = desk.rules[owner.network].answer_window(incoming.channel, owner)
    return incoming.posted_at + window if window is not None else None
