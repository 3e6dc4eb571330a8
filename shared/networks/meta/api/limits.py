"""How often Meta lets an account call, and how far it can be read.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting and
https://developers.facebook.com/docs/messenger-platform/overview#rate-limiting. The budget of all other calls grows with the
people who deal with the Page, and is shared by all apps of it: the headers of each answer say how much of it is used.
"""

from datetime import timedelta
from typing import Final

from shared.domain.accounts.allowance import Allowance

SEND_MESSAGE: Final = Allowance("send_message", 100, timedelta(seconds=1))
"""Instagram's limit; Messenger's is three times as high."""

PRIVATE_REPLY: Final = Allowance("send_private_reply", 750, timedelta(hours=1))

SEND_COMMENT: Final = Allowance("send_post", 100, timedelta(minutes=5))
"""No limit of Meta's: it keeps a mistake from becoming a flood, which Meta takes for spam."""

MODERATE: Final = Allowance("moderate", 200, timedelta(minutes=5))

READ: Final = Allowance("read_graph", 100_000, timedelta(hours=1))
"""Held while Meta wants no more calls, and never counted: the headers count."""

OF_MESSAGES: Final = (SEND_MESSAGE, PRIVATE_REPLY)
OF_PAGE: Final = (SEND_COMMENT, MODERATE, READ)
EVERY: Final = (*OF_MESSAGES, *OF_PAGE)
