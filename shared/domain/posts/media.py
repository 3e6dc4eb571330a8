"""Pictures, films, sounds, files, stickers and places of a post."""

from dataclasses import dataclass
from enum import StrEnum


class MediaType(StrEnum):
    """What the page has a tile for. `unsupported` is content that only the network's own app can show; a type that is
    not listed is shown as that too."""

    PHOTO = "photo"
    VIDEO = "video"
    ANIMATED_GIF = "animated_gif"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    STORY = "story"
    """A picture or film that its network shows for a day."""
    SHARED_POST = "shared_post"
    UNSUPPORTED = "unsupported"

    @classmethod
    def of(cls, word: str) -> "MediaType":
        return next((each for each in cls if each.value == word), cls.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Media:
    """One thing that a post shows. `type` is a MediaType; `url` its lasting address and `preview_url` that of a small
    picture of it; `alt` the description by its author; `name` and `size`, in bytes, are a file's.

    `id` without `url` means that the network keeps it for a while only, under this id, so that the desk has to fetch it
    (ports.MediaSource) and to keep it itself.
    """

    type: str
    url: str = ""
    alt: str = ""
    id: str = ""
    preview_url: str = ""
    name: str = ""
    size: int | None = None

    @property
    def is_fleeting(self) -> bool:
        return bool(self.id) and not self.url
