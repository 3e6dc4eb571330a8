"""Whatever a request holds, the desk answers it, and never with a fault of its own while its stores are well.

The routes are those that the resolver has, and what each takes is asked of the route itself: a new one is covered by
being there.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from functions.desk_api import app
from functions.desk_api.http import request
from functions.desk_api.routers.queue import QueueQuery
from shared import wiring
from shared.ports.people import Member
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.settings import schemas as settings_shapes
from shared.usecases.settings import templates as settings_texts
from shared.usecases.settings.kinds import KINDS
from tests import hostile
from tests.builders import sighted
from tests.fake_desk import ACCOUNT, KT, FakeDesk
from tests.fake_sign_in import FakeSignIn
from tests.unit.api.test_api import PAGE

CHIEF = {"name": "Chief", "email": "chief@example.com", "groups": ["admins"]}
CALLERS = ("chief", "chief", "chief", "kt", "boss", "stranger", "")
app.routes.include_all()
ROUTES = sorted({(route.method, route.path) for route in app.app._static_routes + app.app._dynamic_routes})
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GÊT", "")
HEADERS = ("origin", "sec-fetch-site", "host", "if-none-match", "accept-language", "accept-encoding", "cookie")
IDENTS = {"<ticket_id>": "acme.900.0", "<reply_id>": "reply-0001", "<sub>": "kt", "<person_id>": "kt", "<way>": "mail"}
IDENTS |= {"<account_id>": "acme", "<digest>": "0"}
many = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def fresh_desk() -> FakeDesk:
    """A desk with a ticket on which a reply waits, and an admin."""
    desk = FakeDesk(Document("person", "chief", 1, CHIEF))
    desk.directory._members["chief"] = Member("chief", CHIEF["email"], ("admins",))  # type: ignore[arg-type]
    desk.sms_account = SimpleNamespace(monthly_limit=lambda: 20.0)  # type: ignore[attr-defined]
    desk.sign_in = FakeSignIn()  # type: ignore[attr-defined]
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket()
    post = ticket.last_post.id
    reply_to_ticket(ReplyToTicket(ticket.id, "reply-0001", post, post, "We are on it."), by=desk.kt, desk=desk)
    return desk


def filled(path: str, given: Iterator[str] | None = None) -> str:
    """The path with something in each of its places: what there is on the desk, or else what is `given`."""
    return "/".join(
        part if not part.startswith("<") else next(given) if given else IDENTS.get(part, part)
        for part in path.split("/")
    )


def sensible(fields: list[str], post: str) -> dict[str, str]:
    """A value for each field that gets past its shape, so that what lies behind is tried as well."""
    known = {"in_reply_to": post, "seen_through": post, "client_reply_id": '"reply-0002"', "account": '"acme"'}
    known |= {"client_note_id": '"note-0001"', "ticket": '"acme.900.0"', "calendar": '"always"', "minutes": "60"}
    known |= {"start": '"2026-09-18T17:00:00Z"', "documents": "[]", "assignee": '"kt"', "priority": '"high"'}
    known |= {"tags": '["returns"]', "reason": '"thanks_only"', "outcome": '"not_sent"', "kind": '"overdue"'}
    known |= {"channel": '"public"', "confirm_public": "false", "take_over": "false", "words": "{}", "language": '"ja"'}
    known |= {"send": "false", "sms": "false", "email": '"jo@example.com"', "version": "1", "seen_version": "1"}
    known |= {"code": '"a-code"', "verifier": '"a-verifier"'}
    return {name: known.get(name, '"Thank you."') for name in fields}


class Taken(list[type[BaseModel]]):
    """The shapes that a route asks for while it answers."""

    def asking(self, plain: Any) -> Any:
        def ask(router: Any, shape: type[BaseModel]) -> Any:
            self.append(shape)
            return plain(router, shape)

        return ask


@cache
def shapes_of(method: str, path: str) -> list[type[BaseModel]]:
    """What the route reads of a request, asked of the route itself."""
    taken = Taken()
    with ExitStack() as stack:
        stack.enter_context(patch.object(wiring, "_desk", fresh_desk()))
        for name in ("query", "body"):
            stack.enter_context(patch.object(request, name, taken.asking(getattr(request, name))))
        app.handler(event(method, filled(path), sub="chief"), None)
    return [*taken]


def fields_of(shapes: list[type[BaseModel]], kind: type[BaseModel]) -> list[str]:
    found = [shape.model_fields for shape in shapes if issubclass(shape, kind)]
    return [field.alias or name for each in found for name, field in each.items()]


def event(
    method: str,
    path: str,
    *,
    query: Any = None,
    body: Any = None,
    encoded: bool = False,
    sub: str = "kt",
    **headers: str,
) -> Any:
    claims = {"sub": sub, "cognito:groups": "[agents managers admins]", "username": "someone"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", **headers},
        "queryStringParameters": query,
        "requestContext": {
            "http": {"method": method, "path": path},
            "stage": "$default",
            **({"authorizer": {"jwt": {"claims": claims, "scopes": None}}} if sub else {}),
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def answered(asked: Any, desk: FakeDesk | None = None) -> Any:
    """The answer, which must be one that the gateway can pass on, and be no fault of the desk's."""
    with patch.object(wiring, "_desk", desk or fresh_desk()):
        answer = app.handler(asked, None)
    assert answer["statusCode"] < 500, (asked, answer)
    json.dumps(answer, ensure_ascii=False).encode()
    assert answer["headers"]["x-content-type-options"] == "nosniff"
    if answer["headers"].get("Content-Type") == "application/problem+json" and answer["body"]:
        problem = json.loads(answer["body"])
        assert (problem["status"], bool(problem["detail"])) == (answer["statusCode"], True)
    return answer


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PAGE.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@many
@given(data=st.data())
def test_no_request_of_any_route_is_a_fault_of_the_desk(method: str, path: str, data: st.DataObject) -> None:
    shapes = shapes_of(method, path)
    desk = fresh_desk()
    strange = data.draw(st.integers(0, 5)) == 0
    parts = data.draw(st.lists(hostile.texts, min_size=3, max_size=3)) if strange else []
    where = filled(path, iter(parts) if strange else None).replace("acme.900.0", desk.only_ticket().id)
    read_plainly = [each.name for each in fields(QueueQuery)] if path == "/api/queue" else []
    names = st.sampled_from([*fields_of(shapes, request.Query), *read_plainly, "a"])
    body, encoded = data.draw(
        hostile.bodies(sensible(fields_of(shapes, request.Body), json.dumps(desk.only_ticket().last_post.id)))
    )
    asked = event(
        method,
        where,
        query=data.draw(st.none() | st.dictionaries(names, hostile.texts, max_size=3)),
        body=body,
        encoded=encoded,
        sub=data.draw(st.sampled_from(CALLERS)),
        **data.draw(st.dictionaries(st.sampled_from(HEADERS), hostile.texts, max_size=2)),
    )
    answered(asked, desk)


