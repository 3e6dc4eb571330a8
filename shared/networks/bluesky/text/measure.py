"""How long a text may be on Bluesky: letters as people see them, and bytes (R4).

A post's text: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json. A message's:
lexicons/chat/bsky/convo/defs.json. A link counts as long as it is.
"""

from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.posts.kinds import Channel
from shared.networks.bluesky.text.facets import link_spans

_COUNT = LetterCount(lambda _: 1, link_spans)

POST = Measure("graphemes", 300, _COUNT, bytes_limit=3_000)
MESSAGE = Measure("graphemes", 1_000, _COUNT, bytes_limit=10_000, numbered=False)


def measure(channel: Channel) -> Measure:
    return MESSAGE if channel is Channel.DIRECT else POST
