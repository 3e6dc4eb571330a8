"""One attempt to send a part of a reply, or to find it on the network, and how it can end (R1)."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.answering.audience import seen_by
from shared.domain.errors import DeskError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import Part, Reply, ReplyState, Why
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call that this worker holds, with the ticket and the `account` that sends it as they were when the worker took
    it. `private_network` is the network that names private messages of the account, where that is another one. `index` is the first part that it carries. `sending` is false for parts that were tried before and are looked for
    now."""

    ticket: Ticket
    reply: Reply
    index: int
    account: Account
    sending: bool = True
    private_network: str | None = None

    @property
    def part(self) -> Part:
        return self.reply.parts[self.index]

    @property
    def indexes(self) -> range:
        """All parts that the call carries: they leave together or not at all."""
        return self.reply.call_of(self.index)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.reply.parts[index].text for index in self.indexes)

    @property
    def audience(self) -> Audience:
        """The people who are to see the answer (N6)."""
        answered = self.ticket.post(self.reply.in_reply_to)
        return seen_by(self.reply.audience, self.reply.channel, answered)

    @property
    def network(self) -> str:
        """The network that names the post that the call becomes."""
        in_private = self.reply.channel is Channel.DIRECT and self.private_network is not None
        return self.private_network if in_private and self.private_network is not None else self.ticket.network

    @property
    def customer(self) -> str:
        """The customer's id on the channel that the answer goes out on: that of the message which it answers, else the one
        that they are known by in private (T3)."""
        answered = self.ticket.post(self.reply.in_reply_to)
        if self.reply.channel is Channel.DIRECT:
            if answered is not None and answered.inbound and answered.channel is Channel.DIRECT:
                return answered.author.id
            if self.ticket.private_ids:
                return self.ticket.private_ids[-1]
        return self.ticket.customer.id

    @property
    def to(self) -> str:
        """The post that the call answers: the customer's for the first part, the part before it for any other."""
        return self.reply.in_reply_to if self.index == 0 else self.reply.parts[self.index - 1].post_id or ""


@dataclass(frozen=True, slots=True)
class Posted:
    """The parts of the call are on the network as `posts`, in their order. `deleted` are those that were deleted there
    before the desk recorded them; `too_visible` if more people see them than were to (N6). `recipient` is whom a private one
    reached, by the id of private messages (T3)."""

    posts: tuple[Post, ...]
    deleted: frozenset[str] = frozenset()
    too_visible: bool = False
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class NotPosted:
    """Nothing was posted, provably."""

    error: DeskError


@dataclass(frozen=True, slots=True)
class AccountRetired:
    """Nothing was posted, since the account was retired meanwhile."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The outcome is unknown: the parts may have been posted. `until` is when the network may be asked again, where it
    said so. `repeats` if the very same call settles it as soon as the network answers (N4)."""

    reason: str
    until: datetime | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A person decides what becomes of the reply. `after_sent`: the part itself is on the network, and the rest is not sent
    without them."""

    state: ReplyState
    reason: str
    why: Why
    after_sent: bool = False


AttemptOutcome = Posted | NotPosted | AccountRetired | Unclear | HandedBack
