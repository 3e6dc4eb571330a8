"""What a reply's text becomes on its channel, the same for the preview and for what is sent (R3, R4)."""

from shared.domain.errors import InvalidError
from shared.domain.posts.post import Channel
from shared.domain.replies.splitting import LIMIT, TextPart, split_reply

MAX_TEXT = 25_000
"""X's longest post; a longer answer is a mistake of the clipboard."""

DM_LIMIT = 10_000
"""The longest direct message that X takes (X API reference, create a DM)."""


def limit_of(channel: Channel) -> int:
    """What one part may weigh there."""
    return LIMIT if channel is Channel.PUBLIC else DM_LIMIT


def parts_of(text: str, channel: Channel, *, to: str | None, strict: bool = True) -> tuple[TextPart, ...]:
    """The posts of a public answer to the customer `to`, whose handle X fills in and does not count; of a private one a
    single message, in which every character counts one. Raises InvalidError for a text that says nothing, or too much; unless
    `strict`, a message that is too long is one part that weighs too much."""
    if len(text) > MAX_TEXT:
        raise InvalidError("text", f"is longer than {MAX_TEXT} characters")
    if channel is Channel.PUBLIC:
        return split_reply(text, filled_in=(to,) if to else ())
    if not text.strip():
        raise InvalidError("text", "says nothing")
    if strict and len(text) > DM_LIMIT:
        raise InvalidError("text", f"is longer than a direct message may be ({DM_LIMIT} characters)")
    return (TextPart(text, len(text)),)
