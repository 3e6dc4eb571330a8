"""Ingest the events of one delivery, each by itself, so that a broken one harms no other (I5)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import DELIVERED, Counted, Signal
from shared.domain.errors import BrokenEventError
from shared.domain.inbound.decision import PostOutcome
from shared.domain.posts.claimed_time import believed_time
from shared.domain.posts.incoming_post import (
    Block,
    Broken,
    Deletion,
    Disconnection,
    Dropped,
    EncryptedMessage,
    Event,
    Hidden,
    IncomingPost,
    SkippedPost,
    ThreadSeen,
)
from shared.domain.posts.kinds import Channel
from shared.ports.accounts import HasWatchedThreads
from shared.ports.networks import HasNetworks, HasRules
from shared.usecases.accounts.account_health import HELD_FOR, SEALED_FOR
from shared.usecases.accounts.skipped_posts import count_skipped_post
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.inbound.afterwards import Afterwards
from shared.usecases.inbound.batch import Batch, BatchDesk
from shared.usecases.inbound.complete_posts import CompletePostsDesk, complete_posts
from shared.usecases.inbound.ingest_post import Ingested, IngestPostDesk, ingest_post, look_afterwards
from shared.usecases.inbound.recover_webhook import note_missed
from shared.usecases.moderation.note_hidden import note_hidden
from shared.usecases.settings.current import ReadsSettings, desk_settings


class IngestDeliveryDesk(IngestPostDesk, CompletePostsDesk, BatchDesk, HasWatchedThreads, Protocol):
    """The parts of the desk that `ingest_delivery` uses."""


READ_THERE = frozenset({"poll", "lookup"})
"""Origins of deliveries that show posts as they stood on the network at `received_at`."""

OF_LATE = timedelta(minutes=15)
"""An older post shows that the desk was away, not that the webhook is silent now."""


class EventOutcome(StrEnum):
    """The outcome of an event that brings no post. The values are labels of a metric."""

    DELETED = "deleted"
    DELETED_UNKNOWN = "deleted_unknown"
    """The desk did not hold the post, and will not store it."""
    HIDDEN = "hidden"
    SHOWN_AGAIN = "shown_again"
    DISCONNECTED = "disconnected"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    ENCRYPTED = "messages_encrypted"
    THREAD_WATCHED = "thread_watched"


def ingest_delivery(
    events: Iterable[Event],
    *,
    source: str,
    desk: IngestDeliveryDesk,
    received_at: datetime | None = None,
    unseen_at: datetime | None = None,
    last_try: bool = True,
    batch: Batch | None = None,
    afterwards: Afterwards | None = None,
) -> Counter[str]:
    """Ingest every event, and count the outcomes. `received_at` is when the delivery came in, now by default; `unseen_at`
    when the account was last read before, without the posts in it. On its `last_try` posts are stored as far as they are
    known. Signs of life go into the `batch`, which its owner writes, and what is looked up `afterwards` is the caller's; without
    them either is done at the end. If the delivery fails, what it has stored is looked up at once.

    Raises a SocialNetworkError at the end if a network could not be asked for what it left out of a post, and
    BrokenEventError if any event could not be read: the others are stored by then, and ingesting them again changes nothing.
    """
    own = batch if batch is not None else Batch()
    way = _Way(source, received_at or desk.clock.now(), own, afterwards or Afterwards(own.lookup))
    done = False
    try:
        outcomes = _ingest(events, way, unseen_at, last_try=last_try, desk=desk)
        done = True
        return outcomes
    finally:
        if afterwards is None or not done:
            look_afterwards(way.afterwards, desk=desk)
        if batch is None:
            own.write(desk=desk)


@dataclass(frozen=True, slots=True)
class _Way:
    """How events came, and where what they have in common with others is gathered."""

    source: str
    received_at: datetime
    batch: Batch
    afterwards: Afterwards


def _ingest(
    events: Iterable[Event], way: _Way, unseen_at: datetime | None, *, last_try: bool, desk: IngestDeliveryDesk
) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    broken: list[str] = []
    completed = complete_posts(events, last_try=last_try, desk=desk)
    for event in completed.events:
        try:
            if isinstance(event, IncomingPost) and event.time_claimed:
                event = replace(event, posted_at=believed_time(event.posted_at, way.received_at, unseen_at))
            outcomes[_take(event, way, desk=desk)] += 1
        except BrokenEventError as e:
            broken.append(str(e))
    if completed.failure is not None:
        raise completed.failure
    if broken:
        raise BrokenEventError(" ".join(dict.fromkeys(broken)))
    return outcomes


def _take(event: Event, way: _Way, *, desk: IngestDeliveryDesk) -> str:
    match event:
        case IncomingPost():
            return _take_post(event, way, desk=desk)
        case Deletion():
            return EventOutcome.DELETED if forget_post(event, desk=desk) else EventOutcome.DELETED_UNKNOWN
        case Hidden():
            note_hidden(event, desk=desk)
            return EventOutcome.HIDDEN if event.hidden else EventOutcome.SHOWN_AGAIN
        case Disconnection() | Block() | ThreadSeen() | EncryptedMessage():
            return _take_of_account(event, way.source, way.batch, desk=desk)
        case Dropped():
            if event.left_out is not None:
                _count_skipped(event.left_out, desk=desk)
            return f"dropped:{event.kind}"
        case Broken():
            raise BrokenEventError(event.reason)


def _take_of_account(
    event: Disconnection | Block | ThreadSeen | EncryptedMessage,
    source: str,
    batch: Batch,
    *,
    desk: IngestDeliveryDesk,
) -> str:
    match event:
        case Disconnection():
            for account in desk_settings(desk).live_accounts:
                if (account.network, account.network_id) == (event.network, event.user_id):
                    desk.heartbeats.fail(
                        account.id, Fault.ACCOUNT_DISCONNECTED, "The account took its permission back.", event.at
                    )
            return EventOutcome.DISCONNECTED
        case Block():
            return _note_block(event, batch, source=source, desk=desk)
        case ThreadSeen():
            return _watch_thread(event, desk=desk)
        case EncryptedMessage():
            return _count_encrypted(event, batch, source=source, desk=desk)


def _take_post(post: IncomingPost, way: _Way, *, desk: IngestDeliveryDesk) -> str:
    read_at = way.received_at if way.source in READ_THERE else None
    ingested = ingest_post(post, read_at=read_at, newcomers=way.batch.newcomers, afterwards=way.afterwards, desk=desk)
    heard_by = _heard_by(ingested, post, desk=desk)
    if heard_by is not None and way.source == Signal.WEBHOOK:
        way.batch.heard(heard_by, DELIVERED[_delivered_with(post, desk=desk)], desk.clock.now())
    if way.source == "poll" and heard_by is not None and _webhook_owes(ingested, post, way.received_at, desk=desk):
        note_missed(heard_by, post.posted_at, _delivered_with(post, desk=desk), desk=desk)
    if post.held_elsewhere and heard_by is not None and post.author.id != post.received_for:
        held = Counted.HELD_ELSEWHERE
        desk.heartbeats.count(heard_by, held, post.posted_at, quiet=HELD_FOR, ident=post.id)
    if ingested.skipped_for is not None:
        count_skipped_post(ingested.skipped_for, ingested.outcome, post.id, post.posted_at, desk=desk)
    return ingested.outcome


def _delivered_with(post: IncomingPost, *, desk: HasRules) -> Channel:
    """Return the channel whose silence the post tells of. A network that delivers again has one end for all channels: what comes
    on one shows that the other is heard, and would else be called deaf until somebody writes there."""
    return Channel.PUBLIC if desk.rules[post.network].reading.replayed else post.channel


def _heard_by(ingested: Ingested, post: IncomingPost, *, desk: ReadsSettings) -> str | None:
    """Return the account whose network delivered the post: of a message that belongs to a ticket of the customer's public
    posts, that of the messages, where the desk has it (I8, T3)."""
    settings = desk_settings(desk)
    owner = next((account for account in settings.accounts if account.id == ingested.account), None)
    if owner is None or owner.network == post.network:
        return ingested.account
    received = (post.network, post.received_for)
    return next((a.id for a in settings.live_accounts if (a.network, a.network_id) == received), owner.id)


def _note_block(event: Block, batch: Batch, *, source: str, desk: IngestDeliveryDesk) -> str:
    """Keep for the customer, on that account, whether any answer reaches them."""
    for account in desk_settings(desk).live_accounts:
        if (account.network, account.network_id) == (event.network, event.user_id):
            batch.heard(account.id, Signal(source), desk.clock.now())
            desk.tickets.note_block(account.id, event.customer_id, event.at, blocked=event.blocked)
    return EventOutcome.BLOCKED if event.blocked else EventOutcome.UNBLOCKED


def _watch_thread(event: ThreadSeen, *, desk: IngestDeliveryDesk) -> str:
    """Keep the thread for polling, once a day for each process."""
    for account in desk_settings(desk).live_accounts:
        key = account.id, event.thread_id
        if (account.network, account.network_id) != (event.network, event.user_id):
            continue
        if desk.memory.threads_watched.get(key) != event.at.date():
            desk.watched_threads.watch(account.id, event.thread_id, event.at)
            desk.memory.threads_watched[key] = event.at.date()
    return EventOutcome.THREAD_WATCHED


def _count_encrypted(event: EncryptedMessage, batch: Batch, *, source: str, desk: IngestDeliveryDesk) -> str:
    """Count the message once, however often it is delivered."""
    for account in desk_settings(desk).live_accounts:
        if (account.network, account.network_id) == (event.network, event.user_id):
            batch.heard(account.id, Signal(source), desk.clock.now())
            desk.heartbeats.count(account.id, Counted.ENCRYPTED_MESSAGE, event.at, quiet=SEALED_FOR, ident=event.id)
    return EventOutcome.ENCRYPTED


def _count_skipped(skipped: SkippedPost, *, desk: IngestDeliveryDesk) -> None:
    for account in desk_settings(desk).live_accounts:
        if (account.network, account.network_id) == (skipped.network, skipped.user_id):
            count_skipped_post(account.id, skipped.reason, skipped.id, skipped.at, desk=desk)


def _webhook_owes(ingested: Ingested, incoming: IncomingPost, found_at: datetime, *, desk: HasNetworks) -> bool:
    """Return whether the network's webhook, if it has one, reports such a post (I8): it does, unless our name is only
    carried along.

    A known post may have been stored by an attempt that failed afterwards, and polling hands on no known post; so the
    time at which the poll found it counts, and not the attempt that stored it. If the webhook brought it, the webhook
    has delivered since, and nothing is missing.
    """
    plug = desk.networks.get(incoming.network)
    if plug is None or plug.webhook is None or incoming.only_listed:
        return False
    stored = ingested.outcome in (PostOutcome.STORED, PostOutcome.KNOWN)
    return stored and ingested.summoned and found_at - incoming.posted_at <= OF_LATE
