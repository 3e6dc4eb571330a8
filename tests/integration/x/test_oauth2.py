"""Permissions by OAuth 2 against the stand-in for X and a Secrets Manager: keys that serve once, and every fault."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from infra.local.fake_x import seed
from infra.local.fake_x.client import SCOPES, FakeX
from shared.adapters.aws.secrets import SecretsManagerAppSecrets
from shared.adapters.clock import SystemClock
from shared.domain.accounts.connection import Grant
from shared.domain.errors import (
    CredentialNotStoredError,
    DisconnectedError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
    UnreachableError,
)
from shared.networks.x.auth.grants import WRITES, XGrants
from shared.networks.x.auth.oauth2 import GrantTokens, XOAuth2
from tests.integration.fake_x_keys import HELP, Keys
from tests.integration.x.impatience import impatient_for
from tests.samples.aws import mocked_aws

CLIENT = (seed.MAIN.client_id, seed.MAIN.client_secret)
TOKEN = "/2/oauth2/token"


def kept_in(arn: str) -> SecretsManagerAppSecrets:
    return SecretsManagerAppSecrets(lambda: {"main": arn}, what="permissions")


@pytest.fixture
def arn() -> Iterator[str]:
    with mocked_aws():
        made = boto3.client("secretsmanager").create_secret(Name="grants", SecretString=json.dumps({"other": {"a": 1}}))
        yield str(made["ARN"])


@pytest.fixture
def grants(fake: FakeX, arn: str) -> XGrants:
    """With a permission that HELP has given."""
    told, now = fake.grant(seed.ACME_HELP), datetime.now(UTC)
    made = XGrants(kept_in(arn), Keys(), XOAuth2(fake.url, SystemClock()), SystemClock())
    lasts = now + timedelta(seconds=told["expires_in"])
    made.put(HELP, GrantTokens(told["access_token"], told["refresh_token"], SCOPES, lasts, now))
    return made


def kept(arn: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
    return value


def me(fake: FakeX, token: str) -> int:
    return httpx.get(
        f"{fake.url}/2/users/me", headers={"authorization": f"Bearer {token}"}, trust_env=False
    ).status_code


def sign_in(oauth: XOAuth2, **changed: str) -> GrantTokens:
    asked = oauth.begin(CLIENT[0])
    sent_to = httpx.get(f"{asked.url}&account=acme_help", trust_env=False, follow_redirects=False).headers["location"]
    for old, new in changed.items():
        sent_to = sent_to.replace(f"{old}=", f"{new}=")
    return oauth.finish(CLIENT, asked, f" {sent_to} ")


def test_a_sign_in_brings_a_token_that_acts_for_the_account(fake: FakeX) -> None:
    tokens = sign_in(XOAuth2(fake.url, SystemClock()))
    assert tokens.scopes == SCOPES
    assert timedelta(minutes=119) < tokens.expires_at - tokens.renewed_at <= timedelta(hours=2)
    assert me(fake, tokens.access_token) == 200
    assert tokens.access_token not in repr(tokens)


def test_no_token_ends_in_a_log_however_much_is_logged(
    fake: FakeX, grants: XGrants, arn: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        tokens = sign_in(XOAuth2(fake.url, SystemClock()))
        before = kept(arn)["acme_help"]
        grants.renew(HELP)
    after = kept(arn)["acme_help"]
    basic = base64.b64encode(":".join(CLIENT).encode()).decode()
    spoken = [tokens.access_token, tokens.refresh_token, basic, CLIENT[1]]
    spoken += [each[name] for each in (before, after) for name in ("access_token", "refresh_token")]
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("botocore")]
    assert ours
    assert not [secret for secret in spoken if any(secret in line for line in ours)]


def test_the_page_is_xs_own_and_the_proof_is_never_in_its_address() -> None:
    asked = XOAuth2("https://api.x.com", SystemClock()).begin("client")
    assert asked.url.startswith("https://x.com/i/oauth2/authorize?")
    assert "code_challenge_method=S256" in asked.url
    assert "dm.read" in asked.url
    assert "code_verifier" not in asked.url
    assert asked.state not in repr(asked)


@pytest.mark.parametrize("changed", [{"code": "c"}, {"state": "s"}])
def test_an_address_without_its_code_or_state_is_refused(fake: FakeX, changed: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="not the address"):
        sign_in(XOAuth2(fake.url, SystemClock()), **changed)


def test_who_says_no_on_xs_page_is_told_so(fake: FakeX) -> None:
    oauth = XOAuth2(fake.url, SystemClock())
    with pytest.raises(RefusedError, match="access_denied"):
        oauth.finish(CLIENT, oauth.begin(CLIENT[0]), "http://127.0.0.1/sokuto?error=access_denied&state=x")


def test_a_code_of_another_sign_in_or_used_twice_is_refused(fake: FakeX) -> None:
    oauth = XOAuth2(fake.url, SystemClock())
    first, second = oauth.begin(CLIENT[0]), oauth.begin(CLIENT[0])
    sent_to = httpx.get(f"{first.url}&account=acme_help", trust_env=False, follow_redirects=False).headers["location"]
    swapped = sent_to.replace(first.state, second.state)
    with pytest.raises(RefusedError, match="code verifier"):
        oauth.finish(CLIENT, second, swapped)
    with pytest.raises(RefusedError, match="authorization code was invalid"):
        oauth.finish(CLIENT, first, sent_to)


def test_a_wrong_client_is_refused_in_xs_words(fake: FakeX) -> None:
    oauth = XOAuth2(fake.url, SystemClock())
    asked = oauth.begin(CLIENT[0])
    sent_to = httpx.get(f"{asked.url}&account=acme_help", trust_env=False, follow_redirects=False).headers["location"]
    with pytest.raises(RefusedError, match="authorization header"):
        oauth.finish((CLIENT[0], "wrong"), asked, sent_to)


def test_a_renewal_brings_the_next_key_and_keeps_the_others(fake: FakeX, grants: XGrants, arn: str) -> None:
    before = kept(arn)["acme_help"]
    renewed = grants.renew(HELP)
    after = kept(arn)
    assert after["other"] == {"a": 1}
    assert {name: after["acme_help"][name] == before[name] for name in ("access_token", "refresh_token", "scopes")} == {
        "access_token": False,
        "refresh_token": False,
        "scopes": True,
    }
    assert grants.standing(HELP) == renewed
    assert grants.access_token(HELP) == after["acme_help"]["access_token"]
    assert me(fake, after["acme_help"]["access_token"]) == 200
    assert me(fake, before["access_token"]) == 401
    assert isinstance(grants.renew(HELP), Grant)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (400, RefusedError),
        (401, DisconnectedError),
        (403, RefusedError),
        (404, RefusedError),
        (408, OutcomeUnknownError),
        (429, RateLimitedError),
        (500, OutcomeUnknownError),
        (503, OutcomeUnknownError),
        ("garbage", OutcomeUnknownError),
        ("timeout", OutcomeUnknownError),
        ("drop", OutcomeUnknownError),
    ],
)
def test_a_renewal_that_fails_keeps_the_key_that_it_had(
    fake: FakeX, grants: XGrants, arn: str, answer: int | str, error: type[SocialNetworkError]
) -> None:
    before = kept(arn)
    fake.fault(answer, seconds=2, path=TOKEN)
    with impatient_for(answer), pytest.raises(error) as raised:
        grants.renew(HELP)
    assert type(raised.value) is error
    assert kept(arn) == before
    assert before["acme_help"]["refresh_token"] not in str(raised.value)
    grants.renew(HELP)
    assert kept(arn)["acme_help"]["refresh_token"] != before["acme_help"]["refresh_token"]


class Refusing:
    """A keeper of secrets that takes nothing for a while."""

    def __init__(self, grants: XGrants, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = times
        kept: Any = grants._permissions
        self._put = kept._client.put_secret_value
        monkeypatch.setattr(kept._client, "put_secret_value", self.put)

    def put(self, **words: str) -> Any:
        if self.left > 0:
            self.left -= 1
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "PutSecretValue")
        return self._put(**words)


def test_a_new_key_that_cannot_be_kept_at_once_is_tried_again_at_once(
    fake: FakeX, grants: XGrants, arn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Refusing(grants, WRITES - 1, monkeypatch)
    grants.renew(HELP)
    assert me(fake, kept(arn)["acme_help"]["access_token"]) == 200


def test_a_new_key_that_cannot_be_kept_is_held_until_it_can_and_asked_for_once(
    fake: FakeX, grants: XGrants, arn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, asked = kept(arn), fake.requests()[f"POST {TOKEN}"]
    Refusing(grants, WRITES, monkeypatch)
    with pytest.raises(CredentialNotStoredError, match="could not be kept") as raised:
        grants.renew(HELP)
    assert before["acme_help"]["refresh_token"] not in str(raised.value)
    assert kept(arn) == before
    grants.renew(HELP)
    assert me(fake, kept(arn)["acme_help"]["access_token"]) == 200
    assert fake.requests()[f"POST {TOKEN}"] == asked + 1


def test_a_new_key_that_could_not_be_kept_gives_way_to_a_newer_permission(
    fake: FakeX, grants: XGrants, arn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Refusing(grants, WRITES, monkeypatch)
    with pytest.raises(CredentialNotStoredError):
        grants.renew(HELP)
    grants.put(HELP, sign_in(XOAuth2(fake.url, SystemClock())))
    newer = kept(arn)["acme_help"]["refresh_token"]
    grants.renew(HELP)
    assert kept(arn)["acme_help"]["refresh_token"] != newer
    assert me(fake, kept(arn)["acme_help"]["access_token"]) == 200


@pytest.mark.parametrize("answer", ["take_then_timeout", "take_then_drop", "take_then_half"])
def test_a_renewal_whose_answer_is_lost_has_spent_the_key(fake: FakeX, grants: XGrants, answer: str) -> None:
    fake.fault(answer, seconds=2, path=TOKEN)
    with impatient_for(answer), pytest.raises(OutcomeUnknownError):
        grants.renew(HELP)
    with pytest.raises(DisconnectedError, match="token was invalid"):
        grants.renew(HELP)


def test_two_who_spend_one_key_lose_the_permission(fake: FakeX, grants: XGrants, arn: str) -> None:
    """What the lease is for: X cannot tell the second worker from a thief."""
    before = kept(arn)
    grants.renew(HELP)
    newer = kept(arn)["acme_help"]["access_token"]
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=json.dumps(before))
    with pytest.raises(DisconnectedError, match="token was invalid"):
        grants.renew(HELP)
    assert me(fake, newer) == 401


def test_x_that_is_not_there_spends_nothing(grants: XGrants, arn: str) -> None:
    away = XGrants(kept_in(arn), Keys(), XOAuth2("http://127.0.0.1:9", SystemClock()), SystemClock())
    with pytest.raises(UnreachableError):
        away.renew(HELP)
    grants.renew(HELP)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"access_token": "a", "token_type": "bearer"},
        {"access_token": "a", "token_type": "bearer", "expires_in": "soon", "refresh_token": "r", "scope": "x"},
        {"access_token": "a", "token_type": "bearer", "expires_in": 7200, "scope": "tweet.read"},
    ],
)
def test_half_an_answer_is_no_permission(fake: FakeX, told: dict[str, Any]) -> None:
    with pytest.raises(OutcomeUnknownError):
        XOAuth2(fake.url, SystemClock())._tokens(told)


def test_fewer_rights_than_were_asked_for_are_kept_as_they_are(fake: FakeX) -> None:
    oauth = XOAuth2(fake.url, SystemClock())
    asked = oauth.begin(CLIENT[0])
    page = asked.url.replace("+dm.read", "")
    sent_to = httpx.get(f"{page}&account=acme_help", trust_env=False, follow_redirects=False).headers["location"]
    assert oauth.finish(CLIENT, asked, sent_to).scopes == ("tweet.read", "users.read", "offline.access")


def test_a_permission_without_a_right_that_the_desk_needs_says_so(grants: XGrants, arn: str) -> None:
    known = kept(arn)
    whole = grants.standing(HELP)
    assert (whole is not None, whole and whole.lacking) == (True, ())
    known["acme_help"]["scopes"].remove("dm.read")
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=json.dumps(known))
    narrower = grants.standing(HELP)
    assert (narrower is not None, narrower and narrower.lacking) == (True, ("dm.read",))


@pytest.mark.parametrize("stored", ["not json", "[]", '{"acme_help": 3}', '{"acme_help": {"access_token": "a"}}', ""])
def test_what_cannot_be_read_is_no_permission_and_connecting_again_mends_it(
    grants: XGrants, arn: str, stored: str
) -> None:
    client = boto3.client("secretsmanager")
    client.put_secret_value(SecretId=arn, SecretString=stored or " ")
    assert grants.standing(HELP) is None
    assert grants.access_token(HELP) is None
    with pytest.raises(DisconnectedError):
        grants.renew(HELP)


def test_a_permission_that_is_over_is_not_asked_with(grants: XGrants) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    grants.put(HELP, GrantTokens("a", "r", SCOPES, past, past))
    assert grants.access_token(HELP) is None
    assert grants.standing(HELP) == Grant(SCOPES, past, past)


def test_an_app_whose_client_was_taken_away_has_no_permission_to_lose(fake: FakeX, grants: XGrants, arn: str) -> None:
    class Without(Keys):
        def client(self, app: str) -> tuple[str, str] | None:
            return None

    assert grants.standing(HELP) is not None
    without = XGrants(kept_in(arn), Without(), XOAuth2(fake.url, SystemClock()), SystemClock())
    assert without.standing(HELP) is None


def test_a_desk_without_such_a_secret_has_no_permission_and_says_where_one_belongs(fake: FakeX) -> None:
    without = XGrants(SecretsManagerAppSecrets(dict), Keys(), XOAuth2(fake.url, SystemClock()), SystemClock())
    assert without.standing(HELP) is None
    now = datetime.now(UTC)
    with pytest.raises(NotFoundError, match="deploy the desk anew"):
        without.put(HELP, GrantTokens("a", "r", SCOPES, now, now))


def test_a_secret_that_does_not_answer_is_unavailable(fake: FakeX) -> None:
    with mocked_aws(), pytest.raises(UnavailableError, match="permissions of the app"):
        XGrants(kept_in("gone"), Keys(), XOAuth2(fake.url, SystemClock()), SystemClock()).standing(HELP)
