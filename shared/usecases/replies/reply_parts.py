"""Splitting of a reply's text for its channel, the same for preview and sending (R3, R4)."""

from shared.domain.errors import InvalidError
from shared.domain.networks.measure import Measure
from shared.domain.replies.splitting import TextPart, split_reply, without_opening


def parts_of(
    text: str, measure: Measure, *, to: str | None, opening: str = "", strict: bool = True
) -> tuple[TextPart, ...]:
    """Split an answer to the customer `to` by the network's measure; `to` is a handle that the network may fill in and not
    count, and the `opening` stands in front of every part (N6). Raises InvalidError for an empty text, or one that is too
    long; unless `strict`, a text that cannot be split and is too long is returned as one part over the limit."""
    if len(text) > measure.longest:
        raise InvalidError("text", f"is longer than {measure.longest} characters")
    if measure.splits:
        return split_reply(text, measure, filled_in=(to,) if to else (), opening=opening)
    own = without_opening(text, opening)
    if not own.strip():
        raise InvalidError("text", "says nothing")
    part = TextPart(opening + own, measure.counting.length(opening + own))
    if strict and part.length > measure.limit:
        raise InvalidError("text", f"is longer than a direct message may be ({measure.limit} characters)")
    if strict and not measure.fits(part.text, part.length):
        raise InvalidError("text", f"is longer than a direct message may be ({measure.bytes_limit} bytes)")
    return (part,)
