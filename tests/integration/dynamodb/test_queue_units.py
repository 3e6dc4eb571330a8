"""What the queue asks of the table, in requests and read units, is the same whatever waits (design §5)."""

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.usecases.tickets.merged_lists import SPARE
from tests.benchmarks.queue_growth import Desk, desk_with

PAGE = 200

COUNTED_AT_MOST = 52
"""Read units for the thousand tickets that are counted, a twelfth more where their accounts are merged. A row of a question of 60
Japanese characters takes some 370 bytes of the index."""


@pytest.fixture(scope="module", params=[(1, 5_000), (1, 1_000_000), (3, 1_000_000)], ids=str)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with desk_with(*request.param) as made:
        made.ask()
        yield made


def cost(desk: Desk, *asked: Any, **query: str) -> tuple[float, int, dict[str, Any]]:
    desk.meter.take()
    answer = desk.ask(*asked, **query)
    return *desk.meter.take(), answer


def tag(desk: Desk, **query: str) -> str:
    return str(desk.ask(**query)["headers"]["etag"])


@pytest.mark.parametrize("query", [{}, {"assignee": "me"}, {"only": "overdue"}, {"status": "done"}], ids=str)
def test_AWS5_a_refresh_with_nothing_new_reads_half_a_unit_an_account(desk: Desk, query: dict[str, str]) -> None:
    units, requests, answer = cost(desk, tag(desk, **query), **query)
    assert answer["statusCode"] == 304
    assert (units, requests) == (0.5 * len(desk.accounts), 1)


def test_the_first_page_reads_what_is_counted_and_nothing_of_what_waits_behind(desk: Desk) -> None:
    units, requests, answer = cost(desk)
    accounts = len(desk.accounts)
    assert requests == 2 + accounts, "the marks, the caller, and each account once"
    assert units <= COUNTED_AT_MOST + 0.5 * accounts + 1
    counts = json.loads(gzip.decompress(base64.b64decode(answer["body"])))["counts"]
    assert counts["waiting"] == {"n": 1_000, "more": True}
    assert counts["overdue"]["more"] is False


def test_a_changed_refresh_reads_the_account_that_has_changed(desk: Desk) -> None:
    whole, _, _ = cost(desk)
    etag = tag(desk)
    desk.change(desk.accounts[:1])
    units, requests, _ = cost(desk, etag)
    assert requests == 3, "the marks, the caller and the account's list"
    assert units <= whole / len(desk.accounts) + 10


def test_a_filter_reads_no_more_than_the_first_page(desk: Desk) -> None:
    whole, requests, _ = cost(desk)
    for query in ({"assignee": "me"}, {"tag": "返品"}, {"only": "due_soon"}, {"channel": "direct"}):
        assert cost(desk, **query)[:2] == (whole, requests)


def test_a_further_page_without_counts_reads_what_it_shows(desk: Desk) -> None:
    whole, _, _ = cost(desk)
    units, _, _ = cost(desk, counts="false", limit=str(PAGE))
    assert units <= whole * (PAGE + SPARE * len(desk.accounts)) / 1_000 + 3
