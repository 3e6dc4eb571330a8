"""What a customer's post costs the function that reads it, warm: CPU and calls of the table, by call."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from functions import ingest_posts
from shared import wiring
from shared.adapters.dynamodb.item import connection
from shared.adapters.dynamodb.translating import TranslatingConnection
from tests.benchmarks.aws import TABLE, aws
from tests.benchmarks.cold_start import delivery, deployed_desk, mention, records

Row = tuple[str, str]

POSTS = 120
BATCHES = (1, 5, 10)
"""A quiet desk's, and bursts'."""


class _NoTimers:
    """Step Functions without its work: the port's answer, as in the figures of a ticket's life."""

    def ensure(self, *_: object) -> bool:
        return True


def ingest() -> Iterator[Row]:
    """Posts of as many new customers, by X's webhook, in batches. The table is another process; timers are the port's."""
    with aws() as url, deployed_desk(url) as desk:
        vars(desk)["timers"] = _NoTimers()
        wiring._desk = desk
        try:
            bare = _bare()
            for size in BATCHES:
                yield from _batches(size, bare)
        finally:
            wiring._desk = None


def _batches(size: int, bare: float) -> Iterator[Row]:
    events = [
        records(*(delivery(mention(size * 100_000 + n + i).event()) for i in range(size)))
        for n in range(0, POSTS, size)
    ]
    with quiet():
        for event in events[:3]:
            _take(event)
        calls, inside = _calls()
        with inside:
            began = time.process_time()
            for event in events[3:]:
                _take(event)
            took = time.process_time() - began
    posts = POSTS - 3 * size
    of_calls = sum(cpu for cpu, _ in calls.values())
    number = sum(number for _, number in calls.values()) / posts
    by_call = " · ".join(
        f"{name} {cpu / posts * 1000:.2f}" for name, (cpu, _) in sorted(calls.items(), key=lambda each: -each[1][0])
    )
    figure = (
        f"{took / posts * 1000:.1f} ms, of which {of_calls / posts * 1000:.1f} ms in {number:.1f} calls of the table"
    )
    yield (
        f"a customer's post in batches of {size}: CPU of the function",
        f"{figure} ({by_call}); a bare put in the same run {bare * 1000:.2f} ms",
    )


def _take(event: dict[str, Any]) -> None:
    answer = ingest_posts.handler(event, None)
    if answer["batchItemFailures"]:
        raise SystemExit(f"posts were not taken: {json.dumps(answer)}")


def _bare() -> float:
    """CPU of one put by botocore alone."""
    client: Any = connection().client
    put = partial(client.put_item, TableName=TABLE, Item={"pk": {"S": "bench"}, "sk": {"S": "put"}})
    for _ in range(20):
        put()
    began = time.process_time()
    for _ in range(POSTS):
        put()
    return (time.process_time() - began) / POSTS


def _calls() -> tuple[dict[str, tuple[float, int]], Any]:
    """Return CPU and number of the table's calls by their name, counted within the context that comes with them."""
    calls: dict[str, tuple[float, int]] = {}
    make = TranslatingConnection._make_api_call

    def counted(self: TranslatingConnection, name: str, asked: dict[str, Any]) -> dict[str, Any]:
        began = time.process_time()
        try:
            return make(self, name, asked)
        finally:
            before, number = calls.get(name, (0.0, 0))
            calls[name] = before + time.process_time() - began, number + 1

    return calls, patch.object(TranslatingConnection, "_make_api_call", counted)


@contextmanager
def quiet() -> Iterator[None]:
    """Logs and metrics are lines on the process's standard output."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
