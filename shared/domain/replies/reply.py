"""A reply of ours: a record in the outbox first, then sent part by part by a worker (R1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.sla.alert import Sending
from shared.domain.text.fingerprint import LENGTH, fingerprint

LEASE = timedelta(seconds=75)
"""How long a worker may be silent while it holds a reply before the sweep takes it for crashed. Above the function's
timeout of 60 seconds, so that two never hold the same reply."""

LOOKS = 2
"""A send of unknown outcome is looked for on the account's own timeline this often before a person must decide (R1)."""


TELL_AFTER = timedelta(seconds=60)
"""How long a reply that came back is left to the page: a writer who is on the page sees it within seconds, and needs no
mail."""


class ReplyState(StrEnum):
    HELD = "held"
    SENDING = "sending"
    PARTLY_SENT = "partly_sent"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


NEEDS_PERSON = frozenset({ReplyState.FAILED, ReplyState.PARTLY_SENT, ReplyState.UNKNOWN})


class Why(StrEnum):
    """The reason why a reply is not sent, or not yet: for readers of another language than the sentence of the desk."""

    STALE = "stale"
    UNCONFIRMED = "unconfirmed"
    NOT_OURS = "not_ours"
    RETIRED = "retired"
    NOT_FOUND = "not_found"
    REST_NOT_SENT = "rest_not_sent"
    NOT_SAID = "not_said"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    IN_LINE = "in_line"
    REFUSED = "refused"
    NOT_ANSWERABLE = "not_answerable"
    POST_GONE = "post_gone"
    DISCONNECTED = "disconnected"
    ACCOUNT_REFUSED = "account_refused"
    OUT_OF_CREDIT = "out_of_credit"
    QUOTA_USED_UP = "quota_used_up"
    BLOCKED = "blocked"
    TOO_VISIBLE = "too_visible"
    WINDOW_CLOSED = "window_closed"
    PRIVATE_ANSWER_USED = "private_answer_used"
    DESK_UNAVAILABLE = "desk_unavailable"


def part_key(ticket: str, reply: str, index: int) -> str:
    """Compute the idempotency key of a part (N4): always the same, so that no key is ever drawn twice. It begins with the
    ticket's id, so that a network that gives it back with our post leads to the ticket without a lookup."""
    return ticket + fingerprint(ticket, reply, str(index))


def ticket_of_key(key: str) -> str:
    """Return the id of the ticket to whose reply a part's key belongs; a key of anybody else's leads to no ticket."""
    return key[:LENGTH]


def _renewed(key: str) -> str:
    return ticket_of_key(key) + fingerprint(key)


def waiting_parts(ticket: str, reply: str, texts: Sequence[str], *, together: int = 1) -> tuple["Part", ...]:
    """Return the parts of a new reply. So many as leave `together` in one call share the key of their first."""
    keys = (part_key(ticket, reply, index - index % together) for index in range(len(texts)))
    return tuple(Part(text, key=key) for text, key in zip(texts, keys, strict=True))


class PartState(StrEnum):
    WAITING = "waiting"
    TRIED = "tried"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Part:
    """`tried_at` is written before the network is called: a part in `tried` may stand on the network already. `key` is
    made with the reply, so that it is stored before the first call: a network that takes idempotency keys posts a part
    once, however often it is called with the same key (N4). Parts that one call carries together have the same key."""

    text: str
    state: PartState = PartState.WAITING
    post_id: str | None = None
    tried_at: datetime | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """The return of a reply, which went no further by itself, to its writer at `at` (W4). `tell_at` is when a mail
    notifies them, None once one has, or once they have seen it; `sent` is the outcome of that mail."""

    at: datetime
    tell_at: datetime | None
    sent: tuple[Sending, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """`due_at` is when the outbox has to look at it next; None once nothing is left to do by itself. `in_line`: it only
    waits for its turn, and goes on as soon as it is called. `seen_version` is the version of the ticket that its writer
    saw (R2); `reason` explains its state, in English or in the network's own words, and `why` does so in one word.
    `confirmed` are the findings that its writer looked at and means (R8); `claimed` is the post that a person says is
    its next part, until the network has been asked whose it is (R1); `returned` is set while it needs a person.
    `audience` are the people who are to see it, None for those who see the post that it answers (N6)."""

    id: str
    account: str
    channel: Channel
    in_reply_to: str
    seen_through: str
    text: str
    by: str
    created_at: datetime
    parts: tuple[Part, ...]
    state: ReplyState = ReplyState.HELD
    reason: str | None = None
    due_at: datetime | None = None
    looks: int = 0
    seen_version: int | None = None
    why: Why | None = None
    in_line: bool = False
    confirmed: tuple[str, ...] = ()
    claimed: str | None = None
    returned: Returned | None = None
    audience: Audience | None = None

    @property
    def order(self) -> tuple[datetime, str]:
        """The sort key: of two writers' clocks one may be behind."""
        return self.created_at, self.id

    @property
    def complete(self) -> bool:
        return all(part.state is PartState.SENT for part in self.parts)

    @property
    def under_way(self) -> bool:
        """True while the outbox still owes it a result, whether it is held or leased by a worker."""
        return self.state in (ReplyState.HELD, ReplyState.SENDING)

    @property
    def next_part(self) -> int | None:
        """The first part that is not known to stand on the network."""
        return next((i for i, part in enumerate(self.parts) if part.state is not PartState.SENT), None)

    def call_of(self, index: int) -> range:
        """Return the parts that one call carries together with this one: its neighbours with the same key (N4)."""
        key = self.parts[index].key
        if key is None:
            return range(index, index + 1)
        together = [n for n, part in enumerate(self.parts) if part.key == key]
        return range(together[0], together[-1] + 1)

    def with_part(self, index: int, part: Part) -> "Reply":
        parts = (*self.parts[:index], part, *self.parts[index + 1 :])
        return replace(self, parts=parts)

    def part_sent(self, index: int, post_id: str) -> "Reply":
        """Record part `index` as posted under `post_id`; with the last part the reply is sent."""
        after = self.with_part(index, replace(self.parts[index], state=PartState.SENT, post_id=post_id))
        if after.complete:
            return replace(
                after, state=ReplyState.SENT, reason=None, why=None, due_at=None, looks=0, claimed=None, returned=None
            )
        return replace(after, looks=0, claimed=None)

    def put_back(self, indexes: Iterable[int], *, renewed: bool = False) -> "Reply":
        """Return the reply with those parts waiting again that are not known to be on the network, and provably are not. A
        key that the network has used up is `renewed`."""
        after = self
        for index in indexes:
            part = self.parts[index]
            if part.state is PartState.SENT:
                continue
            key = _renewed(part.key) if renewed and part.key is not None else part.key
            after = after.with_part(index, replace(part, state=PartState.WAITING, tried_at=None, key=key))
        return after

    def stopped(self, state: ReplyState, reason: str | None, why: Why | None = None, *, at: datetime) -> "Reply":
        """Stop the reply: no worker continues with it by itself, and it is partly sent if some parts are posted already
        (R1). One that needs a person comes back to its writer, once (W4)."""
        some = any(part.state is PartState.SENT for part in self.parts)
        shown = ReplyState.PARTLY_SENT if some and state is ReplyState.FAILED else state
        back = (self.returned or Returned(at, at + TELL_AFTER)) if shown in NEEDS_PERSON else None
        return replace(
            self, state=shown, reason=reason, why=why, due_at=None, in_line=False, claimed=None, returned=back
        )
