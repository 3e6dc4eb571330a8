"""A claim whose holder does not write keeps nobody from a customer whose deadline has come (W3)."""

import pytest

from shared.domain.errors import ClaimHeldError
from shared.domain.sla.stamping import clock_id
from shared.domain.tickets.action import ActionKind
from shared.domain.tickets.claim import IDLE_AFTER
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.sla.chase_deadline import chase_deadline
from shared.usecases.tickets.ticket_actions import claim_ticket
from tests.builders import at, minutes, sighted
from tests.fake_desk import FakeDesk

LADDER = [{"step": "warn", "at_percent": 50}, {"step": "due"}, {"step": "late", "after_minutes": 5}]
TWO_MINUTES = Document("policy", "default", 1, {"first_reply_minutes": 2, "next_reply_minutes": 2, "ladder": LADDER})


def asked_desk() -> FakeDesk:
    desk = FakeDesk(TWO_MINUTES)
    ingest_post(sighted(0), desk=desk)
    return desk


def claim(desk: FakeDesk, n: float) -> None:
    desk.clock.instant = at(n)
    claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)


def chase(desk: FakeDesk, n: float) -> str | None:
    desk.clock.instant = at(n)
    return chase_deadline(desk.only_ticket().id, clock_id(sighted(0).id), None, desk=desk).fired


def test_W3_the_alert_at_the_deadline_breaks_a_claim_that_is_idle_and_the_history_says_why() -> None:
    desk = asked_desk()
    claim(desk, 0.1)
    assert chase(desk, 2) == "due"
    ticket = desk.only_ticket()
    assert ticket.claim is None
    assert [(a.kind, a.by, a.reason) for a in ticket.actions][1:] == [(ActionKind.RELEASE, None, "idle")]
    assert claim_ticket(ticket.id, by=desk.boss, desk=desk).claim is not None


def test_W3_who_writes_keeps_the_claim_over_the_deadline_and_loses_it_with_the_next_step_if_they_went() -> None:
    desk = asked_desk()
    claim(desk, 0.1)
    claim(desk, 1)
    assert chase(desk, 2) == "due"
    with pytest.raises(ClaimHeldError):
        claim_ticket(desk.only_ticket().id, by=desk.boss, desk=desk)
    assert chase(desk, 7) == "late"
    assert desk.only_ticket().claim is None


def test_W3_a_warning_breaks_no_claim() -> None:
    desk = FakeDesk(Document("policy", "default", 1, {"first_reply_minutes": 60, "ladder": LADDER}))
    ingest_post(sighted(0), desk=desk)
    claim(desk, 26)
    assert chase(desk, 30) == "warn"
    assert desk.only_ticket().claim is not None


def test_W3_a_claim_is_idle_from_ninety_seconds_after_it_was_renewed() -> None:
    desk = asked_desk()
    claim(desk, 0)
    held = desk.only_ticket().claim
    assert held is not None
    assert not held.idle(at(0) + IDLE_AFTER - minutes(0.001))
    assert held.idle(at(0) + IDLE_AFTER)


def test_W3_a_claim_that_has_lapsed_is_nothing_to_tell_of() -> None:
    desk = asked_desk()
    claim(desk, 0)
    assert chase(desk, 20) == "late"
    assert [action.kind for action in desk.only_ticket().actions] == [ActionKind.CLAIM]
