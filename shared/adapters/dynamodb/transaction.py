"""Transactional writes, and the meaning of their failures."""

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
"""Reasons that mean a concurrent write; any other (throttling, an item too large) is no conflict."""


@dataclass(frozen=True, slots=True)
class Put:
    """A conditional write: the item is put if `condition` holds for the stored item under its key, else `lost` is
    raised."""

    item: Item
    condition: Condition | None = None
    lost: type[VersionConflictError] = VersionConflictError


@dataclass(frozen=True, slots=True)
class Check:
    """A condition check that writes nothing: the transaction fails unless `condition` holds for the stored item under
    the key; without a condition, unless no such item is stored."""

    item: Item
    condition: Condition | None = None
    lost: type[VersionConflictError] = VersionConflictError


def write(puts: Sequence[Put], *, deletes: Sequence[Item] = (), checks: Sequence[Check] = ()) -> None:
    """Write all of it in one transaction, or nothing. botocore adds a token to it, so a retry after a lost response
    counts once.

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
        # PynamoDB sends checks, deletes, puts in this order, and the reasons come in the same order.
        lost = [check.lost for check in checks] + [VersionConflictError] * len(deletes) + [put.lost for put in puts]
        conflict = _conflict(error, lost)
        if conflict is None:
            raise
        raise conflict from error


def _conflict(error: TransactWriteError, lost: Sequence[type[VersionConflictError]]) -> VersionConflictError | None:
    """Translate the refusal to an error; None if no concurrent write is the cause, or if it was no refusal of this kind
    at all."""
    reasons = zip(error.cancellation_reasons, lost, strict=False)
    failed = [(reason.code, kind) for reason, kind in reasons if reason is not None]
    if not failed or any(code not in CONFLICTS for code, _ in failed):
        return None
    if ("ConditionalCheckFailed", DuplicatePostError) in failed:
        return DuplicatePostError("The post is stored already.")
    return VersionConflictError("Somebody else saved first.")
