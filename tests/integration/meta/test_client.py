"""What a call to the Graph API carries, and where: read off the wire."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from infra.local.meta import seed
from shared.domain.errors import BudgetSpentError, DisconnectedError, OutcomeUnknownError, UnavailableError
from shared.networks.meta.api.client import Call, Connection, MetaClient
from shared.networks.meta.api.keys import AppKey, AppKeys
from shared.networks.meta.api.permissions import Permission, Permissions
from tests.builders import NOON, minutes
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeBudgets, FakeClock
from tests.integration.meta.answers import KEY, WORDS
from tests.integration.meta.bench import ACME_FB, ACME_MS, account_of

SECRETS = (seed.PAGE_TOKEN, seed.APP_SECRET)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass
class Responder:
    """Keeps what it is asked, and answers by `answer`: a status, headers and a body."""

    answer: Callable[[Request], tuple[int, dict[str, str], bytes]] = lambda _: (200, {}, b'{"id": "1_2"}')
    url: str = ""
    asked: list[Request] = field(default_factory=list)


@pytest.fixture
def meta() -> Iterator[Responder]:
    responder = Responder()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            responder.asked.append(request)
            status, headers, content = responder.answer(request)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        responder.url = f"http://127.0.0.1:{server.server_port}"
        yield responder
        server.shutdown()


@dataclass
class Bench:
    meta: Responder
    clock: FakeClock
    secrets: FakeAppSecrets
    grants: FakeAppSecrets
    budgets: FakeBudgets

    @property
    def client(self) -> MetaClient:
        keys, permissions = AppKeys(self.secrets), Permissions(self.grants)
        return MetaClient(Connection(self.clock, keys, permissions, self.budgets, self.meta.url))


@pytest.fixture
def bench(meta: Responder) -> Bench:
    held = {brand.id: seed.permission() for brand in seed.ACCOUNTS}
    secrets = FakeAppSecrets({seed.APP: seed.app_secret()})
    return Bench(meta, FakeClock(NOON), secrets, FakeAppSecrets({seed.APP: held}), FakeBudgets())


CALLS: dict[str, Callable[[MetaClient], object]] = {
    "read": lambda client: client.get(ACME_FB, "/1_2", [("fields", "id")]),
    "comment": lambda client: client.ask(ACME_FB, Call("POST", "/1_2/comments", form={"message": WORDS}, writes=True)),
    "message": lambda client: client.ask(ACME_MS, Call("POST", "/1/messages", json={"text": WORDS}, writes=True)),
    "delete": lambda client: client.ask(ACME_FB, Call("DELETE", "/1_2")),
    "app": lambda client: client.as_app(seed.APP, "GET", "/debug_token", params=[("input_token", "x")]),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_token_travels_in_a_header_and_never_in_an_address(bench: Bench, name: str) -> None:
    CALLS[name](bench.client)
    [request] = bench.meta.asked
    token = f"{seed.APP_ID}|{seed.APP_SECRET}" if name == "app" else seed.PAGE_TOKEN
    assert request.headers["authorization"] == f"Bearer {token}"
    assert not any(secret in request.path + str(request.query) + request.body for secret in SECRETS)


@pytest.mark.parametrize("name", CALLS)
def test_each_call_names_its_version_and_proves_whose_it_is(bench: Bench, name: str) -> None:
    CALLS[name](bench.client)
    [request] = bench.meta.asked
    token = f"{seed.APP_ID}|{seed.APP_SECRET}" if name == "app" else seed.PAGE_TOKEN
    assert request.path.startswith("/v26.0/")
    assert request.query["appsecret_proof"] == seed.proof(token)


def test_a_batch_carries_its_token_as_any_other_call(bench: Bench) -> None:
    bench.meta.answer = lambda _: (200, {}, b'[{"code": 200, "body": "{}"}]')
    assert bench.client.batch(ACME_FB, [("/1_2", [("fields", "id")])]) == [(200, {})]
    [request] = bench.meta.asked
    assert seed.PAGE_TOKEN not in request.body + str(request.query)
    assert request.query["appsecret_proof"] == seed.proof()


def test_words_stand_in_the_body_and_not_in_the_address(bench: Bench) -> None:
    CALLS["comment"](bench.client)
    CALLS["message"](bench.client)
    comment, message = bench.meta.asked
    assert dict(parse_qsl(comment.body)) == {"message": WORDS}
    assert json.loads(message.body) == {"text": WORDS}
    assert not any(WORDS in str(request.query) for request in bench.meta.asked)


def test_nothing_secret_stands_in_what_can_be_printed(bench: Bench) -> None:
    client = bench.client
    shown = repr(client.connection) + repr(client.permission(ACME_FB)) + repr(AppKey("1", seed.APP_SECRET))
    assert not any(secret in shown for secret in (*SECRETS, KEY))
    assert repr(Call("POST", "/1", form={"message": WORDS})).find(WORDS) == -1


def test_a_read_that_is_too_long_is_asked_for_in_a_smaller_page(bench: Bench) -> None:
    long = b'{"data": "' + b"x" * 4_000_100 + b'"}'
    bench.meta.answer = lambda request: (200, {}, long if request.query["limit"] != "1" else b'{"data": []}')
    assert bench.client.get(ACME_FB, "/1/feed", [("limit", "25")]) == {"data": []}
    assert [request.query["limit"] for request in bench.meta.asked] == ["25", "2", "1"]


def test_an_error_in_an_accepted_answer_is_one(bench: Bench) -> None:
    bench.meta.answer = lambda _: (200, {}, b'{"error": {"code": 190, "message": "x"}}')
    with pytest.raises(DisconnectedError):
        CALLS["read"](bench.client)


@pytest.mark.parametrize("content", [b"", b"[]", b"1", b"<html>", b"{", b"[" * 10_000])
@pytest.mark.parametrize("name", ["read", "comment", "app"])
def test_R1_an_answer_that_is_no_object_leaves_the_outcome_unknown(bench: Bench, name: str, content: bytes) -> None:
    bench.meta.answer = lambda _: (200, {}, content)
    with pytest.raises(OutcomeUnknownError):
        CALLS[name](bench.client)


def test_a_held_budget_is_asked_about_once_in_a_while_and_stops_spared_reads_alone(bench: Bench) -> None:
    client = bench.client
    bench.budgets.hold(ACME_FB.id, "read_graph", NOON + minutes(10))
    for _ in range(3):
        with pytest.raises(BudgetSpentError):
            CALLS["read"](client)
    assert bench.meta.asked == []
    client.get(ACME_FB, "/1_2", spared=False)
    client.get(account_of(seed.ACME_MS), "/1_2")
    bench.clock.forward(minutes(10))
    CALLS["read"](client)
    assert len(bench.meta.asked) == 3


def test_a_hold_of_another_worker_is_seen_within_half_a_minute(bench: Bench) -> None:
    client = bench.client
    CALLS["read"](client)
    bench.budgets.hold(ACME_FB.id, "read_graph", NOON + minutes(10))
    bench.clock.forward(timedelta(seconds=31))
    with pytest.raises(BudgetSpentError):
        CALLS["read"](client)


def test_a_token_that_is_refused_twice_is_refused(bench: Bench) -> None:
    bench.meta.answer = lambda _: (401, {}, b'{"error": {"code": 190}}')
    with pytest.raises(DisconnectedError):
        CALLS["read"](bench.client)
    assert len(bench.meta.asked) == 1


def test_an_account_is_connected_as_long_as_a_permission_is_stored(bench: Bench) -> None:
    assert bench.client.connected(ACME_FB) is True
    bench.grants.held[seed.APP] = {"acme_fb": {"access_token": "x"}, "acme_ms": "broken"}
    assert [bench.client.connected(account) for account in (ACME_FB, ACME_MS)] == [False, False]
    bench.grants.fails = UnavailableError("no answer")
    assert bench.client.connected(ACME_FB) is True


def test_a_permission_is_stored_beside_those_of_the_others(bench: Bench) -> None:
    permissions = Permissions(bench.grants)
    permissions.put(ACME_FB, Permission("new", "1", "2"))
    assert permissions.granted(ACME_FB) == Permission("new", "1", "2")
    assert permissions.all(seed.APP).keys() == {"acme_fb", "acme_ms", "acme_ig"}


def test_a_typed_token_is_used_and_stored_nowhere(bench: Bench) -> None:
    before = dict(bench.grants.held[seed.APP])
    bench.client.with_token(seed.APP, "typed").get(ACME_FB, "/me")
    assert bench.meta.asked[0].headers["authorization"] == "Bearer typed"
    assert bench.grants.held[seed.APP] == before


@pytest.mark.parametrize("held", [{}, {"app_id": "1"}, {"app_id": 1, "app_secret": "x"}])
def test_an_app_without_keys_is_not_connected(bench: Bench, held: dict[str, Any]) -> None:
    bench.secrets.held[seed.APP] = held
    with pytest.raises(DisconnectedError):
        CALLS["read"](bench.client)
    assert (bench.meta.asked, AppKeys(bench.secrets).is_set_up(seed.APP)) == ([], False)
