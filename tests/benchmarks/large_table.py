"""A table with as many waiting tickets as one likes: DynamoDB's calls, pages of a megabyte and units by the published rule, over
items that are made when they are read.

A million tickets take hours to plant, and the desk reads the first thousand of an account. So what stands at each place is known
by its number, and only what a query returns is built, by the desk's own adapters. It runs as a process of its own, whose work is not in
the desk's figures; whatever else the desk writes (settings, marks, signs of life) is held as it is put.
"""

import base64
import json
import math
import re
import subprocess
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from infra.indexes import INDEXES
from shared.adapters.dynamodb.keys import index_keys, timed_keys
from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.adapters.dynamodb.tickets.models import TicketItem
from shared.domain.posts.author import Author
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import ticket_id
from shared.domain.tickets.ticket_state import fold_ticket
from tests.builders import NOON, PlainPromises, asked, snowflake

RawItem = dict[str, dict[str, Any]]

PAGE = 1024 * 1024
UNIT = 4096
"""Bytes; an eventually consistent read costs half a unit for as many
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html)."""

FLOOR = "floor"
"""An account whose heads are stored as they were on 2026-11-28, with their ladders in nested maps."""

INDEXED = INDEXES["due"]
"""Its keys, and what it holds beside them."""

OLD_HEAD: RawItem = json.loads(Path(__file__).with_name("head_2026_11_28.json").read_text("utf-8"))

TEXT = "@acme_help 電気ケトルが届きません。注文番号A-{:06}です。昨日の夜に確認しました。よろしくお願いいたします。"
APART = timedelta(minutes=1)
OVERDUE = 30
"""How many of an account's tickets are overdue at noon."""


def due_at(n: int) -> datetime:
    return NOON + APART * (n - OVERDUE)


def waiting_head(account: str, n: int) -> RawItem:
    """The head of an account's ticket with the n-th deadline, as the index holds it: a third of them assigned, a tenth with a tag."""
    posted = due_at(n) - timedelta(hours=1)
    author = Author(str(1_000_000 + n), f"customer_{n}", f"山田 花子 {n}")
    post = asked(
        0,
        text=TEXT.format(n),
        id=snowflake(posted, n),
        posted_at=posted,
        seen_at=posted,
        account=account,
        author=author,
    )
    ticket = Ticket(ticket_id(account, author.id, post.id), account, "x", author)
    tags = ("返品",) if n % 10 == 0 else ()
    ticket = replace(ticket.with_post(post), assignee="kt" if n % 3 == 0 else None, tags=tags, version=1)
    [head] = [item for item in items_of(fold_ticket(ticket, PlainPromises())) if isinstance(item, TicketItem)]
    kept = {"pk", "sk", *INDEXED[0], *INDEXED[1]}
    return {name: _on_the_wire(value) for name, value in head.serialize().items() if name in kept}


def _on_the_wire(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value


def old_head(n: int) -> RawItem:
    place = {"S": f"{timed_keys.instant(due_at(n))}#acme.{n}"}
    return OLD_HEAD | {"pk": {"S": f"C#acme#{n}"}, "due_pk": {"S": FLOOR}, "due_sk": place}


@dataclass(frozen=True)
class Waiting:
    """A list of `size` tickets in the index `due`: their places are known, and the items are built on demand."""

    size: int
    item: Callable[[int], RawItem]

    def first_after(self, place: str | None) -> int:
        if place is None:
            return 0
        at = bisect_left(range(self.size), place[:27], key=lambda n: timed_keys.instant(due_at(n)))
        return bisect_right(range(at, self.size), place, key=lambda n: self.item(n)["due_sk"]["S"]) + at


class LargeTable:
    """Items by their keys, and the lists of `due`."""

    def __init__(self, accounts: Mapping[str, int]) -> None:
        self.items: dict[str, dict[str, RawItem]] = {}
        self.lists = {
            index_keys.waiting(name): Waiting(size, cache(partial(waiting_head, name)))
            for name, size in accounts.items()
        }
        self.lists[FLOOR] = Waiting(50, cache(old_head))

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "Query": self._query,
            "GetItem": self._get,
            "BatchGetItem": self._batch_get,
            "PutItem": self._put,
            "TransactWriteItems": self._put_all,
        }
        return calls[operation](asked)

    def _put(self, asked: dict[str, Any]) -> dict[str, Any]:
        item = asked["Item"]
        self.items.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = item
        return _told(asked, math.ceil(size_of(item) / 1024))

    def _put_all(self, asked: dict[str, Any]) -> dict[str, Any]:
        for each in asked["TransactItems"]:
            self._put(each["Put"])
        return {}

    def _at(self, key: RawItem) -> RawItem | None:
        return self.items.get(key["pk"]["S"], {}).get(key["sk"]["S"])

    def _get(self, asked: dict[str, Any]) -> dict[str, Any]:
        found = self._at(asked["Key"])
        units = _read_units([found or {}], consistent=asked.get("ConsistentRead", False))
        return _told(asked, units) | ({"Item": found} if found is not None else {})

    def _batch_get(self, asked: dict[str, Any]) -> dict[str, Any]:
        [(table, wanted)] = asked["RequestItems"].items()
        found = [self._at(key) for key in wanted["Keys"]]
        units = sum(_read_units([each or {}], consistent=wanted.get("ConsistentRead", False)) for each in found)
        told = {"ConsumedCapacity": [{"TableName": table, "CapacityUnits": units}]}
        return {"Responses": {table: [each for each in found if each is not None]}, "UnprocessedKeys": {}} | told

    def _query(self, asked: dict[str, Any]) -> dict[str, Any]:
        partition, place, beginning = _condition(asked)
        start = asked.get("ExclusiveStartKey")
        if asked.get("IndexName") is not None:
            listed = self.lists.get(partition, Waiting(0, old_head))
            first = listed.first_after(start["due_sk"]["S"] if start is not None else place)
            found: Iterator[RawItem] = (listed.item(n) for n in range(first, listed.size))
        else:
            stored = self.items.get(partition, {})
            found = (stored[sk] for sk in sorted(stored) if sk.startswith(beginning))
        read, cut = _page(found, asked.get("Limit", 1_000_000))
        names = asked.get("ExpressionAttributeNames", {})
        wanted = [names[each.strip()] for each in asked.get("ProjectionExpression", "").split(",") if each]
        shown = [{name: each[name] for name in wanted} for each in read] if wanted else read
        answer: dict[str, Any] = {"Items": shown, "Count": len(read), "ScannedCount": len(read)}
        if cut:
            answer["LastEvaluatedKey"] = {name: read[-1][name] for name in ("pk", "sk", "due_pk", "due_sk")}
        return answer | _told(asked, _read_units(read, consistent=asked.get("ConsistentRead", False)))


