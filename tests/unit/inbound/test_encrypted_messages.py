"""Encrypted messages cannot be read, and nobody takes their silence for quiet (I8)."""

import json
from datetime import timedelta

import pytest

from shared import wiring
from shared.domain.accounts.status import Signal, Tally
from shared.domain.errors import UnavailableError
from shared.domain.posts.incoming_post import EncryptedMessage
from shared.networks.x.reading.reader import read_delivery
from shared.usecases.accounts.account_health import SEALED_FOR, account_health
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.operations.findings import State
from tests.builders import BRAND, at, minutes
from tests.fake_desk import FakeDesk
from tests.unit.accounts.test_deaf_accounts import look, polled_desk
from tests.unit.api.test_api import call, raw
from tests.unit.operations.test_doctor import look as examined

SECRET = "CwABAAAA"


def came(ident: str, minute: float) -> EncryptedMessage:
    return EncryptedMessage("x", BRAND.id, ident, at(minute))


def take(desk: FakeDesk, *events: EncryptedMessage) -> dict[str, int]:
    return dict(ingest_delivery(events, source="webhook", desk=desk))


def sealed(desk: FakeDesk) -> Tally | None:
    return account_health(desk=desk)[0].sealed


def test_I8_they_are_counted_once_each_whatever_comes_twice_or_out_of_order() -> None:
    desk = polled_desk()
    assert take(desk, came("c", 3), came("a", 1), came("a", 1)) == {"messages_encrypted": 3}
    take(desk, came("b", 2), came("c", 3))
    found = sealed(desk)
    assert found is not None
    assert (found.number, found.last) == (3, at(3))
    assert account_health(desk=desk)[0].state == "ok"


def test_I8_one_that_could_not_be_counted_at_once_is_counted_when_it_comes_again() -> None:
    desk = polled_desk()
    count = desk.heartbeats.count

    def fails(*_: object, **__: object) -> None:
        desk.heartbeats.count = count  # type: ignore[method-assign]
        raise UnavailableError("the table")

    desk.heartbeats.count = fails  # type: ignore[method-assign]
    with pytest.raises(UnavailableError):
        take(desk, came("a", 1))
    take(desk, came("a", 1))
    found = sealed(desk)
    assert found is not None
    assert found.number == 1


def test_I8_nothing_of_what_they_say_or_of_who_wrote_is_kept() -> None:
    desk = polled_desk()
    event = {
        "event_type": "chat.received",
        "filter": {"user_id": BRAND.id},
        "payload": {
            "id": "e4f4",
            "sender_id": "987654321",
            "encoded_event": SECRET,
            "created_at_msec": "1789560000000",
        },
    }
    ingest_delivery(read_delivery(json.dumps({"data": event}).encode(), at(0)), source="webhook", desk=desk)
    kept = str([vars(store) for store in (desk.heartbeats, desk.tickets, desk.ledger, desk.incidents)])
    assert "messages_encrypted" in kept
    assert SECRET not in kept
    assert "987654321" not in kept


def test_I8_another_account_and_nobody_s_account_are_not_touched() -> None:
    desk = polled_desk()
    take(desk, EncryptedMessage("x", "42", "a", at(1)))
    assert sealed(desk) is None


def test_I8_they_are_a_sign_that_the_webhook_lives() -> None:
    desk = polled_desk()
    take(desk, came("a", 1))
    assert account_health(desk=desk)[0].last_event == desk.clock.now()


def test_I8_the_managers_hear_once_with_what_to_do_and_again_after_a_quiet_week() -> None:
    desk = polled_desk()
    desk.heartbeats.beat("acme", Signal.POLL, at(0) + timedelta(days=30))
    take(desk, came("a", 0))
    assert look(desk) == ["sent"]
    take(desk, came("b", 1))
    assert [look(desk, 60) for _ in range(30)] == [[]] * 30
    [(who, subject, text)] = desk.mailer.mails
    assert (who, subject) == ("boss", "@acme_help: encrypted messages that the desk cannot read")
    assert "ask the customer to start a message that is not encrypted" in text
    assert desk.texter.texts == []
    desk.clock.forward(SEALED_FOR)
    look(desk)
    assert sealed(desk) is None
    look(desk, 11)
    take(desk, EncryptedMessage("x", BRAND.id, "c", desk.clock.now()))
    assert look(desk) == ["sent"]
    assert len(desk.mailer.mails) == 2


def test_I8_the_doctor_notes_them() -> None:
    desk = polled_desk()
    take(desk, came("a", 0), came("b", 1))
    desk.clock.forward(minutes(5))
    found = examined(desk=desk)["acme", "encrypted messages"]
    assert found.state is State.NOTE
    assert found.sentence.startswith(
        "2 since 2026-09-15 12:00 UTC, the last 4 min ago; only the network's own app shows them"
    )


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    made = polled_desk()
    monkeypatch.setattr(wiring, "_desk", made)
    return made


def test_I8_the_api_says_how_many_and_when_to_the_page_and_to_whoever_asks(desk: FakeDesk) -> None:
    [account] = call("GET", "/api/health")[1]["accounts"]
    assert (account["state"], account["encrypted"]) == ("ok", None)
    tag = raw("GET", "/api/queue")["headers"]["etag"]
    take(desk, came("a", 1), came("b", 2))
    told = {"count": 2, "first": "2026-09-15T12:01:00.000Z", "last": "2026-09-15T12:02:00.000Z"}
    told |= {"url": "https://x.com/messages"}
    for path in ("/api/health", "/api/queue"):
        [account] = call("GET", path)[1]["accounts"]
        assert (account["state"], account["encrypted"]) == ("ok", told)
    assert raw("GET", "/api/queue", headers={"if-none-match": tag})["statusCode"] == 200
