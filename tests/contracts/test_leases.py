"""What any lease owes those who must not do something twice at once."""

from concurrent.futures import ThreadPoolExecutor

from shared.ports import Leases
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


def test_of_many_at_once_one_has_it(leases: Leases) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: leases.take("renew", at(0), at(2)), range(24)))
    assert taken.count(True) == 1
