"""Connecting an account on Bluesky: what is asked, what is checked, and what is stored only then."""

from dataclasses import replace

import pytest

from infra.local.bluesky import seed
from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import InvalidError
from tests.fake_desk import FakeDesk
from tests.integration.bluesky.conftest import ACME, Bench
from tests.integration.networks.typing_person import TypingPerson


def connect(bench: Bench, *answers: str, anew: tuple[str, ...] = ()) -> tuple[dict[str, StepState], TypingPerson]:
    person = TypingPerson(list(answers))
    steps: list[SetupStep] = list(bench.plug.setup.run(ACME, person, anew=anew, desk=FakeDesk()))
    return {step.what: step.state for step in steps}, person


@pytest.fixture
def new(bench: Bench) -> Bench:
    bench.grants.held["main"] = {}
    return bench


def test_an_app_password_opens_a_session_that_is_kept(new: Bench) -> None:
    assert not new.plug.setup.connected(ACME)
    steps, person = connect(new, seed.ACME.password)
    assert steps == {"app password": StepState.MADE}
    assert new.plug.setup.connected(ACME)
    assert not any(seed.ACME.password in shown for shown in person.shown)
    assert "App passwords" in person.shown[0]
    new.listed()


def test_what_is_there_stays_and_asks_nothing(bench: Bench) -> None:
    before = dict(bench.grants.held["main"])
    steps, person = connect(bench)
    assert set(steps.values()) == {StepState.THERE}
    assert (person.shown, bench.grants.held["main"]) == ([], before)


def test_a_wrong_password_is_not_stored(new: Bench) -> None:
    steps, _ = connect(new, "wrong-wrong-wrong")
    assert steps == {"app password": StepState.FAILED}
    assert new.grants.held["main"] == {}


def test_an_empty_one_writes_nothing(new: Bench) -> None:
    with pytest.raises(InvalidError, match="left empty"):
        connect(new, "")
    assert new.grants.held["main"] == {}


def test_a_password_without_messages_says_what_to_do(new: Bench) -> None:
    steps, _ = connect(new, seed.PLAIN_PASSWORD)
    assert steps == {"app password": StepState.MADE}
    [messages, _] = new.plug.console.checks(ACME)
    assert (messages.well, "make another one" in messages.sentence) == (False, True)
    connect(new, seed.ACME.password, anew=("sign-in",))
    assert all(check.well for check in new.plug.console.checks(ACME))


@pytest.mark.parametrize(("answer", "state", "taken"), [("yes", StepState.MADE, "all"), ("no", None, "following")])
def test_everybody_may_write_if_the_brand_says_so(new: Bench, answer: str, state: StepState | None, taken: str) -> None:
    new.bluesky.actor(ACME.username, incoming="following")
    steps, _ = connect(new, seed.ACME.password, answer)
    assert steps.get("messages from everybody") is state
    assert new.plug.console.takes_messages_from(ACME) == taken
    checks = {check.what: check.well for check in new.plug.console.checks(ACME)}
    assert checks == {"direct messages": True, "messages from everybody": True if taken == "all" else None}


def test_R3_the_tokens_are_those_of_the_account(bench: Bench) -> None:
    found = bench.plug.console.identity(ACME)
    assert (found.network_id, found.username) == (ACME.network_id, ACME.username)
    assert found.access == "app password with direct messages"
    bench.connect(seed.PLAIN_PASSWORD)
    assert bench.plug.console.identity(ACME).access == "app password without direct messages"
    assert [check.well for check in bench.plug.console.checks(ACME)] == [False, True]


def test_R3_a_password_of_another_account_is_refused(new: Bench) -> None:
    other = replace(ACME, network_id=new.bluesky.actor("kenji")["did"])
    person = TypingPerson([seed.ACME.password])
    [step] = new.plug.setup.run(other, person, desk=FakeDesk())
    assert step.state is StepState.FAILED
    assert new.grants.held["main"] == {}
