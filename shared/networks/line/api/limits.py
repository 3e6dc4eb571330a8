"""How often LINE lets a channel make each call, and what its refusals mean for the next one.

https://developers.line.biz/en/reference/messaging-api/#rate-limits, read in August 2026.
"""

from datetime import timedelta
from typing import Final

from shared.domain.accounts.allowance import Allowance

PUSH: Final = Allowance("send_message", 2_000, timedelta(seconds=1))
PROFILE: Final = Allowance("read_profile", 2_000, timedelta(seconds=1))
CONTENT: Final = Allowance("read_content", 2_000, timedelta(seconds=1))
QUOTA: Final = Allowance("read_quota", 2_000, timedelta(seconds=1))
TEST: Final = Allowance("test_webhook", 60, timedelta(hours=1))

EVERY: Final = (PUSH, PROFILE, CONTENT, QUOTA, TEST)

PAUSE: Final = timedelta(seconds=30)
"""How long a call rests after LINE's rate limit: it names no time, and its limits are by the second."""

TEST_PAUSE: Final = timedelta(minutes=10)
