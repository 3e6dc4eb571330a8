"""How far and how often a network lets an account be read (N1)."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.posts.kinds import Channel


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """`back` is the farthest that a poll reads, `messages_every` the least between two reads of private messages while the
    webhook speaks, None where they are no timeline of their own; `replayed` how far back the network delivers again, and
    `looked_up` how many posts one lookup takes.

    Posts on `looked_up_on` are looked up: on most networks a private message cannot be, or a deletion is told of by itself. Whose
    webhook `tells_deletions` of the account's own posts reports an answer that a colleague has deleted (C9); else those are
    looked up, too.

    `mentions_every` is the least between two reads of mentions and own posts while the webhook speaks, for a network that gives
    an account few calls; `looked_up_daily` how many posts of an account are looked up in a day at most, None as many as the
    desk's settings pay for.

    A network that ends subscriptions by itself has them checked, and made again, in every `subscriptions_every`.

    `overlap` is how far behind its last success a poll reads: a network's own marks may miss posts. Where posts turn up
    farther behind still, mentions are read `sweep` back once in `sweep_every`."""

    back: timedelta
    messages_every: timedelta | None
    replayed: timedelta
    looked_up: int
    overlap: timedelta = timedelta(minutes=5)
    sweep: timedelta | None = None
    sweep_every: timedelta = timedelta(days=1)
    looked_up_on: frozenset[Channel] = frozenset({Channel.PUBLIC})
    tells_deletions: bool = True
    mentions_every: timedelta = timedelta(0)
    looked_up_daily: int | None = None
    subscriptions_every: timedelta | None = None
