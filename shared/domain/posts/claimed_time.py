"""The time of a post whose author's client declares it, on a network that takes any (C1)."""

from datetime import datetime

from shared.domain.posts.post import LATE_AFTER


def believed_time(claimed: datetime, seen_at: datetime, unseen_at: datetime | None) -> datetime:
    """Return when such a post was written: what it claims, unless that cannot be; then, when it was first seen.

    No post is older than its network lets anybody see it: one that claims to have stood there when the account was last
    read, at `unseen_at`, and was not listed then, was written since. Its clock starts at first sight. After an outage of
    the desk nothing was read, and the claim counts: the customer has waited since. A few minutes are left to a network
    that lists posts late.
    """
    if claimed >= seen_at:
        return seen_at
    disproved = unseen_at is not None and claimed < unseen_at
    return seen_at if disproved and seen_at - claimed > LATE_AFTER else claimed
