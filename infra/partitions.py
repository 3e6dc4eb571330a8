"""Which functions write into which of the table's partitions: nobody else may. A name may end with a star.

A test compares this with what each function's code calls, and the sweep of faults with what it does.
"""

from collections.abc import Mapping
from typing import Final

CALL_NETWORKS: Final = (
    "desk_api.app",
    "ingest_posts",
    "keep_attachments",
    "poll_accounts",
    "reconcile_desk",
    "send_replies",
)
"""Functions that call networks, which count each call, and what it costs."""

SAVE_TICKETS: Final = (
    "chase_deadline",
    "desk_api.app",
    "ingest_posts",
    "poll_accounts",
    "reconcile_desk",
    "send_alerts",
    "send_replies",
    "take_mail_events",
)
CHANGE_WORDS: Final = (
    "desk_api.app",
    "ingest_posts",
    "poll_accounts",
    "reconcile_desk",
    "send_alerts",
    "send_replies",
)
HEAR_ACCOUNTS: Final = ("desk_api.app", "ingest_posts", "poll_accounts", "reconcile_desk", "send_replies")

WRITERS: Final[Mapping[str, tuple[str, ...]]] = {
    "addresses": ("desk_api.app", "send_alerts", "take_mail_events"),
    "amended#*": ("seal_reports",),
    "attachments#*": ("desk_api.app", "ingest_posts", "keep_attachments", "reconcile_desk"),
    "budget#*": CALL_NETWORKS,
    "build#*": ("desk_api.app",),
    "changed#*": ("seal_reports",),
    "charged#*": (*CALL_NETWORKS, "send_alerts"),
    "checkpoints": HEAR_ACCOUNTS,
    "chunk#*": ("desk_api.app",),
    "code#*": CHANGE_WORDS,
    "customer#*": SAVE_TICKETS,
    "delivered#*": ("desk_api.app", "send_alerts", "take_mail_events"),
    "erasure#*": ("ingest_posts", "reconcile_desk"),
    "erasures": ("ingest_posts", "reconcile_desk"),
    "health#*": HEAR_ACCOUNTS,
    "incidents": ("reconcile_desk", "send_alerts"),
    "known#*": SAVE_TICKETS,
    "leases": ("desk_api.app", "poll_accounts", "reconcile_desk"),
    "ledger": (*CALL_NETWORKS, "send_alerts"),
    "looks#*": HEAR_ACCOUNTS,
    "months#*": CHANGE_WORDS,
    "person#*": ("chase_deadline", "desk_api.app", "ingest_posts", "reconcile_desk", "send_alerts"),
    "sealed#*": ("seal_reports",),
    "sending#*": ("desk_api.app", "ingest_posts", "reconcile_desk", "send_replies"),
    "settings": ("desk_api.app",),
    "tallied#*": HEAR_ACCOUNTS,
    "threads#*": ("ingest_posts",),
    "words#*": CHANGE_WORDS,
}
