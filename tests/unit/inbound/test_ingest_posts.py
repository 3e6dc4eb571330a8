"""An event that cannot be used rests with a reason, whatever kept the desk from it, and the reason tells nobody's words (I5)."""

import base64
import json
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from functions import ingest_posts
from shared import wiring
from shared.domain.errors import UnavailableError, UnreachableError
from tests.fake_desk import FakeDesk


class Letters(list[tuple[str, str]]):
    fails: Exception | None = None

    def put(self, body: str, reason: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.append((body, reason))


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    desk, letters = FakeDesk(), Letters()
    monkeypatch.setattr(desk, "dead_letters", letters, raising=False)
    monkeypatch.setattr(desk, "ingest_retries", SimpleNamespace(retry_after=lambda *_: None), raising=False)
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    return letters


def delivered(tries: int, network: str = "x") -> bool:
    """Whether the message is done with after so many tries."""
    sent = base64.b64encode(b'{"for_user_id":"1"}').decode()
    body = json.dumps({"network": network, "body": sent, "source": "poll", "received_at": "2026-09-15T12:00:00+00:00"})
    record = {"messageId": "m1", "receiptHandle": "r1", "body": body}
    record |= {"attributes": {"ApproximateReceiveCount": str(tries)}}  # type: ignore[dict-item]
    return bool(ingest_posts.handler({"Records": [record]}, None)["batchItemFailures"] == [])


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(ingest_posts, "ingest_delivery", fail)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ZeroDivisionError("words of a customer"), "3 attempts failed: ZeroDivisionError at test_ingest_posts.py:"),
        (UnavailableError("the table (Query): throttled"), "3 attempts failed: the table (Query): throttled"),
    ],
    ids=repr,
)
def test_I5_what_nobody_foresaw_rests_with_its_reason_at_the_third_try(
    letters: Letters, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    failing(monkeypatch, error)
    assert (delivered(1), delivered(2), letters) == (False, False, [])
    assert delivered(3)
    [(body, told)] = letters
    assert told.startswith(reason)
    assert "words" not in told
    assert json.loads(body)["source"] == "poll"


def test_I5_what_cannot_be_laid_there_comes_back_and_the_queue_lays_it_there(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, ZeroDivisionError())
    letters.fails = UnavailableError("the queue")
    assert not delivered(3)


def test_I13_a_post_that_a_network_has_to_be_asked_about_comes_again_soon_and_is_stored_at_the_third_try(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[bool] = []

    def ingest(*_: Any, last_try: bool, **__: Any) -> Counter[str]:
        tries.append(last_try)
        if not last_try:
            raise UnreachableError("no connection")
        return Counter(stored=1)

    monkeypatch.setattr(ingest_posts, "ingest_delivery", ingest)
    assert (delivered(1), delivered(2), delivered(3)) == (False, False, True)
    assert (tries, letters) == ([False, False, True], [])
    assert [span for kind, span in ingest_posts.SOON.items() if issubclass(UnreachableError, kind)] == [
        timedelta(seconds=20)
    ]


def test_I5_a_delivery_of_a_network_that_the_desk_does_not_know_rests_with_its_reason(letters: Letters) -> None:
    assert not delivered(2, "myspace")
    assert delivered(3, "myspace")
    [(_, told)] = letters
    assert told == "This desk knows no network 'myspace'."
