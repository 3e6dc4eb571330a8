"""What can be shown of the media of posts: the files that the desk keeps, and pictures that stand on a network."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from shared.domain.networks.picture_sources import PictureSources
from shared.domain.posts.media import Media
from shared.domain.posts.post import Post
from shared.domain.tickets.ticket import Ticket
from shared.usecases.attachments.picture_sources import PictureSourcesDesk, picture_sources
from shared.usecases.attachments.show_attachments import ShowAttachmentsDesk, ShownFile, ShownFiles, show_attachments


class ShownMediaDesk(ShowAttachmentsDesk, PictureSourcesDesk, Protocol):
    """The parts of the desk that `shown_media` uses."""


@dataclass(frozen=True, slots=True)
class ShownMedia:
    files: ShownFiles = field(default_factory=dict)
    pictures: PictureSources = field(default_factory=lambda: PictureSources({}))

    def file(self, post: Post, media: Media) -> ShownFile | None:
        """Return what the desk keeps of it; None if it stands on the network."""
        return self.files.get((post.id, media.id))

    def shows(self, post: Post, media: Media) -> bool:
        """Return whether the page may fetch the picture from the network itself."""
        return self.pictures.show(post.network, media)


def shown_media(tickets: Iterable[Ticket], *, desk: ShownMediaDesk) -> ShownMedia:
    return ShownMedia(show_attachments(tickets, desk=desk), picture_sources(desk=desk))
