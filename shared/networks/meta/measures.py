"""How long a text may be, in public and in private."""

from shared.domain.networks.measure import LetterCount, Measure, byte_length
from shared.domain.text.urls import url_spans

LONGEST = 10_000
"""Characters of an answer in private, over all of its messages."""

COMMENT = Measure("characters", 8_000, LetterCount(len, url_spans))
"""Facebook documents no most; 8,000 characters is what it takes."""

INSTAGRAM_COMMENT = Measure("characters", 300, LetterCount(len, url_spans))
"""https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments"""

MESSAGE = Measure("characters", 2_000, LetterCount(len, url_spans), longest=LONGEST, numbered=False)
"""https://developers.facebook.com/docs/messenger-platform/reference/send-api/#message"""

INSTAGRAM_MESSAGE = Measure("bytes", 1_000, LetterCount(byte_length, url_spans), longest=LONGEST, numbered=False)
"""UTF-8 bytes, which is about 333 kana:
https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message"""
