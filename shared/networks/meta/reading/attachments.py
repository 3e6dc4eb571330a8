"""What a private message shows besides its text.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook

Meta adds kinds of attachments as it likes, and delivers one thing under two kinds while it does: a kind that is not listed is
content that only Meta's own app shows, and never a reason to lose the message.
"""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlencode

from shared.domain.posts.media import Media, MediaType
from shared.networks.meta.reading.fields import Fields

KINDS: Mapping[str, MediaType] = {
    "image": MediaType.PHOTO,
    "video": MediaType.VIDEO,
    "audio": MediaType.AUDIO,
    "file": MediaType.FILE,
    "animated_image": MediaType.ANIMATED_GIF,
    "sticker": MediaType.STICKER,
    "like_heart": MediaType.STICKER,
    "location": MediaType.LOCATION,
    "story_mention": MediaType.STORY,
    "ig_story": MediaType.STORY,
    "share": MediaType.SHARED_POST,
    "fallback": MediaType.SHARED_POST,
    "post": MediaType.SHARED_POST,
    "ig_post": MediaType.SHARED_POST,
    "reel": MediaType.SHARED_POST,
    "ig_reel": MediaType.SHARED_POST,
}
STORY_MENTION = "story_mention"
MAP = "https://www.openstreetmap.org/"
VAGUE = frozenset({MediaType.UNSUPPORTED, MediaType.PHOTO})
"""Kinds that another kind at the same address is more exact than."""


def media_of(message: Fields) -> tuple[Media, ...]:
    """Return what is attached, each address once; what comes without an address, such as a picture to be seen once, counts
    by itself."""
    return tuple(_each_once(map(_attachment, message.objects("attachments"))))


def mentions_in_story(message: Fields) -> bool:
    """Return whether it tells that somebody named the account in a story."""
    return any(each.maybe_text("type") == STORY_MENTION for each in message.objects("attachments"))


def _attachment(attachment: Fields) -> Media:
    payload, word = attachment.maybe("payload"), attachment.maybe_text("type")
    url = payload.maybe_address("url") or attachment.maybe_address("url")
    alt = payload.maybe_text("title") or attachment.maybe_text("title")
    kind = KINDS.get(word, MediaType.UNSUPPORTED)
    if kind is MediaType.PHOTO and "sticker_id" in payload:
        kind = MediaType.STICKER
    if kind is MediaType.LOCATION:
        return Media(kind, _map(payload.maybe("coordinates")) or url, alt)
    if kind in (MediaType.PHOTO, MediaType.VIDEO, MediaType.AUDIO, MediaType.SHARED_POST) and not url:
        kind = MediaType.UNSUPPORTED
    return Media(kind, url, alt, name=payload.maybe_text("name") if kind is MediaType.FILE else "")


def _each_once(found: Iterable[Media]) -> Iterator[Media]:
    by_address: dict[str, Media] = {}
    for n, media in enumerate(found):
        key = media.url or str(n)
        if key not in by_address or by_address[key].type in VAGUE:
            by_address[key] = media
    yield from by_address.values()


def _map(place: Fields) -> str:
    latitude, longitude = (place.values.get(name) for name in ("lat", "long"))
    for value, most in ((latitude, 90), (longitude, 180)):
        if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= most:
            return ""
    return f"{MAP}?{urlencode({'mlat': latitude, 'mlon': longitude})}"
