"""Connecting an account of the family: what is asked, what is checked, and what is stored only then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from infra.local.meta import seed
from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import DisconnectedError, InvalidError
from shared.domain.settings.desk import Account
from shared.networks.meta.setup import MetaSetup
from tests.fake_desk import FakeDesk
from tests.integration.meta.bench import ACME_FB, ACME_IG, ACME_MS, Bench
from tests.integration.networks.typing_person import TypingPerson

ALL = [ACME_FB, ACME_MS, ACME_IG]
APP = (seed.APP_ID, seed.APP_SECRET, seed.VERIFY_TOKEN)


def connect(
    bench: Bench, account: Account, *answers: str, anew: tuple[str, ...] = ()
) -> tuple[list[SetupStep], TypingPerson]:
    person = TypingPerson(list(answers))
    steps = list(MetaSetup(bench.family).run(account, person, anew=anew, desk=FakeDesk()))
    assert person.answers == []
    return steps, person


def states(steps: list[SetupStep]) -> dict[str, StepState]:
    return {step.what: step.state for step in steps}


def held(bench: Bench) -> dict[str, dict[str, str]]:
    return bench.grants.held[seed.APP]


@pytest.fixture
def new(desk_bench: Bench) -> Bench:
    """A desk on which nobody has connected anything."""
    desk_bench.grants.held[seed.APP] = {}
    desk_bench.secrets.held[seed.APP] = {}
    return desk_bench


def test_the_first_account_asks_for_the_app_and_for_a_token(new: Bench) -> None:
    assert not MetaSetup(new.family).connected(ACME_FB)
    steps, person = connect(new, ACME_FB, *APP, seed.USER_TOKEN)
    assert states(steps) == {"app": StepState.MADE, "tokens": StepState.MADE}
    assert new.secrets.held[seed.APP] == seed.app_secret()
    page = {"access_token": seed.PAGE_TOKEN, "page_id": seed.PAGE_ID, "instagram_id": seed.INSTAGRAM_ID}
    assert held(new) == {"acme_fb": page}
    assert MetaSetup(new.family).connected(ACME_FB)
    told = " ".join([*person.shown, *(step.sentence for step in steps)])
    assert "System users" in told
    assert "instagram_manage_messages" in told
    assert not any(secret in told for secret in (seed.APP_SECRET, seed.VERIFY_TOKEN, seed.USER_TOKEN, seed.PAGE_TOKEN))


def test_the_other_accounts_of_the_page_ask_for_nothing(new: Bench) -> None:
    connect(new, ACME_FB, *APP, seed.USER_TOKEN)
    for account in (ACME_MS, ACME_IG):
        steps, person = connect(new, account)
        assert states(steps) == {"app": StepState.THERE, "tokens": StepState.MADE}
        assert "acme_fb is for the same Page" in steps[1].sentence
        assert person.shown == []
    assert set(held(new)) == {"acme_fb", "acme_ms", "acme_ig"}


@pytest.mark.parametrize("account", ALL)
@pytest.mark.parametrize("token", [seed.USER_TOKEN, seed.PAGE_TOKEN])
def test_any_account_can_be_the_first_with_a_persons_or_the_pages_token(
    new: Bench, account: Account, token: str
) -> None:
    connect(new, account, *APP, token)
    assert held(new)[account.id]["access_token"] == seed.PAGE_TOKEN
    assert held(new)[account.id]["page_id"] == seed.PAGE_ID


@pytest.mark.parametrize("account", ALL)
def test_what_is_there_stays_and_asks_nothing(desk_bench: Bench, account: Account) -> None:
    before = dict(held(desk_bench))
    steps, person = connect(desk_bench, account)
    assert set(states(steps).values()) == {StepState.THERE}
    assert (person.shown, held(desk_bench)) == ([], before)


def test_a_verify_token_is_made_if_nobody_types_one(new: Bench) -> None:
    connect(new, ACME_FB, seed.APP_ID, seed.APP_SECRET, "", seed.USER_TOKEN)
    assert len(new.secrets.held[seed.APP]["verify_token"]) > 20


@pytest.mark.parametrize(
    "typed",
    [
        ("", "", ""),
        ("abc", seed.APP_SECRET, ""),
        (seed.APP_ID, "", ""),
        (seed.APP_ID, "wrong", ""),
        (seed.APP_ID, "秘密", ""),
    ],
)
def test_keys_that_meta_does_not_take_are_not_written(new: Bench, typed: tuple[str, ...]) -> None:
    with pytest.raises(InvalidError, match=r"written") as refused:
        connect(new, ACME_FB, *typed)
    assert new.secrets.held[seed.APP] == {}
    assert "wrong" not in str(refused.value)


def test_an_app_that_the_deployment_does_not_have_is_told_so(new: Bench) -> None:
    new.secrets.held.clear()
    with pytest.raises(InvalidError, match="context `apps`"):
        connect(new, ACME_FB, *APP)


@pytest.mark.parametrize("typed", ["", "  ", "秘密"])
def test_an_empty_token_writes_nothing(new: Bench, typed: str) -> None:
    with pytest.raises(InvalidError, match="nothing was written"):
        connect(new, ACME_FB, *APP, typed)
    assert held(new) == {}


def test_a_token_that_meta_does_not_take_replaces_nothing(desk_bench: Bench) -> None:
    before = dict(held(desk_bench))
    steps, _ = connect(desk_bench, ACME_FB, "wrong", anew=("sign-in",))
    assert states(steps)["tokens"] is StepState.FAILED
    assert held(desk_bench) == before


@pytest.mark.parametrize("token", [seed.USER_TOKEN, seed.PAGE_TOKEN])
@pytest.mark.parametrize("account", ALL)
def test_R3_a_token_that_does_not_open_the_account_is_not_stored(new: Bench, account: Account, token: str) -> None:
    elsewhere = replace(account, network_id="17841400000000099")
    with pytest.raises(InvalidError, match="17841400000000099"):
        connect(new, elsewhere, *APP, token)
    assert held(new) == {}


def test_a_token_that_ends_is_taken_and_said(new: Bench) -> None:
    new.meta.settings(token_ends_at=int((new.clock.now() + timedelta(days=60)).timestamp()))
    steps, _ = connect(new, ACME_FB, *APP, seed.USER_TOKEN)
    assert "it ends on 2026-11-14" in steps[1].sentence
    assert states(steps)["tokens"] is StepState.MADE


def test_I8_after_a_password_change_one_new_token_serves_all_accounts_of_the_page(desk_bench: Bench) -> None:
    desk_bench.meta.settings(token="new-page-token", token_error="password_changed")
    steps, _ = connect(desk_bench, ACME_FB)
    assert states(steps)["tokens"] is StepState.FAILED
    assert "--sign-in" in steps[1].sentence
    connect(desk_bench, ACME_FB, seed.USER_TOKEN, anew=("sign-in",))
    assert {one["access_token"] for one in held(desk_bench).values()} == {"new-page-token"}
    for account in ALL:
        assert states(connect(desk_bench, account)[0])["tokens"] is StepState.THERE


def test_a_token_of_another_page_of_the_app_is_left_alone(desk_bench: Bench) -> None:
    other = {"access_token": "of another Page", "page_id": "555"}
    held(desk_bench)["other_fb"] = other
    connect(desk_bench, ACME_FB, seed.USER_TOKEN, anew=("sign-in",))
    assert held(desk_bench)["other_fb"] == other


def test_a_dead_token_of_another_account_is_not_reused(new: Bench) -> None:
    new.secrets.held[seed.APP] = seed.app_secret()
    held(new)["acme_fb"] = {"access_token": "dead", "page_id": seed.PAGE_ID}
    steps, person = connect(new, ACME_MS, seed.USER_TOKEN)
    assert states(steps)["tokens"] is StepState.MADE
    assert "Access token" in person.shown


def test_a_person_without_a_page_is_told_what_to_do(new: Bench) -> None:
    new.meta.fault("permission", path="*/me/accounts")
    steps, _ = connect(new, ACME_FB, *APP, seed.USER_TOKEN)
    assert states(steps)["tokens"] is StepState.FAILED


def test_the_apps_keys_can_be_typed_again(desk_bench: Bench) -> None:
    desk_bench.meta.settings(app_secret="a newer secret")
    with pytest.raises(DisconnectedError):
        desk_bench.family.console.webhooks("main")
    steps, _ = connect(desk_bench, ACME_FB, seed.APP_ID, "a newer secret", "", anew=("app",))
    assert states(steps) == {"app": StepState.MADE, "tokens": StepState.THERE}
