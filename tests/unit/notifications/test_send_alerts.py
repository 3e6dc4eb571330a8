"""What the alert queue's function does with each kind of message (L3, L5)."""

import json
from typing import Any

import pytest

from functions.send_alerts import handler
from shared import wiring
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.alerts.recipients import for_digest
from shared.usecases.operations.reconcile import send_unsent
from tests.alerting import asked_desk, chase
from tests.builders import minutes
from tests.fake_desk import FakeDesk


def take(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *messages: dict[str, Any]) -> list[dict[str, str]]:
    """What comes back of these messages."""
    monkeypatch.setattr(desk, "alert_retries", None, raising=False)
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    records = [
        {"messageId": str(n), "receiptHandle": str(n), "body": json.dumps(message)}
        for n, message in enumerate(messages)
    ]
    failures: list[dict[str, str]] = handler({"Records": records}, None)["batchItemFailures"]
    return failures


def test_L3_an_alert_is_sent_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    chase(desk, 48)
    [(ticket, alert)] = desk.alerts.messages
    key = {"ticket": ticket, "clock": alert.clock, "step": alert.step, "due_at": rfc3339(alert.due_at)}
    assert take(desk, monkeypatch, key, key) == []
    assert len(desk.mailer.mails) == 1


def test_L5_a_digest_is_sent_by_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    chase(desk, 60)
    [(ticket, alert)] = desk.alerts.messages
    desk.digests.collect("boss", for_digest(ticket, alert), desk.clock.now())
    desk.clock.forward(minutes(1))
    assert send_unsent(desk=desk)["digests"] == 1
    assert take(desk, monkeypatch, *({"digest": whose} for whose in desk.alerts.digests)) == []
    assert [subject for _, subject, _ in desk.mailer.mails] == ["1 ticket waits for an answer, 1 overdue"]
