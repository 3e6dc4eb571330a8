"""Write down how an attempt to send a part ended, before anything else is read or written, and do what follows (R1)."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Protocol

from shared.domain.accounts.status import Call
from shared.domain.answering.attempt import Attempt, AttemptOutcome, Posted
from shared.domain.answering.decide_outcome import decide_outcome
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
from shared.domain.errors import HistoryNeededError, QuotaUsedUpError, VersionConflictError
from shared.domain.replies.reply import Reply
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import HasTickets
from shared.usecases.accounts.call_health import record_failure, record_success
from shared.usecases.accounts.read_quotas import note_spent
from shared.usecases.deletions.check_opened_posts import CheckOpenedPostsDesk, check_post
from shared.usecases.replies.send_queue import SendQueueDesk, leave_send_queue, queue_reply
from shared.usecases.retrying import on_fresh_state, on_newest, through_hiccups
from shared.usecases.search.update_index import ensure_reply
from shared.usecases.settings.current import decision_context, desk_settings
from shared.usecases.tickets.follow_up import TicketFollowUpDesk, follow_up_ticket


class RecordOutcomeDesk(CheckOpenedPostsDesk, TicketFollowUpDesk, SendQueueDesk, Protocol):
    """The parts of the desk that `record_outcome` uses."""


def record_outcome(attempt: Attempt, outcome: AttemptOutcome, *, desk: RecordOutcomeDesk) -> Reply:
    """Save what the outcome makes of the reply, carry out what follows, and return the reply as it stands then."""
    decision = through_hiccups(lambda: _recorded(attempt, outcome, desk=desk))
    ticket = decision.after
    for each in decision.follow_ups:
        ticket = _follow_up(each, ticket, desk=desk)
    return decision.reply


def _recorded(attempt: Attempt, outcome: AttemptOutcome, *, desk: RecordOutcomeDesk) -> OutcomeDecision:
    """Record the outcome in the ticket as this worker left it. If somebody has saved it meanwhile, a post of ours was deleted before
    it is stored, or nothing were to change, look again: only a save tells that what was read is still so. So too if the outcome
    bears on a part of the ticket that was not read."""
    with suppress(VersionConflictError, HistoryNeededError):
        decision = _decide_and_save(attempt, outcome, attempt.ticket, desk=desk)
        if decision.after != attempt.ticket:
            return decision
    look = partial(_look_and_save, attempt, outcome, desk=desk)
    return on_fresh_state(lambda: on_newest(attempt.ticket.id, look, desk=desk))


def _look_and_save(
    attempt: Attempt, outcome: AttemptOutcome, before: Ticket, *, desk: RecordOutcomeDesk
) -> OutcomeDecision:
    if isinstance(outcome, Posted):
        outcome = replace(outcome, deleted=_deleted(outcome, before, desk=desk))
    return _decide_and_save(attempt, outcome, before, desk=desk)


def _decide_and_save(
    attempt: Attempt, outcome: AttemptOutcome, before: Ticket, *, desk: RecordOutcomeDesk
) -> OutcomeDecision:
    decision = decide_outcome(attempt, outcome, before, decision_context(desk))
    return replace(decision, after=desk.tickets.save(before, decision.after))


def _deleted(outcome: Posted, ticket: Ticket, *, desk: HasTickets) -> frozenset[str]:
    unknown = [post for post in outcome.posts if ticket.post(post.id) is None]
    return frozenset(post.id for post in unknown if desk.tickets.tombstone_of(post.network, post.id) is not None)


def _follow_up(each: ReplyFollowUp, ticket: Ticket, *, desk: RecordOutcomeDesk) -> Ticket:
    match each:
        case LeaveSendQueue(reply):
            leave_send_queue(ticket.id, reply, desk=desk)
        case QueueReply(reply_id, at):
            queue_reply(ticket.id, reply_id, at, desk=desk)
        case CheckReplyIndex(reply_id):
            ensure_reply(ticket, reply_id, desk=desk)
        case ReportSent(reply):
            record_success(reply.account, Call.send(reply.channel), desk=desk)
            note_spent(reply.account, desk=desk)
        case ReadQuota(reply):
            note_spent(reply.account, desk=desk)
        case ReportNotSent(reply, error):
            record_failure(reply.account, Call.send(reply.channel), error, desk=desk)
            if isinstance(error, QuotaUsedUpError):
                note_spent(reply.account, desk=desk)
        case CheckAnsweredPost(post_id):
            check_post(ticket.id, post_id, desk_settings(desk).account(ticket.account), desk=desk)
        case _:
            return follow_up_ticket(each, ticket, desk=desk)
    return ticket
