"""What is particular to the table: what is written where, at what cost, and what DynamoDB's refusals mean."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError
from pynamodb.exceptions import PutError, TransactWriteError

from shared.adapters.dynamodb.item import Item
from shared.adapters.dynamodb.keys import ticket_keys
from shared.adapters.dynamodb.tickets import store as tickets
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.adapters.dynamodb.tickets.outbox import outbox
from shared.adapters.dynamodb.tickets.store import DynamoTicketStore
from shared.domain.errors import DuplicatePostError, UnavailableError, VersionConflictError
from shared.domain.posts.author import Author
from shared.domain.replies.reply import Part, PartState, ReplyState
from shared.domain.text.fingerprint import fingerprint
from shared.domain.tickets.action import Action, ActionKind, DoneReason
from shared.domain.tickets.claim import Claim
from shared.domain.tickets.ticket import Ticket
from tests.contracts.build import alert, answer, at, done, opened, question, refolded, reply, ticket_of, with_posts
from tests.integration.desk_table import REGION, TABLE
from tests.integration.table_faults import answering, before_sending, fault

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture
def store(table: "DynamoDBClient") -> DynamoTicketStore:
    return DynamoTicketStore(TABLE, region=REGION)


def items(table: "DynamoDBClient") -> dict[tuple[str, str], dict[str, Any]]:
    found = table.scan(TableName=TABLE)["Items"]
    return {(str(item["pk"]["S"]), str(item["sk"]["S"])): dict(item) for item in found}


class Sent:
    """What has gone to the table."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, request: AWSPreparedRequest, event_name: str, **_: object) -> None:
        body: Any = request.body
        self.requests.append((event_name.rpartition(".")[2], json.loads(body)))

    def written(self) -> list[str]:
        """The sort keys in the last transaction, in order, deletions with a minus."""
        found = []
        for action in self.requests[-1][1]["TransactItems"]:
            for kind, content in action.items():
                key = content["Item"] if kind == "Put" else content["Key"]
                found.append(("-" if kind == "Delete" else "") + key["sk"]["S"])
        return sorted(found)


@pytest.fixture
def sent(store: DynamoTicketStore) -> Iterator[Sent]:
    found = Sent()
    with before_sending("*", found):
        yield found


def refused(*codes: str, error: str = "TransactionCanceledException") -> AbstractContextManager[None]:
    """Transactions are answered as DynamoDB answers them when they are cancelled for these reasons."""
    body = fault(error)
    if codes:
        body["CancellationReasons"] = [{"Code": code} for code in codes]
    return answering("TransactWriteItems", 400, body)


def test_everything_about_a_customer_stands_in_one_partition(store: DynamoTicketStore, table: "DynamoDBClient") -> None:
    ticket = with_posts(ticket_of(question("1", 0, answer_id="5")), answer("2", 9))
    ticket = refolded(
        ticket.with_action(done(20)).with_reply(reply("r1", due=None)).with_alert(alert("warn", pending=1))
    )
    opened(store, ticket)
    partition = ticket_keys.customer_of(ticket.id)
    opened_by = ticket.id[16:]
    first, second, edit = (fingerprint(ident) for ident in ("1", "2", "5"))
    parts = (f"00:00.000001Z#post#{first}", f"09:00.000001Z#post#{second}")
    assert sorted(items(table)) == sorted(
        [
            (partition, "writer#guard"),
            (partition, f"ticket#{opened_by}"),
            *((partition, f"part#{opened_by}#2026-09-18T12:{part}") for part in parts),
            (f"known#x#{first}", "pointer"),
            (f"known#x#{second}", "pointer"),
            (f"known#x#{edit}", "pointer"),
        ]
    )


