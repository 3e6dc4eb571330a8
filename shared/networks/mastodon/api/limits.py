"""How often a server lets an account call (https://docs.joinmastodon.org/api/rate-limits/): 300 requests in five minutes, and
300 pages in fifteen. A server may change both; one that is met pauses the call by the server's own header."""

from datetime import timedelta

from shared.domain.accounts.allowance import Allowance
from shared.domain.networks.reading import ReadingLimits
from shared.domain.posts.kinds import Channel

SEND = (Allowance("send_post", 100, timedelta(minutes=5)),)
"""A third of what the server allows: reads have the rest. It keeps a mistake from becoming a flood."""

EVERY: tuple[Allowance, ...] = SEND

LOOKED_UP = 20
"""Statuses in one lookup by ids; the documentation names no most, and this is the page of other lists."""

READING = ReadingLimits(
    back=timedelta(days=14),
    messages_every=None,
    replayed=timedelta(0),
    looked_up=LOOKED_UP,
    overlap=timedelta(minutes=10),
    looked_up_on=frozenset(Channel),
)
"""Private statuses stand among the mentions. A notification stands in the order in which the server made it, however late the
status itself came from elsewhere."""
