"""Count the posts that open no ticket by a rule or a setting, so that people can see them (I4)."""

from datetime import datetime, timedelta

from shared.domain.accounts.status import Counted
from shared.ports.accounts import HasHeartbeats

LEFT_OUT = (
    *(Counted.AUTO_MENTION, Counted.BLOCKED_AUTHOR, Counted.IGNORED_AUTHOR),
    *(Counted.TO_SOMEBODY_ELSE, Counted.ACCOUNT_RETIRED, Counted.GROUP_MESSAGE, Counted.CHAT_HELD_ELSEWHERE),
    *(Counted.NO_PRIVATE_ACCOUNT, Counted.NO_PUBLIC_ACCOUNT),
)
"""The reasons for skipping a customer's post that a person may want to know of. A repost, a bare quote or a like asks
nothing.
"""

LEFT_OUT_FOR = timedelta(days=7)
"""How long skipped posts are reported; the count restarts after as long without any."""


def count_skipped_post(account: str, reason: str, post_id: str, at: datetime, *, desk: HasHeartbeats) -> None:
    """Count a skipped post once, however often it is delivered or polled. Neither its text nor its author is kept."""
    counted = next((each for each in LEFT_OUT if each == reason), None)
    if counted is not None:
        desk.heartbeats.count(account, counted, at, quiet=LEFT_OUT_FOR, ident=post_id)
