from datetime import timedelta

from shared.domain.notifications.deliverability import SOFT_KEPT, AddressFault, AddressStatus
from shared.ports.notifications import Addresses
from tests.contracts.build import at

KT = "keiko@example.com"
BOUNCED = AddressFault.BOUNCED


def test_an_address_that_nobody_complained_of_is_not_known(addresses: Addresses) -> None:
    assert addresses.statuses(at(0)) == {}


def test_L2_a_mark_stands_as_it_was_made_first(addresses: Addresses) -> None:
    assert addresses.mark("mail", KT, BOUNCED, "user unknown", at(1)) is True
    assert addresses.mark("mail", KT, BOUNCED, "user unknown", at(1)) is False
    assert addresses.mark("mail", KT, AddressFault.COMPLAINED, "abuse", at(2)) is False
    assert addresses.mark("sms", "+819012345678", AddressFault.OPTED_OUT, "opted out", at(3)) is True
    assert addresses.statuses(at(9)) == {
        ("mail", KT): AddressStatus("mail", KT, BOUNCED, at(1), "user unknown"),
        ("sms", "+819012345678"): AddressStatus("sms", "+819012345678", AddressFault.OPTED_OUT, at(3), "opted out"),
    }


def test_what_is_told_late_does_not_undo_what_a_person_cleared_since(addresses: Addresses) -> None:
    addresses.mark("mail", KT, BOUNCED, "user unknown", at(1))
    addresses.clear("mail", KT, at(5))
    assert addresses.statuses(at(9)) == {}
    assert addresses.mark("mail", KT, BOUNCED, "user unknown", at(1)) is False
    assert addresses.mark("mail", KT, BOUNCED, "user unknown", at(5)) is False
    assert addresses.statuses(at(9)) == {}
    assert addresses.mark("mail", KT, BOUNCED, "again", at(6)) is True
    assert addresses.statuses(at(9))["mail", KT].reason == "again"


def test_what_may_pass_is_counted_once_an_event_and_for_a_week(addresses: Addresses) -> None:
    for ident, minute in (("a", 1), ("a", 1), ("b", 2)):
        addresses.count("mail", KT, ident, at(minute))
    assert addresses.statuses(at(9)) == {("mail", KT): AddressStatus("mail", KT, soft=2)}
    assert addresses.statuses(at(1) + SOFT_KEPT)["mail", KT].soft == 1
    assert addresses.statuses(at(2) + SOFT_KEPT + timedelta(seconds=1)) == {}


def test_a_mark_tells_what_was_counted_too_and_clearing_forgets_both(addresses: Addresses) -> None:
    addresses.count("mail", KT, "a", at(1))
    addresses.mark("mail", KT, BOUNCED, "user unknown", at(2))
    assert addresses.statuses(at(9)) == {("mail", KT): AddressStatus("mail", KT, BOUNCED, at(2), "user unknown", 1)}
    addresses.clear("mail", KT, at(5))
    assert addresses.statuses(at(9)) == {}
    addresses.count("mail", KT, "b", at(6))
    assert addresses.statuses(at(9))["mail", KT].soft == 1
