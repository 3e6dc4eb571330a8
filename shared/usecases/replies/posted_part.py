"""Describe what is on the network as parts of a reply, before their events come back (R1)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shared.domain.answering.attempt import Attempt, AttemptOutcome, Posted, Unclear
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, Direction, PostKind, Via
from shared.domain.posts.post import Post
from shared.domain.posts.visibility import Audience, Visibility
from shared.domain.replies.reply import Reply, part_key
from shared.ports.network_sending import Sent

A_MOMENT = timedelta(milliseconds=1)
"""What parts of one call are apart at least, so that they stand in their order."""

MISCOUNTED = "The network did not say of every part what became of it."


def sent_as_told(ticket: str, reply: Reply, index: int, at: datetime) -> Sent:
    """Return a part as a person says that it was sent, on a network that does not show it to the desk: its id is the
    desk's own."""
    return Sent(part_key(ticket, reply.id, index), at + A_MOMENT * index, reply.parts[index].text)


def posted(attempt: Attempt, sent: Sequence[Sent], *, now: datetime) -> AttemptOutcome:
    """Return the outcome of a call that the network took, with a post for each of its parts. Reads nothing: it is written
    down before anything else."""
    if len(sent) != len(attempt.indexes):
        return Unclear(MISCOUNTED)
    wider = any(each.audience is not None and each.audience.exceeds(attempt.audience) for each in sent)
    posts = tuple(answer_post(attempt, each, now) for each in _one_after_the_other(sent))
    recipient = next((each.recipient for each in sent if each.recipient), "")
    return Posted(posts, too_visible=wider, recipient=recipient if attempt.private_network is not None else "")


def _one_after_the_other(sent: Sequence[Sent]) -> Iterator[Sent]:
    """Yield the parts of one call with times that keep their order, where the network gives all the same one."""
    earliest = datetime.min.replace(tzinfo=UTC)
    for each in sent:
        at = max(each.posted_at, earliest)
        earliest = at + A_MOMENT
        yield replace(each, posted_at=at)


def answer_post(attempt: Attempt, sent: Sent, now: datetime) -> Post:
    """Return the post of a part that is on the network."""
    reply, account = attempt.reply, attempt.account
    answered = attempt.ticket.post(reply.in_reply_to)
    return Post(
        id=sent.post_id,
        network=attempt.network,
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
        url=sent.url,
        version=sent.version,
        via=Via.DESK,
        visibility=_visibility(sent.audience, answered),
    )


def _visibility(audience: Audience | None, answered: Post | None) -> Visibility | None:
    """Return what the network said of who sees the post, in its word where the answered post has the same."""
    if audience is None:
        return None
    like = answered.visibility if answered is not None else None
    return like if like is not None and like.audience is audience else Visibility(audience.value, audience)
