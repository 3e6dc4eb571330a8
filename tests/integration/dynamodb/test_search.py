"""What is particular to the search on the table: what it costs, in units as DynamoDB counts them, and that nothing of it is
left once a customer's words are gone.

moto counts no units, so items are measured here by DynamoDB's published rule: names and values in UTF-8, three bytes for
each list, one for each of its members; a write unit for each kilobyte, half a read unit for each four.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from pynamodb.connection import Connection

from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.search.words import PAGE_UNITS
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.posts.incoming_post import Deletion
from shared.domain.search.entries import IndexChange, entries_of
from shared.domain.tickets.ticket_id import ticket_id
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.apply_retention import apply_retention
from shared.usecases.privacy.erase_customer import erase_customer
from shared.usecases.search.search_tickets import search_tickets
from shared.usecases.tickets.ticket_actions import finish_ticket, note_on_ticket
from tests.builders import CUSTOMER, at, sighted, sighted_answer
from tests.contracts.build import question, ticket_of
from tests.fake_desk import FakeDesk
from tests.fake_office import FakeOffice
from tests.integration.desk_table import REGION, TABLE
from tests.integration.table_faults import before_sending

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

QUESTION = "@acme_help 先週届いた電気ケトルのスイッチが入らなくなりました。" * 4 + "注文番号は A-15021 です。"
ANSWER = "ご不便をおかけして申し訳ございません。" * 6 + "担当の者より本日中にご連絡いたします。^KT"


@pytest.fixture
def desk(table: "DynamoDBClient") -> FakeDesk:
    """A desk on the table, but for its surroundings."""
    desk: Any = FakeDesk(Document("desk", "desk", 1, {"retention_days": 30, "undo_seconds": 0}))
    desk.tickets = DynamoTicketStore(TABLE, region=REGION)
    desk.search = DynamoTicketSearch(TABLE, region=REGION)
    found: FakeDesk = desk
    return found


def size_of(value: Mapping[str, Any]) -> int:
    [(kind, held)] = value.items()
    if kind == "L":
        return 3 + sum(1 + size_of(each) for each in held)
    if kind == "N":
        return len(str(held).strip("-0.")) // 2 + 2
    return len(str(held).encode())


def units_of(item: Mapping[str, Any]) -> int:
    """Write units of one item."""
    size = sum(len(name.encode()) + size_of(value) for name, value in item.items())
    return -(-size // 1024)


@contextmanager
def written() -> Iterator[list[tuple[str, int]]]:
    """The partition and units of what is written for the search meanwhile; all but its months are single puts."""
    seen: list[tuple[str, int]] = []

    def note(request: AWSPreparedRequest, **_: object) -> None:
        item = json.loads(str(request.body, "utf-8") if isinstance(request.body, bytes) else str(request.body))["Item"]
        seen.append((item["pk"]["S"], units_of(item)))

    with before_sending("PutItem", note):
        yield seen


def everything(table: "DynamoDBClient") -> str:
    return json.dumps(table.scan(TableName=TABLE)["Items"], ensure_ascii=False, default=str)


def test_a_question_costs_three_units_at_most_and_an_answer_two(desk: FakeDesk) -> None:
    with written() as seen:
        ingest_post(sighted(0, text=QUESTION), desk=desk)
    assert sum(units for pk, units in seen if pk.startswith(("words#", "code#"))) <= 3
    assert [units for pk, units in seen if pk.startswith("months#")] == [1]
    with written() as seen:
        ingest_post(sighted_answer(30, sighted(0).id, text=f"{ANSWER} A-15021"), desk=desk)
    assert [pk for pk, _ in seen if pk.startswith(("code#", "months#"))] == [], "the code and the month are known"
    assert sum(units for pk, units in seen if pk.startswith("words#")) <= 2


def test_a_long_days_conversation_costs_no_more_a_post_than_a_short_one(desk: FakeDesk) -> None:
    ingest_post(sighted(0, text=QUESTION), desk=desk)
    costs = []
    for n in range(1, 13):
        with written() as seen:
            ingest_post(
                sighted(n, text=f"@acme_help まだでしょうか。{n}回目です。" * 5, conversation_id=sighted(0).id),
                desk=desk,
            )
        costs.append(sum(units for pk, units in seen if pk.startswith("words#")))
    assert max(costs) <= 2


def test_the_worst_post_costs_a_unit_a_code_and_a_kilobyte(desk: FakeDesk) -> None:
    text = "@acme_help " + " ".join(f"A-{n}" for n in range(10_000, 10_020)) + "あ" * 10_000
    with written() as seen:
        ingest_post(sighted(0, text=text), desk=desk)
    codes = [units for pk, units in seen if pk.startswith("code#")]
    words = [units for pk, units in seen if pk.startswith("words#")]
    assert codes == [1] * 10
    assert max(words) <= 4
    assert sum(words) == 38


def test_no_post_costs_a_unit_where_nothing_of_its_words_changes(desk: FakeDesk) -> None:
    ingest_post(sighted(0, text=QUESTION), desk=desk)
    with written() as seen:
        ingest_post(sighted(0, text=QUESTION), desk=desk)
        finish_ticket(desk.only_ticket().id, "nothing_to_say", by=desk.kt, desk=desk)
    assert [pk for pk, _ in seen if pk.startswith("Z")] == []


def test_I6_no_word_and_no_code_is_left_on_the_table_once_a_customer_is_erased(
    desk: FakeDesk, table: "DynamoDBClient"
) -> None:
    ingest_post(sighted(0, text="@acme_help my kettle is 4711"), desk=desk)
    ingest_post(sighted_answer(5, sighted(0).id, text="Your kettle is 4711-B"), desk=desk)
    note_on_ticket(desk.only_ticket().id, "kettle 9920", by=desk.kt, desk=desk)
    assert "kettle" in everything(table)
    assert "1174" in everything(table), "codes are kept from their end"
    erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice())
    left = everything(table)
    for word in ("kettle", "4711", "1174", "9920", "0299", "b1174", CUSTOMER.username, CUSTOMER.id):
        assert word not in left, word


def test_I6_no_word_of_a_deleted_post_is_left_on_the_table(desk: FakeDesk, table: "DynamoDBClient") -> None:
    ingest_post(sighted(0, text="@acme_help my kettle is 4711"), desk=desk)
    ingest_post(sighted(3, text="@acme_help and the pot 8813", conversation_id=sighted(0).id), desk=desk)
    ingest_delivery([Deletion("x", sighted(0).id, at(4))], source="webhook", desk=desk)
    left = everything(table)
    assert [word for word in ("kettle", "4711", "1174", "8813", "3188", "pot") if word in left] == [
        "8813",
        "3188",
        "pot",
    ]


def test_no_word_is_left_on_the_table_once_they_have_expired(desk: FakeDesk, table: "DynamoDBClient") -> None:
    ingest_post(sighted(0, text="@acme_help my kettle is 4711"), desk=desk)
    ingest_post(sighted_answer(5, sighted(0).id, text="Your kettle is 4711-B"), desk=desk)
    desk.clock.forward(timedelta(hours=3))
    ticket = desk.only_ticket().id
    note_on_ticket(ticket, "kettle 9920", by=desk.kt, desk=desk)
    finish_ticket(ticket, "resolved", by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(days=31))
    assert apply_retention(desk=desk).outcomes == {"expired": 1}
    left = everything(table)
    for word in ("kettle", "4711", "1174", "9920", "0299", CUSTOMER.username, CUSTOMER.name):
        assert word not in left, word


@contextmanager
def dear_pages(units: float) -> Iterator[list[int]]:
    """Every query is said to have cost so much; counts them."""
    from shared.adapters.dynamodb.search.reading import Reading

    asked: list[int] = []
    query = Reading.query

    def dear(self: Reading, *args: Any, **more: Any) -> Any:
        found = query(self, *args, **more)
        asked.append(1)
        self.units += units
        return found

    Reading.query = dear  # type: ignore[method-assign]  # moto has no pages of a megabyte
    try:
        yield asked
    finally:
        Reading.query = query  # type: ignore[method-assign]  # as it was


def test_a_table_that_does_not_tell_the_units_of_a_batch_is_searched_all_the_same(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the local one."""
    ingest_post(sighted(0, text=QUESTION), desk=desk)
    asked, told = Connection.batch_get_item, []

    def untold(*args: Any, **more: Any) -> dict[str, Any]:
        answer = dict(asked(*args, **more))
        told.append(answer.pop("ConsumedCapacity"))
        return answer

    monkeypatch.setattr(Connection, "batch_get_item", untold)
    for query, found in (("A-15021 スイッチ", 1), ("A-15021 炊飯器", 0)):
        rows = search_tickets(query, accounts=("acme",), limit=5, desk=desk).rows
        assert len(rows) == found, query
    assert told


def test_a_request_reads_no_further_page_that_it_may_not_afford_and_says_how_far_it_came(
    table: "DynamoDBClient",
) -> None:
    search = DynamoTicketSearch(TABLE, region=REGION, units=300)
    for n in range(6):
        old = replace(question(str(n), -40 * 24 * 60 * n), text="kettle")
        ticket = replace(ticket_of(old), posts=()).with_post(old)
        search.apply(IndexChange(put=entries_of(ticket)), version=1)
    found, after, pages = [], None, 0
    while pages < 9:
        with dear_pages(90) as asked:
            page = search.by_words(["kettle"], accounts=["acme"], after=after, limit=50)
        assert page.units <= 300 + PAGE_UNITS
        assert len(asked) <= 3
        found += [hit.ticket for hit in page.hits]
        pages += 1
        after = page.next
        if after is None:
            break
        assert page.back_to is not None
    assert found == [ticket_id("acme", "77", str(n)) for n in range(6)]
    assert pages > 2
