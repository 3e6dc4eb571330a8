"""`desk accounts connect` and the doctor against the stand-in for LINE and a Secrets Manager."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.local.line import seed
from shared import wiring
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.operations.examine_account import examine_account
from shared.usecases.operations.findings import Finding, State
from tests.desk_command import Run, runs
from tests.fakes import FakeBudgets, FakeHeartbeats, FakeLeases, FakeLedger, FakeSettingsStore
from tests.integration.line.place import Place
from tests.samples.aws import mocked_aws

KEYS = (seed.MAIN.channel_id, seed.MAIN.channel_secret)


@pytest.fixture
def secret() -> Iterator[str]:
    with mocked_aws():
        yield str(boto3.client("secretsmanager").create_secret(Name="line-main", SecretString="{}")["ARN"])


@pytest.fixture
def desk(place: Place, secret: str, monkeypatch: pytest.MonkeyPatch) -> wiring.AwsDesk:
    """A desk whose one account is the shop's; nobody has typed its keys yet."""
    place.inbox.url = place.inbox.url.replace("abc123.execute-api.localhost", "127.0.0.1")
    place.line.channel(endpoint="")
    monkeypatch.setenv("DESK_NETWORK_URLS", json.dumps({"line": place.line.url}))
    monkeypatch.setenv("DESK_APP_SECRETS", json.dumps({"line": {"main": secret}}))
    monkeypatch.setenv("DESK_APP_GRANTS", json.dumps({"line": {"main": secret}}))
    monkeypatch.setenv("DESK_URL", place.inbox.url.removesuffix("/webhooks/line/main"))
    made: Any = wiring.AwsDesk()
    made.clock = place.clock
    made.settings = FakeSettingsStore(made.clock)
    made.settings.put([Document("account", "shop", 1, account())])
    made.ledger, made.leases, made.heartbeats = FakeLedger(), FakeLeases(), FakeHeartbeats()
    made.budgets = FakeBudgets()
    monkeypatch.setattr(wiring, "_desk", made)
    found: wiring.AwsDesk = made
    return found


@pytest.fixture
def run(desk: wiring.AwsDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; `typed` is what a person answers, question by question."""

    def run(*words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        answers = iter(typed)
        monkeypatch.setattr("infra.ops.accounts.Prompt.ask", lambda *_, **__: next(answers))
        return runs("accounts", monkeypatch, capsys)(*words)

    return run


def account(**more: str) -> dict[str, Any]:
    return {"network": "line", "network_id": seed.MAIN.user_id, "name": seed.MAIN.name, **more}


def held(secret: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])
    return value


def test_everything_is_made_once_and_the_second_run_changes_nothing(run: Run, place: Place, secret: str) -> None:
    code, said = run("connect", "shop", typed=KEYS)
    assert (code, held(secret)) == (0, seed.app_secret())
    assert "+ channel  main" in said
    assert f"+ webhook  {place.inbox.url}" in said
    assert "✓ tokens  アクメ公式" in said
    assert "chat is on" in said
    assert "Webhook redelivery" in said
    assert seed.MAIN.channel_secret not in said
    assert b'"events": []' in place.inbox.take()[-1].body

    code, said = run("connect", "shop")
    assert (code, said.count("+ "), held(secret)) == (0, 0, seed.app_secret())


def test_keys_that_line_does_not_accept_are_not_kept(run: Run, secret: str) -> None:
    code, said = run("connect", "shop", typed=(seed.MAIN.channel_id, "wrong-secret"))
    assert (code, held(secret)) == (1, {})
    assert "does not accept the channel ID and secret" in said
    assert "wrong-secret" not in said


@pytest.mark.parametrize("typed", [("", "secret"), ("1650000001", ""), ("１６５０", "secret")])
def test_keys_that_cannot_be_keys_are_not_even_tried(
    run: Run, place: Place, secret: str, typed: tuple[str, str]
) -> None:
    code, said = run("connect", "shop", typed=typed)
    assert (code, held(secret)) == (1, {})
    assert "nothing was written" in said
    assert place.line.requests() == {}


def test_R3_the_channel_of_another_account_is_told_with_its_id(run: Run, desk: Any) -> None:
    desk.settings.put([Document("account", "shop", 2, account(network_id="U" + "0" * 32))])
    code, said = run("connect", "shop", typed=KEYS)
    assert code == 1
    assert seed.MAIN.user_id in said


def test_a_webhook_that_is_off_is_told_with_where_to_switch_it_on(run: Run, place: Place) -> None:
    place.line.channel(active=False)
    code, said = run("connect", "shop", typed=KEYS)
    assert code == 1
    assert "switch on 'Use webhook'" in said
    place.line.channel(active=True)
    assert run("connect", "shop")[0] == 0


def test_another_address_is_taken_over_only_if_somebody_says_so(run: Run, place: Place) -> None:
    other = "https://other.example.com/hook"
    place.line.channel(endpoint=other)
    code, said = run("connect", "shop", typed=KEYS)
    assert (code, place.line.channel()["endpoint"]) == (1, other)
    assert "--take-over" in said
    assert run("connect", "shop", "--take-over")[0] == 0
    assert place.line.channel()["endpoint"] == place.inbox.url


def findings(desk: Any, place: Place) -> dict[str, Finding]:
    [health] = account_health(desk=desk)
    found = examine_account(health, desk.networks["line"], lambda _: place.inbox.url, desk=desk)
    return {each.what: each for each in found}


def test_the_doctor_says_what_works_and_what_people_have_to_see_to(run: Run, desk: Any, place: Place) -> None:
    run("connect", "shop", typed=KEYS)
    found = findings(desk, place)
    fine = ("tokens", "webhook", "challenge")
    assert {found[what].state for what in fine} == {State.FINE}
    assert found["chats in LINE's own app"].state is State.NOTE
    assert found["redelivery"].state is State.NOTE
    assert found["last poll"].sentence.startswith("LINE cannot be read")
    assert "subscriptions" not in found
    place.line.channel(active=False, chat_mode="bot")
    found = findings(desk, place)
    assert (found["webhook"].state, found["chats in LINE's own app"].state) == (State.FAULT, State.FINE)


def test_the_doctor_says_that_line_does_not_know_the_channel(run: Run, desk: Any, place: Place) -> None:
    run("connect", "shop", typed=KEYS)
    place.line.channel(secret="changed in the console")
    desk.__dict__.pop("networks", None)
    found = findings(desk, place)
    assert found["tokens"].state is State.FAULT
    assert "--sign-in" in found["tokens"].sentence
