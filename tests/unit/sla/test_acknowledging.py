"""Somebody has seen it: warnings fall silent, escalation waits, `due` comes all the same (L4)."""

from shared.ports.settings import Document
from shared.usecases.operations.due_steps import Overdue
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.sla.chase_deadline import Chased
from shared.usecases.tickets.ticket_actions import acknowledge_ticket
from tests.alerting import asked_desk, chase
from tests.builders import at
from tests.fake_desk import FakeDesk

ESCALATES = [{"step": "due"}, {"step": "late30", "after_minutes": 30}, {"step": "late40", "after_minutes": 40}]


def test_L4_acknowledging_silences_warnings_and_due_still_comes() -> None:
    desk = asked_desk()
    acknowledge_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    assert chase(desk, 48).fired is None
    assert chase(desk, 60).fired == "due"


def escalating(**general: object) -> FakeDesk:
    desk = asked_desk(
        Document("policy", "default", 1, {"ladder": ESCALATES}), Document("desk", "desk", 1, dict(general))
    )
    assert chase(desk, 60) == Chased(at(90), "due")
    return desk


def acknowledge(desk: FakeDesk, at_minute: float) -> None:
    desk.clock.forward(at(at_minute) - desk.clock.now())
    acknowledge_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)


def test_L4_acknowledging_after_due_holds_the_escalation_for_thirty_minutes() -> None:
    desk = escalating()
    acknowledge(desk, 75)
    assert chase(desk, 90) == Chased(at(105))
    assert chase(desk, 105) == Chased(None, "late40")


def test_L4_how_long_it_is_held_is_a_setting_and_what_comes_later_is_not_held_at_all() -> None:
    desk = escalating(escalation_hold_minutes=18)
    acknowledge(desk, 75)
    assert chase(desk, 90) == Chased(at(93))
    assert chase(desk, 93) == Chased(at(100), "late30")
    assert chase(desk, 100) == Chased(None, "late40")


def test_L4_acknowledging_a_warning_does_not_hold_the_escalation() -> None:
    desk = asked_desk(Document("policy", "default", 1, {"ladder": ESCALATES}))
    acknowledge(desk, 59)
    assert chase(desk, 60).fired == "due"
    assert chase(desk, 90).fired == "late30"


def test_L4_acknowledged_after_the_deadline_due_itself_still_comes() -> None:
    desk = asked_desk()
    acknowledge(desk, 61)
    assert chase(desk, 62).fired == "due"


def test_L4_the_reconciler_leaves_a_held_escalation_alone_and_sends_it_when_its_timer_is_lost() -> None:
    desk = escalating()
    acknowledge(desk, 89)
    desk.clock.forward(at(95) - desk.clock.now())
    assert find_overdue(desk=desk).waiting[Overdue.CHASED] == 0
    desk.clock.forward(at(121) - desk.clock.now())
    assert find_overdue(desk=desk).waiting[Overdue.CHASED] == 1
    assert desk.alerts.messages[-1][1].step == "late40"
