"""What every network's console does (ports.Console): connecting an account rests on it, and the doctor's checks."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    DisconnectedError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.settings.desk import Account
from shared.networks.x.console import XConsole
from shared.ports.networks import Console
from tests.builders import BRAND, NOON
from tests.fake_console import HOOK, FakeConsole
from tests.integration.fake_x_keys import HELP, Keys
from tests.integration.fake_x_receiver import Receiver

REFUSALS: dict[str, type[SocialNetworkError]] = {
    "token refused": DisconnectedError,
    "too many": RateLimitedError,
    "outage": OutcomeUnknownError,
}


@dataclass(frozen=True)
class Bench:
    """An app without a webhook. `url` proves that it knows the app's secret, unless it is `proofless`; `stop` makes the
    network give its webhooks up, and `fail` fails the next call."""

    console: Console
    account: Account
    url: str
    proofless: Callable[[], None]
    stop: Callable[[], None]
    fail: Callable[[str], None]


@pytest.fixture(params=["fake", "x"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "fake":
        return of_the_fake()
    return of_x(request.getfixturevalue("stand_in"), request.getfixturevalue("receiver"))


def of_the_fake() -> Bench:
    fake = FakeConsole(hooks=(), there=frozenset(), strangers=frozenset({"new"}))

    def proofless() -> None:
        fake.proofless = True

    def stop() -> None:
        fake.hooks = tuple(replace(hook, valid=False) for hook in fake.hooks)

    def fail(how: str) -> None:
        kind = REFUSALS[how]
        fake.fails = kind(how, NOON) if kind is RateLimitedError else kind(how)

    return Bench(fake, Account("acme", "x", BRAND.id, BRAND.username, BRAND.name), HOOK, proofless, stop, fail)


def of_x(x: FakeX, receiver: Receiver) -> Bench:
    receiver.status_of_challenge = 200
    url = receiver.url.replace("abc123.execute-api.localhost", "127.0.0.1")

    def proofless() -> None:
        receiver.status_of_challenge = 403

    def fail(how: str) -> None:
        x.fault({"token refused": 401, "too many": 429, "outage": 503}[how])

    return Bench(XConsole(x.url, Keys(), SystemClock()), HELP, url, proofless, lambda: x.switch(valid=False), fail)


def test_the_tokens_say_whose_they_are(bench: Bench) -> None:
    whose = bench.console.identity(bench.account)
    assert (whose.network_id, whose.username) == (bench.account.network_id, bench.account.username)


def test_an_account_without_tokens_is_disconnected(bench: Bench) -> None:
    with pytest.raises(DisconnectedError):
        bench.console.identity(Account("new", "x", "5", "new", "New"))


def test_an_app_has_no_webhook_until_one_is_registered(bench: Bench) -> None:
    assert list(bench.console.webhooks("main")) == []
    hook = bench.console.register("main", bench.url)
    assert (hook.url, hook.valid) == (bench.url, True)
    assert list(bench.console.webhooks("main")) == [hook]


def test_an_address_is_registered_once(bench: Bench) -> None:
    hook = bench.console.register("main", bench.url)
    with pytest.raises(RefusedError):
        bench.console.register("main", bench.url)
    assert list(bench.console.webhooks("main")) == [hook]


def test_I1_an_address_without_proof_is_not_registered(bench: Bench) -> None:
    bench.proofless()
    with pytest.raises(RefusedError):
        bench.console.register("main", bench.url)
    assert list(bench.console.webhooks("main")) == []


def test_a_webhook_that_was_given_up_delivers_again_once_it_is_proved(bench: Bench) -> None:
    hook = bench.console.register("main", bench.url)
    bench.stop()
    assert [each.valid for each in bench.console.webhooks("main")] == [False]
    bench.console.prove("main", hook.id)
    assert list(bench.console.webhooks("main")) == [hook]


def test_a_webhook_that_gives_no_proof_is_given_up(bench: Bench) -> None:
    hook = bench.console.register("main", bench.url)
    bench.proofless()
    with pytest.raises(RefusedError):
        bench.console.prove("main", hook.id)
    assert [each.valid for each in bench.console.webhooks("main")] == [False]


def test_a_webhook_that_is_removed_is_gone_and_what_was_subscribed_for_it_too(bench: Bench) -> None:
    hook = bench.console.register("main", bench.url)
    bench.console.subscribe(bench.account, bench.console.wanted(bench.account)[0], hook.id)
    bench.console.remove("main", hook.id)
    assert list(bench.console.webhooks("main")) == []
    assert bench.console.subscriptions(bench.account) == frozenset()


def test_a_challenge_is_passed_with_the_apps_secret_and_by_nobody_else(bench: Bench) -> None:
    bench.console.challenge("main", bench.url)
    bench.proofless()
    with pytest.raises(RefusedError, match="403 to the challenge"):
        bench.console.challenge("main", bench.url)


def test_everything_that_a_desk_wants_to_hear_can_be_subscribed_to_once(bench: Bench) -> None:
    hook = bench.console.register("main", bench.url)
    assert bench.console.subscriptions(bench.account) == frozenset()
    wanted = bench.console.wanted(bench.account)
    for each in wanted:
        bench.console.subscribe(bench.account, each, hook.id)
        with pytest.raises(RefusedError):
            bench.console.subscribe(bench.account, each, hook.id)
    assert bench.console.subscriptions(bench.account) == frozenset(wanted)


def test_what_is_wanted_is_of_the_account_or_of_the_whole_app(bench: Bench) -> None:
    whose = {each.network_id for each in bench.console.wanted(bench.account)}
    assert whose == {bench.account.network_id, None}


def test_a_webhook_that_is_not_there_is_refused(bench: Bench) -> None:
    wanted = bench.console.wanted(bench.account)[0]
    with pytest.raises(RefusedError):
        bench.console.prove("main", "12")
    with pytest.raises(RefusedError):
        bench.console.remove("main", "12")
    with pytest.raises(RefusedError):
        bench.console.subscribe(bench.account, wanted, "12")


def test_an_app_without_keys_is_disconnected(bench: Bench) -> None:
    with pytest.raises(DisconnectedError):
        bench.console.webhooks("other")
    with pytest.raises(DisconnectedError):
        bench.console.subscriptions(replace(bench.account, app="other"))
    with pytest.raises(DisconnectedError):
        bench.console.register("other", bench.url)
    with pytest.raises(DisconnectedError):
        bench.console.challenge("other", bench.url)


@pytest.mark.parametrize("how", REFUSALS)
def test_a_call_that_is_refused_says_what_it_is(bench: Bench, how: str) -> None:
    bench.fail(how)
    with pytest.raises(SocialNetworkError) as refused:
        bench.console.webhooks("main")
    assert type(refused.value) is REFUSALS[how]
