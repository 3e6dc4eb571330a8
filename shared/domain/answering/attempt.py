"""One attempt to send a part of a reply, or to find it on the network, and how it can end (R1)."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import DeskError
from shared.domain.posts.post import Post
from shared.domain.replies.reply import Part, Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Attempt:
    """A part that this worker holds, with the ticket and the `account` that sends it as they were when the worker took
    it. `sending` is false for a part that was tried before and is looked for now."""

    ticket: Ticket
    reply: Reply
    index: int
    account: Account
    sending: bool = True

    @property
    def part(self) -> Part:
        return self.reply.parts[self.index]

    @property
    def to(self) -> str:
        """The post that the part answers: the customer's for the first part, the part before it for any other."""
        return self.reply.in_reply_to if self.index == 0 else self.reply.parts[self.index - 1].post_id or ""


@dataclass(frozen=True, slots=True)
class Posted:
    """The part is on the network as `post`; `deleted` if it was deleted there before the desk recorded it."""

    post: Post
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class NotPosted:
    """Nothing was posted, provably."""

    error: DeskError


@dataclass(frozen=True, slots=True)
class AccountRetired:
    """Nothing was posted, since the account was retired meanwhile."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The outcome is unknown: the part may have been posted. `until` is when the network may be asked again, where it
    said so."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A person decides what becomes of the reply. `after_sent`: the part itself is on the network, and the rest is not sent
    without them."""

    state: ReplyState
    reason: str
    why: Why
    after_sent: bool = False


AttemptOutcome = Posted | NotPosted | AccountRetired | Unclear | HandedBack
