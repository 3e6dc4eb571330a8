"""What a reply's text becomes on its channel, the same for the preview and for what is sent (R3, R4)."""

from shared.domain.errors import InvalidError
from shared.domain.networks.measure import Measure
from shared.domain.replies.splitting import TextPart, split_reply


def parts_of(text: str, measure: Measure, *, to: str | None, strict: bool = True) -> tuple[TextPart, ...]:
    """The posts that an answer to the customer `to` makes by the network's measure; `to` is a handle that the network may
    fill in and not count. Raises InvalidError for a text that says nothing, or too much; unless `strict`, one that may not
    be split and is too long is one part that counts too much."""
    if len(text) > measure.longest:
        raise InvalidError("text", f"is longer than {measure.longest} characters")
    if measure.splits:
        return split_reply(text, measure, filled_in=(to,) if to else ())
    if not text.strip():
        raise InvalidError("text", "says nothing")
    length = measure.counting.length(text)
    if strict and length > measure.limit:
        raise InvalidError("text", f"is longer than a direct message may be ({measure.limit} characters)")
    return (TextPart(text, length),)
