"""Match our own posts with the parts of replies: the worker's record and the event that comes back are one post (R1)."""

from dataclasses import replace

from shared.domain.networks.rules import TextRules
from shared.domain.posts.kinds import Via
from shared.domain.posts.post import Post
from shared.domain.replies.reply import PartState, Reply, ReplyState
from shared.domain.tickets.ticket import Ticket


def matched_own_post(ticket: Ticket, post: Post, rules: TextRules) -> Ticket:
    """Add our own post to the ticket: as a part of the reply that it belongs to, else as a native answer.

    The event may come before the worker has written down what it sent, or instead of it where the worker crashed or
    got no answer: a part that was tried, answers the same post and says the same is this one. Where the network gives the
    part's key back with it, that alone decides.
    """
    for reply in ticket.replies:
        index = _part_of(reply, post, rules)
        if index is not None:
            return with_sent_part(ticket, reply, index, post)
    return ticket.with_post(post)


def part_matching(ticket: Ticket, post: Post) -> tuple[Reply, int] | None:
    """Return the reply and the part that the post is; None for a post that was not written at the desk."""
    for reply in ticket.replies:
        for index, part in enumerate(reply.parts):
            if part.post_id == post.id:
                return reply, index
    return None


def with_sent_part(ticket: Ticket, reply: Reply, index: int, post: Post) -> Ticket:
    """Add `post` as part `index` of `reply`, reported by whichever of the worker and the event came first. What it answers is known
    of the reply where the event does not say: a post's one private answer counts as used (N3)."""
    above = post.in_reply_to or (reply.in_reply_to if index == 0 else reply.parts[index - 1].post_id)
    ours = replace(
        post,
        via=Via.DESK,
        by=reply.by,
        reply_id=reply.id,
        seen_through=reply.seen_through,
        channel=reply.channel,
        in_reply_to=above,
    )
    sent = reply.part_sent(index, post.id)
    told = ticket.with_reply(sent).with_post(ours)
    return _without_overtaken(told, sent) if sent.complete else told


def _without_overtaken(ticket: Ticket, sent: Reply) -> Ticket:
    """Take replies that failed before one that is sent off the list of those that need a person (W4)."""
    for reply in ticket.replies:
        if reply.state is ReplyState.FAILED and reply.created_at < sent.created_at and reply.returned is not None:
            ticket = ticket.with_reply(replace(reply, returned=None))
    return ticket


def _part_of(reply: Reply, post: Post, rules: TextRules) -> int | None:
    by_id = next((i for i, part in enumerate(reply.parts) if part.post_id == post.id), None)
    if by_id is not None:
        return by_id
    if post.sent_key:
        return _part_of_key(reply, post, rules)
    index = reply.next_part
    if index is None or reply.channel is not post.channel:
        return None
    parents = (reply.in_reply_to, None) if index == 0 else (reply.parts[index - 1].post_id, None)
    together = reply.call_of(index)
    if post.in_reply_to not in parents and len(together) == 1:
        return None
    tried = (n for n in together if reply.parts[n].state is PartState.TRIED)
    return next((n for n in tried if rules.texts_match(reply.parts[n].text, post.text)), None)


def _part_of_key(reply: Reply, post: Post, rules: TextRules) -> int | None:
    """Return the part whose key the network gave back with the post, whatever the call was answered; of parts that left
    together, the one that says the same. The key of an answer of somebody else's belongs to no part."""
    keyed = [n for n, part in enumerate(reply.parts) if part.key == post.sent_key and part.state is not PartState.SENT]
    if len(keyed) == 1:
        return keyed[0]
    return next((n for n in keyed if rules.texts_match(reply.parts[n].text, post.text)), None)
