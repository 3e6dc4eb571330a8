"""A network whose answers have something wrong in them, as those of a proxy, an outage or a new release have."""

import io
import json
import random
import socket
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
        number = len(made)
        made.append(f"{request.method} {request.path_url.partition('?')[0]}")
        response = real(self, request, **more)
        if only is None or only == number:
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


@contextmanager
def answers_awaited_for(seconds: float) -> Iterator[None]:
    """Wait no longer for an answer within the block, whatever a plug's own patience is."""
    real = HTTPAdapter.send

    def send(self: HTTPAdapter, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        return real(self, request, **more | {"timeout": (5.0, seconds)})

    with patch.object(HTTPAdapter, "send", send):
        yield


@contextmanager
def silent_address() -> Iterator[str]:
    """Listen, take every connection, and never say a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def dead_address() -> str:
    """Return an address at which nobody listens."""
    with silent_address() as address:
        return address


def _spoilt(body: bytes, chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.1:
        return chance.choice(ANSWERS_OF_A_PROXY)
    try:
        document = json.loads(body)
    except ValueError:
        return spoilt(body, chance)
    return spoilt(body, chance) if kind < 0.2 else encoded(mutated(document, chance))
