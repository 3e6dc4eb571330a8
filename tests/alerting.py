"""A desk where a customer waits, and what happens to it as the minutes pass."""

from shared.domain.sla.alert import Alert
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


def queued_alerts(desk: FakeDesk) -> list[tuple[str, Alert]]:
    """The alerts whose keys are in the queue, as their tickets have them, each with its ticket's id."""
    found = [
        (key.ticket, desk.tickets.load(key.ticket).alert(key.clock, key.step, key.due_at))
        for _, key in desk.alerts.messages
    ]
    return [(ticket, alert) for ticket, alert in found if alert is not None]
