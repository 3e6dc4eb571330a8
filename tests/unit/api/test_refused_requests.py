"""A request that cannot be is refused with the field, what was given, and what may stand there."""

import json
from dataclasses import replace
from typing import Any

import pytest

from shared import wiring
from shared.domain.replies.reply import ReplyState
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call, one, raw, reply_to


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


@pytest.mark.parametrize(
    ("limit", "given"),
    [
        ("²", '"²"'),
        ("①", '"①"'),
        ("٣", '"٣"'),
        ("9" * 4301, '"9999'),
        ("1_0", '"1_0"'),
        (" 5", '" 5"'),
        ("5.0", '"5.0"'),
        ("\ud800", '"\\ud800"'),
    ],
)
def test_a_limit_that_is_no_number_is_400_with_what_was_given(limit: str, given: str) -> None:
    status, problem = call("GET", "/api/queue", limit=limit)
    assert (status, problem["path"]) == (400, "limit")
    assert problem["detail"].startswith(f"must be a whole number, not {given}")
    assert len(problem["detail"]) < 120


@pytest.mark.parametrize(
    ("query", "path", "detail"),
    [
        ({"limit": "0"}, "limit", 'must be at least 1, not "0"'),
        ({"limit": "201"}, "limit", 'must be at most 200, not "201"'),
        ({"status": "lost"}, "status", "must be one of 'new', 'open', 'answered' or 'done', not \"lost\""),
        ({"only": "mine"}, "only", "must be one of 'overdue' or 'due_soon', not \"mine\""),
        ({"q": "x" * 501}, "q", "is longer than 500 characters"),
        ({"tag": "\ud800"}, "tag", 'holds half a character: "\\ud800"'),
    ],
    ids=str,
)
def test_a_query_that_cannot_be_is_400_with_what_may_stand_there(query: Any, path: str, detail: str) -> None:
    status, problem = call("GET", "/api/queue", **query)
    assert (status, problem["path"], problem["detail"], problem["code"]) == (400, path, detail, "invalid")


def test_a_parameter_without_a_value_counts_as_absent_and_a_strange_one_is_left_alone(desk: FakeDesk) -> None:
    one(desk)
    query = {"limit": "", "status": "", "account": ",", "cursor": "", "utm_source": "²"}
    assert call("GET", "/api/queue", **query)[1]["tickets"] == call("GET", "/api/queue")[1]["tickets"] != []


ALWAYS = {"calendar": "always", "start": "2026-09-18T17:00:00Z", "minutes": 5}
YEARS = "Times lie between the years 1900 and 9000."


@pytest.mark.parametrize(
    ("body", "path", "detail"),
    [
        ("{", "", "the body is no JSON: EOF while parsing an object at line 1 column 1"),
        ("[]", "", "must be an object of fields, not []"),
        (ALWAYS | {"start": 5}, "start", "must be a text, not 5"),
        (ALWAYS | {"minutes": "5"}, "minutes", 'must be a number, not "5"'),
        (ALWAYS | {"minutes": True}, "minutes", "must be a number, not true"),
        (ALWAYS | {"minutes": float("nan")}, "minutes", "must be a number, not NaN"),
        (ALWAYS | {"calendar": [{"x": float("inf")}]}, "calendar", 'must be a number, not [{"x": Infinity}]'),
        ({"calendar": "always", "start": "2026-09-18T17:00:00Z"}, "minutes", "is missing"),
        (ALWAYS | {"start": "9999-12-31T00:00:00Z", "minutes": 525600}, "start", YEARS),
        (ALWAYS | {"start": "0001-01-01T00:00:00+14:00"}, "start", YEARS),
    ],
    ids=str,
)
def test_a_body_that_cannot_be_is_400_with_what_may_stand_there(body: Any, path: str, detail: str) -> None:
    status, problem = call("POST", "/api/preview/deadline", body)
    assert (status, problem["path"], problem["detail"]) == (400, path, detail)


@pytest.mark.parametrize(
    ("action", "body", "path", "detail"),
    [
        ("claim", {"take_over": "yes"}, "take_over", 'must be true or false, not "yes"'),
        ("tags", {"tags": "returns"}, "tags", 'must be a list, not "returns"'),
        ("tags", {"tags": ["a", 5]}, "tags.1", "must be a text, not 5"),
        (
            "notes",
            {"text": "a", "client_note_id": "short"},
            "client_note_id",
            'must be 8 to 64 letters, digits, - or _, not "short"',
        ),
        ("assign", {"assignee": "x" * 501}, "assignee", "is longer than 500 characters"),
    ],
)
def test_a_field_of_the_wrong_kind_is_400(desk: FakeDesk, action: str, body: Any, path: str, detail: str) -> None:
    status, problem = call("POST", f"/api/tickets/{one(desk)}/{action}", body)
    assert (status, problem["path"], problem["detail"]) == (400, path, detail)


@pytest.mark.parametrize("body", ["%%%", "YQ", "/w==", "eyI="])
def test_a_body_that_is_no_base64_or_no_text_is_400(body: str) -> None:
    answer = raw("POST", "/api/preview/deadline", body, encoded=True)
    assert (answer["statusCode"], json.loads(answer["body"])["path"]) == (400, "")


@pytest.mark.parametrize("where", ["/api/tickets/{}", "/api/tickets/{}/claim", "/pictures/{}/x", "/{}", "/t/{}"])
@pytest.mark.parametrize("part", ["x" * 901, "é" * 451, "a\0b", "a\nb", "\ud800"], ids=lambda part: ascii(part)[:9])
def test_an_address_that_no_key_can_hold_is_404(where: str, part: str) -> None:
    answer = raw("GET", where.format(part))
    assert (answer["statusCode"], json.loads(answer["body"])["detail"]) == (404, "There is no such address.")


def test_who_is_in_no_group_is_refused_before_the_request_is_read() -> None:
    assert call("GET", "/api/queue", groups="[]", limit="²")[0] == 403


def test_earlier_tickets_before_one_that_is_not_there_are_none(desk: FakeDesk) -> None:
    """Rather than the newest again, which a page would show twice."""
    status, problem = call("GET", f"/api/tickets/{one(desk)}/earlier", before="acme.900.gone")
    assert (status, problem["path"]) == (400, "before")


@pytest.mark.parametrize(
    "post", ["9" * 400, "https://x.com/i/status/" + "9" * 400, "²" * 19, "https://x.com/i/status/²", "//", "?#"]
)
def test_an_address_that_is_no_posts_settles_nothing(desk: FakeDesk, post: str) -> None:
    ticket = one(desk)
    call("POST", f"/api/tickets/{ticket}/replies", reply_to(desk))
    stored = desk.tickets.load(ticket)
    [reply] = stored.replies
    desk.tickets.save(stored, stored.with_reply(replace(reply, state=ReplyState.UNKNOWN)))
    body = {"outcome": "sent", "post": post}
    status, problem = call("POST", f"/api/tickets/{ticket}/replies/{reply.id}/settle", body)
    assert (status, problem["path"]) == (400, "post")
