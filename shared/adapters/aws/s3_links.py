"""Signed links to objects in S3: whoever has one reads the object, until it expires.

The SDK signs with the instant of the call, so that each answer of the API would bring another address and a browser would
read the same picture again. Here the instant is given.
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import NamedTuple
from urllib.parse import quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials(NamedTuple):
    """Keys of an identity of AWS; `token` is that of a session."""

    access_key: str
    secret_key: str
    token: str | None = None


def signed_link(
    url: str,
    query: Mapping[str, str],
    *,
    credentials: Credentials,
    region: str,
    at: datetime,
    lasts: timedelta,
) -> str:
    """Return the address for a GET of `url`, whose path is escaped already, valid from `at` on for as long as it `lasts`."""
    instant = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = "/".join((instant[:8], region, "s3", "aws4_request"))
    asked = {
        **query,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope}",
        "X-Amz-Date": instant,
        "X-Amz-Expires": str(round(lasts.total_seconds())),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.token:
        asked["X-Amz-Security-Token"] = credentials.token
    canonical_query = "&".join(sorted(f"{_escaped(name)}={_escaped(value)}" for name, value in asked.items()))
    place = urlsplit(url)
    canonical = "\n".join(("GET", place.path, canonical_query, f"host:{place.netloc}\n", "host", "UNSIGNED-PAYLOAD"))
    to_sign = "\n".join((ALGORITHM, instant, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = reduce(_signature, scope.split("/"), f"AWS4{credentials.secret_key}".encode())
    return f"{url}?{canonical_query}&X-Amz-Signature={_signature(key, to_sign).hex()}"


def _escaped(text: str) -> str:
    return quote(text, safe="")


def _signature(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()
