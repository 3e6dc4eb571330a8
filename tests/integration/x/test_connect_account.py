"""`desk accounts connect` against the stand-in for X and a Secrets Manager: run again, it changes nothing."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest

from infra.local.fake_x import seed
from infra.local.fake_x.client import HEARD, FakeX
from shared import wiring
from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.accounts.faults import Fault
from shared.ports.settings import Document
from tests.desk_command import Run, runs
from tests.fakes import FakeHeartbeats, FakeLeases, FakeLedger, FakeSettingsStore
from tests.integration.fake_x_receiver import Receiver, receiving
from tests.samples.aws import mocked_aws

EMPTY = {"consumer_key": "", "consumer_secret": "random", "bearer_token": "", "accounts": {"other": {"a": "b"}}}
SUBSCRIBED = {*((event, seed.ACME_HELP.network_id) for event in HEARD), ("oauth.revoke", None)}


@pytest.fixture
def aws() -> Iterator[None]:
    with mocked_aws():
        yield


@pytest.fixture
def secret(aws: None) -> str:
    return str(boto3.client("secretsmanager").create_secret(Name="x-main", SecretString=json.dumps(EMPTY))["ARN"])


@pytest.fixture
def grants(aws: None) -> str:
    return str(boto3.client("secretsmanager").create_secret(Name="x-main-grants", SecretString="{}")["ARN"])


@pytest.fixture
def leases() -> FakeLeases:
    return FakeLeases()


@pytest.fixture
def heartbeats() -> FakeHeartbeats:
    return FakeHeartbeats()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """At an address that this process, too, can ask; X's stand-in finds those of the emulator by itself."""
    with receiving(seed.MAIN.consumer_secret) as receiver:
        receiver.url = receiver.url.replace("abc123.execute-api.localhost", "127.0.0.1")
        yield receiver


@pytest.fixture
def run(
    fake: FakeX,
    secret: str,
    grants: str,
    leases: FakeLeases,
    heartbeats: FakeHeartbeats,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs the command on a desk that knows one account; what a person types at each question is given by `typed`."""
    monkeypatch.setenv("DESK_NETWORK_URLS", json.dumps({"x": fake.url}))
    monkeypatch.setenv("DESK_APP_SECRETS", json.dumps({"x": {"main": secret}}))
    monkeypatch.setenv("DESK_APP_GRANTS", json.dumps({"x": {"main": grants}}))
    monkeypatch.setenv("DESK_URL", receiver.url.removesuffix("/webhooks/x/main"))

    def run(*words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        monkeypatch.setattr(wiring, "_desk", desk_with_an_account(leases, heartbeats))
        answers = iter(typed)

        def ask(what: str, **_: Any) -> str:
            if what in ("PIN", "Address"):
                return pin_at(fake, capsys) if what == "PIN" else address_at(fake, capsys)
            return next(answers)

        monkeypatch.setattr("infra.ops.accounts.Prompt.ask", ask)
        return runs("accounts", monkeypatch, capsys)(*words)

    return run


def desk_with_an_account(leases: FakeLeases, heartbeats: FakeHeartbeats) -> wiring.AwsDesk:
    desk = wiring.AwsDesk()
    body = {"network": "x", "network_id": seed.ACME_HELP.network_id, "username": "acme_help", "name": "Acme Help"}
    store = FakeSettingsStore(desk.clock)
    desk.settings = store
    desk.ledger = FakeLedger()
    desk.leases = leases
    desk.heartbeats = heartbeats
    store.put([Document("account", "acme_help", 1, body)])
    return desk


def pin_at(fake: FakeX, capsys: pytest.CaptureFixture[str], account: str = "acme_help") -> str:
    """What a person reads on X's page, at the address that the command has shown them."""
    [url] = re.findall(r"http\S+/oauth/authorize\S+", capsys.readouterr().err)
    page = httpx.get(f"{url}&account={account}").text
    [pin] = re.findall(r"<code>(\d{7})</code>", page)
    return str(pin)


def address_at(fake: FakeX, capsys: pytest.CaptureFixture[str], account: str = "acme_help") -> str:
    """Where X sends the browser of whoever allows the app."""
    [url] = re.findall(r"http\S+/i/oauth2/authorize\S+", capsys.readouterr().err)
    return str(httpx.get(f"{url}&account={account}", follow_redirects=False).headers["location"])


def held(secret: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])
    return value


APP = (seed.MAIN.consumer_key, seed.MAIN.consumer_secret, seed.MAIN.bearer_token)
KEYS = (*APP, "")
"""The app's keys, and no OAuth 2."""

