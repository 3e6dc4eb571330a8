"""Who is to see an answer (N6)."""

from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.posts.visibility import Audience


def seen_by(asked: Audience | None, channel: Channel, answered: Post | None) -> Audience:
    """Return the answer's audience: what its writer `asked` for, else the answered post's, or on another channel than
    that post's everybody whom the channel reaches."""
    if asked is not None:
        return asked
    if answered is not None and channel is answered.channel:
        return answered.audience
    return Audience.DIRECT if channel is Channel.DIRECT else Audience.PUBLIC
