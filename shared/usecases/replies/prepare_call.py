"""Prepare one call of a reply, without asking the network anything (R1)."""

from datetime import datetime

from shared.domain.answering.addressees import named_beside
from shared.domain.answering.attempt import Attempt
from shared.domain.posts.kinds import Channel
from shared.ports.network_sending import Answered, PreparedSend
from shared.ports.networks import HasNetworks
from shared.usecases.accounts.plugs import plug_of


def prepare_call(attempt: Attempt, tried_at: datetime, *, desk: HasNetworks) -> PreparedSend | None:
    """Return the send, ready to go; None if the account was retired meanwhile."""
    reply, account = attempt.reply, attempt.account
    sender = plug_of(account, desk=desk).sender
    if account.retired:
        return None
    answered = attempt.ticket.post(reply.in_reply_to)
    beside = named_beside(answered if attempt.index == 0 else None, account, reply.channel)
    return sender.prepare_send(
        account,
        channel=reply.channel,
        to=attempt.to,
        customer=attempt.customer,
        texts=attempt.texts,
        leave_out=[each.id for each in beside],
        key=attempt.part.key,
        audience=attempt.audience,
        content_warning=answered.content_warning if answered is not None else "",
        quote=answered.quote_token if answered is not None and _several_wait(attempt, tried_at) else "",
        tried_at=tried_at,
        answered=answered_post(attempt),
    )


def answered_post(attempt: Attempt) -> Answered | None:
    """Return the customer's post that the reply answers, with what the desk knows of when they last wrote in private."""
    post = attempt.ticket.post(attempt.reply.in_reply_to)
    if post is None:
        return None
    private = (each.posted_at for each in attempt.ticket.posts if each.inbound and each.channel is Channel.DIRECT)
    return Answered(post, max(private, default=None))


def _several_wait(attempt: Attempt, tried_at: datetime) -> bool:
    """Return whether the answer's first call answers one of several posts, as they were at its first try: a repeated call
    says the same."""
    waiting = [post for post in attempt.ticket.posts if post.id in attempt.ticket.waiting and post.seen_at <= tried_at]
    return attempt.index == 0 and len(waiting) > 1
