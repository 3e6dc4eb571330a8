"""Decide what the outcome of an attempt changes in the reply and its ticket (R1). Pure: nothing is read or written."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.answering.attempt import (
    AccountRetired,
    Attempt,
    AttemptOutcome,
    HandedBack,
    NotPosted,
    Posted,
    Unclear,
)
from shared.domain.answering.decision import (
    CheckAnsweredPost,
    CheckReplyIndex,
    LeaveSendQueue,
    OutcomeDecision,
    QueueReply,
    ReadQuota,
    ReplyFollowUp,
    ReportNotSent,
    ReportSent,
)
from shared.domain.answering.refusals import with_refusal
from shared.domain.errors import (
    DeskError,
    PostGoneError,
    RateLimitedError,
    SocialNetworkError,
    TooVisibleError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.post import Post
from shared.domain.replies.failure_reason import failure_reason
from shared.domain.replies.reply import LOOKS, PartState, Reply, ReplyState, Why
from shared.domain.tickets.assign_to_answerer import assigned_to_answerer
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.follow_ups import Charge, EnsureTimer, StopTimer, UpdateIndex, starts_timer, stopped_clock
from shared.domain.tickets.sent_parts import with_sent_part
from shared.domain.tickets.ticket import Ticket

LOOK_AFTER = (timedelta(seconds=8), timedelta(seconds=25))
"""The delays after which a send of unknown outcome is looked for on the account's timeline: networks show a post within
seconds, and the agent is to know within a minute."""

RETRY_AFTER = timedelta(seconds=30)
MOST_TRIES = 10
"""How long and how often a send is retried while the network cannot be reached, or a service of the desk does not
answer, before the agent is notified."""

RETIRED = "The account was retired before this was sent. Nothing was posted."

TOO_VISIBLE = "More people see the answer on the network than were to, and it could not be deleted there."

DESK_UNAVAILABLE = "A service of the desk did not answer, so the network was not asked. Nothing was posted."


def decide_outcome(
    attempt: Attempt, outcome: AttemptOutcome, ticket: Ticket, context: DecisionContext
) -> OutcomeDecision:
    """Return the decision on the reply, in the `ticket` as it is now.

    Parts that their events settled first, or that another worker has taken meanwhile, are left as they are. An event of
    one part says that the call was taken, whatever the network answers to it.
    """
    match outcome:
        case Posted():
            return _posted(attempt, outcome, ticket, context)
        case NotPosted(error) if _some_stand(attempt, ticket):
            return _unclear(attempt, Unclear(str(error)), ticket, context)
        case NotPosted(error):
            return _not_posted(attempt, error, ticket, context)
        case AccountRetired():
            return _stopped(attempt, RETIRED, Why.RETIRED, ticket, context)
        case Unclear():
            return _unclear(attempt, outcome, ticket, context)
        case HandedBack(state, reason, why, after_sent):
            return _changed(
                attempt,
                lambda reply: reply.stopped(state, reason, why, at=context.now),
                ticket,
                context,
                after_sent=after_sent,
            )


def _posted(attempt: Attempt, posted: Posted, before: Ticket, context: DecisionContext) -> OutcomeDecision:
    """Add the posts of the parts to the ticket, but for those that their events brought meanwhile."""
    after = before
    for index, post in zip(attempt.indexes, posted.posts, strict=True):
        reply, known = after.reply(attempt.reply.id) or attempt.reply, before.post(post.id)
        if known is None and post.id in posted.deleted:
            after = context.refolded(after.with_reply(_wordless(reply, index, post.id)))
        else:
            after = _with_answer(reply, index, known or post, after, context)
    after = after.known_in_private_as(posted.recipient)
    written = after.reply(attempt.reply.id) or attempt.reply
    return OutcomeDecision(after, written, tuple(_once_posted(attempt, posted, written, before, after)))


def _some_stand(attempt: Attempt, ticket: Ticket) -> bool:
    reply = ticket.reply(attempt.reply.id) or attempt.reply
    states = [reply.parts[index].state for index in attempt.indexes]
    return len(states) > 1 and PartState.SENT in states


def _with_answer(reply: Reply, index: int, post: Post, before: Ticket, context: DecisionContext) -> Ticket:
    """Add a part's post; a finished reply releases its writer's claim (R2) and may make them the assignee (W1)."""
    after = with_sent_part(before, reply, index, post)
    answered = after.post(reply.in_reply_to)
    if answered is not None and answered.refused is not None and _is_about(reply, answered):
        after = after.with_post(replace(answered, refused=None))
    written = after.reply(reply.id) or reply
    if written.complete and after.claim is not None and after.claim.by == written.by:
        after = replace(after, claim=None)
    return context.refolded(assigned_to_answerer(before, after, settings=context.settings, now=context.now))


def _once_posted(
    attempt: Attempt, posted: Posted, reply: Reply, before: Ticket, after: Ticket
) -> Iterator[ReplyFollowUp]:
    if reply.complete:
        yield LeaveSendQueue(reply)
    stopped = stopped_clock(before, after)
    if stopped is not None:
        yield StopTimer(stopped)
    if starts_timer(before, after):
        yield EnsureTimer()
    yield UpdateIndex(before)
    if any(before.post(post.id) is not None for post in posted.posts):
        yield CheckReplyIndex(reply.id)
    known = before.post(posted.posts[0].id)
    if known is None or known.reply_id is None:
        yield Charge(reply, attempt.index)
    if posted.too_visible:
        yield ReportNotSent(reply, TooVisibleError(TOO_VISIBLE))
    else:
        yield ReportSent(reply) if attempt.sending else ReadQuota(reply)


def _wordless(reply: Reply, index: int, post_id: str) -> Reply:
    """Mark the part as sent, without its text: it was deleted on the network before the desk recorded it, and answers
    nothing (C9)."""
    sent = reply.part_sent(index, post_id)
    return replace(sent.with_part(index, replace(sent.parts[index], text="")), text="")


def _not_posted(attempt: Attempt, error: DeskError, ticket: Ticket, context: DecisionContext) -> OutcomeDecision:
    """Retry errors that pass with time, and notify the writer of the others."""
    sentence = DESK_UNAVAILABLE if isinstance(error, UnavailableError) else str(error)
    if isinstance(error, RateLimitedError):
        decision = _put_back(attempt, sentence, failure_reason(error), error.until, ticket, context)
    elif isinstance(error, UnreachableError | UnavailableError) and attempt.reply.looks + 1 < MOST_TRIES:
        until = context.now + RETRY_AFTER
        decision = _put_back(attempt, sentence, failure_reason(error), until, ticket, context, tries=1)
    else:
        decision = _stopped(attempt, sentence, failure_reason(error), ticket, context, refused=error)
    return replace(decision, follow_ups=(*decision.follow_ups, *_once_refused(attempt, error)))


def _once_refused(attempt: Attempt, error: DeskError) -> Iterator[ReplyFollowUp]:
    if isinstance(error, SocialNetworkError):
        yield ReportNotSent(attempt.reply, error)
    if isinstance(error, PostGoneError) and attempt.index == 0:
        yield CheckAnsweredPost(attempt.to)


def _stopped(
    attempt: Attempt,
    reason: str,
    why: Why,
    ticket: Ticket,
    context: DecisionContext,
    *,
    refused: DeskError | None = None,
) -> OutcomeDecision:
    """Return the reply to its writer. The network's refusal of the answered post is kept with that post."""

    def stop(reply: Reply) -> Reply:
        waiting = reply.put_back(attempt.indexes, renewed=why is Why.TOO_VISIBLE)
        return waiting.stopped(ReplyState.FAILED, reason, why, at=context.now)

    decision = _changed(attempt, stop, ticket, context, refused=refused)
    return replace(decision, follow_ups=(LeaveSendQueue(decision.reply),))


