"""Splitting of a reply's text for its channel, the same for preview and sending (R3, R4)."""

from shared.domain.errors import InvalidError
from shared.domain.networks.measure import Measure
from shared.domain.replies.splitting import TextPart, split_reply


def parts_of(text: str, measure: Measure, *, to: str | None, strict: bool = True) -> tuple[TextPart, ...]:
    """Split an answer to the customer `to` by the network's measure; `to` is a handle that the network may fill in and not
    count. Raises InvalidError for an empty text, or one that is too long; unless `strict`, a text that cannot be split and
    is too long is returned as one part over the limit."""
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
