"""What every network's end of a webhook does (ports.Redelivery): silence is ended, and what it swallowed comes again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import DisconnectedError, OutcomeUnknownError, RateLimitedError, SocialNetworkError
from shared.networks.x.webhooks import XRedelivery
from shared.ports.networks import Redelivery
from tests.fake_desk import FakeRedelivery
from tests.integration.fake_x_keys import Keys
from tests.integration.fake_x_receiver import Receiver

REFUSALS: dict[str, type[SocialNetworkError]] = {
    "too many": RateLimitedError,
    "token refused": DisconnectedError,
    "outage": OutcomeUnknownError,
}


@dataclass(frozen=True)
class Bench:
    """`stop` makes the network give the webhook up; `missed` is something that it does not deliver; `delivered` are the posts
    that it has delivered, each as often as it did. `fail` is for the next call."""

    webhooks: Redelivery
    stop: Callable[[], None]
    missed: Callable[[], str]
    delivered: Callable[[int], list[str]]
    fail: Callable[[str], None]


@pytest.fixture(params=["fake", "x"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "fake":
        return of_the_fake()
    return of_x(request.getfixturevalue("stand_in"), request.getfixturevalue("receiver"))


def of_the_fake() -> Bench:
    fake = FakeRedelivery()

    def stop() -> None:
        fake.stopped = True

    def missed() -> str:
        ident = str(len(fake.missed) + 1)
        fake.missed[ident] = datetime.now(UTC)
        return ident

    def fail(how: str) -> None:
        kind, until = REFUSALS[how], datetime.now(UTC) + timedelta(minutes=15)
        fake.fails = kind(how, until) if kind is RateLimitedError else kind(how)

    return Bench(fake, stop, missed, lambda _: fake.delivered, fail)


def of_x(x: FakeX, receiver: Receiver) -> Bench:
    receiver.received.clear()
    x.connect(receiver.url)

    def missed() -> str:
        x.switch(enabled=False)
        ident = str(x.post("hanako", "@acme_help hello?")["id"])
        x.switch(enabled=True)
        return ident

    def delivered(many: int) -> list[str]:
        if many:
            receiver.wait(lambda one: len(one.of_type("post.mention.create")) >= many)
        return [event["payload"]["id"] for event in receiver.of_type("post.mention.create")]

    def fail(how: str) -> None:
        x.fault({"too many": 429, "token refused": 401, "outage": 503}[how], path="/2/webhooks*")

    return Bench(XRedelivery(x.url, Keys(), SystemClock()), lambda: x.switch(valid=False), missed, delivered, fail)


def minutes_ago(n: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=n)


def test_I8_a_webhook_that_delivers_is_left_alone(bench: Bench) -> None:
    assert not bench.webhooks.revive("main")


def test_I8_a_webhook_that_was_given_up_is_revived_once(bench: Bench) -> None:
    bench.stop()
    assert bench.webhooks.revive("main")
    assert not bench.webhooks.revive("main")


def test_I8_a_replay_delivers_what_was_missed_in_the_span(bench: Bench) -> None:
    missed = [bench.missed(), bench.missed()]
    assert bench.delivered(0) == []
    bench.webhooks.replay("main", minutes_ago(5), minutes_ago(0))
    assert sorted(bench.delivered(2)) == sorted(missed)


def test_I8_a_replay_delivers_nothing_from_before_the_span_or_after_it(bench: Bench) -> None:
    bench.missed()
    bench.webhooks.replay("main", minutes_ago(60), minutes_ago(30))
    bench.webhooks.replay("main", minutes_ago(-30), minutes_ago(-60))
    later = bench.missed()
    bench.webhooks.replay("main", minutes_ago(5), minutes_ago(0))
    assert later in bench.delivered(2)
    assert len(bench.delivered(2)) == 2


@pytest.mark.parametrize("how", REFUSALS)
@pytest.mark.parametrize("call", ["revive", "replay"])
def test_a_call_that_is_refused_says_what_it_is(bench: Bench, call: str, how: str) -> None:
    bench.stop()
    bench.fail(how)
    span = () if call == "revive" else (minutes_ago(5), minutes_ago(0))
    with pytest.raises(SocialNetworkError) as refused:
        getattr(bench.webhooks, call)("main", *span)
    assert type(refused.value) is REFUSALS[how]


def test_an_app_without_keys_is_disconnected(bench: Bench) -> None:
    with pytest.raises(DisconnectedError):
        bench.webhooks.revive("other")
    with pytest.raises(DisconnectedError):
        bench.webhooks.replay("other", minutes_ago(5), minutes_ago(0))
