"""Writes that all happen or none, and what it means when they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from shared.adapters.dynamodb.item import Item, connection
from shared.domain.errors import DuplicatePostError, InvalidError, VersionConflictError

MOST_ITEMS = 100
"""DynamoDB's limit for one transaction."""

CONFLICTS = {"ConditionalCheckFailed", "TransactionConflict"}
"""The reasons that say that somebody else wrote; any other (throttling, an item too large) is no conflict."""


@dataclass(frozen=True, slots=True)
class Put:
    """The item is written if `condition` holds for what is stored under its key; `lost` is raised if it does not."""

    item: Item
    condition: Condition | None = None
    lost: type[VersionConflictError] = VersionConflictError


@dataclass(frozen=True, slots=True)
class Check:
    """Nothing is written here, but nothing anywhere unless `condition` holds for what is stored under the item's key;
    without one, unless no such item is stored."""

    item: Item
    condition: Condition | None = None
    lost: type[VersionConflictError] = VersionConflictError


def write(puts: Sequence[Put], *, deletes: Sequence[Item] = (), checks: Sequence[Check] = ()) -> None:
    """One transaction. botocore adds a token to it, so an attempt that is repeated after a lost answer counts once.

    Raises DuplicatePostError or VersionConflictError, by what the condition that failed guards; InvalidError for more
    than 100 items, before anything is sent.
    """
    if len(puts) + len(deletes) + len(checks) > MOST_ITEMS:
        raise InvalidError("", f"This changes more than {MOST_ITEMS} records at once.")
    try:
        with TransactWrite(connection=connection()) as transaction:
            for check in checks:
                keys = (check.item.pk, check.item.sk)
                condition = check.condition if check.condition is not None else Item.pk.does_not_exist()
                transaction.condition_check(type(check.item), *keys, condition=condition)
            for item in deletes:
                transaction.delete(item)
            for put in puts:
                transaction.save(put.item, condition=put.condition)
    except TransactWriteError as error:
        # PynamoDB sends checks, deletes, puts in this order, and the reasons stand in the order of what was sent.
        lost = [check.lost for check in checks] + [VersionConflictError] * len(deletes) + [put.lost for put in puts]
        conflict = _conflict(error, lost)
        if conflict is None:
            raise
        raise conflict from error


def _conflict(error: TransactWriteError, lost: Sequence[type[VersionConflictError]]) -> VersionConflictError | None:
    """What the refusal means; None if nobody else's write is the cause, or if it was no refusal of this kind at all."""
    reasons = zip(error.cancellation_reasons, lost, strict=False)
    failed = [(reason.code, kind) for reason, kind in reasons if reason is not None]
    if not failed or any(code not in CONFLICTS for code, _ in failed):
        return None
    if ("ConditionalCheckFailed", DuplicatePostError) in failed:
        return DuplicatePostError("The post is stored already.")
    return VersionConflictError("Somebody else saved first.")
