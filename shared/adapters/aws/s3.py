"""The desk's own files in S3 (ports.Files)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, cast

from shared.adapters.aws.clients import asking, client, patience, session
from shared.adapters.aws.s3_links import Credentials, signed_link
from shared.domain.attachments.file_name import saved_as
from shared.domain.attachments.file_type import is_shown
from shared.domain.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

WINDOW = timedelta(minutes=10)
LASTS = 2 * WINDOW
"""A link is signed for the window of ten minutes in which it is asked for, and lasts for that and the next one."""

CACHED = f"private, max-age={round(LASTS.total_seconds())}"
"""For the browser of a person who is signed in, and for no proxy on the way."""

AT_ONCE = 1000
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""


class S3Files:
    """Objects in one bucket; `url` is the address at which browsers find it."""

    def __init__(self, bucket: str, url: str) -> None:
        self._bucket = bucket
        self._url = url

    @cached_property
    def _client(self) -> "S3Client":
        return cast("S3Client", client("s3", patience(20)))

    def put(self, name: str, content: bytes, kind: str) -> None:
        with asking("the bucket of kept files"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=content,
                ContentType=kind,
                ContentDisposition="inline" if is_shown(kind) else "attachment",
                CacheControl=CACHED,
            )

    def remove(self, names: Collection[str]) -> None:
        every = list(names)
        for start in range(0, len(every), AT_ONCE):
            objects: list[ObjectIdentifierTypeDef] = [{"Key": name} for name in every[start : start + AT_ONCE]]
            with asking("the bucket of kept files"):
                told = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
            if told.get("Errors"):
                raise UnavailableError(f"the bucket of kept files: {len(told['Errors'])} files were not deleted")

    def oldest(self, *, limit: int) -> Sequence[str]:
        with asking("the bucket of kept files"):
            told = self._client.list_objects_v2(Bucket=self._bucket, MaxKeys=limit)
        return [found["Key"] for found in told.get("Contents", ())]

    def link(self, name: str, now: datetime, *, save_as: str | None = None) -> str:
        at = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
        query = {"response-content-disposition": saved_as(save_as)} if save_as is not None else {}
        return signed_link(
            f"{self._url}/{name}",
            query,
            credentials=self._credentials(),
            region=session().get_config_variable("region") or "",
            at=at,
            lasts=LASTS,
        )

    def _credentials(self) -> Credentials:
        """Return the keys of the function's role, which the SDK renews. Raises UnavailableError."""
        found = session().get_credentials()
        keys = found.get_frozen_credentials() if found is not None else None
        if keys is None or not keys.access_key or not keys.secret_key:
            raise UnavailableError("the keys of the function's role are missing")
        return Credentials(keys.access_key, keys.secret_key, keys.token)