def _page(found: Iterator[RawItem], limit: int) -> tuple[list[RawItem], bool]:
    """The items up to the limit or to a megabyte, and whether it was cut there."""
    read: list[RawItem] = []
    size = 0
    for item in found:
        read.append(item)
        size += size_of(item)
        if len(read) == limit or size >= PAGE:
            return read, True
    return read, False


def _condition(asked: dict[str, Any]) -> tuple[str, str | None, str]:
    """The partition, the place behind which is asked, and what a sort key is to begin with."""
    condition, values = asked["KeyConditionExpression"], asked["ExpressionAttributeValues"]
    [partition] = re.findall(r"= (:\w+)", condition)
    after = re.search(r"> (:\w+)", condition)
    begins = re.search(r"begins_with ?\(#\w+, (:\w+)\)", condition)
    return (
        values[partition]["S"],
        values[after[1]]["S"] if after else None,
        values[begins[1]]["S"] if begins else "",
    )


def _told(asked: dict[str, Any], units: float) -> dict[str, Any]:
    return {"ConsumedCapacity": {"TableName": asked["TableName"], "CapacityUnits": units}}


def _read_units(items: list[RawItem], *, consistent: bool) -> float:
    return max(1, math.ceil(sum(size_of(item) for item in items) / UNIT)) * (1 if consistent else 0.5)


def size_of(item: Mapping[str, Mapping[str, Any]]) -> int:
    """The bytes of an item, names and values
    (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html)."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    [(kind, content)] = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "B":
        return len(base64.b64decode(content))
    if kind == "N":
        return len(content.lstrip("-").replace(".", "").strip("0")) // 2 + 2
    if kind == "L":
        return 3 + sum(1 + _size(each) for each in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _size(each) for name, each in content.items())
    return 1


def _handler(table: LargeTable) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self._send(table.answer(self.headers["x-amz-target"].rpartition(".")[2], asked))

        def _send(self, answer: dict[str, Any]) -> None:
            body = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("content-type", "application/x-amz-json-1.0")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing of each request."""

    return Handler


READ_OF_EACH = 250
"""How many of an account's tickets are read beside its share of those that are counted, at most: a further page of 200."""


@contextmanager
def large_table(accounts: Mapping[str, int]) -> Iterator[str]:
    """The table in a process of its own, with so many waiting tickets an account; yields its address."""
    command = [sys.executable, "-m", "tests.benchmarks.large_table", json.dumps(accounts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{int((server.stdout or sys.stdin).readline())}"
        finally:
            server.terminate()


def main() -> None:
    """Build what will be read before the first request, which would not wait for it."""
    accounts = json.loads(sys.argv[1])
    table = LargeTable(accounts)
    for listed in table.lists.values():
        for n in range(min(listed.size, READ_OF_EACH + 1_001 // len(accounts))):
            listed.item(n)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(table))
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
