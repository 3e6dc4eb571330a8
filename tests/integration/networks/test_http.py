"""The HTTP client of networks without an SDK: what never left is told from what may have been taken, and no secret is."""

import logging
import socket
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import BudgetSpentError, OutcomeUnknownError, SocialNetworkError, UnreachableError
from shared.networks.http import AnswerTooLongError, CallBudget, HttpClient
from tests.fakes import FakeBudgets, FakeClock
from tests.integration.networks.raw_server import RawServer, answering, reset, serving

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TOKEN = "Bearer kept-to-ourselves"
PATH = "/notes?who=hanako"
WORDS = {"text": "返品"}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request: 17\r\nContent-Length: 8\r\n\r\n" + b'{"a": 1}'


def client(url: str, *, budgets: FakeBudgets | None = None, read_seconds: float | None = None) -> HttpClient:
    return HttpClient("Toy", url, clock=FakeClock(NOW), budgets=budgets, read_seconds=read_seconds)


def post(client: HttpClient, **more: object) -> object:
    return client.call("POST", PATH, headers={"Authorization": TOKEN}, json=WORDS, **more)  # type: ignore[arg-type]


def test_an_answer_comes_back_whatever_its_status() -> None:
    refused = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}"
    with serving(answering(refused)) as server:
        answer = client(server.url).call("GET", "/", params={"q": "a&b"})
    assert (answer.status, answer.ok, answer.headers["retry-after"], answer.content) == (429, False, "7", b"{}")
    assert b"GET /?q=a%26b HTTP/1.1" in server.requests[0]


def test_json_form_and_bytes_go_out_as_they_are_meant() -> None:
    with serving(answering(OK)) as server:
        toy = client(server.url)
        toy.call("POST", "/", json={"text": "日本語😀", "half": "\ud83d"})
        toy.call("POST", "/", form={"grant_type": "client_credentials"})
        toy.call("POST", "/", content=b"\x00\xff", headers={"Content-Type": "image/png"})
    as_json, as_form, as_bytes = (each.partition(b"\r\n\r\n") for each in server.requests)
    assert as_json[2] == '{"text":"日本語😀","half":"?"}'.encode()
    assert b"Content-Type: application/json" in as_json[0]
    assert as_form[2] == b"grant_type=client_credentials"
    assert b"application/x-www-form-urlencoded" in as_form[0]
    assert as_bytes[2] == b"\x00\xff"


def test_R1_no_connection_means_that_nothing_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreachableError):
        post(client(f"http://127.0.0.1:{port}"))


def test_R1_an_unknown_host_and_failing_tls_mean_that_nothing_left() -> None:
    with pytest.raises(UnreachableError):
        post(client("https://nowhere.invalid"))
    with serving(answering(b"no TLS here\r\n"), read=False) as server, pytest.raises(UnreachableError):
        post(client(server.url.replace("http://", "https://")))


def _half(taken: socket.socket) -> None:
    taken.sendall(OK[:-3])


def _silent(taken: socket.socket) -> None:
    taken.recv(1)


def _trickle(taken: socket.socket) -> None:
    taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    pause = threading.Event()
    while not pause.wait(0.02):
        taken.sendall(b" ")


BROKEN: dict[str, Callable[[socket.socket], None]] = {
    "resets": reset,
    "closes": lambda _: None,
    "answers_half": _half,
    "stays_silent": _silent,
    "trickles": _trickle,
    "speaks_no_http": answering(b"220 mail.example ESMTP\r\n"),
    "cuts_a_chunk": answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
    "lies_about_gzip": answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_R1_a_request_that_left_without_a_whole_answer_has_an_unknown_outcome(how: str) -> None:
    with serving(BROKEN[how]) as server, pytest.raises(OutcomeUnknownError):
        post(client(server.url, read_seconds=0.4))
    assert len(server.requests) == 1, "it is not sent a second time by itself"


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    def pour(taken: socket.socket) -> None:
        taken.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            taken.sendall(b"x" * 65_536)

    with serving(pour) as server, pytest.raises(AnswerTooLongError):
        client(server.url).call("GET", "/", longest=1_000_000)


@pytest.mark.parametrize("location", ["/elsewhere", "https://elsewhere.example/", "http://[", "file:///etc/passwd"])
def test_a_redirect_is_an_answer_and_is_not_followed(location: str) -> None:
    moved = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    with serving(answering(moved)) as server:
        answer = client(server.url).call("GET", "/", headers={"Authorization": TOKEN})
    assert (answer.status, answer.headers["location"]) == (302, location)
    assert len(server.requests) == 1


def test_an_answer_that_is_no_object_is_unknown_and_says_nothing_of_its_words() -> None:
    for body in (b"<html>Hanako</html>", b'["Hanako"]', b"[" * 100_000):
        length = len(body)
        payload = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length + body
        with serving(answering(payload)) as server:
            answer = client(server.url).call("GET", "/")
        with pytest.raises(OutcomeUnknownError) as raised:
            answer.document()
        assert "Hanako" not in str(raised.value) + repr(answer)


def _failing(server: RawServer) -> HttpClient:
    return client(server.url, read_seconds=0.4)


@pytest.mark.parametrize("how", BROKEN)
def test_no_token_or_address_stands_in_an_error_its_causes_or_a_log(how: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(BROKEN[how]) as server, pytest.raises(SocialNetworkError) as raised:
        post(_failing(server))
    told = "".join(traceback.format_exception(raised.value)) + caplog.text
    assert "kept-to-ourselves" not in told
    assert "hanako" not in told
    assert "返品" not in told


@pytest.mark.parametrize("token", ["Bearer kept-to-ourselves\n", "Bearer ｋｅｐｔ-to-ourselves"])
def test_a_token_that_no_header_takes_leaves_nothing_and_is_not_quoted(token: str) -> None:
    with serving(answering(OK)) as server, pytest.raises(UnreachableError) as raised:
        client(server.url).call("GET", "/", headers={"Authorization": token})
    assert "ourselves" not in "".join(traceback.format_exception(raised.value))
    assert server.requests in ([], [b""])


def test_a_netrc_does_not_replace_the_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serving(answering(OK)) as server:
        client(server.url).call("GET", "/", headers={"Authorization": TOKEN})
    assert TOKEN.encode() in server.requests[0]


def test_a_call_is_counted_before_it_is_made_and_a_held_one_is_not_made() -> None:
    budgets, once = FakeBudgets(), CallBudget("acme", (Allowance("send", 1, timedelta(minutes=1)),))
    with serving(answering(OK)) as server:
        toy = client(server.url, budgets=budgets)
        toy.call("GET", "/", quota=once)
        with pytest.raises(BudgetSpentError) as spared:
            toy.call("GET", "/", quota=once)
        assert spared.value.until == NOW + timedelta(minutes=1)
        toy.hold(once, NOW + timedelta(minutes=5))
        with pytest.raises(BudgetSpentError) as held:
            toy.count(once)
    assert held.value.until == NOW + timedelta(minutes=5)
    assert len(server.requests) == 1
