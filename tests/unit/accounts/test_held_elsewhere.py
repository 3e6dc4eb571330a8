"""Conversations that another app holds: people hear of it before their answers are refused (I8)."""

from datetime import timedelta
from typing import Any

from shared.domain.accounts.status import Signal
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.usecases.accounts.account_health import HELD_FOR, account_health
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.operations.findings import State
from tests.builders import BRAND, at, minutes, sighted
from tests.fake_desk import FakeDesk
from tests.unit.accounts.test_deaf_accounts import look, polled_desk
from tests.unit.operations.test_doctor import look as examined


def take(desk: FakeDesk, *numbers: float, held: bool = True, author: Author | None = None) -> None:
    more: dict[str, Any] = {"author": author} if author is not None else {}
    posts = [
        sighted(
            n,
            channel=Channel.DIRECT,
            recipient_id=BRAND.id if author is None else "900",
            conversation_id="900-100",
            held_elsewhere=held,
            **more,
        )
        for n in numbers
    ]
    ingest_delivery(posts, source="webhook", desk=desk)


def test_I8_messages_in_them_are_counted_once_each_and_the_account_stays_well() -> None:
    desk = polled_desk()
    take(desk, 1, 0, 1)
    [health] = account_health(desk=desk)
    assert health.held_elsewhere is not None
    assert (health.held_elsewhere.number, health.state) == (2, "ok")


def test_I8_neither_other_messages_nor_our_own_are_counted() -> None:
    desk = polled_desk()
    take(desk, 0, held=False)
    take(desk, 1, author=BRAND)
    assert account_health(desk=desk)[0].held_elsewhere is None


def test_I8_people_hear_of_it_once_with_what_to_do() -> None:
    desk = polled_desk()
    desk.heartbeats.beat("acme", Signal.POLL, at(0) + timedelta(days=30))
    take(desk, 0)
    assert look(desk) == ["sent"]
    take(desk, 1)
    assert look(desk, 60) == []
    subjects = [subject for _, subject, _ in desk.mailer.mails]
    assert "@acme_help: conversations are held elsewhere" in subjects
    assert any("Choose the desk's app in the account's settings on X" in text for _, _, text in desk.mailer.mails)
    desk.clock.forward(HELD_FOR + minutes(1))
    assert account_health(desk=desk)[0].held_elsewhere is None


def test_I8_the_doctor_notes_it() -> None:
    desk = polled_desk()
    take(desk, 0, 1)
    desk.clock.forward(minutes(5))
    found = examined(desk=desk)["acme", "held elsewhere"]
    assert found.state is State.NOTE
    assert found.sentence.startswith("2 since 2026-09-15 12:00 UTC")