@pytest.mark.parametrize("method", METHODS)
@many
@given(path=st.sampled_from([path for _, path in ROUTES]), part=hostile.texts, sub=st.sampled_from(CALLERS))
def test_no_address_and_no_method_is_a_fault_of_the_desk(method: str, path: str, part: str, sub: str) -> None:
    for where in (
        filled(path),
        path.replace("<", part),
        f"/{part}",
        f"{path}/{part}",
        f"/a/{part}",
        f"/a/app-{part}.js",
        part,
    ):
        answered(event(method, where, sub=sub))


SHAPES = [
    each
    for module in (settings_shapes, settings_texts)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, msgspec.Struct)
]
FIELDS = sorted({name for shape in SHAPES for name in shape.__struct_fields__} | {"weekly", "holidays", "special_days"})
BODIES: dict[str, dict[str, Any]] = {
    "account": ACCOUNT,
    "person": KT,
    "team": {"name": "Support", "members": ["kt"]},
    "calendar": {"zone": "Asia/Tokyo", "weekly": {"mon": ["09:00-18:00"]}, "holidays": {"country": "JP"}},
    "policy": {"calendar": "always", "first_reply_minutes": 30, "next_reply_minutes": 30},
    "keyword_rule": {"words": ["refund"], "notify": ["managers"]},
    "template": {"name": "Late", "text": "Sorry, {customer}."},
    "text": {"en": {"subject": "Late: {customer}", "text": "{link}"}},
}


@settings(many, max_examples=150)
@given(data=st.data())
def test_no_settings_document_is_a_fault_of_the_desk(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([*KINDS, "²"]))
    spoilt = data.draw(st.dictionaries(st.sampled_from(FIELDS), hostile.values.map(hostile.parsed), max_size=2))
    ident = data.draw(st.sampled_from(("default", "desk", "kt", "acme", "overdue", "new")) | hostile.texts)
    one = {"kind": kind, "id": ident, "version": data.draw(st.integers(0, 2)), "body": BODIES.get(kind, {}) | spoilt}
    dry = data.draw(st.sampled_from(("true", "false")))
    answered(event("PUT", "/api/settings", query={"dry_run": dry}, body=json.dumps({"documents": [one]}), sub="chief"))


def test_the_routes_are_those_that_are_meant() -> None:
    """Else the tests above would be content with an app that has none, or that reads nothing."""
    assert len(ROUTES) > 35
    read = {name for method, path in ROUTES for name in fields_of(shapes_of(method, path), BaseModel)}
    assert {
        "limit",
        "cursor",
        "from",
        "dry_run",
        "client_reply_id",
        "documents",
        "minutes",
        "language",
        "email",
    } <= read


def test_an_error_of_the_desks_own_is_no_fault_of_the_request() -> None:
    """A shape that something of ours does not fit is 500 and logged: nothing turns every error into a 400."""

    def burst(*_: object, **__: object) -> None:
        request.Query.model_validate("this came from no request")

    desk = fresh_desk()
    with patch.object(wiring, "_desk", desk), patch.object(desk.tickets, "waiting", burst):
        assert app.handler(event("GET", "/api/queue"), None)["statusCode"] == 500


def test_nobody_else_parses_a_request() -> None:
    """One place reads queries and bodies, so that no other can read them loosely."""
    parsing = ("query_string_parameters", "decoded_body", "json_body", "model_validate", "isdigit", "isdecimal")
    for path in sorted(Path(app.__file__).parent.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        read = [word for word in parsing if word in source]
        assert path.name == "request.py" or read == [], f"{path.name} reads {read} by itself"
