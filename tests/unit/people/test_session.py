"""Staying signed in: the token that renews a session never passes through the page (docs/decisions.md)."""

import json
from typing import Any

import pytest

from functions.desk_api import app
from shared.domain.errors import UnavailableError
from tests.fake_desk import FakeDesk
from tests.fake_sign_in import FakeSignIn
from tests.unit.api.test_api import desk, raw

__all__ = ["desk"]

BEGUN = {"code": "a-code", "verifier": "a-verifier"}


@pytest.fixture
def sign_in(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> FakeSignIn:
    fake = FakeSignIn()
    monkeypatch.setattr(desk, "sign_in", fake, raising=False)
    monkeypatch.setattr(desk, "url", "https://desk.example.com")
    return fake


def ask(method: str, path: str, body: Any = None, *, cookie: str | None = None, **headers: str) -> dict[str, Any]:
    sent = {"cookie": f"other=1; __Secure-sokuto={cookie}"} if cookie else {}
    return raw(method, path, body, headers={**sent, **headers})


def cookies(answer: dict[str, Any]) -> list[str]:
    return list(answer.get("cookies", []))


def test_a_session_begins_with_a_cookie_that_no_script_reads_and_no_other_site_sends(sign_in: FakeSignIn) -> None:
    answer = ask("POST", "/session", BEGUN)
    assert json.loads(answer["body"]) == {"access_token": "access-1", "expires_in": 3600}
    assert "refresh" not in answer["body"]
    assert cookies(answer) == [
        "__Secure-sokuto=refresh; Path=/session; Max-Age=604800; HttpOnly; Secure; SameSite=Strict"
    ]
    assert answer["headers"]["cache-control"] == "no-store"


def test_another_tab_goes_on_with_the_cookie_alone(sign_in: FakeSignIn) -> None:
    answer = ask("POST", "/session/renew", cookie="refresh")
    assert json.loads(answer["body"])["access_token"] == "access-2"


def test_a_gateway_that_hands_cookies_over_apart_is_understood_too(sign_in: FakeSignIn) -> None:
    event = {
        "version": "2.0",
        "rawPath": "/session/renew",
        "cookies": ["other=1", "__Secure-sokuto=refresh"],
        "headers": {},
        "requestContext": {"http": {"method": "POST", "path": "/session/renew"}, "stage": "$default"},
    }
    assert app.handler(event, None)["statusCode"] == 200


@pytest.mark.parametrize("cookie", [None, "", "spent", '=;\\"x', "日本"])
def test_without_a_session_there_is_401_and_a_cookie_that_is_refused_goes(
    sign_in: FakeSignIn, cookie: str | None
) -> None:
    answer = ask("POST", "/session/renew", cookie=cookie)
    assert answer["statusCode"] == 401
    assert json.loads(answer["body"])["code"] == "signed_out"
    if cookie == "spent":
        assert cookies(answer) == ["__Secure-sokuto=; Path=/session; Max-Age=0; HttpOnly; Secure; SameSite=Strict"]


def test_a_sign_in_that_does_not_answer_ends_no_session(sign_in: FakeSignIn) -> None:
    sign_in.fails = UnavailableError("The sign-in could not be reached.")
    answer = ask("POST", "/session/renew", cookie="refresh")
    assert (answer["statusCode"], cookies(answer)) == (503, [])


def test_a_code_that_is_spent_begins_nothing(sign_in: FakeSignIn) -> None:
    answer = ask("POST", "/session", BEGUN | {"code": "again"})
    assert (answer["statusCode"], cookies(answer)) == (401, [])


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", '{"code":1,"verifier":"v"}', '{"code":"a b","verifier":"v"}', "nonsense"]
)
def test_what_is_no_sign_in_gets_400(sign_in: FakeSignIn, body: str) -> None:
    assert ask("POST", "/session", body)["statusCode"] == 400


def test_ending_a_session_revokes_its_token_and_twice_is_once(sign_in: FakeSignIn) -> None:
    answers = [ask("DELETE", "/session", cookie="refresh"), ask("DELETE", "/session")]
    assert [answer["statusCode"] for answer in answers] == [204, 204]
    assert all("Max-Age=0" in cookies(answer)[0] for answer in answers)
    assert sign_in.ended == ["refresh"]


def test_the_cookie_goes_even_if_the_sign_in_cannot_be_told(sign_in: FakeSignIn) -> None:
    sign_in.fails = UnavailableError("The sign-in could not be reached.")
    answer = ask("DELETE", "/session", cookie="refresh")
    assert (answer["statusCode"], "Max-Age=0" in cookies(answer)[0]) == (204, True)


@pytest.mark.parametrize(("method", "path"), [("POST", "/session"), ("POST", "/session/renew"), ("DELETE", "/session")])
@pytest.mark.parametrize("said", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_site_can_neither_begin_nor_renew_nor_end_a_session(
    sign_in: FakeSignIn, method: str, path: str, said: dict[str, str]
) -> None:
    answer = ask(method, path, BEGUN, cookie="refresh", **said)
    assert (answer["statusCode"], cookies(answer), sign_in.ended) == (403, [], [])


def test_a_desk_on_this_machine_has_a_cookie_of_its_own_port(
    sign_in: FakeSignIn, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "url", "http://localhost:4566")
    assert cookies(ask("POST", "/session", BEGUN))[0].startswith(
        "sokuto-4566=refresh; Path=/session; Max-Age=604800; HttpOnly;"
    )


FOREIGN = ['a={"x":"y"}', "a b=c", "x[1]=2", "é=1", "=v", "bare", 'a="unclosed', "path=/", "expires=x", "httponly", ""]
"""What others on the same host, or above it, may have set, and browsers send before ours."""


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("apart", [True, False])
def test_a_cookie_of_somebody_else_ends_no_session(sign_in: FakeSignIn, foreign: str, apart: bool) -> None:
    ours = "__Secure-sokuto=refresh"
    assert renewed_with([foreign, ours] if apart else [f"{foreign}; {ours}; {foreign}"])["statusCode"] == 200


@pytest.mark.parametrize("own", ["refresh", "spent"])
def test_of_two_sessions_in_one_browser_neither_counts(sign_in: FakeSignIn, own: str) -> None:
    """A browser has one cookie of ours. A second is one that another host of the domain has put there, so that somebody
    works in a stranger's name."""
    answer = renewed_with(["__Secure-sokuto=tossed", f"__Secure-sokuto={own}"])
    assert answer["statusCode"] == 401
    assert renewed_with(["__Secure-sokuto=refresh", "__Secure-sokuto=refresh"])["statusCode"] == 200


def renewed_with(cookies: list[str]) -> dict[str, Any]:
    event = {
        "version": "2.0",
        "rawPath": "/session/renew",
        "cookies": cookies,
        "headers": {},
        "requestContext": {"http": {"method": "POST", "path": "/session/renew"}, "stage": "$default"},
    }
    return app.handler(event, None)
