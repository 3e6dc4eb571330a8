"""A query that meets a save returns the old head beside new parts, and is made again; never is what it returned taken for a
ticket."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.tickets import store as tickets
from shared.adapters.dynamodb.tickets.aggregate import items_of, tickets_of
from shared.adapters.dynamodb.tickets.models import ClockItem, TicketItem
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.adapters.dynamodb.tickets.torn import TornReadError, heads_first
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import Part, Reply
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.ticket import Ticket
from tests.contracts.build import answer, at, long_conversation, opened, question, refolded, ticket_of, with_posts
from tests.integration.desk_table import REGION, TABLE, plant_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

LONG = "返品の手順をお送りします。" * 30


def written(ident: str, minute: float, text: str) -> Reply:
    return Reply(ident, "acme", Channel.PUBLIC, "1", "1", text, "keiko", at(minute), (Part(text),), due_at=at(minute))


def asked() -> Ticket:
    return replace(ticket_of(question("1", 0)), version=1)


def first_sent() -> Ticket:
    return asked().with_reply(written("r1", 2, "はい").part_sent(0, "p1"))


def four_done() -> Ticket:
    ticket = asked()
    for n in range(4):
        ticket = ticket.with_action(Action(f"a{n}", ActionKind.TAGS, at(n), "keiko", text=str(n)))
    return ticket


SAVES: dict[str, tuple[Callable[[], Ticket], Callable[[Ticket], Ticket]]] = {
    "a first long reply": (asked, lambda ticket: ticket.with_reply(written("r1", 2, LONG))),
    "a long reply after a sent one": (first_sent, lambda ticket: ticket.with_reply(written("r2", 9, LONG))),
    "a short reply after another": (first_sent, lambda ticket: ticket.with_reply(written("r2", 9, "はい"))),
    "a fifth action": (
        four_done,
        lambda ticket: ticket.with_action(Action("a4", ActionKind.TAGS, at(9), "keiko", text="4")),
    ),
    "a second clock": (
        lambda: with_posts(asked(), answer("2", 5)),
        lambda ticket: refolded(with_posts(ticket, question("3", 9))),
    ),
}


@pytest.mark.parametrize("name", SAVES)
def test_an_old_head_beside_new_parts_is_no_ticket(name: str) -> None:
    begin, change = SAVES[name]
    before = begin()
    after = replace(change(before), version=2)
    heads = [item for item in items_of(before) if isinstance(item, TicketItem)]
    parts = [item for item in items_of(after) if not isinstance(item, TicketItem)]
    with pytest.raises(TornReadError):
        tickets_of([*heads, *parts])


@pytest.mark.parametrize("how", ["load", "newest", "of_customer", "nearby"])
def test_a_ticket_that_is_saved_while_it_is_read_is_read_again(
    table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    store = DynamoTicketStore(TABLE, region=REGION)
    before = opened(store, first_sent())
    saved = store.save(before, before.with_reply(written("r2", 9, LONG)))
    [old] = [item for item in items_of(before) if isinstance(item, TicketItem)]
    torn: list[str] = []
    plain = Item.query

    def tear(*arguments: Any, **options: Any) -> Any:
        found = plain(*arguments, **options)
        if torn:
            return found
        torn.append(how)
        return Torn([old if isinstance(item, TicketItem) else item for item in found])

    monkeypatch.setattr(Item, "query", tear)
    reads: dict[str, Callable[[], object]] = {
        "load": lambda: store.load(saved.id),
        "newest": lambda: store.newest(saved.id),
        "of_customer": lambda: store.of_customer("acme", "77")[1][0],
        "nearby": lambda: store.nearby("acme", "77", network="x", posts=["1"]).read(saved.id),
    }
    assert reads[how]() == saved
    assert torn == [how]


def test_what_is_owed_is_written_by_a_whole_ticket(table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> None:
    store = DynamoTicketStore(TABLE, region=REGION)
    ticket = long_conversation(3)
    plant_items(ticket)
    torn: list[str] = []

    def tear(partition: str) -> list[Item]:
        items = heads_first(partition)
        if torn:
            return items
        torn.append(partition)
        return items + [item for item in items if isinstance(item, ClockItem)]

    monkeypatch.setattr(tickets, "heads_first", tear)
    store.finish_save(ticket.id)
    assert len(torn) == 1
    assert store.load(ticket.id) == ticket


@pytest.mark.parametrize("name", SAVES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_save_after_so_many_items_gives_no_new_head_without_its_parts(
    table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch, name: str, count: int
) -> None:
    """An old head is harmless: no save goes by it."""
    store = DynamoTicketStore(TABLE, region=REGION)
    begin, change = SAVES[name]
    before = opened(store, replace(begin(), version=0))
    plain = Item.query
    saved: list[Ticket] = []

    def met(*arguments: Any, **options: Any) -> Any:
        if saved:
            return plain(*arguments, **options)
        first = list(plain(*arguments, **options))[:count]
        saved.append(store.save(before, change(before)))
        last, upwards = first[-1].sk, options.get("scan_index_forward", True)
        rest = plain(*arguments, **options)
        return first + [item for item in rest if (item.sk > last if upwards else item.sk < last)]

    monkeypatch.setattr(Item, "query", met)
    [read] = store.of_customer("acme", "77")[1]
    assert read == saved[0] or read.version == before.version


class Torn(list[Item]):
    """What a query returned, the last of it."""

    last_evaluated_key = None
