"""How far a network's idempotency keys settle a send of unknown outcome (N4)."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.posts.kinds import Channel


@dataclass(frozen=True, slots=True)
class IdempotencyKeys:
    """A call that is repeated with its key posts nothing twice. `trusted_for` is how long after a reply was written that is
    relied on: well under the time for which the network keeps a key, since it posts the text once more when it has
    forgotten it. With `look_first`, the account's own posts are looked through before a call is repeated, for a network
    that may refuse the second call although the first one is posted. On other `channels` there are no keys."""

    trusted_for: timedelta
    look_first: bool = False
    channels: frozenset[Channel] = frozenset(Channel)
