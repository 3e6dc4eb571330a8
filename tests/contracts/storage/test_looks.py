"""What any store of looks owes those who have a ticket open (I6)."""

from shared.ports.accounts import Looks
from tests.contracts.build import at

TICKET = "acme.900.7"


def test_who_opens_a_ticket_has_it_wanted_once(looks: Looks) -> None:
    looks.want("acme", TICKET, at(0))
    looks.want("acme", TICKET, at(1))
    looks.want("other", "other.900.7", at(1))
    assert list(looks.wanted("acme", limit=10)) == [TICKET]
    looks.drop("acme", TICKET)
    looks.drop("acme", TICKET)
    assert list(looks.wanted("acme", limit=10)) == []
    assert looks.last("acme", TICKET) is None


def test_no_more_are_told_than_were_asked_for(looks: Looks) -> None:
    for n in range(5):
        looks.want("acme", f"acme.{n}.7", at(n))
    assert len(looks.wanted("acme", limit=3)) == 3


def test_the_newest_look_is_kept_and_wants_nothing(looks: Looks) -> None:
    looks.looked("acme", TICKET, at(5))
    looks.looked("acme", TICKET, at(3))
    assert looks.last("acme", TICKET) == at(5)
    assert looks.last("other", TICKET) is None
    assert list(looks.wanted("acme", limit=10)) == []


def test_what_is_forgotten_is_gone(looks: Looks) -> None:
    looks.want("acme", TICKET, at(0))
    looks.looked("acme", TICKET, at(1))
    looks.forget("acme", TICKET)
    looks.forget("acme", TICKET)
    assert (list(looks.wanted("acme", limit=10)), looks.last("acme", TICKET)) == ([], None)
