"""The result of `decide_outcome`: the reply and its ticket after an attempt, and the follow-ups."""

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
    """Have a worker continue with the reply at that instant."""

    reply: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckReplyIndex:
    """Check that the search index holds the posts of a reply whose event came before the worker recorded them."""

    reply: str


@dataclass(frozen=True, slots=True)
class ReportSent:
    """Record that the account can send."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class ReadQuota:
    """Have read what the account's plan still allows: a send whose outcome was settled later has used some of it (N7)."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class ReportNotSent:
    """Record the network's refusal for the account."""

    reply: Reply
    error: SocialNetworkError


@dataclass(frozen=True, slots=True)
class CheckAnsweredPost:
    """Check if the answered post was deleted, as the network says (I6)."""

    post: str


ReplyFollowUp = (
    TicketFollowUp
    | LeaveSendQueue
    | QueueReply
    | CheckReplyIndex
    | ReadQuota
    | ReportSent
    | ReportNotSent
    | CheckAnsweredPost
)


@dataclass(frozen=True, slots=True)
class OutcomeDecision:
    """The reply and its ticket after the attempt, and what to do once they are saved, in this order."""

    after: Ticket
    reply: Reply
    follow_ups: tuple[ReplyFollowUp, ...] = ()
