"""Ask the network about the post that a person says a reply of unknown outcome became (R1)."""

from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.answering.attempt import Attempt, HandedBack, Unclear
from shared.domain.errors import RateLimitedError, SocialNetworkError
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import Reply, ReplyState, Why
from shared.domain.tickets.ticket import Ticket
from shared.ports.network_sending import OwnPost, Sent
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.replies.posted_part import posted, sent_as_told
from shared.usecases.replies.record_outcome import RecordOutcomeDesk, record_outcome


class IdentifySentPostDesk(RecordOutcomeDesk, Protocol):
    """The parts of the desk that `identify_sent_post` uses."""


REST_NOT_SENT = "The rest was not sent."

NOT_OURS = "What was found there is no post of the account in this conversation."


def identify_sent_post(attempt: Attempt, post_id: str, *, desk: IdentifySentPostDesk) -> Reply:
    """Record the part as posted if the account wrote the post, in this conversation; otherwise a person decides again, as
    they do where the network does not say. The rest of a thread is not sent without them either."""
    reply = attempt.reply
    account = attempt.account
    try:
        network = plug_of(account, desk=desk).sender
        with tracked_call(account.id, Call.OWN_POST, desk=desk):
            found = network.own_post(account, channel=reply.channel, post_id=post_id, customer=attempt.customer)
    except RateLimitedError as error:
        return record_outcome(attempt, Unclear(str(error), error.until), desk=desk)
    except SocialNetworkError as error:
        return record_outcome(attempt, Unclear(str(error)), desk=desk)
    if found is None or not _in_conversation(found, reply, attempt.ticket):
        return record_outcome(attempt, HandedBack(ReplyState.UNKNOWN, NOT_OURS, Why.NOT_OURS), desk=desk)
    after = record_outcome(attempt, posted(attempt, _of_the_call(attempt, found.sent), now=desk.clock.now()), desk=desk)
    if after.complete:
        return after
    rest = HandedBack(ReplyState.FAILED, REST_NOT_SENT, Why.REST_NOT_SENT, after_sent=True)
    return record_outcome(attempt, rest, desk=desk)


def _of_the_call(attempt: Attempt, found: Sent) -> list[Sent]:
    """Return what the parts of the call became, of which one was found: they left together."""
    asked, ticket, reply = attempt.reply.next_part, attempt.ticket.id, attempt.reply
    return [
        found if n == asked else _known(attempt, n) or sent_as_told(ticket, reply, n, found.posted_at)
        for n in attempt.indexes
    ]


def _known(attempt: Attempt, index: int) -> Sent | None:
    post = attempt.ticket.post(attempt.reply.parts[index].post_id or "")
    return Sent(post.id, post.posted_at, post.text) if post is not None else None


def _in_conversation(found: OwnPost, reply: Reply, ticket: Ticket) -> bool:
    return reply.channel is Channel.DIRECT or any(
        found.in_reply_to in (post.id, post.answer_to) or found.conversation_id == post.conversation_id
        for post in ticket.posts
    )
