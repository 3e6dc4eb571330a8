"""What any lease owes those who must not do something twice at once."""

from shared.ports.operations import Leases
from tests.contracts.build import at


def test_one_has_it_until_its_time_is_over(leases: Leases) -> None:
    assert leases.take("renew", at(0), at(2))
    assert not leases.take("renew", at(1), at(3))
    assert leases.take("other", at(1), at(3))
    assert leases.take("renew", at(2), at(4))


def test_who_gives_it_back_lets_the_next_one_have_it(leases: Leases) -> None:
    leases.take("renew", at(0), at(2))
    leases.give_back("renew", at(2))
    assert leases.take("renew", at(1), at(3))


def test_nobody_gives_back_what_is_anothers_by_now(leases: Leases) -> None:
    leases.take("renew", at(0), at(2))
    leases.take("renew", at(2), at(4))
    leases.give_back("renew", at(2))
    leases.give_back("nobody's", at(2))
    assert not leases.take("renew", at(3), at(5))


def test_of_many_who_ask_at_the_same_instant_one_has_it(leases: Leases) -> None:
    """One call after the other: moto checks a condition and writes in two steps, which DynamoDB does in one. Three at
    once are tried on the running desk (tests/e2e/test_permissions.py)."""
    assert [leases.take("renew", at(0), at(2)) for _ in range(24)] == [True] + [False] * 23
