"""X's measures of text: posts by weight, direct messages by characters (R4)."""

from collections.abc import Collection, Sequence

from shared.domain.networks.measure import LetterCount, Measure, Spans
from shared.domain.posts.kinds import Channel
from shared.networks.x.text.urls import url_spans
from shared.networks.x.text.weighted_length import filled_in_end, running_weights, weighted_length

LIMIT = 280
"""The weight of the longest post on X without a subscription."""

DM_LIMIT = 10_000
"""The longest direct message that X takes (X API reference, create a DM)."""


class WeightedCount:
    """The weighted count, as X's composer shows it (networks.measure.Counting)."""

    def length(self, text: str, filled_in: Collection[str] = ()) -> int:
        return weighted_length(text, filled_in)

    def running(self, text: str, filled_in: Collection[str] = ()) -> Sequence[int]:
        return running_weights(text, filled_in)

    def starts(self, text: str, filled_in: Collection[str] = ()) -> int:
        return filled_in_end(text, filled_in)

    def links(self, text: str) -> Spans:
        return url_spans(text)


POST = Measure("weighted", LIMIT, WeightedCount())
MESSAGE = Measure("characters", DM_LIMIT, LetterCount(len, url_spans), splits=False, numbered=False)


def measure(channel: Channel) -> Measure:
    return POST if channel is Channel.PUBLIC else MESSAGE
