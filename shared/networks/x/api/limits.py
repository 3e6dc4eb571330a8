"""How often X lets an account make each call: https://docs.x.com/x-api/fundamentals/rate-limits, read in August 2026."""

import re
from datetime import timedelta

from shared.domain.accounts.allowance import Allowance
from shared.domain.networks.reading import ReadingLimits

QUARTER_HOUR = timedelta(minutes=15)
DAY = timedelta(days=1)

READING = ReadingLimits(
    back=timedelta(days=6), messages_every=timedelta(seconds=100), replayed=timedelta(hours=24), looked_up=100
)
"""Beyond the newest 800 mentions there is nothing to read anyhow. Direct messages may be read once a minute and no more;
while the webhook speaks, every other minute will do."""

_CALLS: tuple[tuple[str, re.Pattern[str], tuple[Allowance, ...]], ...] = (
    ("POST", re.compile(r"/2/tweets"), (Allowance("send_post", 100, QUARTER_HOUR),)),
    (
        "POST",
        re.compile(r"/2/dm_conversations/with/\d+/messages"),
        (Allowance("send_message", 15, QUARTER_HOUR), Allowance("send_message_day", 1440, DAY)),
    ),
    ("GET", re.compile(r"/2/users/\d+/mentions"), (Allowance("read_mentions", 300, QUARTER_HOUR),)),
    ("GET", re.compile(r"/2/users/\d+/tweets"), (Allowance("read_own_posts", 900, QUARTER_HOUR),)),
    ("GET", re.compile(r"/2/dm_events"), (Allowance("read_messages", 15, QUARTER_HOUR),)),
    ("GET", re.compile(r"/2/dm_conversations/with/\d+/dm_events"), (Allowance("read_conversation", 15, QUARTER_HOUR),)),
    ("GET", re.compile(r"/2/tweets"), (Allowance("look_up", 900, QUARTER_HOUR),)),
)


EVERY: tuple[Allowance, ...] = tuple(told for _, _, many in _CALLS for told in many)
"""All counted allowances."""


def allowances(method: str, path: str) -> tuple[Allowance, ...]:
    """Return the allowances that count a call; none for a call that the desk makes too seldom to be counted."""
    return next((counted for verb, route, counted in _CALLS if verb == method and route.fullmatch(path)), ())
