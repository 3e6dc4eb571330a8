"""Network calls of each account, counted in DynamoDB by all workers together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import account_keys
from shared.adapters.dynamodb.models.accounts import BudgetItem, HoldItem, SpentIdsItem
from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import VersionConflictError
from shared.ports.accounts import Used

T = TypeVar("T", bound=Item)

KEPT = timedelta(days=2)
"""How long a count is retained; the longest window is a day."""

ATTEMPTS = 8


class DynamoBudgets(OnTable):
    """`ports.Budgets` on one table: one item for each call of an account, changed by a conditional write on its current
    values, so that two workers never take the same last call."""

    def take(self, account: str, allowance: Allowance, now: datetime, *, spare: int = 0) -> datetime | None:
        """Take a call: from the window that is open as far as is known, else from a new one. Reading first spares a write that would
        be refused, which costs five times as much; what decides is the condition of the write."""
        partition = account_keys.budget(account)
        item = BudgetItem(partition, account_keys.CALLS + allowance.name)
        calls_and_holds = Item.query(partition, Item.sk.between(account_keys.CALLS, f"{account_keys.HOLD}~"))
        found = [each for each in calls_and_holds if each.sk in (item.sk, account_keys.HOLD + allowance.name)]
        held_until = max((each.until for each in found if isinstance(each, HoldItem)), default=now)
        if held_until > now:
            return held_until
        most, began = max(0, allowance.calls - spare), now - allowance.window
        is_open = any(isinstance(each, BudgetItem) and each.opened_at > began for each in found)
        in_window = partial(
            _changed, item, now, count=None, condition=(BudgetItem.opened_at > began) & (BudgetItem.used < most)
        )
        anew = partial(
            _changed, item, now, count=1, condition=Item.pk.does_not_exist() | (BudgetItem.opened_at <= began)
        )
        for take in (in_window, anew) if is_open else (anew, in_window):
            if most and take():
                return None
        stored = _get(BudgetItem, partition, account_keys.CALLS + allowance.name)
        return (stored.opened_at if stored is not None else now) + allowance.window

    def hold(self, account: str, call: str, until: datetime) -> None:
        item = HoldItem(account_keys.budget(account), account_keys.HOLD + call, until=until, expires_at=until + KEPT)
        applied(item.save, condition=Item.pk.does_not_exist() | (HoldItem.until < until))

    def spend_ids(self, quota: str, ids: Sequence[str], *, most: int, day: datetime) -> tuple[str, ...]:
        partition, sort_key = account_keys.budget(quota), account_keys.SPENT + day.date().isoformat()
        for _ in range(ATTEMPTS):
            stored = _get(SpentIdsItem, partition, sort_key)
            counted = stored.ids if stored is not None else ()
            new = [ident for ident in dict.fromkeys(ids) if ident not in counted][: max(0, most - len(counted))]
            if not new or self._counted(SpentIdsItem(partition, sort_key), (*counted, *new), stored, day):
                allowed = {*counted, *new}
                return tuple(ident for ident in dict.fromkeys(ids) if ident in allowed)
        raise VersionConflictError("Others count in the same quota all the time.")

    def used(self, account: str) -> Sequence[Used]:
        found: dict[str, Used] = {}
        for item in Item.query(account_keys.budget(account), consistent_read=True):
            if isinstance(item, BudgetItem):
                call = item.sk.removeprefix(account_keys.CALLS)
                held = found[call].held_until if call in found else None
                found[call] = Used(call, int(item.used), item.opened_at, held)
            elif isinstance(item, HoldItem):
                call = item.sk.removeprefix(account_keys.HOLD)
                found[call] = replace(found.get(call, Used(call, 0, None)), held_until=item.until)
        return [found[call] for call in sorted(found)]

    def ids_spent(self, quota: str, day: datetime) -> int:
        stored = _get(SpentIdsItem, account_keys.budget(quota), account_keys.SPENT + day.date().isoformat())
        return len(stored.ids) if stored is not None else 0

    @staticmethod
    def _counted(item: SpentIdsItem, ids: tuple[str, ...], stored: SpentIdsItem | None, day: datetime) -> bool:
        item.ids, item.version = ids, (int(stored.version) if stored is not None else 0) + 1
        item.expires_at = day + KEPT
        unchanged = SpentIdsItem.version == stored.version if stored is not None else Item.pk.does_not_exist()
        return applied(item.save, condition=unchanged)


def _changed(item: BudgetItem, now: datetime, *, count: int | None, condition: Condition) -> bool:
    """Add one call to the open window, or open a window at `now` that starts at `count` calls."""
    actions: list[Action] = [BudgetItem.used.set(BudgetItem.used + 1 if count is None else count)]
    if count is not None:
        actions += [
            BudgetItem.type.set(BudgetItem),
            BudgetItem.opened_at.set(now),
            BudgetItem.expires_at.set(now + KEPT),
        ]
    return applied(item.update, actions=actions, condition=condition)


def _get(model: type[T], partition: str, sort_key: str) -> T | None:
    try:
        return model.get(partition, sort_key, consistent_read=True)
    except model.DoesNotExist:
        return None
