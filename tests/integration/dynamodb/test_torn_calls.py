"""A call that asks the table more than once may be cut off between two requests: made again, it comes to what one whole
call comes to, and leaves nothing behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb.digests import DynamoDigests
from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.item import connection
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.accounts.status import Counted
from shared.domain.notifications.digest import Collected
from tests.contracts.build import EMI, NOON, answer, at, opened, question, ticket_of
from tests.integration.desk_table import REGION, TABLE, empty_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

ALERTS = [Collected("acme.77.1", "1", step, NOON, NOON, sms=False) for step in ("warn", "due")]
ANSWER = answer("2", 5)


class CutOffError(BaseException):
    """The process is gone."""


def store() -> DynamoTicketStore:
    return DynamoTicketStore(TABLE, region=REGION)


def park() -> None:
    store().park_orphan(ANSWER, parent="1")


def release_orphan() -> None:
    for post in store().orphans_of("x", "1"):
        store().release_orphan(post, parent="1")


def stored() -> None:
    opened(store(), ticket_of(question("1", 0), ANSWER))


def collected() -> None:
    for alert in ALERTS:
        DynamoDigests(TABLE, region=REGION).collect("boss", alert, at(1))


def count() -> None:
    DynamoHeartbeats(TABLE, region=REGION).count(
        "acme", Counted.ENCRYPTED_MESSAGE, at(0), quiet=timedelta(hours=1), ident="a"
    )


CALLS: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "unpark": (park, release_orphan),
    "bury": (park, lambda: store().leave_tombstone("x", ANSWER.id, NOON)),
    "erase": (stored, lambda: store().erase("acme", EMI.id, at=at(9))),
    "drop": (collected, lambda: DynamoDigests(TABLE, region=REGION).drop("boss", ALERTS)),
    "count": (lambda: None, count),
}


@contextmanager
def cut_off_after(requests: int) -> Iterator[list[str]]:
    """The process is gone before it sends one more than so many requests; which ones it has sent."""
    sent: list[str] = []

    def hook(request: Any, **_: Any) -> None:
        if len(sent) == requests:
            raise CutOffError
        sent.append(request.headers["X-Amz-Target"])

    events: Any = connection().client.meta.events
    events.register_first("before-send.dynamodb", hook)
    try:
        yield sent
    finally:
        events.unregister("before-send.dynamodb", hook)


def items(table: "DynamoDBClient") -> list[str]:
    return sorted(str(sorted(item.items())) for item in table.scan(TableName=TABLE)["Items"])


@pytest.mark.parametrize("call", CALLS)
def test_R1_I6_a_call_that_was_cut_off_is_made_whole_by_the_next(call: str, table: "DynamoDBClient") -> None:
    prepare, act = CALLS[call]
    prepare()
    with cut_off_after(1_000) as sent:
        act()
    whole = items(table)
    assert len(sent) > 0
    for requests in range(len(sent)):
        empty_table(table)
        prepare()
        with cut_off_after(requests), pytest.raises(CutOffError):
            act()
        act()
        assert items(table) == whole, f"cut off after {requests} of {sent}"
