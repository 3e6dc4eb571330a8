"""What the alert queue's function does with each kind of message (L3, L5)."""

import json

import pytest

from functions.send_alerts import handler
from shared import wiring
from shared.adapters.aws.alert_messages import encode
from shared.domain.notifications.queued import AlertDue, DigestDue, QueuedNotification
from shared.usecases.alerts.recipients import for_digest
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from tests.alerting import asked_desk, chase, queued_alerts
from tests.builders import minutes
from tests.fake_desk import FakeDesk


def take(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *messages: QueuedNotification) -> list[dict[str, str]]:
    """What comes back of these messages."""
    return take_bodies(desk, monkeypatch, *(json.dumps(encode(message)) for message in messages))


def take_bodies(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *bodies: str) -> list[dict[str, str]]:
    monkeypatch.setattr(desk, "alert_retries", None, raising=False)
    monkeypatch.setattr(wiring, "desk", lambda: desk)
    records = [{"messageId": str(n), "receiptHandle": str(n), "body": body} for n, body in enumerate(bodies)]
    failures: list[dict[str, str]] = handler({"Records": records}, None)["batchItemFailures"]
    return failures


def test_L3_an_alert_is_sent_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    chase(desk, 48)
    [(_, key)] = desk.alerts.messages
    assert take(desk, monkeypatch, AlertDue(key), AlertDue(key)) == []
    assert len(desk.mailer.mails) == 1


def test_L5_a_digest_is_sent_by_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = asked_desk()
    chase(desk, 60)
    [(ticket, alert)] = queued_alerts(desk)
    desk.digests.collect("boss", for_digest(ticket, alert), desk.clock.now())
    desk.clock.forward(minutes(1))
    assert send_unsent(desk=desk)[Unsent.DIGESTS] == 1
    assert take(desk, monkeypatch, *(DigestDue(whose) for whose in desk.alerts.digests)) == []
    assert [subject for _, subject, _ in desk.mailer.mails] == ["1 ticket waits for an answer, 1 overdue"]


class Rests:
    """Dead letters: what was laid there, with the reason."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []

    def put(self, body: str, reason: str) -> None:
        self.letters.append((body, reason))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"kind":"postcard","to":"kt"}', "unknown kind of notification: 'postcard'"),
        ('{"digest":"kt"}', "unknown kind of notification: None"),
        ('{"kind":"note","ticket":"t1"}', "no notification of ours: TypeError"),
        ('{"kind":"incident","fault":"hiccups"}', "no notification of ours: ValueError"),
        ("7", "no notification of ours: TypeError"),
        ("not json", "no notification of ours: JSONDecodeError"),
    ],
)
def test_I5_a_message_that_cannot_be_read_rests_among_the_dead_letters_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    """It keeps no other back, and is not tried again: the same release reads it no better."""
    desk, dead = asked_desk(), Rests()
    monkeypatch.setattr(desk, "alert_dead_letters", dead, raising=False)
    chase(desk, 48)
    [(_, key)] = desk.alerts.messages
    assert take_bodies(desk, monkeypatch, body, json.dumps(encode(AlertDue(key)))) == []
    assert dead.letters == [(body, reason)]
    assert len(desk.mailer.mails) == 1