def test_only_what_is_looked_for_is_in_an_index(store: DynamoTicketStore, table: "DynamoDBClient") -> None:
    ticket = ticket_of(question("1", 0)).with_reply(reply("r1", due=1)).with_alert(alert("warn", pending=2))
    ticket = ticket.with_reply(reply("r2", due=None)).with_alert(alert("due", pending=None))
    read = opened(store, ticket.with_action(done(-9)))

    def places(index: str) -> dict[str, tuple[str, str]]:
        return {
            sk: (item[f"{index}_pk"]["S"], item[f"{index}_sk"]["S"])
            for (_, sk), item in items(table).items()
            if f"{index}_pk" in item
        }

    ident, opened_by, first = ticket.id, ticket.id[16:], fingerprint("1")
    head, parts = f"ticket#{opened_by}", f"part#{opened_by}#2026-09-18T"
    assert places("due") == {
        head: ("waiting#acme", f"2026-09-18T13:00:00.000001Z#{opened_by}"),
        f"{parts}12:00:00.000001Z#reply#r1": ("outbox#replies", f"2026-09-18T12:01:00.000001Z#{ident}#r1"),
    }
    assert places("recent") == {}
    assert places("clocks") == {head: ("steps#acme", f"2026-09-18T12:02:00.000001Z#{opened_by}")}
    assert [item["handle"]["S"] for item in items(table).values() if "handle" in item] == [
        f"handle#acme#{fingerprint('emi')[:16]}"
    ]
    read = store.save(read, read.with_reply(reply("r3", due=5)))
    assert places("recent") == {head: ("outbox#tickets", f"2026-09-18T12:00:00.000001Z#{opened_by}")}
    store.save(read, with_posts(read, answer("2", 9)))
    assert places("recent") == {head: ("listed#acme#answered", f"2026-09-18T12:09:00.000001Z#{opened_by}")}
    assert places("clocks") == {head: ("started#acme", f"2026-09-18T12:00:00.000001Z#{opened_by}#{first}")}
    assert places("due")[head] == ("outbox#tickets", f"2026-09-18T12:00:00.000001Z#{opened_by}")


def kinds(sent: Sent) -> list[str]:
    """What the last transaction wrote, by the first words of the sort keys."""
    return sorted(_kind(sort_key) for sort_key in sent.written())


def _kind(sort_key: str) -> str:
    """The kind of a part, which stands behind its ticket and its time; of any other, the word that its key begins with."""
    names = sort_key.split("#")
    if not names[0].endswith("part"):
        return names[0]
    kind = names[2][1:] if names[2].startswith("~") else names[3]
    return ("-" if names[0].startswith("-") else "") + kind


def test_a_save_writes_what_differs_and_the_head(store: DynamoTicketStore, sent: Sent) -> None:
    first = opened(store, ticket_of(question("1", 0), question("2", 1)))
    first = store.save(first, with_posts(first, answer("3", 9)))
    assert kinds(sent) == ["pointer", "post", "ticket"]
    first = store.save(first, refolded(first.with_action(done(10))))
    first = store.save(first, with_posts(first, question("4", 30)))
    assert kinds(sent) == ["clock", "pointer", "post", "resolution", "ticket"]
    count = len(sent.requests)
    store.save(first, first)
    assert len(sent.requests) == count


def test_a_save_of_the_head_alone_is_one_put(store: DynamoTicketStore, sent: Sent) -> None:
    """Claims, steps, leases and done are small state of the head; so is the first finished clock."""
    ticket = opened(store, ticket_of(question("1", 0)))
    changes: list[Callable[[Ticket], Ticket]] = [
        lambda ticket: replace(ticket, assignee="keiko", claim=Claim("keiko", at(9))),
        lambda ticket: ticket.with_action(Action("claimed", ActionKind.CLAIM, at(1), "keiko")),
        lambda ticket: ticket.with_alert(alert("warn", pending=2)),
        lambda ticket: refolded(ticket.with_action(done(10))),
    ]
    for change in changes:
        ticket = store.save(ticket, change(ticket))
        assert sent.requests[-1][0] == "PutItem"
        assert store.load(ticket.id) == ticket


def test_R1_a_short_answer_stands_in_the_head_until_the_next_one_and_a_long_one_beside_it(
    store: DynamoTicketStore, sent: Sent
) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    ticket = store.save(ticket, ticket.with_reply(reply("r1", due=5)))
    assert sent.requests[-1][0] == "PutItem"
    assert store.load(ticket.id) == ticket
    ended = replace(reply("r1", due=None), state=ReplyState.CANCELLED)
    long = replace(reply("r2", due=7), text="返" * 101, parts=(Part("返" * 101),))
    ticket = store.save(ticket, ticket.with_reply(ended).with_reply(long))
    assert kinds(sent) == ["reply", "reply", "ticket"]
    assert store.load(ticket.id) == ticket
    tried = replace(
        long, state=ReplyState.SENDING, parts=(Part("返" * 101, PartState.TRIED, None, at(7)),), due_at=at(8)
    )
    ticket = store.save(ticket, ticket.with_reply(tried))
    assert sent.requests[-1][0] == "PutItem"
    assert store.load(ticket.id) == ticket
    assert [each.reply for each in store.outbox(at(9), limit=9)] == ["r2"]
    assert store.outbox(at(8), limit=9) == [], "a worker has it in hand"


