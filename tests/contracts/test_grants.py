"""What every keeper of lasting permissions does (ports.Grants): each key serves once, and none is lost unsaid."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.fake_x import seed
from infra.local.fake_x.client import SCOPES, FakeX
from shared.adapters.aws.secrets import SecretsManagerAppSecrets
from shared.domain.errors import (
    CredentialNotStoredError,
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
)
from shared.domain.settings.desk import Account
from shared.networks.x.auth.grants import XGrants
from shared.networks.x.auth.oauth2 import GrantTokens, XOAuth2
from shared.ports.networks import Grants
from tests.builders import BRAND
from tests.fake_desk import FakeGrants
from tests.fakes import FakeClock
from tests.integration.fake_x_keys import HELP, Keys
from tests.samples.aws import mocked_aws

TOKEN = "/2/oauth2/token"
ACME = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)

REFUSALS: dict[str, type[SocialNetworkError]] = {
    "senseless": RefusedError,
    "key refused": DisconnectedError,
    "too many": RateLimitedError,
    "outage": OutcomeUnknownError,
}


@dataclass(frozen=True)
class Bench:
    """`give` has the account give its permission. `fail` is for the next renewal; `spent` uses its key up all the same.
    `unkept` makes the next renewal's key one that cannot be written down; `asked` counts the network's renewals."""

    grants: Grants
    account: Account
    clock: FakeClock
    give: Callable[[], None]
    fail: Callable[[str, bool], None]
    unkept: Callable[[], None]
    asked: Callable[[], int]


def kept_in(arn: str) -> SecretsManagerAppSecrets:
    return SecretsManagerAppSecrets(lambda: {"main": arn}, what="permissions")


@pytest.fixture(params=["fake", "x"])
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    if request.param == "fake":
        yield of_the_fake()
    else:
        stand_in = request.getfixturevalue("stand_in")
        with mocked_aws():
            yield of_x(stand_in, monkeypatch)


def of_the_fake() -> Bench:
    clock = FakeClock(datetime.now(UTC))
    fake = FakeGrants(clock)

    def fail(how: str, spent: bool) -> None:
        kind, until = REFUSALS[how], clock.now() + timedelta(minutes=15)
        fake.takes_before_failing = spent
        fake.answers.append(kind(how, until) if kind is RateLimitedError else kind(how))

    def unkept() -> None:
        fake.answers.append(CredentialNotStoredError("it could not be kept"))

    return Bench(fake, ACME, clock, lambda: fake.give("acme"), fail, unkept, lambda: sum(fake.spent.values()))


def of_x(x: FakeX, monkeypatch: pytest.MonkeyPatch) -> Bench:
    clock = FakeClock(datetime.now(UTC))
    arn = boto3.client("secretsmanager").create_secret(Name="grants", SecretString="{}")["ARN"]
    grants = XGrants(kept_in(arn), Keys(), XOAuth2(x.url, clock), clock)
    before = x.requests().get(f"POST {TOKEN}", 0)
    given: list[int] = []

    def give() -> None:
        told, now = x.grant(seed.ACME_HELP), clock.now()
        lasts = now + timedelta(seconds=told["expires_in"])
        grants.put(HELP, GrantTokens(told["access_token"], told["refresh_token"], SCOPES, lasts, now))
        given.append(1)

    def fail(how: str, spent: bool) -> None:
        statuses: dict[str, int | str] = {"senseless": 400, "key refused": 401, "too many": 429, "outage": 503}
        x.fault("take_then_drop" if spent else statuses[how], path=TOKEN)

    def unkept() -> None:
        kept: Any = grants._permissions
        put, left = kept._client.put_secret_value, [1, 2, 3]

        def refuse(**words: str) -> Any:
            if left:
                left.pop()
                raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "PutSecretValue")
            return put(**words)

        monkeypatch.setattr(kept._client, "put_secret_value", refuse)

    def asked() -> int:
        return x.requests().get(f"POST {TOKEN}", 0) - before - len(given)

    return Bench(grants, HELP, clock, give, fail, unkept, asked)


def test_an_account_that_has_given_no_permission_has_none_to_renew(bench: Bench) -> None:
    assert bench.grants.standing(bench.account) is None
    with pytest.raises(DisconnectedError):
        bench.grants.renew(bench.account)
    assert bench.asked() == 0


def test_a_permission_stands_until_it_ends(bench: Bench) -> None:
    bench.give()
    standing = bench.grants.standing(bench.account)
    assert standing is not None
    assert standing.renewed_at <= bench.clock.now() < standing.expires_at
    assert "dm.read" in standing.scopes


def test_a_renewal_brings_the_next_permission_and_keeps_it(bench: Bench) -> None:
    bench.give()
    before = bench.grants.standing(bench.account)
    assert before is not None
    for number in (1, 2):
        bench.clock.forward(timedelta(minutes=90))
        renewed = bench.grants.renew(bench.account)
        assert bench.grants.standing(bench.account) == renewed
        assert renewed.scopes == before.scopes
        assert renewed.renewed_at == bench.clock.now()
        assert renewed.expires_at > before.expires_at
        assert bench.asked() == number


@pytest.mark.parametrize("how", REFUSALS)
def test_I10_a_renewal_that_is_refused_says_so_and_keeps_the_key_that_it_had(bench: Bench, how: str) -> None:
    bench.give()
    before = bench.grants.standing(bench.account)
    bench.fail(how, False)
    with pytest.raises(SocialNetworkError) as refused:
        bench.grants.renew(bench.account)
    assert type(refused.value) is REFUSALS[how]
    assert bench.grants.standing(bench.account) == before
    bench.clock.forward(timedelta(minutes=5))
    assert bench.grants.renew(bench.account).renewed_at == bench.clock.now()


def test_a_renewal_whose_answer_is_lost_has_spent_the_key(bench: Bench) -> None:
    """What is kept looks well, and only the next renewal tells."""
    bench.give()
    before = bench.grants.standing(bench.account)
    bench.fail("outage", True)
    with pytest.raises(OutcomeUnknownError):
        bench.grants.renew(bench.account)
    assert bench.grants.standing(bench.account) == before
    for _ in range(2):
        with pytest.raises(DisconnectedError):
            bench.grants.renew(bench.account)


def test_an_account_that_connects_again_has_a_permission_again(bench: Bench) -> None:
    bench.give()
    bench.fail("outage", True)
    with pytest.raises(OutcomeUnknownError):
        bench.grants.renew(bench.account)
    bench.give()
    bench.clock.forward(timedelta(minutes=5))
    assert bench.grants.renew(bench.account).renewed_at == bench.clock.now()


def test_a_new_key_that_could_not_be_kept_is_kept_by_the_next_renewal_without_asking_again(bench: Bench) -> None:
    bench.give()
    before = bench.grants.standing(bench.account)
    bench.clock.forward(timedelta(minutes=90))
    renewed_at = bench.clock.now()
    bench.unkept()
    with pytest.raises(CredentialNotStoredError) as unkept:
        bench.grants.renew(bench.account)
    assert isinstance(unkept.value, UnavailableError)
    assert bench.grants.standing(bench.account) == before
    bench.clock.forward(timedelta(minutes=5))
    renewed = bench.grants.renew(bench.account)
    assert renewed.renewed_at == renewed_at
    assert bench.grants.standing(bench.account) == renewed
    assert bench.asked() == 1