WITH_OAUTH2 = (*APP, seed.MAIN.client_id, seed.MAIN.client_secret)


def test_everything_is_made_once_and_the_second_run_changes_nothing(run: Run, fake: FakeX, secret: str) -> None:
    code, said = run("connect", "acme_help", typed=KEYS)
    told_after_the_pin = re.findall(r"^\+ ", said, re.MULTILINE)
    assert (code, len(told_after_the_pin)) == (0, 11)
    assert {(one["event_type"], one["filter"].get("user_id")) for one in subscriptions(fake)} == SUBSCRIBED
    kept = held(secret)
    assert kept["accounts"]["other"] == {"a": "b"}
    assert kept["accounts"]["acme_help"]["access_token"].startswith(f"{seed.ACME_HELP.network_id}-")
    assert seed.MAIN.consumer_secret not in said

    code, said = run("connect", "acme_help")
    assert (code, said.count("✓"), said.count("+ ")) == (0, 14, 0)
    assert "✓ tokens  @acme_help, read-write-directmessages" in said
    assert held(secret) == kept
    assert len(subscriptions(fake)) == len(SUBSCRIBED)


def test_a_permission_is_given_once_and_private_events_are_asked_for_with_it(
    run: Run, fake: FakeX, secret: str, grants: str
) -> None:
    fake.fault(403, times=2, path="/2/activity/subscriptions", method="POST", text="dm.received")
    code, said = run("connect", "acme_help", typed=WITH_OAUTH2)
    assert (code, "+ permission for private messages  tweet.read users.read dm.read offline.access" in said) == (
        0,
        True,
    )
    kept = held(grants)
    assert seed.MAIN.client_secret not in said
    assert kept["acme_help"]["refresh_token"] not in said
    assert "acme_help" not in json.dumps(held(secret).get("client_id"))
    assert len(subscriptions(fake)) == len(SUBSCRIBED)

    code, said = run("connect", "acme_help")
    assert (code, said.count("✓"), said.count("+ ")) == (0, 14, 0)
    assert held(grants) == kept


def test_private_events_are_asked_for_with_the_permission_before_the_older_tokens(run: Run, fake: FakeX) -> None:
    fake.fault(403, path="/2/activity/subscriptions", method="POST", text="dm.received")
    run("connect", "acme_help", typed=WITH_OAUTH2)
    tried = fake.requests()["POST /2/activity/subscriptions"]
    assert tried == len(SUBSCRIBED) + 1
    assert len(subscriptions(fake)) == len(SUBSCRIBED)


def test_who_did_without_is_not_asked_again_unless_they_want_to(run: Run, grants: str) -> None:
    run("connect", "acme_help", typed=KEYS)
    code, said = run("connect", "acme_help")
    assert (code, "--again oauth2 asks for one" in said) == (0, True)
    code, said = run("connect", "acme_help", "--again", "oauth2", typed=WITH_OAUTH2[-2:])
    assert (code, "+ permission" in said) == (0, True)
    first = held(grants)["acme_help"]["refresh_token"]
    assert run("connect", "acme_help", "--again", "oauth2")[0] == 0
    assert held(grants)["acme_help"]["refresh_token"] != first


@pytest.mark.parametrize("sent", ["", "http://127.0.0.1/sokuto", "http://127.0.0.1/sokuto?state=other&code=abc", "no"])
def test_an_address_of_another_sign_in_is_refused_and_the_rest_is_made_all_the_same(
    run: Run, fake: FakeX, grants: str, monkeypatch: pytest.MonkeyPatch, sent: str
) -> None:
    monkeypatch.setattr(f"{__name__}.address_at", lambda *_: sent)
    code, said = run("connect", "acme_help", typed=WITH_OAUTH2)
    assert (code, "✗ permission for private messages  This is not the address" in said) == (1, True)
    assert held(grants) == {}
    assert len(subscriptions(fake)) == len(SUBSCRIBED)


