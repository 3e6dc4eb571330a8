"""Polling: what the webhook did not deliver is found within a minute (design §3, I8)."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.domain.desk import Account
from shared.domain.errors import DisconnectedError, NetworkError, RateLimitedError
from shared.ports import Desk, IngestQueue, MentionPage, Mentions
from shared.usecases.settings import desk_settings

OVERLAP = timedelta(minutes=5)
"""Each poll reads this far behind the last one that went well: X's own marks have been reported to miss mentions, and
what is read twice in a UTC day is paid for once."""

FIRST = timedelta(hours=24)
"""How far back the first poll of an account reads."""

BACK = timedelta(days=6)
"""The farthest that any poll reads back; beyond X's newest 800 mentions there is nothing to read anyhow."""

SILENT = timedelta(seconds=90)
"""A post this old that only the poll has seen was missed by the webhook, which takes seconds."""


def poll_mentions(mentions: Mapping[str, Mentions], ingest: IngestQueue, *, desk: Desk) -> Counter[str]:
    """Reads every account's new mentions into the ingest queue. An account that fails harms no other.

    Only posts that the desk does not hold yet are handed on, so a quiet minute costs one read and no write.
    """
    told: Counter[str] = Counter()
    for account in desk_settings(desk).accounts:
        source = mentions.get(account.network)
        if source is not None:
            told[_poll(account, source, ingest, desk=desk)] += 1
    return told


def _poll(account: Account, source: Mentions, ingest: IngestQueue, *, desk: Desk) -> str:
    now = desk.clock.now()
    beats = desk.heartbeats.of(account.id)
    if not source.connected(account):
        return "not_connected"
    if (until := beats.get("rate_limited_until")) and datetime.fromisoformat(until) > now:
        return "rate_limited"
    try:
        missed = sum(
            _hand_on(account, page, ingest, desk=desk) for page in source.mentions(account, _since(beats, now))
        )
    except RateLimitedError as e:
        desk.heartbeats.fail(account.id, "rate_limited", str(e), now)
        desk.heartbeats.beat(account.id, "rate_limited_until", e.until)
        return "rate_limited"
    except DisconnectedError as e:
        desk.heartbeats.fail(account.id, "account_disconnected", str(e), now)
        return "disconnected"
    except NetworkError as e:
        desk.heartbeats.fail(account.id, "poll_failed", str(e), now)
        return "failed"
    desk.heartbeats.beat(account.id, "poll", now)
    for fault in ("rate_limited", "account_disconnected", "poll_failed"):
        if f"fault:{fault}" in beats:
            desk.heartbeats.clear(account.id, fault)
    if "fault:webhook_silent" in beats and not missed and beats.get("webhook", "") > beats.get("poll", ""):
        desk.heartbeats.clear(account.id, "webhook_silent")
    if missed and "poll" in beats:
        desk.heartbeats.fail(account.id, "webhook_silent", f"Polling found {missed} posts that no event brought.", now)
        return "webhook_silent"
    return "polled"


def _since(beats: Mapping[str, str], now: datetime) -> datetime:
    last = beats.get("poll")
    since = datetime.fromisoformat(last) - OVERLAP if last else now - FIRST
    return max(since, now - BACK)


def _hand_on(account: Account, page: MentionPage, ingest: IngestQueue, *, desk: Desk) -> int:
    """Puts the page's unknown posts into the queue; says how many of them the webhook ought to have brought."""
    unknown = [post_id for post_id in page.posts if desk.tickets.place(account.network, post_id) is None]
    if not unknown:
        return 0
    now = desk.clock.now()
    for body in page.only(unknown):
        ingest.put(body, network=account.network, source="poll", app=account.app, received_at=now)
    return sum(1 for post_id in unknown if now - page.posts[post_id] > SILENT)
