"""What `decide_outcome` returns: the reply and its ticket after an attempt, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import SocialNetworkError
from shared.domain.replies.reply import Reply
from shared.domain.tickets.follow_ups import TicketFollowUp
from shared.domain.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class LeaveSendQueue:
    """Let the next private reply of the account go."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class QueueReply:
    """Have a worker go on with the reply at that instant."""

    reply: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckReplyIndex:
    """Look whether the search holds the posts of a reply whose event came before the worker wrote them down."""

    reply: str


@dataclass(frozen=True, slots=True)
class ReportSent:
    """Note that the account can send."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class ReportNotSent:
    """Note what the network's refusal says of the account."""

    reply: Reply
    error: SocialNetworkError


@dataclass(frozen=True, slots=True)
class CheckAnsweredPost:
    """Look whether the answered post was deleted, as the network says (I6)."""

    post: str


ReplyFollowUp = (
    TicketFollowUp | LeaveSendQueue | QueueReply | CheckReplyIndex | ReportSent | ReportNotSent | CheckAnsweredPost
)


@dataclass(frozen=True, slots=True)
class OutcomeDecision:
    """The reply and its ticket after the attempt, and what to do once they are saved, in this order."""

    after: Ticket
    reply: Reply
    follow_ups: tuple[ReplyFollowUp, ...] = ()
