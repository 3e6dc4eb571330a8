"""`desk accounts connect` for the accounts of a Page, from nothing: the app and the token are asked for once."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.local.meta import seed
from shared import wiring
from shared.ports.settings import Document
from tests.desk_command import Run, runs
from tests.fakes import FakeBudgets, FakeHeartbeats, FakeLeases, FakeSettingsStore
from tests.integration.meta.bench import Bench
from tests.integration.meta.hook import Hook, listening
from tests.samples.aws import mocked_aws

PATH = "/webhooks/meta/main"
TYPED = (seed.APP_ID, seed.APP_SECRET, seed.VERIFY_TOKEN, seed.USER_TOKEN)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as made:
        made.url = made.url.replace("abc123.execute-api.localhost", "127.0.0.1")
        yield made


@pytest.fixture
def run(
    desk_bench: Bench, hook: Hook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    with mocked_aws():
        manager = boto3.client("secretsmanager")
        arns = {name: str(manager.create_secret(Name=name, SecretString="{}")["ARN"]) for name in ("app", "grants")}
        monkeypatch.setenv("DESK_NETWORK_URLS", json.dumps({"meta": desk_bench.meta.url}))
        monkeypatch.setenv("DESK_APP_SECRETS", json.dumps({"meta": {"main": arns["app"]}}))
        monkeypatch.setenv("DESK_APP_GRANTS", json.dumps({"meta": {"main": arns["grants"]}}))
        monkeypatch.setenv("DESK_URL", hook.url.removesuffix(PATH))

        def run(*words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
            monkeypatch.setattr(wiring, "_desk", _desk())
            answers = iter(typed)
            monkeypatch.setattr("infra.ops.accounts.Prompt.ask", lambda *_, **__: next(answers))
            return runs("accounts", monkeypatch, capsys)(*words)

        yield run


def _desk() -> wiring.AwsDesk:
    desk = wiring.AwsDesk()
    store = FakeSettingsStore(desk.clock)
    desk.settings, desk.leases = store, FakeLeases()
    desk.budgets, desk.heartbeats = FakeBudgets(), FakeHeartbeats()
    for brand in seed.ACCOUNTS:
        account: dict[str, Any] = {"network": brand.network, "network_id": brand.network_id, "name": brand.name}
        store.put([Document("account", brand.id, 1, {**account, **_handle(brand.username)})])
    return desk


def _handle(username: str) -> dict[str, str]:
    return {"username": username} if username else {}


def test_three_accounts_are_connected_with_one_app_and_one_token(run: Run, desk_bench: Bench, hook: Hook) -> None:
    assert "not connected" in run("list")[1]
    code, said = run("connect", "acme_fb", typed=TYPED)
    assert (code, "✗" in said) == (0, False), said
    for account in ("acme_ms", "acme_ig"):
        code, said = run("connect", account)
        assert (code, "✗" in said) == (0, False), said
        assert "acme_fb is for the same Page" in said
    assert run("list")[1].count("  connected") == 3
    told = desk_bench.meta.settings()
    assert (told["callback"], set(told["app_fields"])) == (hook.url, {"page", "instagram"})
    desk_bench.comment()
    desk_bench.comment(platform="instagram")
    desk_bench.meta.write("Hanako", "hello")
    while desk_bench.meta.under_way():
        pass
    assert len(hook.documents()) == 3


def test_what_is_connected_stays_as_it_is_and_says_nothing_secret(run: Run) -> None:
    _, first = run("connect", "acme_fb", typed=TYPED)
    code, again = run("connect", "acme_fb")
    assert code == 0
    assert "+ " not in again
    for secret in (*TYPED[1:], seed.PAGE_TOKEN):
        assert secret not in first + again


def test_a_word_that_meta_does_not_know_names_those_that_it_does(run: Run) -> None:
    code, said = run("connect", "acme_fb", "--again", "nonsense")
    assert code == 1
    assert "app: the Meta app's id, secret and verify token" in said
