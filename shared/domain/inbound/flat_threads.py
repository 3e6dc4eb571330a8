"""Answers of ours in flat threads (T4): whatever an answer among comments is to, its network says that it is to the one on top."""

from datetime import datetime

from shared.domain.inbound.comments import begins_with_name
from shared.domain.networks.rules import TextRules
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import PostKind
from shared.domain.replies.reply import PartState, Reply
from shared.domain.tickets.lists.rows import TicketRow
from shared.domain.tickets.ticket import Ticket


def stands_in_thread(incoming: IncomingPost) -> bool:
    """Return whether it answers some comment of a thread, and not certainly the one that its network names."""
    return incoming.kind is PostKind.COMMENT and incoming.conversation_id != incoming.id


def answered_by_reply(ticket: Ticket, incoming: IncomingPost, rules: TextRules) -> str | None:
    """Return what our comment answers if it is a part of a reply that was tried, and of which nobody knows yet whether it
    stands there (R1)."""
    for reply in ticket.replies:
        answered = ticket.post(reply.in_reply_to)
        if answered is not None and answered.conversation_id == incoming.conversation_id:
            above = _above_tried_part(reply, incoming.text, rules)
            if above is not None:
                return above
    return None


def _above_tried_part(reply: Reply, text: str, rules: TextRules) -> str | None:
    index = reply.next_part
    if index is None or reply.parts[index].state is not PartState.TRIED:
        return None
    if not rules.texts_match(reply.parts[index].text, text):
        return None
    return reply.in_reply_to if index == 0 else reply.parts[index - 1].post_id


def handles_in_front(incoming: IncomingPost) -> tuple[str, ...]:
    return tuple(mention.username for mention in incoming.mentions if mention.leading and mention.username)


def is_named_in_front(row: TicketRow, incoming: IncomingPost) -> bool:
    """Return whether our comment begins with the name of the ticket's customer."""
    return begins_with_name(incoming.text, row.customer.name)


def newest_comment(ticket: Ticket, incoming: IncomingPost) -> str | None:
    """Return the customer's newest comment in that thread before ours; None if they have not written there."""

    def is_there(posted_at: datetime, conversation_id: str) -> bool:
        return conversation_id == incoming.conversation_id and posted_at <= incoming.posted_at

    theirs = (post for post in ticket.posts if post.inbound and is_there(post.posted_at, post.conversation_id))
    newest = max(theirs, key=lambda post: post.order, default=None)
    return newest.id if newest is not None else None
