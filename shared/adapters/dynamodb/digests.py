"""Each person's recent alerts in DynamoDB, and those that wait for a digest (L5)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pynamodb.exceptions import PutError
from pynamodb.expressions.update import Action

from shared.adapters.dynamodb.item import Item, OnTable, applied
from shared.adapters.dynamodb.keys import desk_keys, index_keys, timed_keys
from shared.adapters.dynamodb.models.notifications import CollectedItem, DroppedItem, NotedItem, RestingItem
from shared.domain.errors import UnavailableError
from shared.domain.notifications.digest import MOST_SINGLE, Collected, DigestBatch

KEPT = timedelta(days=1)
"""How long a count is retained; DynamoDB deletes it some time after."""


class DynamoDigests(OnTable):
    """`ports.Digests` on one table. Each collected alert is an item of its own, in the index until it is dropped: a
    worker that adds one and a worker that sends the others at the same time need not coordinate."""

    def note(self, person: str, alert: Collected) -> None:
        NotedItem(desk_keys.person(person), _key(desk_keys.NOTED, alert), expires_at=alert.fired_at + KEPT).save()

    def noted(self, person: str, since: datetime) -> int:
        of_late = NotedItem.sk.between(desk_keys.NOTED + timed_keys.instant(since), desk_keys.NOTED + "~")
        return NotedItem.count(desk_keys.person(person), of_late, limit=MOST_SINGLE + 1)

    def collect(self, person: str, alert: Collected, ready_at: datetime) -> None:
        item = CollectedItem(
            desk_keys.person(person),
            _key(desk_keys.COLLECTED, alert),
            person=person,
            ticket=alert.ticket,
            clock=alert.clock,
            step=alert.step,
            due_at=alert.due_at,
            fired_at=alert.fired_at,
            sms=alert.sms,
            due_pk=index_keys.DUE_DIGESTS,
            due_sk=timed_keys.place(ready_at, person, alert.ticket, alert.clock, alert.step),
        )
        applied(item.save, condition=Item.pk.does_not_exist())

    def ready(self, now: datetime, *, after: str | None = None, limit: int) -> Sequence[tuple[str, str]]:
        """List what is ready. The range includes `after` itself, so one more is read and it is left out."""
        until = f"{timed_keys.instant(now)}~"
        if after is not None and after > until:
            return []
        span = Item.due_sk <= until if after is None else Item.due_sk.between(after, until)
        found = CollectedItem.query(index_keys.DUE_DIGESTS, span, index_name="due", limit=limit + (after is not None))
        return [(item.due_sk, item.person) for item in found if item.due_sk != after][:limit]

    def collected(self, person: str) -> Sequence[Collected]:
        found = CollectedItem.query(
            desk_keys.person(person), CollectedItem.sk.startswith(desk_keys.COLLECTED), consistent_read=True
        )
        return [
            Collected(item.ticket, item.clock, item.step, item.due_at, item.fired_at, bool(item.sms)) for item in found
        ]

    def drop(self, person: str, alerts: Iterable[Collected]) -> None:
        """Replace each alert with a marker, so that it is not collected again.

        Raises UnavailableError where DynamoDB left some of them unprocessed; they are dropped the next time.
        """
        try:
            with DroppedItem.batch_write() as batch:
                for alert in alerts:
                    sort_key = _key(desk_keys.COLLECTED, alert)
                    batch.save(DroppedItem(desk_keys.person(person), sort_key, expires_at=alert.fired_at + KEPT))
        except PutError as error:
            if error.cause is not None:
                raise
            raise UnavailableError(f"the table (BatchWriteItem): {error}") from error

    def take(self, person: str, now: datetime, until: datetime) -> bool:
        item = RestingItem(desk_keys.person(person), desk_keys.RESTING)
        actions: list[Action] = [RestingItem.type.set(RestingItem), RestingItem.until.set(until)]
        return applied(item.update, actions=actions, condition=Item.pk.does_not_exist() | (RestingItem.until <= now))

    def begun(self, person: str) -> DigestBatch | None:
        try:
            item = RestingItem.get(desk_keys.person(person), desk_keys.RESTING, consistent_read=True)
        except RestingItem.DoesNotExist:
            return None
        return DigestBatch(item.begun_at, frozenset(item.alerts or ())) if item.begun_at is not None else None

    def begin(self, person: str, batch: DigestBatch, until: datetime) -> None:
        alerts = tuple(sorted(batch.alerts))
        RestingItem(
            desk_keys.person(person), desk_keys.RESTING, until=until, begun_at=batch.begun_at, alerts=alerts
        ).save()

    def rest(self, person: str, until: datetime) -> None:
        RestingItem(desk_keys.person(person), desk_keys.RESTING, until=until).save()


def _key(letter: str, alert: Collected) -> str:
    return letter + timed_keys.place(
        alert.fired_at, alert.ticket, alert.clock, alert.step, timed_keys.instant(alert.due_at)
    )
