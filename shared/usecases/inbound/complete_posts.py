"""Ask networks for what their deliveries left out of posts, before these are routed: a time, the words, the author (I13).

A post is never lost over it. While a network cannot be asked the delivery is tried again, and the last try stores what is known.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.errors import DisconnectedError, RefusedError, SocialNetworkError
from shared.domain.posts.incoming_post import Dropped, Event, IncomingPost
from shared.domain.posts.media import Media, MediaType
from shared.domain.posts.post import Post
from shared.domain.search.entries import POST, PartId
from shared.domain.settings.desk import Account
from shared.ports.networks import HasNetworks
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.call_health import CallHealthDesk, tracked_call
from shared.usecases.settings.current import ReadsSettings, desk_settings


class CompletePostsDesk(ReadsSettings, CallHealthDesk, HasTickets, HasNetworks, Protocol):
    """The parts of the desk that `complete_posts` uses."""


logger = logging.getLogger(__name__)

GONE = Dropped("gone_before_asked")
"""A post of which a network told nothing but its id, and of which it shows nothing."""

FINAL = (RefusedError, DisconnectedError)
"""Answers that are the same a minute later: the post is not kept back for them."""

_Key = tuple[str, str]
"""A post by its network and its id."""


@dataclass
class Completed:
    """The events of a delivery, without posts that have to wait because of `failure`."""

    events: list[Event] = field(default_factory=list)
    failure: SocialNetworkError | None = None


def complete_posts(events: Iterable[Event], *, last_try: bool, desk: CompletePostsDesk) -> Completed:
    """Return the events in their order, with their posts as complete as their networks tell. A post that the desk holds is
    not asked about again, unless it could not be completed before."""
    done, given = Completed(), list(events)
    told: dict[_Key, IncomingPost | None] = {}
    waiting: set[_Key] = set()
    for account, posts in _by_account(given, desk=desk):
        try:
            told |= _ask(account, posts, desk=desk)
        except SocialNetworkError as error:
            logger.warning("posts of %s cannot be completed: %s", account.id, type(error).__name__)
            if not (last_try or isinstance(error, FINAL)):
                waiting |= {_key(post) for post in posts}
                done.failure = error
    for event in given:
        if not isinstance(event, IncomingPost) or not event.incomplete:
            done.events.append(event)
        elif _key(event) not in waiting:
            post = told.get(_key(event), event)
            done.events.append(_as_far_as_known(post) if post is not None else GONE)
    return done


def _key(post: IncomingPost) -> _Key:
    return post.network, post.id


def _by_account(events: Sequence[Event], *, desk: CompletePostsDesk) -> Iterator[tuple[Account, list[IncomingPost]]]:
    """Yield the accounts whose network can be asked, each with its incomplete posts that the desk does not hold."""
    incomplete = {_key(each): each for each in events if isinstance(each, IncomingPost) and each.incomplete}
    if not incomplete:
        return
    for account in desk_settings(desk).live_accounts:
        mine = [each for each in incomplete.values() if _is_of(account, each)]
        plug = desk.networks.get(account.network) if mine else None
        if plug is not None and plug.completer is not None:
            held = _held(account.network, [post.id for post in mine], desk=desk)
            wanted = [post for post in mine if post.id not in held]
            if wanted:
                yield account, wanted


def _is_of(account: Account, post: IncomingPost) -> bool:
    return (account.network, account.network_id) == (post.network, post.received_for)


def _held(network: str, ids: Sequence[str], *, desk: HasTickets) -> Collection[str]:
    """Return the posts that the desk holds complete, or has a tombstone of."""
    known = desk.tickets.known(network, ids)
    found = {ident: place for ident, place in known.items() if place is not None}
    places = {ident: (place.ticket, PartId(POST, place.post, place.at)) for ident, place in found.items()}
    stored = desk.tickets.parts(places.values()) if places else {}
    open_still = {ident for ident, part in places.items() if _is_incomplete(stored.get(part))}
    return known.keys() - open_still


def _is_incomplete(stored: object) -> bool:
    return isinstance(stored, Post) and stored.incomplete


def _ask(
    account: Account, posts: Sequence[IncomingPost], *, desk: CompletePostsDesk
) -> Mapping[_Key, IncomingPost | None]:
    completer = desk.networks[account.network].completer
    if completer is None:
        return {}
    with tracked_call(account.id, Call.COMPLETE, desk=desk):
        found = completer.complete(account, posts)
    return {(account.network, ident): post for ident, post in found.items()}


def _as_far_as_known(post: IncomingPost) -> IncomingPost:
    """Return the post; one of which nothing can be shown says that it has to be looked at on its network."""
    bare = post.incomplete and not post.text and not post.media
    return replace(post, media=(Media(MediaType.UNSUPPORTED),)) if bare else post
