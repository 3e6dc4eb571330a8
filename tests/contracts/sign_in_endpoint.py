"""Cognito's sign-in as its documentation has it, on this machine: codes with PKCE, tokens, and their end.

https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html and
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html; moto has neither.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

Answer = tuple[int, dict[str, object]]


class Endpoint(ThreadingHTTPServer):
    """`codes` are those that it has given, each with the verifier of its challenge. While `down` it answers 503."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.codes: dict[str, str] = {}
        self.live: set[str] = set()
        self.given = 0
        self.down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def token(self, form: dict[str, str]) -> Answer:
        if form["grant_type"] == "authorization_code":
            if self.codes.pop(form["code"], None) != form["code_verifier"]:
                return 400, {"error": "invalid_grant"}
            access = self._access()
            refresh_token = f"refresh-{self.given}"
            self.live.add(refresh_token)
            return 200, {**access, "id_token": "i", "refresh_token": refresh_token}
        known = form["refresh_token"] in self.live
        return (200, self._access()) if known else (400, {"error": "invalid_grant"})

    def revoke(self, token: str) -> Answer:
        if not token.startswith("refresh-"):
            return 400, {"__type": "UnsupportedTokenTypeException", "message": "no refresh token"}
        self.live.discard(token)
        return 200, {}

    def _access(self) -> dict[str, object]:
        self.given += 1
        return {"access_token": f"access-{self.given}", "token_type": "Bearer", "expires_in": 3600}


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        status: int
        told: dict[str, object]
        if self.server.down:
            status, told = 503, {"__type": "InternalErrorException", "message": "down"}
        elif self.path == "/oauth2/token":
            status, told = self.server.token(
                {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            )
        else:
            status, told = self.server.revoke(json.loads(body)["Token"])
        answer = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 named so in the standard library
        """Tests are quiet."""


@contextmanager
def answering() -> Iterator[Endpoint]:
    with Endpoint() as endpoint:
        thread = Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield endpoint
        endpoint.shutdown()
        thread.join(5)
