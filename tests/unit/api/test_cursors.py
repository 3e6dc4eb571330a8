"""A cursor is opaque, safe in an address, and refused unless it is whole and of this query."""

import base64
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.desk_api.http import cursors
from functions.desk_api.http.cursors import issue_cursor, place_of
from shared import wiring
from shared.domain.errors import InvalidError
from shared.domain.posts.author import Author
from shared.usecases.inbound.ingest_post import ingest_post
from tests.builders import sighted
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call

QUEUE = {"list": "queue", "account": ["acme"], "q": "返品"}
PLACE = "2026-09-15T13:00:00.000000Z#acme.900.1"

parts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60)
filters = st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.none() | st.integers(), max_size=4)


@given(place=st.lists(parts, min_size=1, max_size=4), query=filters)
def test_a_cursor_gives_its_place_back_and_needs_no_encoding_in_an_address(
    place: list[str], query: dict[str, Any]
) -> None:
    cursor = issue_cursor(*place, query=query)
    assert place_of(cursor, query=query) == tuple(place)
    assert quote(cursor, safe="") == cursor


@given(data=st.data())
def test_a_cursor_that_was_cut_or_altered_anywhere_is_refused(data: st.DataObject) -> None:
    cursor = issue_cursor(PLACE, query=QUEUE)
    at = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("".join(sorted(set("AZaz09-_+/=# .²é") - {cursor[at]}))))
    for broken in (cursor[:at], cursor[at + 1 :], cursor[:at] + letter + cursor[at + 1 :], cursor + letter):
        with pytest.raises(InvalidError, match="was cut, altered, or given for another query"):
            place_of(broken, query=QUEUE)


@pytest.mark.parametrize(
    "other",
    [
        {**QUEUE, "q": ""},
        {**QUEUE, "account": []},
        {**QUEUE, "list": "search"},
        {**QUEUE, "more": None},
        {"list": "queue"},
    ],
    ids=str,
)
def test_a_cursor_of_another_query_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        place_of(issue_cursor(PLACE, query=QUEUE), query=other)


def test_a_cursor_of_another_version_of_the_desk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = issue_cursor(PLACE, query=QUEUE)
    monkeypatch.setattr(cursors, "VERSION", cursors.VERSION + 1)
    with pytest.raises(InvalidError):
        place_of(cursor, query=QUEUE)


@pytest.mark.parametrize("held", [b"", b"\x01", b"\x01" + b"x" * 9, b"\x01" + b"x" * 9 + b"\xff\xfe"])
def test_what_was_never_issued_is_refused(held: bytes) -> None:
    with pytest.raises(InvalidError):
        place_of(base64.urlsafe_b64encode(held).decode().rstrip("="), query=QUEUE)


@pytest.mark.parametrize("place", [(), ("",), ("a", ""), ("a\0b",)], ids=repr)
def test_a_place_that_could_not_be_read_back_is_not_issued(place: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no place of a list"):
        issue_cursor(*place, query=QUEUE)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    for n in range(5):
        ingest_post(sighted(n, author=Author(f"90{n}", f"user{n}", f"User {n}")), desk=fake)
    return fake


def test_pages_of_the_queue_follow_each_other_by_a_cursor_that_is_put_into_an_address_as_it_is(desk: FakeDesk) -> None:
    seen, query = [], {"limit": "2"}
    for _ in range(3):
        status, page = call("GET", "/api/queue", **query)
        assert status == 200
        seen += [row["customer"]["username"] for row in page["tickets"]]
        query["cursor"] = page["next_cursor"]
        assert page["next_cursor"] is None or re.fullmatch("[A-Za-z0-9_-]+", page["next_cursor"])
    assert seen == [f"user{n}" for n in range(5)]
    assert query["cursor"] is None


def test_the_next_page_may_be_longer_and_must_be_of_the_same_query(desk: FakeDesk) -> None:
    cursor = call("GET", "/api/queue", limit="2")[1]["next_cursor"]
    assert len(call("GET", "/api/queue", limit="200", cursor=cursor)[1]["tickets"]) == 3
    for other in ({"q": "user"}, {"account": "acme"}, {"status": "new"}, {"only": "overdue"}, {"channel": "direct"}):
        status, problem = call("GET", "/api/queue", cursor=cursor, **other)
        assert (status, problem["path"]) == (400, "cursor")


def test_a_cursor_of_my_own_tickets_is_nobody_elses(desk: FakeDesk) -> None:
    for row in call("GET", "/api/queue")[1]["tickets"]:
        call("POST", f"/api/tickets/{row['id']}/assign", {"assignee": "kt"})
    cursor = call("GET", "/api/queue", assignee="me", limit="2")[1]["next_cursor"]
    assert call("GET", "/api/queue", assignee="me", cursor=cursor)[0] == 200
    assert call("GET", "/api/queue", groups="[managers]", assignee="me", cursor=cursor)[0] == 400


@pytest.mark.parametrize("cut", ["#", PLACE, PLACE.partition("#")[0], "a", "²"])
def test_a_cursor_as_it_was_before_is_refused_instead_of_giving_a_row_twice(desk: FakeDesk, cut: str) -> None:
    status, problem = call("GET", "/api/queue", cursor=cut)
    assert (status, problem["path"]) == (400, "cursor")
