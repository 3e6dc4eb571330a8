"""Networks' charges, in DynamoDB (ports.Ledger)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from pynamodb.exceptions import PutError, PynamoDBException
from pynamodb.expressions.update import Action

from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.keys import account_keys
from shared.adapters.dynamodb.models.work import LedgerItem, SeenItem
from shared.domain.accounts.costs import Charge, LedgerEntry
from shared.domain.errors import UnavailableError

KEPT = timedelta(days=400)
"""Thirteen months: a month can be compared with the same month of the year before."""

SEEN_KEPT = timedelta(days=2)
MICRO = Decimal(1_000_000)
ALREADY_THERE = "ConditionalCheckFailedException"


class DynamoLedger(OnTable):
    """One partition holds all sums: a month of an account is some two hundred small items, and a poll reads them once.

    An id that was counted is a small item of its own, in a partition of its own, for two days: one write unit, whatever else was
    counted. Together in a set they cost the whole set with each id, and met on one item.
    """

    def unseen(self, account: str, what: str, resources: Collection[str], day: date) -> frozenset[str]:
        with _asking():
            places = {account_keys.charged(account, day, what, resource): resource for resource in resources}
            known = _known(places) if len(places) > 1 else frozenset()
            expires_at = _midnight(day) + SEEN_KEPT
            return frozenset(
                resource for place, resource in places.items() if place not in known and _recorded(place, expires_at)
            )

    def enter(self, account: str, charge: Charge, number: int, usd: Decimal, day: date) -> None:
        item = LedgerItem(account_keys.LEDGER, f"{day.isoformat()}#{account}#{charge}")
        actions: list[Action] = [
            LedgerItem.type.set(LedgerItem),
            LedgerItem.day.set(day.isoformat()),
            LedgerItem.account.set(account),
            LedgerItem.charge.set(charge),
            LedgerItem.number.add(number),
            LedgerItem.micro_usd.add(round(usd * MICRO)),
            LedgerItem.expires_at.set(_midnight(day) + KEPT),
        ]
        with _asking():
            item.update(actions=actions)

    def entries(self, first: date, last: date) -> Sequence[LedgerEntry]:
        between = LedgerItem.sk.between(first.isoformat(), f"{last.isoformat()}#\U0010ffff")
        with _asking():
            found = list(LedgerItem.query(account_keys.LEDGER, between, consistent_read=True))
        return [
            LedgerEntry(
                date.fromisoformat(item.day),
                item.account,
                item.charge,
                int(item.number),
                Decimal(int(item.micro_usd)) / MICRO,
            )
            for item in found
        ]


@contextmanager
def _asking() -> Iterator[None]:
    """Translate every failure of a count to UnavailableError, the one error that readers handle: nothing but the count
    may suffer."""
    try:
        yield
    except PynamoDBException as error:
        raise UnavailableError(f"the ledger: {error}") from error


def _known(places: Collection[str]) -> frozenset[str]:
    """Return the ids that are recorded, at half a unit each: a page that is polled again holds few new ones, and one that
    is not seen here is found by its condition."""
    return frozenset(item.pk for item in Item.batch_get([(place, account_keys.COUNTED) for place in places]))


def _recorded(place: str, expires_at: datetime) -> bool:
    """Record an id; return whether it was new. Of two workers at once, one gets True."""
    try:
        SeenItem(place, account_keys.COUNTED, expires_at=expires_at).save(condition=SeenItem.pk.does_not_exist())
    except PutError as error:
        if error.cause_response_code != ALREADY_THERE:
            raise
        return False
    return True


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
