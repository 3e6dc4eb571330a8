"""What still goes where a network takes no answer any more (N3)."""

from collections.abc import Callable, Iterator

from shared.domain.networks.answerable import ALLOWS, Reason, Way
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket

ReasonOf = Callable[[Post, Channel], Reason]
"""Why a post can be answered on a channel, or why not."""


def ways_left(
    post: Post, channel: Channel, reason: Reason, ticket: Ticket | None, reason_of: ReasonOf
) -> tuple[Way, ...]:
    """Return the ways to the customer that are still open after that refusal, the surest first."""
    if reason not in (Reason.WINDOW_CLOSED, Reason.PRIVATE_ANSWER_USED):
        return ()
    if ticket is not None:
        ticket.needs_all()
    return tuple(_ways(post, channel, reason, ticket, reason_of))


def _ways(post: Post, channel: Channel, reason: Reason, ticket: Ticket | None, reason_of: ReasonOf) -> Iterator[Way]:
    theirs = [each for each in (ticket.posts if ticket is not None else (post,)) if each.inbound]
    public = [each for each in theirs if each.channel is Channel.PUBLIC]
    messages = [each for each in theirs if each.channel is Channel.DIRECT]
    if post.channel is not Channel.DIRECT and any(reason_of(each, Channel.DIRECT) in ALLOWS for each in messages):
        yield Way.THEIR_MESSAGE
    if channel is Channel.DIRECT and any(reason_of(each, Channel.PUBLIC) in ALLOWS for each in public):
        yield Way.IN_PUBLIC
    if channel is Channel.PUBLIC and any(reason_of(each, Channel.DIRECT) in ALLOWS for each in public):
        yield Way.IN_PRIVATE
    if reason is Reason.WINDOW_CLOSED:
        yield Way.IN_APP
    yield Way.NEXT_POST
