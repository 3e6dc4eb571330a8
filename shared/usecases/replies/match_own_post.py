"""The worker's record of a reply and the event that comes back are the same post (R1)."""

from dataclasses import replace
from datetime import datetime

from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.post import Author, Channel, Direction, Post, PostKind, Via
from shared.domain.replies.reply import PartState, Reply, ReplyState
from shared.domain.settings.desk import Account
from shared.domain.tickets.ticket import Ticket
from shared.ports.networks import Sent


def matched_own_post(ticket: Ticket, post: Post, rules: NetworkRules) -> Ticket:
    """The ticket with our own post added: as a part of the reply that it belongs to, else as a native answer.

    The event may come before the worker has written down what it sent, or instead of it where the worker crashed or
    got no answer: a part that was tried, answers the same post and says the same is this one.
    """
    for reply in ticket.replies:
        index = _part_of(reply, post, rules)
        if index is not None:
            return with_sent_part(ticket, reply, index, post)
    return ticket.with_post(post)


def part_matching(ticket: Ticket, post: Post) -> tuple[Reply, int] | None:
    """The reply whose part the post is, and which; None for what was not written at the desk."""
    for reply in ticket.replies:
        for index, part in enumerate(reply.parts):
            if part.post_id == post.id:
                return reply, index
    return None


def with_sent_part(ticket: Ticket, reply: Reply, index: int, post: Post) -> Ticket:
    """The ticket with `post` as part `index` of `reply`, told by whichever of the worker and the event came first."""
    ours = replace(
        post, via=Via.DESK, by=reply.by, reply_id=reply.id, seen_through=reply.seen_through, channel=reply.channel
    )
    sent = reply.part_sent(index, post.id)
    told = ticket.with_reply(sent).with_post(ours)
    return _without_overtaken(told, sent) if sent.complete else told


def _without_overtaken(ticket: Ticket, sent: Reply) -> Ticket:
    """What failed before an answer that is out needs nobody any more (W4)."""
    for reply in ticket.replies:
        if reply.state is ReplyState.FAILED and reply.created_at < sent.created_at and reply.returned is not None:
            ticket = ticket.with_reply(replace(reply, returned=None))
    return ticket


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


def _part_of(reply: Reply, post: Post, rules: NetworkRules) -> int | None:
    by_id = next((i for i, part in enumerate(reply.parts) if part.post_id == post.id), None)
    if by_id is not None:
        return by_id
    index = reply.next_part
    if index is None or reply.parts[index].state is not PartState.TRIED:
        return None
    parent = reply.in_reply_to if index == 0 else reply.parts[index - 1].post_id
    answers = post.in_reply_to == parent or post.in_reply_to is None
    same = answers and reply.channel is post.channel and rules.texts_match(reply.parts[index].text, post.text)
    return index if same else None
