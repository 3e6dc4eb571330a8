"""Playing a file of posts to a webhook that listens."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.replay import __main__ as replay
from infra.local.replay.desk import Internal
from tests.integration.fake_x_receiver import Receiver, receiving

SECRET = "local-consumer-secret"


def post(number: int, conversation: int, *, inbound: bool = True, answers: int | None = None) -> dict[str, Any]:
    return {
        "id": str(10**18 + number),
        "created_at": "2019-03-01T09:00:00.123Z",
        "account": "acme_help",
        "direction": "inbound" if inbound else "outbound",
        "author_id": "2001" if inbound else "1001",
        "author_username": "hana" if inbound else "acme_help",
        "conversation_id": str(10**18 + conversation),
        "in_reply_to": None if answers is None else str(10**18 + answers),
        "text": f"@acme_help number {number}",
    }


class Queues:
    """Queues that empty by themselves, but for what is dead."""

    left = 2
    at_rest = 0

    def __init__(self, _internal: Internal) -> None:
        self._left = self.left

    def waiting(self) -> int:
        self._left = max(0, self._left - 1)
        return self._left

    def dead(self) -> int:
        return self.at_rest

    def drain(self, seconds: float, look: Callable[[int], None]) -> bool:
        look(self.waiting())
        return seconds > 0


@pytest.fixture
def webhook() -> Iterator[Receiver]:
    with receiving(SECRET) as receiver:
        yield receiver


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    files: list[str] = []

    def push(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        files.append(Path(command[-1]).read_text(encoding="utf-8"))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("infra.local.replay.desk.subprocess.run", push)
    monkeypatch.setattr(replay, "Queues", Queues)
    return files


@pytest.fixture
def play(tmp_path: Path, webhook: Receiver, pushed: list[str]) -> Callable[..., int]:
    def run(*posts: dict[str, Any], wait: float = 5) -> int:
        internal = {"endpoint_url": "http://localhost", "ingest_queue_url": "q", "ingest_dlq_url": "d"}
        outputs = {"webhook_url": webhook.url, "x_consumer_secret": SECRET, "internal": internal, "more": 1}
        (tmp_path / "outputs.json").write_text(json.dumps(outputs), encoding="utf-8")
        (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
        arguments = [str(tmp_path / "posts.jsonl"), "--outputs", str(tmp_path / "outputs.json"), "--wait", str(wait)]
        return replay.main(arguments)

    return run


def test_every_line_comes_signed_and_once(
    play: Callable[..., int], webhook: Receiver, pushed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    posts = [post(n, n) for n in range(20)] + [post(20, 0, inbound=False, answers=0), post(21, 0, answers=20)]
    assert play(*posts) == 0
    assert len(pushed) == 1
    assert 'id = "acme_help"' in pushed[0]
    for headers, body in webhook.received:
        assert headers["x-twitter-webhooks-signature"] == webhook.signature(body)
        assert headers["host"].startswith("abc123.execute-api.localhost")
    assert sorted(event["payload"]["id"] for event in webhook.events) == sorted(one["id"] for one in posts)
    assert len(webhook.of_type("post.create")) == len(webhook.of_type("post.reply.create")) == 1
    assert "22 of 22 posts delivered" in capsys.readouterr().out


def test_a_conversation_keeps_its_order_though_some_are_tried_again(
    play: Callable[..., int], webhook: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    webhook.statuses = [500, 503, 500]
    assert play(*(post(n, 0, answers=n - 1 if n else None) for n in range(6))) == 0
    ids = [event["payload"]["id"] for event in webhook.events]
    assert list(dict.fromkeys(ids)) == [post(n, 0)["id"] for n in range(6)]
    assert len(ids) == 9
    assert "3 tried again" in capsys.readouterr().out


def test_what_is_refused_is_told(
    play: Callable[..., int], webhook: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    webhook.statuses = [401]
    assert play(post(0, 0), post(1, 0)) == 1
    said = capsys.readouterr().out
    assert "1 of 2 posts delivered" in said
    assert f"post {post(0, 0)['id']}: status 401" in said


def test_what_rests_on_the_dead_letter_queue_is_told(
    play: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Queues, "at_rest", 3)
    assert play(post(0, 0)) == 1
    assert "3 messages rest on the dead-letter queue" in capsys.readouterr().out


def test_a_desk_that_does_not_swallow_is_not_waited_for_forever(
    play: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(post(0, 0), wait=0) == 1
    assert "had not swallowed everything" in capsys.readouterr().out


def test_of_a_bad_file_nothing_is_sent(
    play: Callable[..., int], webhook: Receiver, pushed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(post(0, 0), post(1, 1) | {"id": "x"}) == 2
    assert "line 2: id" in capsys.readouterr().out
    assert webhook.received == []
    assert pushed == []


def test_accounts_that_are_refused_stop_the_replay(
    play: Callable[..., int], webhook: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "accounts[0].id: not so")

    monkeypatch.setattr("infra.local.replay.desk.subprocess.run", refuse)
    assert play(post(0, 0)) == 2
    assert "accounts[0].id: not so" in capsys.readouterr().out
    assert webhook.received == []


def test_without_a_running_desk_it_says_so(
    tmp_path: Path, pushed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text(json.dumps(post(0, 0)), encoding="utf-8")
    assert replay.main([str(file), "--outputs", str(tmp_path / "none.json")]) == 2
    assert "is the desk running" in "".join(capsys.readouterr().out.split("\n")).replace("  ", " ")


def test_an_interruption_ends_cleanly(
    play: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: Any, **__: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(Queues, "drain", interrupt)
    assert play(post(0, 0)) == 130
    assert "Stopped" in capsys.readouterr().out
