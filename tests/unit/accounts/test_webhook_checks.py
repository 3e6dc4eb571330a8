"""A network that cannot be read tests its webhook, so that a quiet day is told from a desk that is deaf (I8)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from shared.domain.accounts.connection import RegisteredWebhook
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.errors import DeskError, DisconnectedError, OutcomeUnknownError, RateLimitedError, RefusedError
from shared.usecases.accounts.account_health import Standing, account_health
from shared.usecases.inbound.poll_accounts import poll_accounts
from tests.builders import at, minutes
from tests.fake_console import HOOK, FakeConsole
from tests.fake_desk import FakeDesk
from tests.fake_plug import plugged


@dataclass
class CountingConsole(FakeConsole):
    """A console that cannot switch a webhook on, and counts its tests."""

    tests: int = 0

    def prove(self, app: str, webhook: str) -> None:
        raise RefusedError("switch it on")

    def challenge(self, app: str, url: str) -> None:
        self.tests += 1
        super().challenge(app, url)


def blind_desk(console: FakeConsole, *, connected: bool = True) -> FakeDesk:
    """A desk on a network without timelines."""
    return plugged(
        FakeDesk(), timelines=None, console=console, setup=SimpleNamespace(connected=lambda account: connected)
    )


def run(desk: FakeDesk, after: float = 0) -> dict[str, int]:
    desk.clock.forward(minutes(after))
    return {str(outcome): n for outcome, n in poll_accounts(desk=desk).items()}


def state(desk: FakeDesk) -> Fault | Standing:
    [health] = account_health(desk=desk)
    return health.state


def test_I8_a_test_that_passes_shows_that_the_account_is_well_and_is_made_every_three_minutes() -> None:
    desk = blind_desk(console := CountingConsole())
    assert run(desk) == {"webhook_passed": 1}
    assert state(desk) is Standing.OK
    assert [run(desk, 1) for _ in range(3)] == [{"not_due": 1}, {"not_due": 1}, {"webhook_passed": 1}]
    assert console.tests == 2


def test_I8_an_account_whose_webhook_fails_the_test_is_deaf_until_one_passes() -> None:
    desk = blind_desk(console := CountingConsole(proofless=True))
    assert run(desk) == {"webhook_broken": 1}
    assert state(desk) is Fault.WEBHOOK_BROKEN
    assert "answers 403" in desk.heartbeats.of("acme").faults[Fault.WEBHOOK_BROKEN].sentence
    console.proofless = False
    assert run(desk, 3) == {"webhook_passed": 1}
    assert state(desk) is Standing.OK


def test_I8_a_fault_stands_since_it_was_first_seen() -> None:
    desk = blind_desk(CountingConsole(proofless=True))
    run(desk)
    run(desk, 3)
    assert desk.heartbeats.of("acme").faults[Fault.WEBHOOK_BROKEN].since == at(0)


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        ((), "delivers to no address"),
        ((RegisteredWebhook("2", "https://other.example/hook", valid=True),), "https://other.example/hook, and not"),
        ((RegisteredWebhook("1", HOOK, valid=False),), "switch it on"),
    ],
)
def test_I8_a_webhook_of_somebody_else_or_one_that_is_off_is_no_webhook(
    hooks: tuple[RegisteredWebhook, ...], said: str
) -> None:
    desk = blind_desk(console := CountingConsole(hooks=hooks))
    assert run(desk) == {"webhook_broken": 1}
    assert said in desk.heartbeats.of("acme").faults[Fault.WEBHOOK_BROKEN].sentence
    assert console.tests == 0


@pytest.mark.parametrize(
    ("error", "outcome", "fault"),
    [
        (DisconnectedError("401"), "disconnected", Fault.ACCOUNT_DISCONNECTED),
        (OutcomeUnknownError("no answer"), "failed", Fault.POLL_FAILED),
        (RateLimitedError("too many", at(10)), "rate_limited", Fault.RATE_LIMITED),
    ],
)
def test_I8_a_test_that_cannot_be_made_says_why_and_calls_nothing_broken(
    error: DeskError, outcome: str, fault: Fault
) -> None:
    desk = blind_desk(console := CountingConsole(fails=error))
    assert run(desk) == {outcome: 1}
    assert set(desk.heartbeats.of("acme").faults) == {fault}
    assert Signal.POLL not in desk.heartbeats.of("acme").last
    console.fails = None
    desk.clock.forward(timedelta(minutes=20))
    run(desk)
    assert desk.heartbeats.of("acme").faults == {}


def test_an_account_that_nobody_has_connected_is_not_tested() -> None:
    desk = blind_desk(console := CountingConsole(), connected=False)
    assert run(desk) == {"not_connected": 1}
    assert (console.tests, state(desk)) == (0, Fault.NOT_CONNECTED)


def test_I8_an_account_that_nothing_tests_any_more_says_so() -> None:
    desk = blind_desk(CountingConsole())
    run(desk)
    desk.clock.forward(minutes(6))
    assert state(desk) is Fault.POLL_SILENT


def test_a_console_that_fails_harms_no_other_account() -> None:
    desk = blind_desk(replace(CountingConsole(), apps=()))
    assert run(desk) == {"disconnected": 1}
