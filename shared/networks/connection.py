"""The connections under calls to networks: their timeouts, whether one was established, and which are kept.

A request that never left has posted nothing, and may be made again (R1). Connections are kept for reads alone, and for seconds: the
other end may close one at any time, also while a Lambda sleeps, and a request on it fails as if it had been taken. So a write, whose
outcome would be unknown, has a connection of its own each time, which reads may use afterwards; and nothing is made twice.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

READS = frozenset({"GET", "HEAD"})

LONGEST_IDLE_SECONDS = 4
"""How long a connection is kept: from one call of a poll to the next. Of widespread servers Node.js closes idle ones soonest, after
five seconds: https://nodejs.org/api/http.html#serverkeepalivetimeout."""

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


_may_reuse: ContextVar[bool] = ContextVar("may_reuse")
"""Whether the request that is under way may have a kept connection."""


class _PlainConnection(HTTPConnection):
    def connect(self) -> None:
        with _connecting(self):
            super().connect()


class _TlsConnection(HTTPSConnection):
    def connect(self) -> None:
        with _connecting(self):
            super().connect()


class _Kept(HTTPConnectionPool):
    """Closes a kept connection instead of handing it to a request that must not have it."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        found: Any = super()._get_conn(timeout)
        if not found.is_closed and not (_may_reuse.get() and time.time() - found.kept_since < LONGEST_IDLE_SECONDS):
            found.close()
        return found

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.kept_since = time.time()
        super()._put_conn(conn)


class _PlainPool(_Kept):
    ConnectionCls = _PlainConnection


class _TlsPool(_Kept, HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS: Any = {"http": _PlainPool, "https": _TlsPool}


class Patient(HTTPAdapter):
    """Sets the timeouts, which SDKs leave out, and keeps connections. `max_retries=0`: urllib3 must not send a post a second time by
    itself."""

    def __init__(self, read_seconds: float | None = None) -> None:
        super().__init__(max_retries=0)
        self._read_seconds = read_seconds

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = (CONNECT_SECONDS, self._read_seconds or READ_SECONDS)
        before = _may_reuse.set(request.method in READS)
        try:
            return super().send(request, *args, **kwargs)
        finally:
            _may_reuse.reset(before)


@cache
def patient(read_seconds: float | None = None) -> Patient:
    """Return the adapter of this process for that patience. Sessions of different accounts may share it: it holds connections, by host,
    and no cookie, header or key. It is never closed, as a session would."""
    return Patient(read_seconds)


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
