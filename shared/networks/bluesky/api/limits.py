"""How often Bluesky lets an account make each call: https://docs.bsky.app/docs/advanced-guides/rate-limits, read in August 2026.

Reads are not counted: the desk makes a dozen in a minute and 3,000 in five minutes are allowed, and a limit that is met all
the same pauses the call by the network's own header.
"""

from datetime import timedelta

from shared.domain.accounts.allowance import Allowance
from shared.domain.networks.reading import ReadingLimits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

CREATE_POINTS = 3
"""Creating a record costs three points, of 5,000 an hour and 35,000 a day."""

SEND_POST = (
    Allowance("send_post", 5_000 // CREATE_POINTS, HOUR),
    Allowance("send_post_day", 35_000 // CREATE_POINTS, DAY),
)
SEND_MESSAGE = (Allowance("send_message", 1_000, HOUR),)
"""Bluesky publishes no limit of its own for messages; this one keeps a mistake from becoming a flood."""

LOG_IN = (Allowance("log_in", 30, timedelta(minutes=5)), Allowance("log_in_day", 100, DAY))
"""The documentation says 300 a day; the headers of the running service have said 100 (`ratelimit-policy: 100;w=86400`)."""

EVERY: tuple[Allowance, ...] = (*SEND_POST, *SEND_MESSAGE, *LOG_IN)

LOOKED_UP = 25
"""The most posts that `getPosts` takes."""

READING = ReadingLimits(
    back=timedelta(days=14),
    messages_every=timedelta(0),
    replayed=timedelta(0),
    looked_up=LOOKED_UP,
    overlap=timedelta(hours=1),
    sweep=timedelta(days=7),
)
"""Notifications stand in the order of what their authors' clients declare as the time: a post with an earlier one comes in
below the mark. So every poll overlaps by an hour, and once a day seven days are read again."""
