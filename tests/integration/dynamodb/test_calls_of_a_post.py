"""What a post costs in calls of the table, each a round trip that a customer waits for and a millisecond of CPU: exact numbers."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from functions import ingest_posts
from shared import wiring
from shared.adapters.dynamodb.heartbeats import DynamoHeartbeats
from shared.adapters.dynamodb.item import connection
from shared.adapters.dynamodb.ledger import DynamoLedger
from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.settings import DynamoSettingsStore
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from tests.builders import CUSTOMER, NOON, at, snowflake
from tests.fake_desk import DOCUMENTS, FakeDesk
from tests.faults.x_side import XPost
from tests.integration.desk_table import REGION, TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture
def calls(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The table's operations, in their order, on a desk whose settings are read already."""
    desk: Any = FakeDesk()
    desk.tickets = DynamoTicketStore(TABLE, region=REGION)
    desk.search = DynamoTicketSearch(TABLE, region=REGION)
    desk.ledger = DynamoLedger(TABLE, region=REGION)
    desk.heartbeats = DynamoHeartbeats(TABLE, region=REGION)
    desk.settings = DynamoSettingsStore(TABLE, desk.clock, region=REGION)
    desk.ingest_retries = SimpleNamespace(retry_after=lambda *_: None)
    desk.settings.put(DOCUMENTS)
    monkeypatch.setattr(wiring, "_desk", desk)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Sokuto")
    ingest(question(0, customer="800"))
    made: list[str] = []

    def note(params: Any, model: Any, **_: Any) -> None:
        made.append(model.name)

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    yield made
    events.unregister("before-call.dynamodb", note)


def question(n: int, *, customer: str) -> XPost:
    return XPost(snowflake(at(n)), replace(CUSTOMER, id=customer), f"@acme_help 届きません {n}")


def ingest(*posts: XPost) -> None:
    """Hand over a batch of deliveries by webhook, one post each."""
    head = {"network": "x", "app": "main", "source": "webhook", "received_at": NOON.isoformat()}
    bodies = [json.dumps({**head, "body": base64.b64encode(post.event()).decode()}) for post in posts]
    records = [{"messageId": str(n), "body": body, "attributes": {}} for n, body in enumerate(bodies)]
    assert ingest_posts.handler({"Records": records}, None) == {"batchItemFailures": []}


def test_a_post_that_opens_a_ticket_takes_seven_calls(calls: list[str]) -> None:
    ingest(question(1, customer="901"))
    assert calls == [
        "Query",  # the customer's tickets
        "TransactWriteItems",  # the ticket, its parts and the post's pointer
        "PutItem",  # its words, for the search
        "BatchGetItem",  # whether it changed meanwhile, and whether answers of ours wait for it
        "PutItem",  # the charge's id
        "UpdateItem",  # the day's charges
        "PutItem",  # the account's sign of life
    ]


def test_each_further_post_of_a_batch_takes_three(calls: list[str]) -> None:
    ingest(*(question(n, customer=str(900 + n)) for n in range(1, 11)))
    of_each = Counter(("TransactWriteItems", "PutItem", "PutItem"))
    of_the_batch = Counter({"BatchGetItem": 3, "UpdateItem": 1, "PutItem": 1})
    assert Counter(calls) == Counter({name: 10 * number for name, number in of_each.items()}) + of_the_batch


def test_one_more_where_its_customer_has_written_before(calls: list[str]) -> None:
    before = [question(n, customer=str(900 + n)) for n in range(1, 4)]
    ingest(*before)
    calls.clear()
    ingest(*(question(10 + n, customer=str(900 + n)) for n in range(1, 6)))
    assert calls.count("Query") == 3
    assert len(calls) == 5 * 3 + 3 + 5


def test_orphans_are_looked_for_only_where_some_wait(calls: list[str]) -> None:
    ours = XPost(snowflake(at(3), 1), replace(CUSTOMER, id="100", username="acme_help"), "We are on it.")
    asked = question(2, customer="902")
    ingest(replace(ours, answers=asked.id))
    calls.clear()
    ingest(asked)
    assert calls.count("BatchGetItem") >= 1
    assert "Query" in calls[calls.index("BatchGetItem") :], "the answer that waits is read"
    place = wiring.desk().tickets.place("x", asked.id)
    assert place is not None
    assert len(wiring.desk().tickets.load(place.ticket).posts) == 2
