"""The chunks of the page's recent builds, in DynamoDB (ports.PageArchive).

An item a chunk, compressed: some 160 kB a build, written once a deployment. The table rather than a bucket of its own, since
each function has a connection to it, and its time to live forgets old builds.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from pynamodb.attributes import TTLAttribute

from shared.adapters.dynamodb.item import BytesAttribute, InstantAttribute, Item, OnTable
from shared.adapters.dynamodb.keys import desk_keys

Kept = TypeVar("Kept", bound=Item)


class BuildItem(Item, discriminator="page_build"):
    """Written after all chunks of its build."""

    until = InstantAttribute()
    expires_at = TTLAttribute()


class ChunkItem(Item, discriminator="page_chunk"):
    content = BytesAttribute()
    expires_at = TTLAttribute()


class DynamoPageArchive(OnTable):
    """Reads are eventually consistent, a chunk of 40 kB costs five units, and consistent where they find nothing: a page asks for a
    chunk within the second in which the build was kept."""

    def kept_until(self, build: str) -> datetime | None:
        found = _read(BuildItem, desk_keys.page_build(build), desk_keys.KEPT)
        return found.until if found is not None else None

    def keep(self, build: str, chunks: Mapping[str, bytes], until: datetime) -> None:
        for name, content in chunks.items():
            ChunkItem(desk_keys.chunk(name), desk_keys.CONTENT, content=content, expires_at=until).save()
        BuildItem(desk_keys.page_build(build), desk_keys.KEPT, until=until, expires_at=until).save()

    def find(self, name: str) -> bytes | None:
        found = _read(ChunkItem, desk_keys.chunk(name), desk_keys.CONTENT)
        return found.content if found is not None else None


def _read(kind: type[Kept], pk: str, sk: str) -> Kept | None:
    for consistent in (False, True):
        try:
            return kind.get(pk, sk, consistent_read=consistent)
        except kind.DoesNotExist:
            continue
    return None
