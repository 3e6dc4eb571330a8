"""One delivery of a network holds several events: each is taken by itself, so that a broken one harms no other (I5)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Counted, Signal
from shared.domain.errors import BrokenEventError
from shared.domain.inbound.decision import PostOutcome
from shared.domain.posts.incoming_post import (
    Broken,
    Deletion,
    Disconnection,
    Dropped,
    EncryptedMessage,
    Event,
    IncomingPost,
    SkippedPost,
)
from shared.ports.desk import Desk
from shared.usecases.accounts.account_health import SEALED_FOR
from shared.usecases.accounts.skipped_posts import count_skipped_post
from shared.usecases.deletions.apply_deletion import forget_post
from shared.usecases.inbound.ingest_post import Ingested, ingest_post
from shared.usecases.inbound.recover_webhook import note_missed
from shared.usecases.settings.current import desk_settings

OF_LATE = timedelta(minutes=15)
"""An older post says that the desk was away, not that the webhook is silent now."""


def ingest_delivery(
    events: Iterable[Event], *, source: str, desk: Desk, received_at: datetime | None = None
) -> Counter[str]:
    """Takes every event, and says how many came to what. `received_at` is when the delivery came in, now if not told.

    Raises BrokenEventError at the end if any could not be used: the others are stored by then, and taking them again
    changes nothing.
    """
    received_at = received_at or desk.clock.now()
    told: Counter[str] = Counter()
    broken: list[str] = []
    for event in events:
        try:
            told[_take(event, source, received_at, desk=desk)] += 1
        except BrokenEventError as e:
            broken.append(str(e))
    if broken:
        raise BrokenEventError(" ".join(dict.fromkeys(broken)))
    return told


def _take(event: Event, source: str, received_at: datetime, *, desk: Desk) -> str:
    match event:
        case IncomingPost():
            return _take_post(event, source, received_at, desk=desk)
        case Deletion():
            return "deleted" if forget_post(event, desk=desk) else "deleted_unknown"
        case Disconnection():
            for account in desk_settings(desk).live_accounts:
                if (account.network, account.network_id) == (event.network, event.user_id):
                    desk.heartbeats.fail(
                        account.id, Fault.ACCOUNT_DISCONNECTED, "The account took its permission back.", event.at
                    )
            return "disconnected"
        case EncryptedMessage():
            return _note_sealed(event, source=source, desk=desk)
        case Dropped():
            if event.left_out is not None:
                _note_left_out(event.left_out, desk=desk)
            return f"dropped:{event.kind}"
        case Broken():
            raise BrokenEventError(event.reason)


def _take_post(post: IncomingPost, source: str, received_at: datetime, *, desk: Desk) -> str:
    ingested = ingest_post(post, desk=desk)
    if ingested.account is not None and source == Signal.WEBHOOK:
        desk.heartbeats.beat(ingested.account, Signal.WEBHOOK, desk.clock.now())
    if source == "poll" and ingested.account is not None and _webhook_owes(ingested, post, received_at, desk=desk):
        note_missed(ingested.account, post.posted_at, desk=desk)
    if ingested.skipped_for is not None:
        count_skipped_post(ingested.skipped_for, ingested.outcome, post.id, post.posted_at, desk=desk)
    return ingested.outcome


def _note_sealed(event: EncryptedMessage, *, source: str, desk: Desk) -> str:
    """Counted once, however often it is delivered."""
    for account in desk_settings(desk).live_accounts:
        if (account.network, account.network_id) == (event.network, event.user_id):
            desk.heartbeats.beat(account.id, Signal(source), desk.clock.now())
            desk.heartbeats.count(account.id, Counted.ENCRYPTED_MESSAGE, event.at, quiet=SEALED_FOR, ident=event.id)
    return Counted.ENCRYPTED_MESSAGE


def _note_left_out(left_out: SkippedPost, *, desk: Desk) -> None:
    for account in desk_settings(desk).live_accounts:
        if (account.network, account.network_id) == (left_out.network, left_out.user_id):
            count_skipped_post(account.id, left_out.reason, left_out.id, left_out.at, desk=desk)


def _webhook_owes(ingested: Ingested, incoming: IncomingPost, found_at: datetime, *, desk: Desk) -> bool:
    """Whether the network's webhook, if it has one, tells of such a post (I8): of all but those where our name is only
    carried along.

    A post that is known already may have been stored by an attempt that failed afterwards, and polling hands on nothing
    that it knows; so what counts is when the poll found it, and not which attempt stored it. Where the webhook was the
    one that brought it, it has spoken since, and nothing is missing.
    """
    plug = desk.networks.get(incoming.network)
    kept = ingested.outcome in (PostOutcome.STORED, PostOutcome.KNOWN)
    return (
        plug is not None
        and plug.webhook is not None
        and kept
        and ingested.summoned
        and found_at - incoming.posted_at <= OF_LATE
    )
