"""A message that somebody asked for themselves, to see whether it reaches them."""

from shared.domain.reach import MAIL, SMS
from shared.domain.texts import Message
from shared.ports import Desk
from shared.usecases.settings import desk_settings
from shared.usecases.tell_person import tell_person


def send_sample(person_id: str, message: Message, *, sms: bool, desk: Desk) -> str:
    """Sends it once, and says what became of it: no customer waits for it, so what a carrier refuses is told in the log
    and not tried again. Neither quiet hours nor a mark on the address hold for what one asks for."""
    person = desk_settings(desk).at_work(person_id)
    if person is None:
        return "stale"
    told = {way: tell_person(person, message, way, desk=desk, alone=True) for way in ([MAIL, SMS] if sms else [MAIL])}
    return "; ".join(each.reason or f"{way}: sent" for way, each in told.items())
