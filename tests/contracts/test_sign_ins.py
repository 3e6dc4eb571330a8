"""What every sign-in does (ports.SignIn): a code serves once, and an ended session is renewed no more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from shared.adapters.aws.cognito_session import CognitoSignIn
from shared.domain.errors import SignedOutError, UnavailableError
from shared.ports.people import Session, SignIn
from tests.contracts.sign_in_endpoint import Endpoint, answering
from tests.fake_sign_in import FakeSignIn
from tests.samples.aws import REGION

CODE, VERIFIER = "a-code", "a-verifier"


@dataclass(frozen=True)
class Bench:
    """The sign-in has given the code for the verifier's challenge. `down` takes it away, or brings it back."""

    sign_in: SignIn
    down: Callable[[bool], None]

    def begun(self) -> tuple[Session, str]:
        session = self.sign_in.begin(CODE, VERIFIER)
        assert session.refresh_token is not None
        return session, session.refresh_token


@pytest.fixture(params=["fake", "cognito"])
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    if request.param == "fake":
        yield of_the_fake()
        return
    with answering() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        yield of_cognito(endpoint)


def of_the_fake() -> Bench:
    fake = FakeSignIn()

    def down(away: bool) -> None:
        fake.fails = UnavailableError("The sign-in could not be reached.") if away else None

    return Bench(fake, down)


def of_cognito(endpoint: Endpoint) -> Bench:
    endpoint.codes[CODE] = VERIFIER

    def down(away: bool) -> None:
        endpoint.down = away

    return Bench(CognitoSignIn(f"{endpoint.url}/oauth2/token", "page", "https://desk.example.com/"), down)


def test_a_code_with_its_verifier_begins_a_session(bench: Bench) -> None:
    session, refresh_token = bench.begun()
    assert session.access_token
    assert session.lasts == 3600
    assert refresh_token not in repr(session)


def test_a_code_serves_once(bench: Bench) -> None:
    bench.begun()
    with pytest.raises(SignedOutError):
        bench.sign_in.begin(CODE, VERIFIER)


@pytest.mark.parametrize(("code", "verifier"), [(CODE, "another"), ("another", VERIFIER), ("", "")])
def test_a_code_without_its_verifier_begins_nothing(bench: Bench, code: str, verifier: str) -> None:
    with pytest.raises(SignedOutError):
        bench.sign_in.begin(code, verifier)


def test_a_session_is_renewed_as_often_as_is_wanted_and_keeps_its_token(bench: Bench) -> None:
    """Two tabs may renew at once."""
    session, refresh_token = bench.begun()
    for _ in range(2):
        renewed = bench.sign_in.renew(refresh_token)
        assert (renewed.lasts, renewed.refresh_token) == (3600, None)
        assert renewed.access_token != session.access_token


def test_a_token_that_nobody_was_given_renews_nothing(bench: Bench) -> None:
    with pytest.raises(SignedOutError):
        bench.sign_in.renew("refresh-of-another")


def test_a_session_that_was_ended_is_renewed_no_more(bench: Bench) -> None:
    _, refresh_token = bench.begun()
    bench.sign_in.end(refresh_token)
    with pytest.raises(SignedOutError):
        bench.sign_in.renew(refresh_token)


@pytest.mark.parametrize("token", ["refresh-of-another", "no token at all"])
def test_ending_twice_or_what_is_not_there_is_no_error_and_ends_nothing_else(bench: Bench, token: str) -> None:
    _, refresh_token = bench.begun()
    bench.sign_in.end(token)
    bench.sign_in.end(token)
    assert bench.sign_in.renew(refresh_token).access_token


def test_a_sign_in_that_does_not_answer_has_ended_nothing(bench: Bench) -> None:
    _, refresh_token = bench.begun()
    bench.down(True)
    with pytest.raises(UnavailableError):
        bench.sign_in.renew(refresh_token)
    with pytest.raises(UnavailableError):
        bench.sign_in.begin("another", VERIFIER)
    with pytest.raises(UnavailableError):
        bench.sign_in.end(refresh_token)
    bench.down(False)
    assert bench.sign_in.renew(refresh_token).access_token
