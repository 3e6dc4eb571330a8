"""Start and stop a whole desk on this machine, for `make up`, `make run` and the tests."""

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from infra.local import demo_settings
from infra.local.deploy import SENDER, client, deploy, deployed
from infra.local.emulator import NAME as EMULATOR
from infra.local.emulator import forget, start_emulator
from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX
from infra.local.place import ACCOUNT, REGION, LocalDesk
from infra.local.processes import LocalError, claim_port, last_words, running, start, stop, until, wait_until_ready
from infra.local.users import PASSWORD, LetIn, let_in
from infra.local.warm import warm_up, write_down
from infra.vendor import ROOT, copy_vendor

FAKE_X: Final = "fake-x"
CUSTOMERS: Final = "customers"
Tell = Callable[[str], None]


def up(place: LocalDesk, *, demo: bool, tell: Tell = lambda _: None) -> dict[str, Any]:
    """Start the desk, or its missing parts, and return when it is ready, with the content of `.local/outputs.json`.

    A running desk is only updated with changes. Raises LocalError with the cause and the remedy.
    """
    with _alone(place):
        _keep_ports(place)
        tell("starting the emulator")
        start_emulator(place)
        tell("starting the stand-in for X")
        _start_x(place)
        tell("deploying")
        try:
            stack = deploy(place)
        except LocalError:
            if not deployed(place):  # nothing to keep, and a half-made desk would be in the way next time
                stop(place, EMULATOR)
                forget(place)
            raise
        tell("letting people in")
        people = let_in(place, stack["UserPoolId"])
        _give_keys(place, stack)
        _give_permissions(place, stack)
        outputs = _outputs(place, stack, people)
        minutes = demo_settings.DEMO_MINUTES if demo else demo_settings.USUAL_MINUTES
        demo_settings.push(place, people, outputs["internal"]["environment"], minutes=minutes)
        tell("warming the functions up")
        warm_up(place)
        _wait_for(f"{place.url}/health")
        FakeX(place.x_url).connect(outputs["webhook_url"])
        copy_vendor(ROOT)
        write_down(place)
        place.outputs.write_text(json.dumps(outputs, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if demo:
            tell("calling the customers")
            _start_customers(place)
            place.demo.touch()
        else:
            stop(place, CUSTOMERS)
    return outputs


def down(place: LocalDesk) -> list[str]:
    """Stop the processes of this place, customers first; return the names of those that were running."""
    with _alone(place):
        return [name for name in (CUSTOMERS, FAKE_X, EMULATOR) if stop(place, name)]


def fresh(place: LocalDesk) -> list[str]:
    """Stop the desk, and delete all its data; return the names of the processes that were running. Installed tools stay."""
    stopped = down(place)
    with _alone(place):
        forget(place)
        for name in ("fake_x", "tmp", "cdk.out", "logs"):
            shutil.rmtree(place.state / name, ignore_errors=True)
        for written in (place.outputs, place.settings, place.api_id, place.demo, place.state / "ports"):
            written.unlink(missing_ok=True)
    return stopped


def check_running(place: LocalDesk, *, demo: bool) -> None:
    """Check that all processes are running. Raises LocalError if one has ended, since nothing would happen any more."""
    for name in (EMULATOR, FAKE_X, *((CUSTOMERS,) if demo else ())):
        if running(place, name) is None:
            raise LocalError(
                f"{name} has ended, so that nothing more will come. Its last words:\n{last_words(place, name)}\n"
                f"Begin again: {place.command}"
            )


@contextmanager
def _alone(place: LocalDesk) -> Iterator[None]:
    """Lock the place, so that two commands do not start the same desk at once."""
    place.state.mkdir(parents=True, exist_ok=True)
    with (place.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            raise LocalError(f"another command is at work on the desk in {place.state}") from e
        yield


def _keep_ports(place: LocalDesk) -> None:
    """Check that a running desk keeps its ports. Raises LocalError if other ports are requested."""
    ports = place.state / "ports"
    wanted = f"{place.port} and {place.x_port}"
    if running(place, EMULATOR) or running(place, FAKE_X):
        taken = ports.read_text(encoding="utf-8") if ports.exists() else wanted
        if taken != wanted:
            raise LocalError(f"the desk in {place.state} runs on the ports {taken}; stop it first: make down")
    ports.write_text(wanted, encoding="utf-8")


def _start_x(place: LocalDesk) -> None:
    if running(place, FAKE_X) is None:
        claim_port(place.x_port, variable="X_PORT", command=place.command)
        where = ["--host", "127.0.0.1", "--port", str(place.x_port), "--state", str(place.state / "fake_x")]
        start(place, FAKE_X, [sys.executable, "-m", "infra.local.fake_x", *where], env=os.environ)
    wait_until_ready(place, FAKE_X, lambda: _ok(f"{place.x_url}/health"), seconds=30)


def _start_customers(place: LocalDesk) -> None:
    if running(place, CUSTOMERS) is None:
        command = [sys.executable, "-m", "infra.local.customers", "--outputs", str(place.outputs)]
        start(place, CUSTOMERS, command, env=os.environ)
        if until(lambda: running(place, CUSTOMERS) is None, seconds=2):
            raise LocalError(f"the customers left at once; see {place.log(CUSTOMERS)}")


def _give_keys(place: LocalDesk, stack: dict[str, str]) -> None:
    """Do what a team does by hand in the cloud: fill in the X app's keys, and have the sender verified."""
    secret = json.loads(stack["AppSecrets"])["x"][seed.MAIN.app]
    value = json.dumps(seed.app_secret())
    client(place, "secretsmanager").put_secret_value(SecretId=secret, SecretString=value)
    ses = client(place, "sesv2")
    try:
        ses.create_email_identity(EmailIdentity=SENDER)
    except ses.exceptions.AlreadyExistsException:
        return


def _give_permissions(place: LocalDesk, stack: dict[str, str]) -> None:
    """Grant each account's permission, as a person does in `desk accounts connect`: the account lets the app receive
    its private messages. From then on the desk renews it by itself, so renewed permissions stay.
    """
    held = client(place, "secretsmanager")
    secret = json.loads(stack["AppGrants"])["x"][seed.MAIN.app]
    kept = json.loads(held.get_secret_value(SecretId=secret)["SecretString"])
    with FakeX(place.x_url) as x:
        for account in seed.ACCOUNTS:
            if account.id not in kept:
                told, now = x.grant(account), datetime.now(UTC)
                kept[account.id] = {
                    "access_token": told["access_token"],
                    "refresh_token": told["refresh_token"],
                    "scopes": told["scope"].split(),
                    "expires_at": (now + timedelta(seconds=told["expires_in"])).isoformat(),
                    "renewed_at": now.isoformat(),
                }
    held.put_secret_value(SecretId=secret, SecretString=json.dumps(kept))


def _outputs(place: LocalDesk, stack: dict[str, str], people: dict[str, LetIn]) -> dict[str, Any]:
    """Return the content of `outputs.json`, for scripts, tests and people; `internal` can change without notice."""
    inspect = f"{place.url}/_ministack"
    environment = place.aws() | {
        "DESK_STAGE": "local",
        "DESK_TABLE": stack["TableName"],
        "DESK_URL": stack["DeskUrl"],
        "DESK_TIMER_ARN": stack["TimerArn"],
        "DESK_INGEST_QUEUE_URL": stack["IngestQueueUrl"],
        "DESK_INGEST_DLQ_URL": stack["IngestDeadUrl"],
        "DESK_ALERT_QUEUE_URL": stack["AlertQueueUrl"],
        "DESK_REPLY_QUEUE_URL": stack["ReplyQueueUrl"],
        "DESK_MAIL_EVENT_QUEUE_URL": stack["MailEventQueueUrl"],
        "DESK_APP_SECRETS": stack["AppSecrets"],
        "DESK_APP_GRANTS": stack["AppGrants"],
        "DESK_NETWORK_URLS": json.dumps({"x": place.x_url}),
        "DESK_SENDER": SENDER,
        "DESK_USER_POOL_ID": stack["UserPoolId"],
    }
    webhook_url = f"{stack['DeskUrl']}/webhooks/x/{seed.MAIN.app}"
    return {
        "desk_url": stack["DeskUrl"],
        "api_url": stack["ApiUrl"] if "localhost" not in stack["ApiUrl"] else stack["DeskUrl"],
        "webhook_url": webhook_url,
        "networks": {
            "x": {
                "webhook_url": webhook_url,
                "secret": seed.MAIN.consumer_secret,
                "stand_in_url": place.x_url,
            },
        },
        "authorize_url": f"{stack['LoginUrl']}/oauth2/authorize",
        "token_url": f"{stack['LoginUrl']}/oauth2/token",
        "client_id": stack["ClientId"],
        "redirect_uri": f"{stack['DeskUrl']}/",
        "users": [
            {"email": person.email, "password": PASSWORD, "group": person.group, "name": person.name, "sub": sub}
            for sub, person in people.items()
        ],
        "x_consumer_secret": seed.MAIN.consumer_secret,
        "fake_x_url": place.x_url,
        "mails_url": f"{inspect}/ses/messages?account={ACCOUNT}",
        "sms_url": f"{inspect}/sns/sms-messages?account={ACCOUNT}",
        "internal": {
            "endpoint_url": environment["AWS_ENDPOINT_URL"],
            "region": REGION,
            "table": stack["TableName"],
            "timer_arn": stack["TimerArn"],
            "user_pool_id": stack["UserPoolId"],
            "ingest_queue_url": stack["IngestQueueUrl"],
            "ingest_dlq_url": stack["IngestDeadUrl"],
            "alert_queue_url": stack["AlertQueueUrl"],
            "alert_dlq_url": stack["AlertDeadUrl"],
            "reply_queue_url": stack["ReplyQueueUrl"],
            "reply_dlq_url": stack["ReplyDeadUrl"],
            "environment": environment,
        },
    }


def _wait_for(url: str) -> None:
    """Wait up to half a minute for a successful response. Raises LocalError with the last response."""
    if not until(lambda: _ok(url), seconds=30):
        try:
            answer = httpx.get(url, timeout=30).text
        except httpx.HTTPError as e:
            answer = str(e)
        raise LocalError(f"{url} does not answer as it should: {answer[:500]}")


def _ok(url: str) -> bool:
    try:
        return httpx.get(url, timeout=30).is_success
    except httpx.HTTPError:
        return False
