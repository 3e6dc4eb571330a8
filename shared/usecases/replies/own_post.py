"""Write down what stands on the network as a part of a reply, before its event comes back (R1)."""

from datetime import datetime

from shared.domain.posts.post import Author, Channel, Direction, Post, PostKind, Via
from shared.domain.replies.reply import Reply
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import Sent


def own_post(
    ticket: Ticket, reply: Reply, account: Account, sent: Sent, *, to: str, seen_at: datetime, via: Via = Via.NATIVE
) -> Post:
    """What stands on the network as a part of the reply, before its event comes back; it answers the post `to`."""
    answered = ticket.post(reply.in_reply_to)
    return Post(
        id=sent.post_id,
        network=ticket.network,
        account=account.id,
        direction=Direction.OUTBOUND,
        channel=reply.channel,
        kind=PostKind.DIRECT if reply.channel is Channel.DIRECT else PostKind.REPLY,
        author=Author(account.network_id, account.username, account.name),
        text=sent.text,
        posted_at=sent.posted_at,
        seen_at=max(seen_at, sent.posted_at),
        conversation_id=answered.conversation_id if answered is not None else to,
        in_reply_to=to,
        newest_id=sent.post_id,
        via=via,
    )
