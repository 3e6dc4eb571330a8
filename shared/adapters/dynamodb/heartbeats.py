"""When each account last gave a sign of life, in DynamoDB: one item for each signal, and one for each fault (I8)."""

import hashlib
from datetime import datetime, timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from shared.adapters.dynamodb.item import Item, OnTable, applied, member
from shared.adapters.dynamodb.keys import account_keys
from shared.adapters.dynamodb.models.accounts import BeatItem, CountedItem, FaultItem, PauseItem, QuotaItem, TallyItem
from shared.adapters.dynamodb.transaction import Put, write
from shared.domain.accounts.faults import Fault, FaultState
from shared.domain.accounts.quota import Quota
from shared.domain.accounts.status import AccountStatus, Call, Counted, PauseReason, Signal, Tally
from shared.domain.errors import DuplicatePostError, VersionConflictError

COUNTED_FOR = timedelta(days=30)
"""How long counted ids are retained for deduplication; networks deliver again within a day."""

ATTEMPTS = 8


class DynamoHeartbeats(OnTable):
    """`ports.Heartbeats` on one table. Writes are conditional and need no read first: the newer value stays, whatever
    the order in which writes arrive."""

    def beat(self, account: str, signal: Signal, at: datetime) -> None:
        item = BeatItem(account_keys.health(account), account_keys.BEAT + signal, signal=signal, at=at)
        applied(item.save, condition=Item.pk.does_not_exist() | (BeatItem.at < at))

    def pause(self, account: str, call: Call, reason: PauseReason, until: datetime) -> None:
        item = PauseItem(
            account_keys.health(account), f"{account_keys.PAUSE}{reason}#{call}", call=call, reason=reason, until=until
        )
        applied(item.save, condition=Item.pk.does_not_exist() | (PauseItem.until < until))

    def fail(self, account: str, fault: Fault, sentence: str, at: datetime) -> None:
        """Record a fault. The first failure sets `since`; the newest sets the sentence."""
        item = FaultItem(
            account_keys.health(account), account_keys.FAULT + fault, fault=fault, sentence=sentence, at=at, since=at
        )
        if not applied(item.save, condition=Item.pk.does_not_exist()):
            _update_sentence(item, sentence, at)

    def clear(self, account: str, fault: Fault) -> None:
        FaultItem(account_keys.health(account), account_keys.FAULT + fault).delete()

    def count(self, account: str, what: Counted, at: datetime, *, quiet: timedelta, ident: str | None = None) -> None:
        if ident is None or not _count_once(account, what, at, quiet, ident):
            self._count(account, what, at, quiet)

    def _count(self, account: str, what: Counted, at: datetime, quiet: timedelta) -> None:
        """Add one to the tally in place, so that concurrent events are both counted; a late one does not turn the time
        back."""
        item = TallyItem(account_keys.health(account), account_keys.TALLY + what)
        one_more = TallyItem.number.set(TallyItem.number + 1)
        lately = TallyItem.last_at > at - quiet
        for _ in range(ATTEMPTS):
            if _changed(item, [one_more, TallyItem.last_at.set(at)], lately & (TallyItem.last_at <= at)):
                return
            if _changed(item, [one_more], TallyItem.last_at > at):
                return
            anew = TallyItem(item.pk, item.sk, what=what, number=1, first_at=at, last_at=at)
            if applied(anew.save, condition=Item.pk.does_not_exist() | (TallyItem.last_at <= at - quiet)):
                return

    def note_quota(self, account: str, quota: Quota) -> None:
        item = QuotaItem(account_keys.health(account), account_keys.QUOTA, limit=quota.limit, used=quota.used)
        item.as_of, item.renews_at = quota.as_of, quota.renews_at
        applied(item.save, condition=Item.pk.does_not_exist() | (QuotaItem.as_of < quota.as_of))

    def of(self, account: str) -> AccountStatus:
        quota: Quota | None = None
        last: dict[Signal, datetime] = {}
        faults: dict[Fault, FaultState] = {}
        tallies: dict[Counted, Tally] = {}
        pauses: dict[tuple[Call, PauseReason], datetime] = {}
        for item in Item.query(account_keys.health(account)):
            match item:
                case BeatItem() if signal := member(Signal, item.signal):
                    last[signal] = item.at
                case FaultItem() if fault := member(Fault, item.fault):
                    faults[fault] = FaultState(item.sentence, item.since)
                case TallyItem() if what := member(Counted, item.what):
                    tallies[what] = Tally(int(item.number), item.first_at, item.last_at)
                case QuotaItem():
                    quota = _quota(item)
                case PauseItem() if (call := member(Call, item.call)) and (reason := member(PauseReason, item.reason)):
                    pauses[call, reason] = item.until
        return AccountStatus(last, faults, tallies, pauses, quota)


def _quota(item: QuotaItem) -> Quota:
    limit = int(item.limit) if item.limit is not None else None
    return Quota(limit, int(item.used), item.as_of, item.renews_at)


def _count_once(account: str, what: Counted, at: datetime, quiet: timedelta, ident: str) -> bool:
    """Write the number and the marker of the counted event in one transaction: a number without the marker would be
    counted twice, and a marker without the number never.

    False where concurrent writes win every attempt: the caller then counts without a marker, since once too often is
    better than never.
    """
    digest = hashlib.sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    mark = Put(
        CountedItem(account_keys.tallied(account), f"{what}#{digest}", expires_at=at + COUNTED_FOR),
        Item.pk.does_not_exist(),
        lost=DuplicatePostError,
    )
    for _ in range(ATTEMPTS):
        before = _tally(account, what)
        after = TallyItem(
            account_keys.health(account), account_keys.TALLY + what, what=what, number=1, first_at=at, last_at=at
        )
        if before is None:
            unchanged = Item.pk.does_not_exist()
        else:
            unchanged = (TallyItem.number == before.number) & (TallyItem.last_at == before.last_at)
            if before.last_at > at - quiet:
                after.number, after.first_at = before.number + 1, before.first_at
                after.last_at = max(before.last_at, at)
        try:
            write([mark, Put(after, unchanged)])
        except DuplicatePostError:
            return True
        except VersionConflictError:
            continue
        return True
    return False


def _tally(account: str, what: Counted) -> TallyItem | None:
    try:
        found = Item.get(account_keys.health(account), account_keys.TALLY + what, consistent_read=True)
    except Item.DoesNotExist:
        return None
    return found if isinstance(found, TallyItem) else None


def _changed(item: TallyItem, actions: list[Action], condition: Condition) -> bool:
    return applied(item.update, actions, condition=condition)


def _update_sentence(item: FaultItem, sentence: str, at: datetime) -> None:
    """Give a standing fault a newer sentence. A fault that was cleared meanwhile, or has a newer sentence, stays as it
    is."""
    applied(item.update, [FaultItem.sentence.set(sentence), FaultItem.at.set(at)], condition=FaultItem.at < at)
