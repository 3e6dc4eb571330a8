from shared.ports.notifications import Deliveries
from tests.contracts.build import at

ALERT = "alert#acme.7.1#1#due#2026-09-15T13:00:00+00:00"


def test_L3_a_message_that_is_out_is_known_by_person_and_way(deliveries: Deliveries) -> None:
    assert deliveries.sent(ALERT) == {}
    deliveries.note(ALERT, "boss", "mail", at(1))
    deliveries.note(ALERT, "boss", "sms", at(2))
    deliveries.note(ALERT, "boss", "sms", at(2))
    deliveries.note(ALERT, "bo", "ss#mail", at(2))
    deliveries.note(f"{ALERT}0", "emi", "mail", at(3))
    assert deliveries.sent(ALERT) == {("boss", "mail"): at(1), ("boss", "sms"): at(2), ("bo", "ss#mail"): at(2)}


def test_L3_a_message_that_came_back_is_out_no_more(deliveries: Deliveries) -> None:
    deliveries.note(ALERT, "boss", "mail", at(1))
    deliveries.note(ALERT, "emi", "mail", at(1))
    for _ in range(2):
        deliveries.forget(ALERT, "boss", "mail")
    assert deliveries.sent(ALERT) == {("emi", "mail"): at(1)}