def _put_back(
    attempt: Attempt,
    reason: str,
    why: Why,
    until: datetime,
    ticket: Ticket,
    context: DecisionContext,
    *,
    tries: int = 0,
) -> OutcomeDecision:
    """Queue the parts to be sent again at that instant."""

    def put_back(reply: Reply) -> Reply:
        held = replace(reply.put_back(attempt.indexes), state=ReplyState.HELD, reason=reason, why=why)
        return replace(held, due_at=until, looks=reply.looks + tries)

    decision = _changed(attempt, put_back, ticket, context)
    return replace(decision, follow_ups=(QueueReply(decision.reply.id, until),))


def _unclear(attempt: Attempt, unclear: Unclear, ticket: Ticket, context: DecisionContext) -> OutcomeDecision:
    """Schedule the next look for the parts, or the next repetition of the call; after the last one a person decides.
    Nothing waits for it meanwhile."""
    looks = attempt.reply.looks + (0 if attempt.sending else 1)
    leave = LeaveSendQueue(attempt.reply)
    if looks >= (MOST_TRIES if unclear.repeats else LOOKS):

        def give_up(reply: Reply) -> Reply:
            return reply.stopped(ReplyState.UNKNOWN, unclear.reason, Why.NOT_SAID, at=context.now)

        return replace(_changed(attempt, give_up, ticket, context), follow_ups=(leave,))
    at = unclear.until or context.now + (LOOK_AFTER[looks] if looks < len(LOOK_AFTER) else RETRY_AFTER)

    def look_later(reply: Reply) -> Reply:
        return replace(reply, reason=unclear.reason, why=Why.NOT_SAID, due_at=at, looks=looks)

    decision = _changed(attempt, look_later, ticket, context)
    return replace(decision, follow_ups=(leave, QueueReply(decision.reply.id, at)))


def _changed(
    attempt: Attempt,
    change: Callable[[Reply], Reply],
    before: Ticket,
    context: DecisionContext,
    *,
    refused: DeskError | None = None,
    after_sent: bool = False,
) -> OutcomeDecision:
    reply = before.reply(attempt.reply.id) or attempt.reply
    if not reply.under_way or not _is_still_ours(reply, attempt, after_sent=after_sent):
        return OutcomeDecision(before, reply)
    changed = change(reply)
    after = before.with_reply(changed)
    if refused is not None and attempt.index == 0:
        after = with_refusal(after, reply, refused, context.now)
    return OutcomeDecision(context.refolded(after), changed)


def _is_still_ours(reply: Reply, attempt: Attempt, *, after_sent: bool) -> bool:
    """Return False if its event settled the part first. While a send is prepared no worker holds the part: a part that
    another worker has marked as tried since is for that worker to judge."""
    settled = all(reply.parts[index].state is PartState.SENT for index in attempt.indexes)
    return settled is after_sent and reply.parts[attempt.index].tried_at == attempt.part.tried_at


def _is_about(reply: Reply, post: Post) -> bool:
    """Return False for an answer from another account, or in private: a refusal of such an answer says nothing of the
    post."""
    return reply.account == post.account and reply.channel is post.channel
