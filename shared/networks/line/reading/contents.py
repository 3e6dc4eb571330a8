"""What a customer's message holds: https://developers.line.biz/en/reference/messaging-api/#message-event.

LINE hands out pictures, films, sounds and files under the message's id, and deletes them after a time that it does not
name. A kind that it adds some day is content that only LINE's own app can show: the message is there all the same.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from shared.domain.posts.media import Media, MediaType
from shared.networks.fields import clean
from shared.networks.line.reading.fields import Fields

MAP = "https://www.openstreetmap.org/"


class Content(NamedTuple):
    text: str = ""
    media: tuple[Media, ...] = ()


def content_of(message: Fields) -> Content:
    """Return the words and media of a message. Raises UnreadableError for a text without its text."""
    return _KINDS.get(message.maybe_text("type"), _unsupported)(message)


def _text(message: Fields) -> Content:
    """A text. LINE's own emoji stand in it by their names, such as (hello)."""
    return Content(message.text("text"))


def _file_of(kind: MediaType) -> Callable[[Fields], Content]:
    def read(message: Fields) -> Content:
        """A file that LINE keeps, or one at an address of somebody else's, which the message gives."""
        provider = message.maybe_inside("contentProvider")
        if provider is not None and provider.maybe_text("type") == "external":
            url, preview = (_https(provider.maybe_text(name)) for name in ("originalContentUrl", "previewImageUrl"))
            return Content(media=(Media(kind if url else MediaType.UNSUPPORTED, url, preview_url=preview),))
        return Content(media=(Media(kind, id=message.ident("id")),))

    return read


def _file(message: Fields) -> Content:
    size = message.maybe_number("fileSize")
    name = message.maybe_text("fileName")
    sized = int(size) if size is not None and 0 <= size < 2**53 else None
    return Content(media=(Media(MediaType.FILE, id=message.ident("id"), name=name, size=sized),))


def _location(message: Fields) -> Content:
    """A place: its name and address are words that can be searched for."""
    words = [message.maybe_text(name) for name in ("title", "address")]
    latitude, longitude = (message.maybe_number(name) for name in ("latitude", "longitude"))
    url = ""
    if latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180:
        url = f"{MAP}?{urlencode({'mlat': latitude, 'mlon': longitude})}"
    text = "\n".join(dict.fromkeys(word for word in words if word))
    return Content(text, (Media(MediaType.LOCATION, url, text.replace("\n", ", ")),))


def _sticker(message: Fields) -> Content:
    """A sticker: on some of them people write words of their own; the others have keywords."""
    keywords = message.values.get("keywords")
    words = [word for word in keywords if isinstance(word, str)] if isinstance(keywords, list) else []
    described = ", ".join(words[:3])
    return Content(message.maybe_text("text"), (Media(MediaType.STICKER, alt=clean(described)),))


def _unsupported(message: Fields) -> Content:  # noqa: ARG001
    return Content(media=(Media(MediaType.UNSUPPORTED),))


def _https(address: str) -> str:
    return address if address.startswith("https://") else ""


_KINDS: Mapping[str, Callable[[Fields], Content]] = {
    "text": _text,
    "image": _file_of(MediaType.PHOTO),
    "video": _file_of(MediaType.VIDEO),
    "audio": _file_of(MediaType.AUDIO),
    "file": _file,
    "location": _location,
    "sticker": _sticker,
}
