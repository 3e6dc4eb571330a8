"""Send a test message to the person who requested it."""

from typing import Protocol

from shared.domain.notifications.deliverability import MAIL, SMS
from shared.domain.notifications.queued import SampleRequested
from shared.domain.sla.alert import Sending
from shared.domain.templates.messages import Message
from shared.ports.notifications import HasAlerts
from shared.ports.settings import HasSettings
from shared.usecases.notifications.notify import Notification, NotifyDesk, notify
from shared.usecases.notifications.send_alert import SOON
from shared.usecases.settings.current import desk_settings


class SendSampleDesk(NotifyDesk, HasAlerts, HasSettings, Protocol):
    """The parts of the desk that `send_sample` uses."""


ATTEMPTS = 3
"""The number of attempts for a sample: no customer waits for it."""


def send_sample(
    sample: str, person_id: str, message: Message, *, sms: bool, attempt: int, desk: SendSampleDesk
) -> list[Sending]:
    """Send the sample by each way, and return the outcome of each: nothing if the person has left. A way that a carrier
    does not accept is retried a little later. `sample` is a permanent idempotency key, so that a way that accepted it
    is not used twice. Neither quiet hours nor a mark on the address apply to a requested message.
    """
    person = desk_settings(desk).at_work(person_id)
    if person is None:
        return []
    ways = (MAIL, SMS) if sms else (MAIL,)
    results = notify(f"sample#{sample}", [Notification(person, message, ways)], desk=desk)
    if attempt < ATTEMPTS and any(sending.owed for sending in results):
        desk.alerts.put(SampleRequested(person.id, message, sms, sample, attempt + 1), delay=SOON)
    return results
