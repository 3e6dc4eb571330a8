"""Requests of a service with AWS's JSON protocol, made of the little in which one differs from another.

botocore makes each as if it could be any of AWS's: it walks over the headers a dozen times, in mappings of its own that compare
names without their case, and resolves the endpoint by its rules anew. That is two fifths of what a small call takes. The headers of this
protocol are known beforehand, and so is what Signature Version 4 makes of them. What comes before (hooks, parameters) and after
(hooks, sending, errors, retries, each of which is signed anew) stays botocore's.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.credentials import ReadOnlyCredentials

DEFAULT_PORTS = {("http", 80), ("https", 443)}
"""Those that a `Host` header leaves out."""

NEEDED = frozenset({"Content-Type", "X-Amz-Target"})


def make_requests_plainly(client: Any) -> None:
    """Have the requests of a client made here, and its endpoint resolved once for each of its operations."""
    endpoint, resolver = client._endpoint, client._ruleset_resolver
    service = client.meta.service_model.signing_name
    made = PlainRequests(endpoint.create_request, client._get_credentials(), client.meta.region_name, service)
    endpoint.create_request = made.create_request
    resolver.construct_endpoint = _resolved_once(resolver.construct_endpoint)


@dataclass(frozen=True, slots=True)
class PlainRequests:
    """Makes a client's requests. `by_botocore` makes those of another form, and those without credentials, which are an error of its
    own."""

    by_botocore: Callable[..., Any]
    credentials: Any
    region: str
    service: str

    def create_request(self, params: Mapping[str, Any], operation_model: Any = None) -> Any:
        host, headers, body, context = _host(params["url"]), params["headers"], params["body"], params["context"]
        if (
            host is None
            or self.credentials is None
            or context.get("auth_type") not in (None, "v4")
            or params["method"] != "POST"
            or not isinstance(body, bytes)
            or not headers.keys() >= NEEDED
        ):
            return self.by_botocore(params, operation_model)
        signing = context.get("signing", {})
        place = signing.get("region", self.region), signing.get("signing_name", self.service)
        keys = self.credentials.get_frozen_credentials()
        signed: Any = signed_headers(headers, body, host, keys, place, datetime.now(UTC))
        return AWSPreparedRequest("POST", params["url"], signed, body, stream_output=False)


def signed_headers(
    headers: Mapping[str, str],
    body: bytes,
    host: str,
    keys: ReadOnlyCredentials,
    place: tuple[str, str],
    now: datetime,
) -> dict[str, str]:
    """Return the headers with those that sign the request in a region and for a service
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)."""
    at = now.strftime("%Y%m%dT%H%M%SZ")
    token = {"X-Amz-Security-Token": keys.token} if keys.token else {}
    sent = {"X-Amz-Date": at, **token}
    signed = {"Content-Type": headers["Content-Type"], "Host": host, **sent, "X-Amz-Target": headers["X-Amz-Target"]}
    names = ";".join(signed).lower()
    lines = "".join([f"{name.lower()}:{value}\n" for name, value in signed.items()])
    canonical = f"POST\n/\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
    scope = "/".join((at[:8], *place, "aws4_request"))
    to_sign = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(_key(keys.secret_key, at[:8], *place), to_sign.encode(), "sha256").hex()
    credential = f"Credential={keys.access_key}/{scope}"
    authorization = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"
    return {**headers, **sent, "Authorization": authorization}


@lru_cache(maxsize=4)
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    """Return the key of a day, by which all of that day is signed."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@cache
def _host(url: str) -> str | None:
    """Return the `Host` header of an endpoint, as the connection sends it; None for an endpoint that has a path."""
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query or parts.hostname is None or ":" in parts.hostname:
        return None
    if parts.port is None or (parts.scheme, parts.port) in DEFAULT_PORTS:
        return parts.hostname
    return f"{parts.hostname}:{parts.port}"


def _resolved_once(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Return a resolver of endpoints that asks once for each operation: an endpoint can depend on the parameters of a call, of which
    there are none here, but not on the call."""
    known: dict[str, Any] = {}

    def resolved(operation_model: Any, call_args: Mapping[str, Any] | None, request_context: Any) -> Any:
        if any((call_args or {}).values()):
            return resolve(operation_model, call_args, request_context)
        name = operation_model.name
        if name not in known:
            known[name] = resolve(operation_model, call_args, request_context)
        return known[name]

    return resolved
