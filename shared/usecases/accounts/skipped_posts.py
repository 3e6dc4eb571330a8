"""Posts that open nothing, counted for people: what is left out by a rule or a setting leaves a trace (I4)."""

from datetime import datetime, timedelta

from shared.ports.desk import Desk

AUTO_MENTION, BLOCKED, IGNORED = "name_carried_along", "blocked_author", "ignored_author"
RETIRED, GROUP = "account_retired", "group_message"
LEFT_OUT = (AUTO_MENTION, BLOCKED, IGNORED, RETIRED, GROUP)
"""Why a customer's post is left out that a person may want to know of. A repost, a bare quote or a like asks nothing."""

LEFT_OUT_FOR = timedelta(days=7)
"""How long it is told that such posts came; the count begins anew after as long without any."""


def count_skipped_post(account: str, reason: str, post_id: str, at: datetime, *, desk: Desk) -> None:
    """Counts a post of the account once, however often it is delivered or polled. Nothing of it is kept, and not who wrote
    it."""
    if reason in LEFT_OUT:
        desk.heartbeats.count(account, reason, at, quiet=LEFT_OUT_FOR, ident=post_id)
