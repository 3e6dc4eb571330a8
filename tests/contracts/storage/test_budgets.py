"""What any count of calls owes the adapters of networks."""

from datetime import timedelta

from shared.domain.accounts.allowance import Allowance
from shared.ports.accounts import Budgets, Used
from tests.contracts.build import at

SENDS = Allowance("send", 3, timedelta(minutes=15))
READS = Allowance("read", 2, timedelta(minutes=1))


def test_an_allowance_is_used_up_and_says_when_its_window_ends(budgets: Budgets) -> None:
    assert [budgets.take("acme", SENDS, at(n)) for n in (0, 4, 9)] == [None, None, None]
    assert budgets.take("acme", SENDS, at(14.9)) == at(15)
    assert budgets.take("acme", SENDS, at(15)) is None
    assert [budgets.take("acme", SENDS, at(16)) for _ in range(3)] == [None, None, at(30)]


def test_accounts_and_calls_do_not_spend_each_others(budgets: Budgets) -> None:
    for _ in range(9):
        budgets.take("acme", READS, at(0))
    assert budgets.take("acme", READS, at(0)) == at(1)
    assert budgets.take("acme", SENDS, at(0)) is None
    assert budgets.take("acme_jp", READS, at(0)) is None


def test_what_is_spared_is_left_to_those_who_spare_nothing(budgets: Budgets) -> None:
    assert [budgets.take("acme", SENDS, at(0), spare=2) for _ in range(2)] == [None, at(15)]
    assert [budgets.take("acme", SENDS, at(1)) for _ in range(3)] == [None, None, at(15)]
    assert budgets.take("acme", Allowance("none", 0, timedelta(minutes=15)), at(1)) == at(16)


def test_the_networks_own_word_holds_whatever_is_left(budgets: Budgets) -> None:
    budgets.hold("acme", "send", at(7))
    budgets.hold("acme", "send", at(5))
    assert budgets.take("acme", SENDS, at(6)) == at(7)
    assert budgets.take("acme", READS, at(6)) is None
    assert budgets.take("acme", SENDS, at(7)) is None


def test_a_ration_counts_each_once_a_day_and_keeps_the_order(budgets: Budgets) -> None:
    assert budgets.spend_ids("look", ["5", "3", "5", "9"], most=2, day=at(0)) == ("5", "3")
    assert budgets.spend_ids("look", ["9", "3", "5"], most=2, day=at(60)) == ("3", "5")
    assert budgets.spend_ids("look", ["9", "3"], most=3, day=at(60)) == ("9", "3")
    assert budgets.spend_ids("look", [], most=3, day=at(60)) == ()
    assert budgets.spend_ids("other", ["1"], most=1, day=at(60)) == ("1",)
    assert budgets.spend_ids("look", ["1"], most=1, day=at(24 * 60)) == ("1",)
    assert budgets.spend_ids("look", ["1", "2"], most=0, day=at(48 * 60)) == ()


def test_what_an_account_has_used_up_can_be_looked_at(budgets: Budgets) -> None:
    assert budgets.used("acme") == []
    for n in (2, 5):
        budgets.take("acme", SENDS, at(n))
    budgets.take("acme_jp", SENDS, at(3))
    budgets.hold("acme", "send", at(9))
    budgets.hold("acme", "read", at(7))
    assert budgets.used("acme") == [Used("read", 0, None, at(7)), Used("send", 2, at(2), at(9))]


def test_how_much_of_a_ration_is_counted_can_be_looked_at(budgets: Budgets) -> None:
    budgets.spend_ids("look", ["5", "3", "5"], most=9, day=at(0))
    assert budgets.ids_spent("look", at(60)) == 2
    assert budgets.ids_spent("look", at(24 * 60)) == 0
    assert budgets.ids_spent("other", at(0)) == 0
