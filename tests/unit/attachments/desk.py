"""A desk on whose network pictures last for a while only."""

from typing import Any

from shared.domain.attachments.attachment import Attachment
from shared.domain.posts.media import Media
from shared.ports.settings import Document
from shared.usecases.attachments.keep_attachment import Kept, keep_attachment
from shared.usecases.inbound.ingest_post import ingest_post
from tests.builders import sighted
from tests.fake_attachments import JPEG, PNG, FakeMediaSource
from tests.fake_desk import FakeDesk

PHOTO = Media("photo", id="m1")
FILE = Media("file", id="m2", name="見積.html", size=9)
LASTING = Media("photo", "https://pictures.example.com/1.jpg")


def picture_desk(*media: Media, days: int = 30, files: dict[str, bytes] | None = None, **told: Any) -> FakeDesk:
    """A desk to which a customer has sent these, and whose network has the files."""
    body = {"keep_attachments_days": days, "retention_days": 60, "undo_seconds": 0}
    desk = FakeDesk(Document("desk", "desk", 1, body))
    desk.plug.media = FakeMediaSource(files if files is not None else {"m1": PNG, "m2": b"<html>"}, {"m1": JPEG})
    if media:
        ingest_post(sighted(0, media=media, **told), desk=desk)
    return desk


def source(desk: FakeDesk) -> FakeMediaSource:
    found: FakeMediaSource = desk.plug.media
    return found


def work(desk: FakeDesk) -> list[Kept]:
    """Let the worker process the queue."""
    messages, desk.attachment_queue.messages = desk.attachment_queue.messages, []
    return [keep_attachment(*message, desk=desk) for message in messages]


def only_record(desk: FakeDesk) -> Attachment:
    [record] = desk.attachments.of_ticket(desk.only_ticket().id)
    return record
