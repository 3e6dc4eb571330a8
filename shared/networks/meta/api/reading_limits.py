"""How far and how often Meta lets an account be read.

A Page has 4,800 calls a day for each person who engaged with it, an Instagram account as many for each impression, over all
apps (https://developers.facebook.com/docs/graph-api/overview/rate-limiting/): a small account has few, and the webhook comes
first. Polling every five minutes costs about 1,200 calls a day, a call for each post that was commented on besides.
"""

from dataclasses import replace
from datetime import timedelta

from shared.domain.networks.reading import ReadingLimits
from shared.domain.posts.kinds import Channel

POLLED_EVERY = timedelta(minutes=5) - timedelta(seconds=15)
SUBSCRIBED_EVERY = timedelta(minutes=15) - timedelta(seconds=15)
"""Runs come once a minute, and not to the second. Meta unsubscribes a Page whose deliveries have failed for an hour."""

OVERLAP = timedelta(minutes=20)
"""Posts are dated to the second, and lists lag behind."""

BACK = timedelta(days=14)

BATCH = 50
"""Calls in one batch (https://developers.facebook.com/docs/graph-api/batch-requests/); each counts as one."""

LOOKED_UP_DAILY = 100
"""Comments of an account that are looked up in a day, most of them every hour: about 1,700 calls."""

FACEBOOK = ReadingLimits(
    back=BACK,
    messages_every=None,
    replayed=timedelta(0),
    looked_up=BATCH,
    overlap=OVERLAP,
    sweep=timedelta(days=7),
    mentions_every=POLLED_EVERY,
    looked_up_daily=LOOKED_UP_DAILY,
    subscriptions_every=SUBSCRIBED_EVERY,
)

INSTAGRAM = replace(FACEBOOK, messages_every=POLLED_EVERY, tells_deletions=False)

MESSENGER = replace(FACEBOOK, looked_up=0, looked_up_on=frozenset[Channel](), looked_up_daily=None, sweep=None)
"""Conversations are what speaks to the account, and read as its mentions. Meta shows the twenty newest messages of each, and calls
older ones deleted, which they are not: no message is looked up."""
