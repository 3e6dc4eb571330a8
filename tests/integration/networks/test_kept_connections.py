"""Connections are kept for reads, and what breaks while it is kept neither repeats a write nor makes its outcome unknown (R1)."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from shared.domain.errors import OutcomeUnknownError
from shared.networks import connection
from shared.networks.connection import patient
from shared.networks.http import AnswerTooLongError, HttpClient
from shared.networks.x.api.session import XSession
from tests.fakes import FakeClock
from tests.integration.networks.raw_server import read_request

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ANSWER = b"HTTP/1.1 200 OK\r\nSet-Cookie: who=first; Path=/\r\nContent-Length: 8\r\n\r\n" + b'{"a": 1}'


@dataclass
class KeepingServer:
    """Answers any number of requests on a connection. Of the connection `breaks_after` so many requests it takes one more, and
    closes it unanswered; `idle` are the open connections, for a test to close."""

    url: str
    breaks_after: int | None = None
    connections: list[list[bytes]] = field(default_factory=list)
    idle: list[socket.socket] = field(default_factory=list)

    @property
    def requests(self) -> list[str]:
        return [request.split(b" ")[0].decode() for each in self.connections for request in each]

    def serve(self, taken: socket.socket) -> None:
        own: list[bytes] = []
        self.connections.append(own)
        first = len(self.connections) == 1
        self.idle.append(taken)
        while request := read_request(taken):
            own.append(request)
            if first and self.breaks_after is not None and len(own) > self.breaks_after:
                break
            taken.sendall(ANSWER)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        taken.close()


@contextmanager
def keeping(*, breaks_after: int | None = None) -> Iterator[KeepingServer]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = KeepingServer(f"http://127.0.0.1:{listening.getsockname()[1]}", breaks_after)

        def take() -> None:
            while True:
                try:
                    taken, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(server, taken), daemon=True).start()

        accepting = threading.Thread(target=take, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()


def _quietly(server: KeepingServer, taken: socket.socket) -> None:
    try:
        server.serve(taken)
    except OSError:
        return


@pytest.fixture(autouse=True)
def own_connections() -> Iterator[None]:
    patient.cache_clear()
    yield
    patient.cache_clear()


def client(server: KeepingServer) -> HttpClient:
    return HttpClient("Toy", server.url, clock=FakeClock(NOW))


def test_two_reads_take_one_connection_whoever_asks() -> None:
    with keeping() as server:
        for token in ("first", "second"):
            client(server).call("GET", "/notes", headers={"Authorization": f"Bearer {token}"})
    [requests] = server.connections
    assert [b"Bearer first" in each for each in requests] == [True, False]
    assert b"Bearer second" in requests[1]


def test_no_cookie_of_one_account_reaches_another() -> None:
    with keeping() as server:
        for _ in range(2):
            client(server).call("GET", "/notes")
    assert all(b"cookie" not in each.lower() for each in server.connections[0])


def test_two_reads_of_x_take_one_connection() -> None:
    with keeping() as server:
        for _ in range(2):
            XSession(server.url, FakeClock(NOW)).request("GET", "https://api.twitter.com/2/tweets")
    assert [len(each) for each in server.connections] == [2]


def test_R1_a_write_has_a_connection_of_its_own_and_leaves_it_to_reads() -> None:
    with keeping() as server:
        for method in ("GET", "POST", "POST", "GET"):
            client(server).call(method, "/notes")
    assert server.requests == ["GET", "POST", "POST", "GET"]
    assert [len(each) for each in server.connections] == [1, 1, 2]


def test_a_call_is_one_request_also_where_its_kept_connection_breaks() -> None:
    with keeping(breaks_after=1) as server:
        client(server).call("GET", "/notes")
        with pytest.raises(OutcomeUnknownError):
            client(server).call("GET", "/notes")
        assert client(server).call("GET", "/notes").status == 200
    assert [len(each) for each in server.connections] == [2, 1]


def test_R1_a_write_that_breaks_is_not_repeated_and_its_outcome_is_unknown() -> None:
    with keeping(breaks_after=0) as server, pytest.raises(OutcomeUnknownError):
        client(server).call("POST", "/notes")
    assert server.requests == ["POST"]


def test_R1_a_connection_dropped_while_it_is_idle_makes_no_write_twice_or_unknown() -> None:
    with keeping() as server:
        client(server).call("GET", "/notes")
        server.idle[0].shutdown(socket.SHUT_RDWR)
        assert client(server).call("POST", "/notes").status == 200
        assert client(server).call("GET", "/notes").status == 200
    assert server.requests == ["GET", "POST", "GET"]


def test_an_old_connection_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_IDLE_SECONDS", 0)
    with keeping() as server:
        for _ in range(2):
            client(server).call("GET", "/notes")
    assert [len(each) for each in server.connections] == [1, 1]


def test_an_answer_that_was_not_read_to_its_end_is_nobodys_next_answer() -> None:
    with keeping() as server:
        with pytest.raises(AnswerTooLongError):
            client(server).call("GET", "/notes", longest=3)
        assert client(server).call("GET", "/notes").content == b'{"a": 1}'
    assert server.requests == ["GET", "GET"]


def test_calls_at_once_have_a_connection_each() -> None:
    with keeping() as server:
        together = threading.Barrier(3)

        def ask() -> None:
            together.wait()
            for _ in range(5):
                assert client(server).call("GET", "/notes").content == b'{"a": 1}'

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.requests == ["GET"] * 15
    assert 1 <= len(server.connections) <= 3
