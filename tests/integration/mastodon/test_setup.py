"""Connecting an account on Mastodon: what is asked, what is checked, and what is stored only then."""

from dataclasses import replace

import pytest

from infra.local.mastodon import seed
from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import InvalidError
from tests.fake_desk import FakeDesk
from tests.integration.mastodon.conftest import ACME, Bench
from tests.integration.networks.typing_person import TypingPerson


def connect(bench: Bench, *answers: str, anew: tuple[str, ...] = ()) -> tuple[dict[str, StepState], TypingPerson]:
    person = TypingPerson(list(answers))
    steps: list[SetupStep] = list(bench.plug.setup.run(bench.account, person, anew=anew, desk=FakeDesk()))
    return {step.what: step.state for step in steps}, person


@pytest.fixture
def new(bench: Bench) -> Bench:
    bench.grants.held["main"] = {}
    return bench


ALL_WELL = {
    "access token": StepState.MADE,
    "notifications of everybody": StepState.THERE,
    "the server's limits": StepState.THERE,
}


def test_a_token_is_kept_once_the_server_takes_it(new: Bench) -> None:
    assert not new.plug.setup.connected(ACME)
    steps, person = connect(new, seed.TOKEN)
    assert steps == ALL_WELL
    assert new.plug.setup.connected(ACME)
    assert "On social.example, as @acme: Preferences, Development" in person.shown[0]
    assert not any(seed.TOKEN in shown for shown in person.shown)


def test_what_is_there_stays_and_asks_nothing(bench: Bench) -> None:
    before = dict(bench.grants.held["main"])
    steps, person = connect(bench)
    assert set(steps.values()) == {StepState.THERE}
    assert (person.shown, bench.grants.held["main"]) == ([], before)


def test_a_wrong_token_replaces_nothing(bench: Bench) -> None:
    before = dict(bench.grants.held["main"])
    steps, _ = connect(bench, "wrong", anew=("sign-in",))
    assert steps == {"access token": StepState.FAILED}
    assert bench.grants.held["main"] == before


def test_a_token_of_another_account_is_not_stored(new: Bench) -> None:
    new.account = replace(ACME, network_id="109000000000000099")
    with pytest.raises(InvalidError, match="109000000000000001"):
        connect(new, seed.TOKEN)
    assert new.grants.held["main"] == {}


def test_an_empty_one_writes_nothing(new: Bench) -> None:
    with pytest.raises(InvalidError):
        connect(new, "")
    assert new.grants.held["main"] == {}


@pytest.mark.parametrize(
    ("said", "state"), [("yes", StepState.MADE), ("はい", StepState.MADE), ("no", StepState.WITHOUT)]
)
def test_settings_that_drop_customers_are_changed_if_a_person_says_so(
    bench: Bench, said: str, state: StepState
) -> None:
    bench.mastodon.settings(policy={"for_private_mentions": "drop"})
    steps, _ = connect(bench, said)
    assert steps["notifications of everybody"] is state
    assert bench.plug.console.checks(ACME)[0].well is (state is StepState.MADE)


@pytest.mark.parametrize(
    ("options", "allowed", "well"),
    [
        ({}, 500, True),
        ({}, 11_000, None),
        ({"max_characters": "11000"}, 11_000, True),
        ({"max_characters": "900"}, 500, False),
    ],
)
def test_R4_the_server_s_limit_is_compared_with_the_settings(
    bench: Bench, options: dict[str, str], allowed: int, well: bool | None
) -> None:
    bench.with_options(**options)
    bench.mastodon.settings(max_characters=allowed)
    [_, limit, _] = bench.plug.console.checks(bench.account)
    assert limit.well is well
    assert str(allowed) in limit.sentence


@pytest.mark.parametrize(("version", "well"), [("4.5.2", True), ("4.3.0+glitch", True), ("4.2.9", None), ("", None)])
def test_an_old_server_is_said_to_be_one(bench: Bench, version: str, well: bool | None) -> None:
    bench.mastodon.settings(version=version)
    [*_, found] = bench.plug.console.checks(ACME)
    assert found.well is well
