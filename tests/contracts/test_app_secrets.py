"""What every keeper of the apps' secrets owes the plugs (ports.AppSecrets)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import boto3
import pytest

from shared.adapters.aws.secrets import SecretsManagerAppSecrets
from shared.domain.errors import NotFoundError, UnreadableSecretError
from shared.ports.secrets import AppSecrets
from tests.fake_plug import FakeAppSecrets
from tests.samples.aws import mocked_aws


@dataclass
class Bench:
    """`spoil` puts what is no JSON object in the place of the app's secret."""

    secrets: AppSecrets
    spoil: Callable[[], object]


@pytest.fixture(params=["fake", "secretsmanager"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "fake":
        fake = FakeAppSecrets({"main": {}})
        yield Bench(fake, lambda: fake.broken.add("main"))
    else:
        with mocked_aws():
            client = boto3.client("secretsmanager")
            arn = client.create_secret(Name="main", SecretString="{}")["ARN"]
            spoil = lambda: client.put_secret_value(SecretId=arn, SecretString="[]")  # noqa: E731
            yield Bench(SecretsManagerAppSecrets(lambda: {"main": arn}), spoil)


def test_what_is_written_is_what_is_read(bench: Bench) -> None:
    assert (list(bench.secrets.apps), bench.secrets.read("main")) == (["main"], {})
    bench.secrets.write("main", {"key": "k", "accounts": {"acme": {"token": "t"}}})
    for fresh in (False, True):
        assert bench.secrets.read("main", fresh=fresh) == {"key": "k", "accounts": {"acme": {"token": "t"}}}


def test_an_app_that_is_not_set_up_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFoundError, match="other"):
        bench.secrets.read("other")
    with pytest.raises(NotFoundError, match="other"):
        bench.secrets.write("other", {})


def test_what_is_no_secret_is_told_apart_and_can_be_replaced(bench: Bench) -> None:
    bench.spoil()
    with pytest.raises(UnreadableSecretError):
        bench.secrets.read("main", fresh=True)
    bench.secrets.write("main", {"key": "k"})
    assert bench.secrets.read("main") == {"key": "k"}