def test_a_put_of_the_head_that_lost_says_so(store: DynamoTicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    saved = store.save(ticket, replace(ticket, assignee="keiko"))
    for assignee in ("emi", "keiko"):
        with pytest.raises(VersionConflictError):
            store.save(ticket, replace(ticket, assignee=assignee))
    assert store.load(ticket.id) == saved


def test_a_put_whose_answer_was_lost_is_no_conflict_when_it_is_repeated(
    store: DynamoTicketStore, table: "DynamoDBClient"
) -> None:
    """botocore repeats it, and it meets its own work."""
    ticket = opened(store, ticket_of(question("1", 0)))

    def done_already(request: AWSPreparedRequest, **_: object) -> None:
        body: Any = request.body
        item = json.loads(body)["Item"]
        bytes_of = {name: {"B": b64decode(value["B"])} for name, value in item.items() if "B" in value}
        table.put_item(TableName=TABLE, Item={**item, **bytes_of})

    with before_sending("PutItem", done_already):
        saved = store.save(ticket, replace(ticket, assignee="keiko"))
    assert store.load(ticket.id) == saved


def test_a_put_against_a_transaction_under_way_is_a_conflict(
    store: DynamoTicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))

    def conflicts(*_: object, **__: object) -> None:
        answer: Any = {"Error": {"Code": "TransactionConflictException", "Message": "Transaction is ongoing"}}
        raise PutError("Failed to put item", ClientError(answer, "PutItem"))

    monkeypatch.setattr(TicketItem, "save", conflicts)
    with pytest.raises(VersionConflictError):
        store.save(ticket, replace(ticket, assignee="keiko"))


def test_a_put_that_is_refused_is_no_conflict(store: DynamoTicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    with answering("PutItem", 400, fault("AccessDeniedException")), pytest.raises(PutError):
        store.save(ticket, replace(ticket, assignee="keiko"))


def test_reading_a_ticket_is_one_consistent_query(store: DynamoTicketStore, sent: Sent) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    sent.requests.clear()
    store.load(ticket.id)
    store.of_customer("acme", "77")
    assert [(name, body["ConsistentRead"]) for name, body in sent.requests] == [("Query", True), ("Query", True)]


def test_a_handle_is_looked_up_by_two_queries_and_a_customer_more_costs_one_more(
    store: DynamoTicketStore, sent: Sent
) -> None:
    for number in range(3):
        opened(store, ticket_of(question(str(number + 1), number)))
    opened(store, ticket_of(question("9", 9, author=Author("78", "ben", "Ben"))))
    sent.requests.clear()
    assert len(store.by_handle("acme", "emi", limit=9)) == 3
    assert [(name, body.get("IndexName")) for name, body in sent.requests] == [("Query", "handles"), ("Query", None)]


def test_a_partition_of_many_pages_is_read_to_its_end(store: DynamoTicketStore, sent: Sent) -> None:
    """DynamoDB answers a megabyte at a time; X's longest posts are 25,000 characters, here three bytes each."""
    ticket = opened(store, ticket_of(question("100", 0)))
    for number in range(101, 121):
        long = replace(question(str(number), number), text="返" * 25_000)
        ticket = store.save(ticket, with_posts(ticket, long))
    sent.requests.clear()
    assert store.load(ticket.id) == ticket
    assert len(sent.requests) > 1


def test_a_lost_answer_is_asked_for_again_under_the_same_token(store: DynamoTicketStore, sent: Sent) -> None:
    opened(store, ticket_of(question("1", 0)))
    assert sent.requests[-1][1]["ClientRequestToken"]


def test_parked_posts_go_by_themselves_after_thirty_days(store: DynamoTicketStore, table: "DynamoDBClient") -> None:
    post = answer("8", 6)
    store.park_orphan(post, parent="1")
    stored = items(table)[ticket_keys.known("x", "1"), f"orphan#{fingerprint('8')}"]
    assert stored["expires_at"] == {"N": str(int((post.seen_at + timedelta(days=30)).timestamp()))}


def test_spam_takes_its_finished_clocks_out_of_the_index(store: DynamoTicketStore, table: "DynamoDBClient") -> None:
    ticket = opened(store, with_posts(ticket_of(question("1", 0)), answer("2", 5), question("3", 9)))
    store.save(ticket, refolded(ticket.with_action(done(20, DoneReason.SPAM))))
    assert [sk for (_, sk), item in items(table).items() if item.get("clocks_pk") == {"S": "started#acme"}] == []


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("ConditionalCheckFailed", "None", "None"), VersionConflictError),
        (("TransactionConflict", "None", "None"), VersionConflictError),
        (("None", "ConditionalCheckFailed", "None"), DuplicatePostError),
        (("None", "None", "ConditionalCheckFailed"), DuplicatePostError),
        (("ConditionalCheckFailed", "ConditionalCheckFailed", "ConditionalCheckFailed"), DuplicatePostError),
        (("None", "None", "TransactionConflict"), VersionConflictError),
        (("TransactionConflict", "None", "ConditionalCheckFailed"), DuplicatePostError),
    ],
)
def test_a_cancelled_transaction_says_who_was_first(
    store: DynamoTicketStore, codes: tuple[str, ...], expected: type[Exception]
) -> None:
    """The head, the post and its pointer go out in this order; a reply to a post is not what is at stake here."""
    ticket = opened(store, ticket_of(question("1", 0)))
    with refused(*codes), pytest.raises(VersionConflictError) as raised:
        store.save(ticket, ticket.with_post(question("2", 1)))
    assert type(raised.value) is expected


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_was_throttled_is_no_conflict_and_may_work_later(
    store: DynamoTicketStore, code: str
) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    with refused("ConditionalCheckFailed", code, "None"), pytest.raises(UnavailableError, match="the table"):
        store.save(ticket, ticket.with_post(question("2", 1)))


