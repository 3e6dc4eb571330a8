"""Route an incoming post: find out which account it belongs to, and whether it opens or joins a ticket at all (I4)."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.errors import BrokenEventError
from shared.domain.inbound.comments import lacks_parent_author, with_parent_author
from shared.domain.inbound.routing import (
    Inbound,
    NotForUs,
    Outbound,
    SkipReason,
    Unheard,
    UnknownAccount,
    goes_on_in_own_thread,
    route,
)
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel, Direction, PostKind
from shared.domain.posts.post import Post
from shared.domain.search.entries import POST, PartId
from shared.domain.settings.desk import Account, DeskSettings
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.public_accounts import private_accounts, public_accounts
from shared.usecases.inbound.find_person import FindPersonDesk
from shared.usecases.settings.current import desk_settings


class RoutePostDesk(FindPersonDesk, Protocol):
    """The parts of the desk that `route_post` uses."""


@dataclass(frozen=True, slots=True)
class Held:
    """An edit that no longer speaks to us, of a post that the desk holds as this one."""

    account: str
    direction: Direction
    kind: PostKind


def route_post(
    incoming: IncomingPost, *, private: Account | None = None, desk: RoutePostDesk
) -> Inbound | Outbound | Held | NotForUs:
    """Return where the post belongs by the desk's settings; a `private` message belongs to that account (T3).

    Settings may be 30 seconds old, so they are read again before an account counts as unknown. An edit may take our name
    out of a post: it is the same post all the same. Raises BrokenEventError if the post was received for an account that
    the desk does not have.
    """
    if lacks_parent_author(incoming):
        incoming = _under_known_parent(incoming, desk=desk)
    routed = _by_settings(incoming, desk_settings(desk), private, desk=desk)
    if isinstance(routed, UnknownAccount) or routed == NotForUs(SkipReason.NOT_ADDRESSED):
        routed = _by_settings(incoming, desk_settings(desk, fresh=True), private, desk=desk)
    if isinstance(routed, UnknownAccount):
        routed = _half_alone(incoming, desk=desk) or routed
    if isinstance(routed, UnknownAccount):
        raise BrokenEventError(f"The desk has no account with the network id {routed.network_id!r}.")
    if isinstance(routed, NotForUs):
        return _held(incoming, desk=desk) or routed
    return routed


def _under_known_parent(incoming: IncomingPost, *, desk: HasTickets) -> IncomingPost:
    """Return the comment with the author of the one above, if the desk holds that."""
    place = desk.tickets.place(incoming.network, incoming.in_reply_to or "")
    if place is None:
        return incoming
    part = (place.ticket, PartId(POST, place.post, place.at))
    parent = desk.tickets.parts([part]).get(part)
    return with_parent_author(incoming, parent.author) if isinstance(parent, Post) else incoming


def _by_settings(
    incoming: IncomingPost, settings: DeskSettings, private: Account | None, *, desk: HasTickets
) -> Inbound | Outbound | NotForUs | UnknownAccount:
    thread = None
    if incoming.in_reply_to is not None and goes_on_in_own_thread(incoming, settings.accounts):
        thread = _account_of_thread(incoming, settings, desk=desk)
    unheard = Unheard(settings.general.ignored_authors, blocked=not settings.general.include_blocked_authors)
    routed = route(incoming, settings.live_accounts, unheard=unheard, thread=thread, private=private)
    if isinstance(routed, UnknownAccount) and len(settings.live_accounts) < len(settings.accounts):
        before_retirement = route(incoming, settings.accounts, unheard=unheard, thread=thread)
        if not isinstance(before_retirement, UnknownAccount):
            account = before_retirement.account.id if isinstance(before_retirement, Inbound) else None
            return NotForUs(SkipReason.ACCOUNT_RETIRED, account)
    return routed


def _half_alone(incoming: IncomingPost, *, desk: FindPersonDesk) -> NotForUs | None:
    """Return that the desk has the brand's account for the other channel alone, and does not take this one's posts."""
    if incoming.channel is Channel.DIRECT:
        accounts, reason = (
            public_accounts(incoming.network, incoming.received_for, desk=desk),
            SkipReason.NO_PRIVATE_ACCOUNT,
        )
    else:
        accounts, reason = (
            private_accounts(incoming.network, incoming.received_for, desk=desk),
            SkipReason.NO_PUBLIC_ACCOUNT,
        )
    return NotForUs(reason, accounts[0].id) if accounts else None


def _account_of_thread(incoming: IncomingPost, settings: DeskSettings, *, desk: HasTickets) -> str | None:
    """Return the account whose ticket holds the parent; before the parent has come in, the account that received this
    post, since a network delivers it to the account that its author really wrote to.
    """
    place = desk.tickets.place(incoming.network, incoming.in_reply_to or "")
    if place is not None:
        return place.account
    receiver = (incoming.network, incoming.received_for)
    return next((a.id for a in settings.accounts if (a.network, a.network_id) == receiver), None)


def _held(incoming: IncomingPost, *, desk: HasTickets) -> Held | None:
    place = desk.tickets.place(incoming.network, incoming.id) if incoming.is_edit else None
    if place is None:
        return None
    ticket = desk.tickets.load(place.ticket)
    stored = ticket.post(place.post)
    if stored is None:
        return Held(ticket.account, Direction.INBOUND, PostKind.MENTION)
    return Held(ticket.account, stored.direction, stored.kind)
