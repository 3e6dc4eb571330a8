"""A network whose answers have something wrong in them, as those of a proxy, an outage or a new release have."""

import io
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from tests.mutations import encoded, mutated, spoilt

ANSWERS_OF_A_PROXY = (b"", b"null", b"[]", b"{}", b'"ok"', b"<html><body>Bad Gateway</body></html>", b"\xff\xfe\x00")


@contextmanager
def answers_mutated(chance: random.Random, *, only: int | None = None) -> Iterator[list[str]]:
    """Mutate the bodies of all answers within the block, or of the one with the number `only`; yield the requests, as they
    are made."""
    real = HTTPAdapter.send
    made: list[str] = []

    def send(self: HTTPAdapter, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        response = real(self, request, **more)
        made.append(f"{request.method} {request.path_url.partition('?')[0]}")
        if only is None or only == len(made) - 1:
            body = response.raw.read(decode_content=True)
            response.raw.close()
            response.headers.pop("Content-Length", None)
            response.raw = HTTPResponse(
                body=io.BytesIO(_spoilt(body, chance)),
                status=response.status_code,
                headers=response.headers,
                preload_content=False,
            )
        return response

    with patch.object(HTTPAdapter, "send", send):
        yield made


def _spoilt(body: bytes, chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.1:
        return chance.choice(ANSWERS_OF_A_PROXY)
    try:
        document = json.loads(body)
    except ValueError:
        return spoilt(body, chance)
    return spoilt(body, chance) if kind < 0.2 else encoded(mutated(document, chance))
