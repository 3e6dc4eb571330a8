"""Every call to X, and everything that can go wrong with it: what is raised says what may have happened, what is counted
holds for the next call, and nothing is asked twice by itself (R1, I8)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    BudgetSpentError,
    DisconnectedError,
    NotAnswerableError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.kinds import Channel
from shared.networks.x.api.session import XSession
from shared.networks.x.lookups import XLookups
from shared.networks.x.polling import XPolling
from shared.networks.x.sender import XNetwork
from shared.networks.x.webhooks import XRedelivery
from shared.ports.network_reading import Timeline
from tests.fakes import FakeBudgets
from tests.integration.fake_x_keys import HELP, Keys
from tests.integration.networks.raw_server import answering, serving
from tests.integration.x.impatience import impatient_for

HANAKO = "1800000000000000909"
SINCE = datetime.now(UTC) - timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """What the desk calls X with; all of it counts in one place, as workers on one table do."""

    url: str
    budgets: FakeBudgets

    def network(self) -> XNetwork:
        return XNetwork(self.url, Keys(), SystemClock(), budgets=self.budgets)

    def read(self, timeline: Timeline) -> list[Any]:
        return list(XPolling(self.url, Keys(), SystemClock(), budgets=self.budgets).read(HELP, timeline, SINCE))


def _send(channel: Channel) -> Callable[[Desk, str], Any]:
    return lambda desk, post: (
        desk.network().prepare_send(HELP, channel=channel, to=post, customer=HANAKO, texts=["It leaves today."]).send()
    )


def _find(channel: Channel) -> Callable[[Desk, str], Any]:
    return lambda desk, post: desk.network().find_own(
        HELP, channel=channel, to=post, customer=HANAKO, text="It leaves today.", since=SINCE
    )


def _read(timeline: Timeline) -> Callable[[Desk, str], Any]:
    return lambda desk, _: desk.read(timeline)


CALLS: dict[str, Callable[[Desk, str], Any]] = {
    "send_public": _send(Channel.PUBLIC),
    "send_direct": _send(Channel.DIRECT),
    "find_public": _find(Channel.PUBLIC),
    "find_direct": _find(Channel.DIRECT),
    **{f"read_{timeline}": _read(timeline) for timeline in Timeline},
    "look_up": lambda desk, post: XLookups(desk.url, Keys(), SystemClock(), budgets=desk.budgets).look_up(HELP, [post]),
    "replay": lambda desk, _: XRedelivery(desk.url, Keys(), SystemClock()).replay("main", SINCE, datetime.now(UTC)),
    "revive": lambda desk, _: XRedelivery(desk.url, Keys(), SystemClock()).revive("main"),
}
SENDS = [name for name in CALLS if name.startswith("send")]
COUNTED = [name for name in CALLS if name not in ("replay", "revive")]

FAULTS: dict[int | str, type[SocialNetworkError]] = {
    400: RefusedError,
    401: DisconnectedError,
    402: OutOfCreditError,
    403: RefusedError,
    404: RefusedError,
    409: RefusedError,
    429: RateLimitedError,
    500: OutcomeUnknownError,
    503: OutcomeUnknownError,
    "garbage": OutcomeUnknownError,
    "drop": OutcomeUnknownError,
    "timeout": OutcomeUnknownError,
}


@pytest.fixture
def fake(fake: FakeX) -> FakeX:
    fake.user("hanako", id=HANAKO)
    return fake


@pytest.fixture
def desk(fake: FakeX) -> Desk:
    return Desk(fake.url, FakeBudgets())


def asked(fake: FakeX) -> str:
    return str(fake.post("hanako", "@acme_help where is my parcel?", deliver=False)["id"])


@pytest.mark.parametrize("answer", FAULTS, ids=str)
@pytest.mark.parametrize("call", CALLS)
def test_whatever_x_does_to_a_call_is_one_request_and_an_error_that_says_so(
    fake: FakeX, desk: Desk, call: str, answer: int | str
) -> None:
    post = asked(fake)
    before = sum(fake.requests().values())
    fake.fault(answer, path="/2/*", seconds=5)
    with impatient_for(answer), pytest.raises(SocialNetworkError) as raised:
        CALLS[call](desk, post)
    expected = NotAnswerableError if answer == 403 and call in SENDS else FAULTS[answer]
    assert isinstance(raised.value, expected)
    assert sum(fake.requests().values()) == before + 1
    assert fake.posts(author="acme_help") == []
    assert fake.messages() == []


@pytest.mark.parametrize("call", COUNTED)
def test_what_x_limits_is_not_asked_again_before_its_time_and_then_goes_through(
    fake: FakeX, desk: Desk, call: str
) -> None:
    post = asked(fake)
    fake.fault(429, path="/2/*", seconds=60)
    with pytest.raises(RateLimitedError) as limited:
        CALLS[call](desk, post)
    before = sum(fake.requests().values())
    with pytest.raises(BudgetSpentError) as spared:
        CALLS[call](desk, post)
    assert spared.value.until == limited.value.until
    assert sum(fake.requests().values()) == before
    CALLS[call](Desk(desk.url, FakeBudgets()), post)


def test_R1_a_redirect_to_no_address_is_an_answer_and_no_sign_that_nothing_left() -> None:
    moved = answering(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n")
    with serving(moved) as server, pytest.raises(RefusedError):
        XSession(server.url, SystemClock()).request("POST", "/2/tweets")
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", ["take_then_drop", "take_then_timeout"])
@pytest.mark.parametrize("channel", Channel)
def test_R1_a_send_that_x_took_without_saying_so_is_found_again_and_stands_there_once(
    fake: FakeX, desk: Desk, channel: Channel, answer: str
) -> None:
    post = asked(fake)
    fake.fault(answer, method="POST", path="/2/*", seconds=5)
    with impatient_for(answer), pytest.raises(OutcomeUnknownError):
        _send(channel)(desk, post)
    found = _find(channel)(desk, post)
    assert found is not None
    stands = fake.messages() if channel is Channel.DIRECT else fake.posts(author="acme_help")
    assert [each["id"] for each in stands] == [found.post_id]