def test_R3_a_permission_of_another_account_is_refused_and_not_kept(
    run: Run, grants: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = address_at
    monkeypatch.setattr(f"{__name__}.address_at", lambda fake, capsys: ours(fake, capsys, account="acme_jp"))
    code, said = run("connect", "acme_help", typed=WITH_OAUTH2)
    assert (code, "the tokens are those of @acme_jp" in said) == (1, True)
    assert held(grants) == {}


def test_a_permission_is_not_written_while_the_desk_renews_one(
    run: Run, grants: str, leases: FakeLeases, fake: FakeX
) -> None:
    now = datetime.now(UTC)
    leases.take("grants.x.main", now, now + timedelta(minutes=2))
    code, said = run("connect", "acme_help", typed=WITH_OAUTH2)
    assert (code, "run this again in two minutes" in said) == (1, True)
    assert held(grants) == {}
    assert "POST /2/oauth2/token" not in fake.requests()


def ended(grants: str) -> None:
    """As if two hours had passed in which nobody renewed."""
    kept = held(grants)
    kept["acme_help"]["expires_at"] = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    boto3.client("secretsmanager").put_secret_value(SecretId=grants, SecretString=json.dumps(kept))


def test_a_permission_that_is_over_is_renewed_on_the_spot(run: Run, grants: str, leases: FakeLeases) -> None:
    run("connect", "acme_help", typed=WITH_OAUTH2)
    before = held(grants)["acme_help"]["refresh_token"]
    ended(grants)
    code, said = run("connect", "acme_help")
    assert (code, said.count("✓")) == (0, 14)
    assert held(grants)["acme_help"]["refresh_token"] != before
    assert leases.taken == {}


def test_I8_a_permission_that_is_lost_is_asked_for_again_and_the_loss_is_taken_back(
    run: Run, grants: str, fake: FakeX, heartbeats: FakeHeartbeats
) -> None:
    run("connect", "acme_help", typed=WITH_OAUTH2)
    heartbeats.fail("acme_help", Fault.PERMISSION_LOST, "X refuses the permission.", datetime.now(UTC))
    code, said = run("connect", "acme_help")
    assert (code, "+ permission for private messages" in said) == (0, True)
    assert heartbeats.of("acme_help").faults == {}
    ended(grants)
    fake.fault(400, path="/2/oauth2/token")
    code, said = run("connect", "acme_help")
    assert (code, "+ permission for private messages" in said) == (0, True)


def test_a_client_that_was_mistyped_can_be_typed_again(run: Run, secret: str) -> None:
    code, said = run("connect", "acme_help", typed=(*WITH_OAUTH2[:-1], "mistyped"))
    assert (code, "Missing valid authorization header" in said) == (1, True)
    code, said = run("connect", "acme_help", "--again", "client", typed=WITH_OAUTH2[-2:])
    assert (code, "+ permission for private messages" in said) == (0, True)
    assert held(secret)["client_secret"] == seed.MAIN.client_secret


def test_R3_tokens_of_another_account_are_refused_and_not_kept(
    run: Run, fake: FakeX, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = pin_at
    monkeypatch.setattr(f"{__name__}.pin_at", lambda fake, capsys: ours(fake, capsys, account="acme_jp"))
    code, said = run("connect", "acme_help", typed=KEYS)
    assert code == 1
    assert "the tokens are those of @acme_jp" in said
    assert "acme_help" not in held(secret)["accounts"]
    assert subscriptions(fake) == []


def test_a_wrong_pin_is_refused_in_xs_own_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.pin_at", lambda *_: "0000000")
    code, said = run("connect", "acme_help", typed=KEYS)
    assert code == 1
    assert "X did not give the access token: 401 Could not authenticate you." in said


def test_tokens_that_may_not_write_are_no_success_though_they_are_new(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = SetupStep("tokens", StepState.FAILED, "@acme_help, read: write missing")
    monkeypatch.setattr("shared.networks.x.setup.check_identity", lambda *_: lacking)
    code, said = run("connect", "acme_help", typed=KEYS)
    assert code == 1
    assert "✗ tokens  @acme_help, read: write missing" in said


def test_what_stops_it_is_said_as_json_too(run: Run) -> None:
    code, said = run("connect", "nobody", "--json")
    [stopped] = json.loads(said)
    assert (code, stopped["what"], stopped["state"]) == (1, "stopped", "failed")
    assert "no account 'nobody'" in stopped["sentence"]


def test_a_webhook_of_somebody_else_is_left_alone_unless_taken_over(run: Run, fake: FakeX, secret: str) -> None:
    with receiving(seed.MAIN.consumer_secret) as other:
        theirs = fake.connect(other.url)
        code, said = run("connect", "acme_help", typed=KEYS)
        assert (code, f"sends to {other.url}" in said) == (1, True)
        assert [one["id"] for one in webhooks(fake)] == [theirs]
    code, said = run("connect", "acme_help", "--take-over", "--json")
    assert code == 0
    assert [one["url"] for one in webhooks(fake)] != [other.url]
    steps = json.loads(said)
    assert [step["state"] for step in steps][:4] == ["there", "there", "there", "made"]


def test_a_webhook_that_x_found_wanting_is_proved_again(run: Run, fake: FakeX, receiver: Receiver) -> None:
    run("connect", "acme_help", typed=KEYS)
    receiver.secret = "lost"
    [webhook] = webhooks(fake)
    asked(fake, "PUT", f"/2/webhooks/{webhook['id']}")
    assert [one["valid"] for one in webhooks(fake)] == [False]
    code, said = run("connect", "acme_help")
    assert (code, "✗ webhook" in said) == (1, True)
    receiver.secret = seed.MAIN.consumer_secret
    code, said = run("connect", "acme_help")
    assert (code, "~ webhook" in said) == (0, True)
    assert [one["valid"] for one in webhooks(fake)] == [True]


def test_what_x_refuses_is_said_and_does_not_keep_the_rest_from_being_made(run: Run, fake: FakeX) -> None:
    fake.fault(503, path="/2/activity/subscriptions", method="POST")
    code, said = run("connect", "acme_help", typed=KEYS)
    assert (code, said.count("✗ ")) == (1, 1)
    assert len(subscriptions(fake)) == len(SUBSCRIBED) - 1
    assert run("connect", "acme_help")[0] == 0
    assert len(subscriptions(fake)) == len(SUBSCRIBED)


def test_private_events_are_asked_for_with_the_accounts_own_token_where_the_app_may_not(run: Run, fake: FakeX) -> None:
    fake.fault(403, path="/2/activity/subscriptions", method="POST", text="dm.received")
    code, _ = run("connect", "acme_help", typed=KEYS)
    assert code == 0
    assert len(subscriptions(fake)) == len(SUBSCRIBED)


def test_an_app_that_is_not_told_of_encrypted_messages_does_without(run: Run, fake: FakeX) -> None:
    fake.fault(403, times=4, path="/2/activity/subscriptions", method="POST", text="chat.received")
    for typed in (KEYS, ()):
        code, said = run("connect", "acme_help", typed=typed)
        assert (code, "- chat.received  Forbidden" in said, "✗" in said) == (0, True, False)
    assert len(subscriptions(fake)) == len(SUBSCRIBED) - 1
    code, said = run("connect", "acme_help")
    assert (code, "+ chat.received" in said) == (0, True)
    assert len(subscriptions(fake)) == len(SUBSCRIBED)


def test_tokens_that_were_taken_back_are_said_with_what_to_do_and_do_not_keep_the_rest_from_being_made(
    run: Run, fake: FakeX
) -> None:
    run("connect", "acme_help", typed=KEYS)
    httpx.delete(f"{fake.url}/_control/tokens/{seed.ACME_HELP.network_id}").raise_for_status()
    code, said = run("connect", "acme_help")
    assert (code, said.count("✗")) == (1, 1)
    assert "✗ tokens  the network refuses them (Unauthorized)" in said
    assert "`desk accounts connect acme_help --sign-in`" in said
    assert "✓ webhook" in said
    assert run("connect", "acme_help", "--sign-in")[0] == 0


@pytest.mark.parametrize(
    ("secret_there", "status", "words"),
    [("lost", None, "another app's secret"), (None, 503, "answers 503 to the challenge")],
)
def test_a_webhook_that_would_not_answer_the_next_challenge_is_said_though_x_holds_it_for_valid(
    run: Run, receiver: Receiver, secret_there: str | None, status: int | None, words: str
) -> None:
    run("connect", "acme_help", typed=KEYS)
    receiver.secret = secret_there or receiver.secret
    receiver.status_of_challenge = status or 200
    code, said = run("connect", "acme_help")
    assert (code, said.count("✗")) == (1, 1)
    assert "✓ webhook" in said
    assert "✗ challenge" in said
    assert words in said


def test_an_account_that_the_settings_do_not_know_and_a_key_left_empty_are_refused(run: Run, secret: str) -> None:
    code, said = run("connect", "nobody")
    assert code == 1
    assert "The settings name no account 'nobody' (they name: acme_help)." in said
    assert "`desk settings push FILE`" in said
    code, said = run("connect", "acme_help", typed=("key", "", "token"))
    assert (code, "nothing was written" in said) == (1, True)
    assert held(secret) == EMPTY


def test_the_list_says_who_is_connected(run: Run) -> None:
    assert "acme_help  @acme_help  x  not connected" in run("list")[1]
    run("connect", "acme_help", typed=KEYS)
    assert "acme_help  @acme_help  x  connected" in run("list")[1]


def asked(fake: FakeX, method: str, path: str) -> Any:
    return httpx.request(method, fake.url + path, headers={"authorization": f"Bearer {seed.MAIN.bearer_token}"}).json()


def webhooks(fake: FakeX) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(fake, "GET", "/2/webhooks")["data"]
    return found


def subscriptions(fake: FakeX) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(fake, "GET", "/2/activity/subscriptions")["data"]
    return found
