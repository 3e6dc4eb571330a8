"""The X apps' keys from Secrets Manager, against moto."""

import json
from collections.abc import Iterator

import boto3
import pytest

from shared.adapters.aws.secrets import KEPT_SECONDS, SecretsManagerAppSecrets
from shared.domain.errors import DisconnectedError, NotFoundError, UnavailableError
from shared.networks.x.api.secrets import XAppSecrets
from tests.samples.aws import mocked_aws

SECRET = {
    "consumer_key": "key",
    "consumer_secret": "secret",
    "bearer_token": "bearer",
    "accounts": {
        "kitsune": {"access_token": "token-1", "access_token_secret": "token-secret"},
        "empty": {"access_token": ""},
    },
}


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mocked_aws():
        yield


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def arn() -> str:
    return str(boto3.client("secretsmanager").create_secret(Name="x-main", SecretString=json.dumps(SECRET))["ARN"])


def test_the_keys_of_an_app_and_of_its_accounts(arn: str) -> None:
    secrets = XAppSecrets(SecretsManagerAppSecrets(lambda: {"main": arn}))
    assert secrets.consumer_secret("main") == "secret"
    tokens = secrets.user_tokens("main", "kitsune")
    assert (tokens.consumer_key, tokens.consumer_secret) == ("key", "secret")
    assert (tokens.access_token, tokens.access_token_secret) == ("token-1", "token-secret")
    assert "token-1" not in repr(tokens)


def test_a_secret_is_read_once_and_anew_after_five_minutes(arn: str) -> None:
    seconds = Seconds()
    secrets = XAppSecrets(SecretsManagerAppSecrets(lambda: {"main": arn}, monotonic=seconds))
    assert secrets.consumer_secret("main") == "secret"
    rotated = json.dumps(SECRET | {"consumer_secret": "rotated"})
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=rotated)
    seconds.now += KEPT_SECONDS - 1
    assert secrets.consumer_secret("main") == "secret"
    seconds.now += 1
    assert secrets.consumer_secret("main") == "rotated"


@pytest.mark.parametrize("account", ["stranger", "empty"])
def test_an_account_without_tokens_is_disconnected(arn: str, account: str) -> None:
    with pytest.raises(DisconnectedError, match=account):
        XAppSecrets(SecretsManagerAppSecrets(lambda: {"main": arn})).user_tokens("main", account)


def test_an_app_that_is_not_set_up_is_not_found(arn: str) -> None:
    with pytest.raises(NotFoundError, match="other"):
        XAppSecrets(SecretsManagerAppSecrets(lambda: {"main": arn})).consumer_secret("other")
    with pytest.raises(NotFoundError, match="does not exist"):
        XAppSecrets(SecretsManagerAppSecrets(lambda: {"main": arn + "x"})).consumer_secret("main")


@pytest.mark.parametrize("text", ['{"consumer_secret": "hidden', "[]", "{}", '{"consumer_secret": 7}'])
def test_a_secret_that_cannot_be_used_is_told_without_its_text(arn: str, text: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=text)
    with pytest.raises(UnavailableError) as raised:
        XAppSecrets(SecretsManagerAppSecrets(lambda: {"main": arn})).consumer_secret("main")
    assert "hidden" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
