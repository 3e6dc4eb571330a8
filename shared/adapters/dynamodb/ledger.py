"""Networks' charges, in DynamoDB (ports.Ledger)."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from pynamodb.exceptions import PynamoDBException, UpdateError
from pynamodb.expressions.update import Action

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.item import Item, OnTable
from shared.adapters.dynamodb.models_counted import LedgerItem, SeenItem
from shared.domain.accounts.costs import Charge, LedgerEntry
from shared.domain.errors import UnavailableError

KEPT = timedelta(days=400)
"""Thirteen months: a month can be compared with the same month of the year before."""

SEEN_KEPT = timedelta(days=2)
MICRO = Decimal(1_000_000)
TOO_LARGE = "ValidationException"


class DynamoLedger(OnTable):
    """One partition holds all sums: a month of an account is some two hundred small items, and a poll reads them once.

    Ids already counted stand in sets, one for each hour in which the resources were made: a page of new posts touches
    one or two of them, and 400 kB hold twenty thousand ids.
    """

    def unseen(
        self,
        account: str,
        what: str,
        resources: Collection[str],
        day: date,
        *,
        made: Mapping[str, datetime] | None = None,
    ) -> frozenset[str]:
        with _asking():
            return self._unseen(account, what, resources, day, made or {})

    def _unseen(
        self, account: str, what: str, resources: Collection[str], day: date, made: Mapping[str, datetime]
    ) -> frozenset[str]:
        shards: dict[str, set[str]] = defaultdict(set)
        for resource in resources:
            shards[_shard(resource, made.get(resource), day)].add(resource)
        return frozenset(
            new
            for shard, ids in shards.items()
            for new in _added(keys.charged(account), f"{day.isoformat()}#{what}#{shard}", ids, day)
        )

    def enter(self, account: str, charge: Charge, number: int, usd: Decimal, day: date) -> None:
        item = LedgerItem(keys.LEDGER, f"{day.isoformat()}#{account}#{charge}")
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
            found = list(LedgerItem.query(keys.LEDGER, between, consistent_read=True))
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


def _added(partition: str, sort_key: str, ids: set[str], day: date) -> Iterator[str]:
    """Add ids to the set and return those that it did not hold.

    A full set takes no more, and ids that it does not hold count anew: an overstated bill is preferred.
    """
    try:
        response = Item._get_connection().update_item(
            partition,
            sort_key,
            actions=[
                SeenItem.type.set(SeenItem),
                SeenItem.ids.add(ids),
                SeenItem.expires_at.set(_midnight(day) + SEEN_KEPT),
            ],
            return_values="ALL_OLD",
        )
    except UpdateError as error:
        if error.cause_response_code != TOO_LARGE:
            raise
        return iter(ids)
    before = response.get("Attributes", {}).get("ids", {}).get("SS", [])
    return iter(ids.difference(before))


def _shard(resource: str, made: datetime | None, day: date) -> str:
    """Return the hour of a recent resource; a shard by hash for an older one, such as a user, or one of unknown age."""
    if made is not None and timedelta(0) <= day - made.date() <= timedelta(days=7):
        return f"{made:%dT%H}"
    return hashlib.sha256(resource.encode()).hexdigest()[0]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
