"""The connection under a call to a network: its timeouts, and whether it was established.

A request that never left has posted nothing, and may be made again (R1).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

CONNECT_SECONDS = 3
READ_SECONDS = 10
"""The longest silence; a reply's worker allows each part this much within its thirty seconds."""

_BEFORE_SENDING = (
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidHeader,
)


@contextmanager
def _connecting(connection: HTTPConnection) -> Iterator[None]:
    """Raise NewConnectionError for any failure before the connection is established, TLS included. The type of the
    failure alone does not distinguish it from a later one: a reset in the handshake and one during the request are the
    same."""
    try:
        yield
    except (OSError, HTTPError) as error:
        raise NewConnectionError(connection, f"no connection: {type(error).__name__}") from error


class _PlainConnection(HTTPConnection):
    def connect(self) -> None:
        with _connecting(self):
            super().connect()


class _TlsConnection(HTTPSConnection):
    def connect(self) -> None:
        with _connecting(self):
            super().connect()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class Patient(HTTPAdapter):
    """Sets the timeouts, which SDKs leave out. `max_retries=0`: urllib3 must not send a post a second time by itself."""

    def __init__(self, read_seconds: float | None = None) -> None:
        super().__init__(max_retries=0)
        self._read_seconds = read_seconds

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = (CONNECT_SECONDS, self._read_seconds or READ_SECONDS)
        return super().send(*args, **kwargs)


def never_left(error: requests.RequestException) -> bool:
    """Return True if no connection was established: refused, not resolved, timed out while connecting, or TLS that
    failed. Any other failure may have come after the network took the request."""
    if isinstance(error, _BEFORE_SENDING):
        return True
    return any(isinstance(c, NewConnectionError | ConnectTimeoutError) for c in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and its causes: requests and urllib3 pass the inner error on as an argument, or as `reason`."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _chain(inner)
