"""What a release has stored is read by the next ones: keys, the heads' JSON with the dictionaries that deflate it, what is settled, the
search's items and sealed days.

No other test notices a change of these, since writing and reading change together; and a text that is inflated with another dictionary
than its own is no error, but another text. A deliberate change of the form stands in the changelog, goes on reading the old one, and
stores the sample again: `python -m tests.integration.dynamodb.test_stored_form`."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from shared.adapters.dynamodb import deflated
from shared.adapters.dynamodb.deflated import inflated
from shared.adapters.dynamodb.reporting.sealed_days import DynamoSealedDays
from shared.adapters.dynamodb.search.store import DynamoTicketSearch
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.posts.post import Post
from shared.domain.reporting.clock_table import tables_of
from shared.domain.reporting.sealed_day import SealedDay, begin_of, day_of, same_clocks
from shared.domain.search.entries import changed
from shared.domain.tickets import settling
from shared.domain.tickets.ticket import Ticket
from tests.contracts.build import EMI, NOON, answer, at, done, note, opened, question, refolded, reply, ticket_of
from tests.integration.desk_table import REGION, TABLE, desk_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

SAMPLE = Path(__file__).parents[2] / "samples" / "stored" / "table.jsonl"


DICTIONARIES = {1: "04a16adbcfa8f669", 2: "e4174408db154527", 3: "83b227a93a44844d"}
"""The dictionaries of all releases by their numbers, as digests."""


def lived() -> Ticket:
    """A ticket with a bit of everything, of which the older part is settled."""
    ticket = ticket_of(question("1000", 0))
    for n in range(1, 4):
        for post in (answer(str(2000 + n), 10 * n - 5, by="keiko"), question(str(1000 + n), 10 * n)):
            ticket = ticket.with_post(replace(post, text=f"{post.text} A-{post.id}"))
    ticket = ticket.with_action(replace(note("n1", pending=35), at=at(32))).with_action(done(36))
    ticket = ticket.with_reply(replace(reply("r1", due=38), created_at=at(37)))
    with patch.object(settling, "KEPT", 3):
        ticket = refolded(replace(ticket, assignee="ren", tags=("vip",)).known_in_private_as("p_77"))
    assert ticket.settled is not None
    return ticket


def adapters() -> tuple[DynamoTicketStore, DynamoTicketSearch, DynamoSealedDays]:
    return (
        DynamoTicketStore(TABLE, region=REGION),
        DynamoTicketSearch(TABLE, region=REGION),
        DynamoSealedDays(TABLE, region=REGION),
    )


def stored() -> tuple[Ticket, SealedDay]:
    """Store it, with its words and its day."""
    tickets, search, days = adapters()
    ticket = opened(tickets, lived())
    search.apply(changed(None, ticket), version=ticket.version)
    day = day_of(NOON)
    clocks = list(tickets.clocks_started("acme", begin_of(day), at(1_000)))
    assert len(clocks) > 2
    sealed = SealedDay("acme", day, at(2_000), tables_of(clocks))
    days.put(sealed)
    return ticket, sealed


def in_table(client: "DynamoDBClient") -> list[dict[str, Any]]:
    found: list[Any] = client.scan(TableName=TABLE)["Items"]
    return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def sample() -> list[dict[str, Any]]:
    kept = map(json.loads, SAMPLE.read_text("utf-8").splitlines())
    return [{name: _with_bytes(value) for name, value in item.items()} for item in kept]


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {kind: b64decode(each) if kind == "B" else each for kind, each in value.items()}


def told(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items with what is deflated as texts: another build of zlib may make other bytes of them. A day's columns are
    compared as they are read."""
    return [
        {name: inflated(value["B"]) if "B" in value else value for name, value in item.items() if name != "columns"}
        for item in items
    ]


def test_what_an_earlier_release_has_stored_is_read_as_it_was(table: "DynamoDBClient") -> None:
    ticket, sealed = stored()
    tickets, search, days = adapters()
    rows = tickets.rows([ticket.id])
    for item in in_table(table):
        table.delete_item(TableName=TABLE, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in sample():
        table.put_item(TableName=TABLE, Item=item)
    assert tickets.load(ticket.id) == ticket
    assert tickets.rows([ticket.id]) == rows
    assert [brief.id for brief in tickets.nearby("acme", EMI.id, network="x", posts=()).briefs] == [ticket.id]
    assert tickets.customer_known_as("acme", "p_77") == EMI.id
    posts: tuple[Post, ...] = ticket.posts
    assert [place.ticket for post in posts if (place := tickets.place("x", post.id))] == [ticket.id] * len(posts)
    assert [hit.ticket for hit in search.by_words(["返品したい"], accounts=["acme"], limit=9).hits] == [ticket.id]
    [day] = days.between("acme", sealed.day, sealed.day)
    assert same_clocks(day.tables, sealed.tables)


def test_what_is_stored_has_the_form_of_earlier_releases(table: "DynamoDBClient") -> None:
    stored()
    assert told(in_table(table)) == told(sample())


def test_a_dictionary_with_which_something_may_be_deflated_stays_as_it_is() -> None:
    found = {number: sha256(text).hexdigest()[:16] for number, text in deflated._DICTIONARIES.items()}
    assert found == DICTIONARIES, "a new dictionary gets a number of its own"


def store_again() -> None:
    with desk_table() as client:
        stored()
        lines = [json.dumps(item, ensure_ascii=False, default=_as_base64) for item in in_table(client)]
    SAMPLE.parent.mkdir(exist_ok=True)
    SAMPLE.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _as_base64(raw: bytes) -> str:
    return b64encode(raw).decode()


if __name__ == "__main__":
    store_again()
