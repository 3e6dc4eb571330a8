"""Mastodon's four visibilities (https://docs.joinmastodon.org/entities/Status/#visibility), from the fewest to the most."""

from collections.abc import Mapping

from shared.domain.posts.visibility import Audience, Visibility

AUDIENCES: Mapping[str, Audience] = {
    "direct": Audience.DIRECT,
    "private": Audience.FOLLOWERS,
    "unlisted": Audience.UNLISTED,
    "public": Audience.PUBLIC,
}
WORDS: Mapping[Audience, str] = {audience: word for word, audience in AUDIENCES.items()}

DIRECT = "direct"


def visibility_of(word: str) -> Visibility:
    """Return a status's visibility. A word of another server's own counts as the narrowest, so that no answer can be wider."""
    return Visibility(word[:40], AUDIENCES.get(word, Audience.DIRECT))
