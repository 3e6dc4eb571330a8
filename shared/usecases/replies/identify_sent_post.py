"""A person says which post a reply of unknown outcome became: the network is asked whose it is (R1)."""

from shared.domain.accounts.status import Call
from shared.domain.errors import RateLimitedError, SocialNetworkError
from shared.domain.posts.post import Channel
from shared.domain.replies.reply import Reply, ReplyState, Why
from shared.domain.tickets.ticket import Ticket
from shared.ports.desk import Desk
from shared.ports.networks import OwnPost
from shared.usecases.accounts.call_health import tracked_call
from shared.usecases.accounts.plugs import plug_of
from shared.usecases.replies.part_outcome import REST_NOT_SENT, Hand, halt, look_later, stands
from shared.usecases.settings.current import desk_settings

NOT_OURS = "What was found there is no post of the account in this conversation."


def identify_sent_post(hand: Hand, post_id: str, *, desk: Desk) -> Reply:
    """The part stands there if the account wrote the post, in this conversation; otherwise a person decides again, as
    where the network does not say. What is left of a thread is not sent without one either."""
    reply = hand.reply
    account = desk_settings(desk).account(reply.account)
    try:
        network = plug_of(account, desk=desk).sender
        with tracked_call(account.id, Call.OWN_POST, desk=desk):
            found = network.own_post(account, channel=reply.channel, post_id=post_id, customer=hand.ticket.customer.id)
    except RateLimitedError as error:
        return look_later(hand, str(error), until=error.until, desk=desk)
    except SocialNetworkError as error:
        return look_later(hand, str(error), desk=desk)
    if found is None or not _in_conversation(found, reply, hand.ticket):
        return halt(hand, ReplyState.UNKNOWN, NOT_OURS, Why.NOT_OURS, desk=desk)
    after = stands(hand, found.sent, desk=desk)
    if after.complete:
        return after
    return halt(hand, ReplyState.FAILED, REST_NOT_SENT, Why.REST_NOT_SENT, part_stands=True, desk=desk)


def _in_conversation(found: OwnPost, reply: Reply, ticket: Ticket) -> bool:
    return reply.channel is Channel.DIRECT or any(
        found.in_reply_to in (post.id, post.answer_to) or found.conversation_id == post.conversation_id
        for post in ticket.posts
    )