def test_a_refusal_that_is_no_conflict_is_not_taken_for_one(store: DynamoTicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    with refused("ConditionalCheckFailed", "ValidationError", "None"), pytest.raises(TransactWriteError):
        store.save(ticket, ticket.with_post(question("2", 1)))


def test_a_request_that_is_refused_as_a_whole_is_no_conflict(store: DynamoTicketStore) -> None:
    ticket = opened(store, ticket_of(question("1", 0)))
    with refused(error="AccessDeniedException"), pytest.raises(TransactWriteError):
        store.save(ticket, ticket.with_post(question("2", 1)))


def test_parking_against_a_post_that_is_just_being_stored_is_tried_again(store: DynamoTicketStore) -> None:
    store.park_orphan(answer("8", 6), parent="1")
    with refused("TransactionConflict", "None"), pytest.raises(VersionConflictError):
        store.park_orphan(answer("9", 6), parent="1")


def test_another_customers_item_is_never_read(store: DynamoTicketStore) -> None:
    opened(store, ticket_of(question("1", 0, author=Author("7", "a", "A"))))
    ticket = opened(store, ticket_of(question("2", 0, author=Author("77", "b", "B"))))
    assert store.of_customer("acme", "77")[1] == (ticket,)
    assert at(0) == ticket.opened_at


@pytest.mark.parametrize("error", [UnavailableError, KeyError, TypeError, ValueError])
def test_R1_a_ticket_that_cannot_be_read_keeps_no_other_from_going_out(
    store: DynamoTicketStore, error: type[Exception]
) -> None:
    first, second = (
        opened(store, ticket_of(question(n, 0, author=Author(n, f"user{n}", ""))).with_reply(reply(f"r{n}", due=3)))
        for n in ("1", "2")
    )

    def load(ticket: str) -> Ticket:
        if ticket == first.id:
            raise error("of another release")
        return store.load(ticket)

    found = outbox(at(4), limit=9, load=load)
    assert [(each.ticket, each.reply, each.is_unread) for each in found] == [
        (second.id, "r2", False),
        (first.id, None, True),
    ]


def test_an_erasure_that_meets_an_opening_leaves_no_ticket(
    store: DynamoTicketStore, table: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(store, ticket_of(question("1", 0)))
    plain, reads = tickets._partition, []

    def meeting(partition: str) -> list[Item]:
        reads.append(partition)
        if len(reads) == 2:
            opened(store, ticket_of(question("9", 20_000)))
        return plain(partition)

    monkeypatch.setattr(tickets, "_partition", meeting)
    assert store.erase("acme", "77", at=at(30_000)) == 2
    assert store.waiting("acme", limit=9) == []
    assert not [sk for pk, sk in items(table) if pk == ticket_keys.customer("acme", "77")]


def test_an_erasure_that_meets_openings_all_the_time_is_to_be_made_again(
    store: DynamoTicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(store, ticket_of(question("1", 0)))
    plain, idents = tickets._partition, iter(range(100, 200))

    def meeting(partition: str) -> list[Item]:
        ident = next(idents)
        opened(store, ticket_of(question(str(ident), ident)))
        return plain(partition)

    with monkeypatch.context() as patched:
        patched.setattr(tickets, "_partition", meeting)
        with pytest.raises(UnavailableError):
            store.erase("acme", "77", at=at(30_000))
    store.erase("acme", "77", at=at(30_000))
    assert store.of_customer("acme", "77")[1] == ()
