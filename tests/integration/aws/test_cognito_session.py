"""Sessions at the sign-in, against an address of this machine that answers as Cognito's token endpoint is documented to."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from shared.adapters.aws.cognito_session import CognitoSignIn
from shared.domain.errors import SignedOutError, UnavailableError
from shared.ports.people import Session


class Endpoint(HTTPServer):
    status = 200
    answer: object = None
    asked: dict[str, list[str]] | None = None


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Endpoint)
        server.asked = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        body = server.answer if isinstance(server.answer, bytes) else json.dumps(server.answer).encode()
        self.send_response(server.status)
        self.send_header("content-length", str(len(body)))
        self.send_header("location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is said of each request."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def sign_in(endpoint: Endpoint) -> CognitoSignIn:
    return CognitoSignIn(f"http://127.0.0.1:{endpoint.server_port}/oauth2/token", "page", "https://desk.example.com/")


def test_a_code_is_exchanged_with_its_verifier(endpoint: Endpoint) -> None:
    endpoint.answer = {"access_token": "a", "id_token": "i", "refresh_token": "r", "expires_in": 3600}
    assert sign_in(endpoint).begin("c", "v") == Session("a", 3600, "r")
    assert endpoint.asked == {
        "grant_type": ["authorization_code"],
        "client_id": ["page"],
        "code": ["c"],
        "code_verifier": ["v"],
        "redirect_uri": ["https://desk.example.com/"],
    }


def test_a_renewal_without_rotation_brings_no_new_refresh_token(endpoint: Endpoint) -> None:
    endpoint.answer = {"access_token": "b", "expires_in": 3600}
    assert sign_in(endpoint).renew("r") == Session("b", 3600, None)
    assert endpoint.asked == {"grant_type": ["refresh_token"], "client_id": ["page"], "refresh_token": ["r"]}


def test_a_token_that_is_spent_or_revoked_ends_the_session(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.answer = 400, {"error": "invalid_grant"}
    with pytest.raises(SignedOutError):
        sign_in(endpoint).renew("r")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, {}),
        (429, {"error": "slow_down"}),
        (302, {}),
        (400, {"error": "invalid_client"}),
        (200, b"<html>"),
        (200, []),
        (200, {"access_token": "a"}),
        (200, {"access_token": 1, "expires_in": 3600}),
    ],
)
def test_any_other_answer_is_the_sign_ins_own_trouble_and_ends_nothing(
    endpoint: Endpoint, status: int, answer: object
) -> None:
    endpoint.status, endpoint.answer = status, answer
    with pytest.raises(UnavailableError):
        sign_in(endpoint).renew("r")


def test_nobody_at_the_address_is_trouble_too() -> None:
    with pytest.raises(UnavailableError):
        CognitoSignIn("http://127.0.0.1:9/oauth2/token", "page", "https://desk.example.com/").renew("r")
