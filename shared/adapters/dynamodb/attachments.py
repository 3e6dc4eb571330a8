"""Records of files that the desk keeps, in DynamoDB (ports.Attachments): a partition a ticket, of which the ticket's own
items know nothing, and a place in the outbox while a file waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from shared.adapters.dynamodb.item import InstantAttribute, Item, NestedMap, OnTable, applied, member
from shared.adapters.dynamodb.keys import index_keys, ticket_keys, timed_keys
from shared.domain.attachments.attachment import Attachment, AttachmentState, StoredFile
from shared.domain.posts.media import MediaType

EXPIRES_AFTER = timedelta(days=400)
"""Longer than any file is kept; without a record a post says that its file is not kept any more."""


class StoredFileMap(NestedMap):
    type = UnicodeAttribute()
    size = NumberAttribute()


class AttachmentItem(Item, discriminator="attachment"):
    """Holds nothing that a customer wrote or sent."""

    ticket = UnicodeAttribute()
    account = UnicodeAttribute()
    post = UnicodeAttribute()
    media = UnicodeAttribute()
    kind = UnicodeAttribute()
    key = UnicodeAttribute()
    state = UnicodeAttribute()
    tries = NumberAttribute()
    wanted_at = InstantAttribute()
    due_at = InstantAttribute(null=True)
    file = StoredFileMap(null=True)
    preview = StoredFileMap(null=True)
    expires_at = TTLAttribute()


class DynamoAttachments(OnTable):
    def want(self, attachment: Attachment) -> None:
        applied(_item(attachment).save, condition=Item.pk.does_not_exist())

    def update(self, attachment: Attachment) -> bool:
        waits = AttachmentItem.state == AttachmentState.WAITING.value
        return applied(_item(attachment).save, condition=waits & (AttachmentItem.key == attachment.key))

    def find(self, ticket: str, ident: str) -> Attachment | None:
        try:
            found = AttachmentItem.get(ticket_keys.attachments(ticket), ident, consistent_read=True)
        except AttachmentItem.DoesNotExist:
            return None
        return _attachment(found)

    def of_ticket(self, ticket: str) -> Sequence[Attachment]:
        found = AttachmentItem.query(ticket_keys.attachments(ticket), consistent_read=True)
        return [_attachment(item) for item in found]

    def due(self, before: datetime, *, limit: int) -> Sequence[Attachment]:
        """Read the places of the records, and then the records."""
        until = Item.due_sk < timed_keys.instant(before)
        places = Item.query(index_keys.DUE_ATTACHMENTS, until, index_name="due", limit=limit)
        found = Item.batch_get([(item.pk, item.sk) for item in places])
        waiting = [item for item in found if isinstance(item, AttachmentItem) and item.due_at and item.due_at < before]
        return [_attachment(item) for item in sorted(waiting, key=lambda item: str(item.due_sk))]

    def remove(self, ticket: str, ident: str) -> None:
        AttachmentItem(ticket_keys.attachments(ticket), ident).delete()


def _item(attachment: Attachment) -> AttachmentItem:
    item = AttachmentItem(
        ticket_keys.attachments(attachment.ticket),
        attachment.id,
        ticket=attachment.ticket,
        account=attachment.account,
        post=attachment.post,
        media=attachment.media,
        kind=attachment.type.value,
        key=attachment.key,
        state=attachment.state.value,
        tries=attachment.tries,
        wanted_at=attachment.wanted_at,
        due_at=attachment.due_at,
        file=_file_map(attachment.file),
        preview=_file_map(attachment.preview),
        expires_at=attachment.wanted_at + EXPIRES_AFTER,
    )
    if attachment.due_at is not None:
        item.due_pk, item.due_sk = (
            index_keys.DUE_ATTACHMENTS,
            timed_keys.place(attachment.due_at, attachment.ticket, attachment.id),
        )
    return item


def _attachment(item: AttachmentItem) -> Attachment:
    return Attachment(
        ticket=item.ticket,
        account=item.account,
        post=item.post,
        media=item.media,
        type=MediaType.of(item.kind),
        key=item.key,
        wanted_at=item.wanted_at,
        state=member(AttachmentState, item.state) or AttachmentState.FAILED,
        tries=int(item.tries),
        due_at=item.due_at,
        file=_file(item.file),
        preview=_file(item.preview),
    )


def _file_map(file: StoredFile | None) -> StoredFileMap | None:
    return StoredFileMap(type=file.type, size=file.size) if file is not None else None


def _file(stored: StoredFileMap | None) -> StoredFile | None:
    return StoredFile(stored.type, int(stored.size)) if stored is not None else None
