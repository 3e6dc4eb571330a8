"""A table that does not answer, or is slowed down, is an error of the desk, whoever asks and for whatever."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError
from pynamodb.exceptions import PynamoDBException

from shared.adapters.dynamodb import translating
from shared.adapters.dynamodb.digests import DynamoDigests
from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.item import connection
from shared.adapters.dynamodb.settings import DynamoSettingsStore
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.accounts.status import Signal
from shared.domain.errors import UnavailableError
from shared.domain.notifications.digest import Collected
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket_id import ticket_id
from tests.contracts.build import NOON, at
from tests.fakes import FakeClock
from tests.integration.desk_table import REGION, TABLE, desk_table
from tests.integration.table_faults import answering, before_sending, fault

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

ALERT = Collected(ticket_id("acme", "77", "1"), "1", "due", NOON, NOON, sms=False)

CALLS: dict[str, Callable[[], object]] = {
    "a ticket": lambda: DynamoTicketStore(TABLE, region=REGION).load(ticket_id("acme", "77", "1")),
    "a customer": lambda: DynamoTicketStore(TABLE, region=REGION).of_customer("acme", "77"),
    "a post's place": lambda: DynamoTicketStore(TABLE, region=REGION).place("x", "1"),
    "whether posts are parked": lambda: DynamoTicketStore(TABLE, region=REGION).aftermath([], [("x", "1")]),
    "parked posts": lambda: DynamoTicketStore(TABLE, region=REGION).orphans_of("x", "1"),
    "the queue": lambda: DynamoTicketStore(TABLE, region=REGION).waiting("acme", limit=1),
    "the archive": lambda: DynamoTicketStore(TABLE, region=REGION).recent("acme", Status.DONE, limit=1),
    "a handle": lambda: DynamoTicketStore(TABLE, region=REGION).by_handle("acme", "emi", limit=1),
    "clocks": lambda: list(DynamoTicketStore(TABLE, region=REGION).clocks_started("acme", at(0), at(1))),
    "the outbox": lambda: DynamoTicketStore(TABLE, region=REGION).outbox(at(1), limit=1),
    "settings": lambda: DynamoSettingsStore(TABLE, FakeClock(NOON), region=REGION).current(),
    "a version": lambda: DynamoSettingsStore(TABLE, FakeClock(NOON), region=REGION).at("policy", "default", 1),
    "signs of life": lambda: DynamoHeartbeats(TABLE, region=REGION).of("acme"),
    "alerts of late": lambda: DynamoDigests(TABLE, region=REGION).noted("boss", at(0)),
    "digests": lambda: DynamoDigests(TABLE, region=REGION).ready(at(0), limit=1),
    "what is collected": lambda: DynamoDigests(TABLE, region=REGION).collected("boss"),
    "a sign of life": lambda: DynamoHeartbeats(TABLE, region=REGION).beat("acme", Signal.POLL, at(0)),
    "a lease": lambda: DynamoDigests(TABLE, region=REGION).take("boss", at(0), at(1)),
    "a deletion": lambda: DynamoDigests(TABLE, region=REGION).drop("boss", [ALERT]),
}


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator["DynamoDBClient"]:
    """Without the waits between botocore's attempts, which are its own affair."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with desk_table() as client:
        yield client


@pytest.mark.parametrize("what", CALLS)
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "ProvisionedThroughputExceededException"),
        (400, "ThrottlingException"),
        (400, "RequestLimitExceeded"),
        (500, "InternalServerError"),
        (503, "SomethingNew"),
    ],
)
def test_what_passes_is_unavailable_whatever_was_asked(what: str, status: int, code: str) -> None:
    with answering("*", status, fault(code)), pytest.raises(UnavailableError, match="the table"):
        CALLS[what]()


@pytest.mark.parametrize("what", ["a ticket", "a post's place", "the queue", "a sign of life"])
@pytest.mark.parametrize(
    "lost", [EndpointConnectionError(endpoint_url="https://x"), ConnectTimeoutError(endpoint_url="https://x")]
)
def test_a_table_that_cannot_be_reached_is_unavailable(what: str, lost: Exception) -> None:
    def lose(**_: object) -> None:
        raise lost

    with before_sending("*", lose), pytest.raises(UnavailableError, match="the table"):
        CALLS[what]()


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"])
def test_what_will_not_pass_by_itself_is_no_matter_of_waiting(code: str) -> None:
    with answering("*", 400, fault(code)), pytest.raises(PynamoDBException):
        CALLS["a ticket"]()


def test_an_item_that_dynamodb_leaves_for_later_is_unavailable() -> None:
    left = {"UnprocessedItems": {TABLE: [{"DeleteRequest": {"Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}}]}}
    with answering("BatchWriteItem", 200, left), pytest.raises(UnavailableError, match="BatchWriteItem"):
        CALLS["a deletion"]()


def test_every_call_goes_by_the_translating_connection() -> None:
    DynamoTicketStore(TABLE, region=REGION)
    assert isinstance(connection(), translating.TranslatingConnection)
