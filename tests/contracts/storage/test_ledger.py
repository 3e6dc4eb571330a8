"""What any count of charges owes those who have to pay."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from shared.domain.accounts.costs import LedgerEntry
from shared.networks.x.pricing.prices import XCharge
from shared.ports.accounts import Ledger
from tests.builders import snowflake

DAY = date(2026, 9, 18)
NEXT = DAY + timedelta(days=1)


def test_the_same_thing_is_new_once_a_day(ledger: Ledger) -> None:
    assert ledger.unseen("acme", "post_read", ["1", "2"], DAY) == {"1", "2"}
    assert ledger.unseen("acme", "post_read", ["2", "3", "3"], DAY) == {"3"}
    assert ledger.unseen("acme", "post_read", ["1", "2", "3"], DAY) == set()
    assert ledger.unseen("acme", "post_read", ["2"], NEXT) == {"2"}


def test_AWS1_an_id_that_comes_by_itself_is_new_once_a_day(ledger: Ledger) -> None:
    """As a webhook brings them: it is not read first, and only the write itself can tell."""
    assert [ledger.unseen("acme", "event", ["1"], DAY) for _ in range(3)] == [{"1"}, set(), set()]


def test_accounts_and_kinds_do_not_hide_each_others(ledger: Ledger) -> None:
    ledger.unseen("acme", "post_read", ["1"], DAY)
    assert ledger.unseen("acme_jp", "post_read", ["1"], DAY) == {"1"}
    assert ledger.unseen("acme", "user_read", ["1"], DAY) == {"1"}


def test_ids_of_every_age_and_shape_are_told_apart(ledger: Ledger) -> None:
    noon = datetime(2026, 9, 18, 12, tzinfo=UTC)
    posts = [snowflake(noon - timedelta(hours=n), n) for n in range(30)]
    ids = {*posts, *(f"post.create:{post}" for post in posts), "12", "900", "3_1900000000000000000", "post.create:"}
    assert ledger.unseen("acme", "event", ids, DAY) == ids
    assert ledger.unseen("acme", "event", [*ids, "13"], DAY) == {"13"}


def test_what_is_entered_adds_up_by_day_account_and_kind(ledger: Ledger) -> None:
    ledger.enter("acme", XCharge.POST_READ, 3, Decimal("0.015"), DAY)
    ledger.enter("acme", XCharge.POST_READ, 1, Decimal("0.000001"), DAY)
    ledger.enter("acme", XCharge.MESSAGE, 1, Decimal("0.015"), DAY)
    ledger.enter("acme_jp", XCharge.POST_READ, 2, Decimal("0.010"), NEXT)
    assert ledger.entries(DAY, DAY) == [
        LedgerEntry(DAY, "acme", XCharge.MESSAGE, 1, Decimal("0.015")),
        LedgerEntry(DAY, "acme", XCharge.POST_READ, 4, Decimal("0.015001")),
    ]
    assert [entry.account for entry in ledger.entries(DAY, NEXT)] == ["acme", "acme", "acme_jp"]
    assert ledger.entries(NEXT, NEXT) == [LedgerEntry(NEXT, "acme_jp", XCharge.POST_READ, 2, Decimal("0.010"))]
    assert ledger.entries(NEXT + timedelta(days=1), NEXT + timedelta(days=9)) == []


def test_an_account_of_any_name_is_kept_whole(ledger: Ledger) -> None:
    ledger.enter("-", XCharge.POST_EVENT, 1, Decimal("0.005"), DAY)
    ledger.enter("ACME-jp_2", XCharge.POST_EVENT, 1, Decimal("0.005"), DAY)
    assert {entry.account for entry in ledger.entries(DAY, DAY)} == {"-", "ACME-jp_2"}
