"""Describe what is on the network as a part of a reply, before its event comes back (R1)."""

from datetime import datetime

from shared.domain.answering.attempt import Attempt, Posted
from shared.domain.posts.post import Author, Channel, Direction, Post, PostKind, Via
from shared.ports.networks import Sent


def posted(attempt: Attempt, sent: Sent, *, now: datetime) -> Posted:
    """Return the outcome of an attempt that the network took. Reads nothing: it is written down before anything else."""
    reply, account = attempt.reply, attempt.account
    answered = attempt.ticket.post(reply.in_reply_to)
    return Posted(
        Post(
            id=sent.post_id,
            network=attempt.ticket.network,
            account=account.id,
            direction=Direction.OUTBOUND,
            channel=reply.channel,
            kind=PostKind.DIRECT if reply.channel is Channel.DIRECT else PostKind.REPLY,
            author=Author(account.network_id, account.username, account.name),
            text=sent.text,
            posted_at=sent.posted_at,
            seen_at=max(now, sent.posted_at),
            conversation_id=answered.conversation_id if answered is not None else attempt.to,
            in_reply_to=attempt.to,
            answer_id=sent.post_id,
            via=Via.DESK,
        )
    )
