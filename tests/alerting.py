"""A desk where a customer waits, and what happens to it as the minutes pass."""

from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.notifications.send_alert import send_alert
from shared.usecases.sla.chase_deadline import Chased, chase_deadline
from tests.builders import at, sighted
from tests.fake_desk import TWO_STEPS, FakeDesk


def asked_desk(*documents: Document) -> FakeDesk:
    desk = FakeDesk(TWO_STEPS, *documents)
    ingest_post(sighted(0), desk=desk)
    return desk


def chase(desk: FakeDesk, at_minute: float, timer_generation: int = 1) -> Chased:
    desk.clock.forward(at(at_minute) - desk.clock.now())
    ticket = desk.only_ticket()
    return chase_deadline(ticket.id, ticket.clocks[-1].id, timer_generation, desk=desk)


def deliver(desk: FakeDesk) -> list[str]:
    messages, desk.alerts.messages = desk.alerts.messages, []
    return [send_alert(t, a.clock, a.step, a.due_at, desk=desk) for t, a in messages]
