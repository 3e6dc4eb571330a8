"""Check whether an account may answer a post, before anything is sent (R6)."""

from datetime import datetime

from shared.domain.answering.ways import ways_left
from shared.domain.answering.windows import private_answer_at, window_closed
from shared.domain.networks.answerable import ALLOWS, Answerable, Reason
from shared.domain.networks.rules import AnswerRules
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket


def answerable(
    post: Post | None,
    account: Account,
    rules: AnswerRules,
    *,
    channel: Channel | None = None,
    now: datetime,
    ticket: Ticket | None = None,
) -> Answerable:
    """Return the reason why `account` may or may not answer `post` on `channel` at `now`; without a channel, on the
    post's own. With the post's `ticket`, an account that the customer blocked may not."""
    if post is not None and ticket is not None and ticket.blocks(account.id):
        return Answerable.because(Reason.BLOCKED_BY_CUSTOMER, rules.title)
    reason = _reason(post, account, rules, channel, now, ticket)
    if reason in ALLOWS and post is not None and _may_miss_strangers(post, ticket, rules, now):
        reason = Reason.MAY_NOT_ARRIVE
    if post is None:
        return Answerable.because(reason, rules.title)
    asked = channel or post.channel
    ways = ways_left(post, asked, reason, ticket, lambda other, on: _reason(other, account, rules, on, now, ticket))
    return Answerable.because(reason, rules.title, ways)


def _may_miss_strangers(post: Post, ticket: Ticket | None, rules: AnswerRules, now: datetime) -> bool:
    """Return whether an answer reaches nobody unless the customer follows the account, which is known of those alone who
    began to while the desk was there."""
    if rules.strangers_reached_for is None:
        return False
    wrote_at = max([post.posted_at, *(each.posted_at for each in (ticket.posts if ticket else ()) if each.inbound)])
    follows = ticket is not None and ticket.block is not None and not ticket.block.blocked
    return not follows and now - wrote_at > rules.strangers_reached_for


def _reason(
    post: Post | None,
    account: Account,
    rules: AnswerRules,
    channel: Channel | None,
    now: datetime,
    ticket: Ticket | None,
) -> Reason:
    if post is None:
        return Reason.NO_POST
    if post.deleted_at is not None:
        return Reason.DELETED
    asked = channel or post.channel
    if post.refused is not None and asked is post.channel and post.account == account.id:
        return Reason.REFUSED
    if asked is Channel.DIRECT and private_answer_at(post, rules, ticket) is not None:
        return Reason.PRIVATE_ANSWER_USED
    if window_closed(post, asked, rules, ticket, now):
        return Reason.WINDOW_CLOSED
    reason = rules.may_answer(post, account, asked)
    held = asked is Channel.DIRECT and ticket is not None and ticket.held_elsewhere
    return Reason.HELD_ELSEWHERE if held and reason in ALLOWS else reason
