"""The stand-in misbehaves on demand, and remembers through a restart."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from infra.local.fake_x import seed
from infra.local.fake_x.client import AsAccount, FakeX
from infra.local.fake_x.serve import app, running
from tests.integration.fake_x_receiver import receiving

HELP = seed.ACME_HELP


@pytest.fixture
def help_(fake: FakeX) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=fake.url, auth=AsAccount(HELP), trust_env=False, timeout=20) as client:
        yield client


def send(client: httpx.Client, text: str = "hello", *, patience: float = 20) -> httpx.Response:
    return client.post("/2/tweets", json={"text": text}, timeout=patience)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_status_instead_of_the_answer_as_often_as_asked(fake: FakeX, help_: httpx.Client, status: int) -> None:
    fake.fault(status, method="POST", path="/2/tweets", times=2)
    assert [send(help_).status_code for _ in range(3)] == [status, status, 201]
    assert len(fake.posts()) == 1


def test_too_many_says_until_when(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault(429, seconds=60)
    response = send(help_)
    assert response.headers["x-rate-limit-remaining"] == "0"
    assert 55 < int(response.headers["x-rate-limit-reset"]) - time.time() < 65


def test_403_says_not_summoned(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault(403)
    assert "not been mentioned" in send(help_).json()["detail"]


def test_garbage_is_no_json(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault("garbage")
    response = send(help_)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_a_dropped_connection_has_no_answer_and_no_effect(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault("drop")
    with pytest.raises(httpx.RemoteProtocolError):
        send(help_)
    assert fake.posts() == []


def test_a_timeout_has_no_answer_and_no_effect(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault("timeout", seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        send(help_, patience=0.5)
    assert fake.posts() == []
    assert send(help_).status_code == 201


def test_a_held_connection_is_cut_after_its_seconds(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault("timeout", seconds=0.1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(help_)


@pytest.mark.parametrize("answer", ["take_then_timeout", "take_then_drop"])
def test_the_work_may_be_done_and_the_answer_lost(fake: FakeX, help_: httpx.Client, answer: str) -> None:
    fake.fault(answer, seconds=0.1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(help_)
    assert [post["text"] for post in fake.posts()] == ["hello"]
    assert send(help_).status_code == 403  # the same words again


def test_a_fault_strikes_only_what_it_matches(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault(500, path="/2/users/*/mentions")
    fake.fault(500, method="DELETE")
    fake.fault(500, username="acme_jp")
    fake.fault(500, text="unlucky")
    assert send(help_).status_code == 201
    assert send(help_, "an unlucky one").status_code == 500
    assert help_.get(f"/2/users/{HELP.network_id}/mentions").status_code == 500
    with httpx.Client(base_url=fake.url, auth=AsAccount(seed.ACME_JP), trust_env=False) as other:
        assert send(other, "こんにちは").status_code == 500


def test_faults_can_be_cleared(fake: FakeX, help_: httpx.Client) -> None:
    fake.fault(500, times=9)
    fake.no_faults()
    assert send(help_).status_code == 201


@pytest.mark.parametrize("body", [{}, {"answer": 200}, {"answer": "sulk"}, {"answer": 500, "match": {"colour": "red"}}])
def test_a_senseless_fault_is_refused(fake: FakeX, body: dict[str, object]) -> None:
    response = httpx.post(f"{fake.url}/_control/faults", json=body, trust_env=False)
    assert response.status_code == 400
    assert response.json()["error"]


def test_requests_are_counted_by_route_and_by_account(fake: FakeX, help_: httpx.Client) -> None:
    send(help_)
    help_.get("/2/users/me")
    help_.get("/2/users/me")
    assert fake.requests() == {"POST /2/tweets": 1, "GET /2/users/me": 2}
    told = httpx.get(f"{fake.url}/_control/requests", trust_env=False).json()["by_account"]
    assert told == {HELP.username: fake.requests()}


def test_a_limit_can_be_lowered(fake: FakeX, help_: httpx.Client) -> None:
    fake.limit("POST /2/tweets", 1)
    assert [send(help_, text).status_code for text in ("one", "two")] == [201, 429]


def test_the_levers_are_for_this_machine_only(tmp_path: Path) -> None:
    async def reset(host: str) -> int:
        application = app(tmp_path)
        transport = httpx.ASGITransport(application, client=(host, 1))
        async with (
            application.router.lifespan_context(application),
            httpx.AsyncClient(transport=transport, base_url="http://x") as client,
        ):
            return (await client.post("/_control/reset")).status_code

    assert [asyncio.run(reset(host)) for host in ("192.0.2.7", "127.0.0.1")] == [403, 200]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/posts", {"author": "hana"}, "missing or unknown: text"),
        ("/posts", {"author": "hana", "text": "hi", "in_reply_to": "1"}, "there is no post 1"),
        (
            "/posts",
            {"author": "hana", "text": "hi", "created_at": "2026-01-01T00:00:00"},
            "created_at has no time zone",
        ),
        ("/posts", {"author": "hana", "text": "hi", "created_at": "2001-01-01T00:00:00Z"}, "X has no ids before"),
        ("/limits", {"POST /2/tweets": "many"}, "limits are whole numbers by route"),
    ],
)
def test_a_lever_that_makes_no_sense_says_why(fake: FakeX, path: str, body: dict[str, object], said: str) -> None:
    response = httpx.post(f"{fake.url}/_control{path}", json=body, trust_env=False)
    assert response.status_code == 400
    assert said in response.json()["error"]


def test_it_remembers_through_a_restart(tmp_path: Path) -> None:
    with receiving(seed.MAIN.consumer_secret) as desk:
        with running(tmp_path) as url, FakeX(url) as fake:
            fake.connect(desk.url)
            first = fake.post("hana", "@acme_help hello?")
            desk.wait(lambda one: bool(one.received))
        with running(tmp_path) as url, FakeX(url) as fake:
            second = fake.post("hana", "Anybody?", in_reply_to=first["id"])
            assert int(second["id"]) > int(first["id"])
            assert second["conversation_id"] == first["id"]
            assert len(desk.challenges) == 1
            fake.post("ken", "@acme_help me too")
            desk.wait(lambda one: len(one.of_type("post.mention.create")) == 2)


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "infra.local.fake_x", "--port", str(port), "--state", str(tmp_path)]
    with subprocess.Popen(command, env=os.environ | {"PYTHONWARNINGS": "error"}) as process:
        try:
            deadline = time.monotonic() + 10
            while True:
                try:
                    assert httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json() == {"ok": True}
                    break
                except httpx.ConnectError:
                    assert process.poll() is None
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)
    assert process.returncode in (0, -signal.SIGINT, 130)
