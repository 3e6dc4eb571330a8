"""`desk accounts connect` for Bluesky against its stand-in and a Secrets Manager: no app, no webhook, one password."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from infra.local.bluesky.serve import running
from shared import wiring
from shared.domain.accounts.connection import StepState
from shared.ports.settings import Document
from tests.desk_command import Run, runs
from tests.fakes import FakeBudgets, FakeHeartbeats, FakeLeases, FakeLedger, FakeSettingsStore
from tests.integration.bluesky.conftest import ACME
from tests.samples.aws import mocked_aws

BODY = {"network": "bluesky", "network_id": ACME.network_id, "username": ACME.username, "name": ACME.name}


@pytest.fixture
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bluesky]:
    """With the time of this machine, as the command has it."""
    with running(tmp_path_factory.mktemp("bluesky")) as url, Bluesky(url) as bluesky:
        yield bluesky


@pytest.fixture
def grants() -> Iterator[str]:
    with mocked_aws():
        yield str(boto3.client("secretsmanager").create_secret(Name="bluesky-main", SecretString="{}")["ARN"])


@pytest.fixture
def run(network: Bluesky, grants: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command on a desk that knows one account; what a person types at each question is given by `typed`."""
    monkeypatch.setenv("DESK_NETWORK_URLS", json.dumps({"bluesky": network.url}))
    monkeypatch.setenv("DESK_APP_SECRETS", "{}")
    monkeypatch.setenv("DESK_APP_GRANTS", json.dumps({"bluesky": {"main": grants}}))
    monkeypatch.setenv("DESK_URL", "https://desk.example.com")

    def run(*words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        monkeypatch.setattr(wiring, "_desk", desk_with_an_account())
        answers = iter(typed)
        monkeypatch.setattr("infra.ops.accounts.Prompt.ask", lambda *_, **__: next(answers))
        return runs("accounts", monkeypatch, capsys)(*words)

    return run


def desk_with_an_account() -> wiring.AwsDesk:
    desk = wiring.AwsDesk()
    store = FakeSettingsStore(desk.clock)
    store.put([Document("account", "acme", 1, BODY)])
    desk.settings, desk.ledger, desk.leases, desk.heartbeats = store, FakeLedger(), FakeLeases(), FakeHeartbeats()
    desk.budgets = FakeBudgets()
    return desk


def held(grants: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=grants)["SecretString"])
    return found


def test_an_account_is_connected_by_an_app_password_alone(run: Run, grants: str) -> None:
    code, said = run("connect", "acme", "--json", typed=(seed.ACME.password,))
    steps = {step["what"]: step["state"] for step in json.JSONDecoder().raw_decode(said)[0]}
    assert code == 0
    assert steps == {
        "app password": StepState.MADE,
        "direct messages": StepState.THERE,
        "messages from everybody": StepState.THERE,
        "webhook": StepState.WITHOUT,
    }
    assert held(grants)["acme"]["password"] == seed.ACME.password
    assert seed.ACME.password not in said
    assert held(grants)["acme"]["access"] not in said


def test_run_again_it_asks_nothing_and_changes_nothing(run: Run, grants: str) -> None:
    run("connect", "acme", typed=(seed.ACME.password,))
    before = held(grants)
    code, said = run("connect", "acme")
    assert (code, held(grants)) == (0, before)
    assert "app password with direct messages" in said


def test_a_password_without_messages_is_stored_and_said_to_lack_them(run: Run) -> None:
    code, said = run("connect", "acme", typed=(seed.PLAIN_PASSWORD,))
    assert code == 1
    assert "make another one" in " ".join(said.split())


def test_the_list_says_whether_an_account_is_connected(run: Run) -> None:
    assert "not connected" in run("list")[1]
    run("connect", "acme", typed=(seed.ACME.password,))
    assert "not connected" not in run("list")[1]
