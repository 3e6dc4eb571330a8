"""How LINE counts a text: in UTF-16 code units, without any discount for links.

https://developers.line.biz/en/docs/messaging-api/text-character-count/
"""

from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.text.urls import url_spans

LIMIT = 5_000
"""UTF-16 code units of one text object."""

TOGETHER = 5
"""Message objects of one request: https://developers.line.biz/en/reference/messaging-api/#send-push-message. They count as
one message of the plan."""


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


MEASURE = Measure(
    "utf16",
    LIMIT,
    LetterCount(utf16_units, url_spans),
    longest=LIMIT * TOGETHER,
    numbered=False,
    together=TOGETHER,
)
