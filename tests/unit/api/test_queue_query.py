"""The queue reads its query without Pydantic: as Pydantic would, and in its sentences."""

from types import SimpleNamespace
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from functions.desk_api.http import request
from functions.desk_api.http.plain_query import PlainQuery
from functions.desk_api.http.request import Names, Truth, Whole
from functions.desk_api.routers.queue import QueueQuery
from shared.domain.errors import InvalidError
from shared.domain.posts.kinds import Channel
from shared.domain.tickets.fold import Status


class Shape(request.Query):
    account: Names = ()
    status: Status | None = None
    assignee: str | None = None
    q: str = Field(default="", max_length=500)
    channel: Channel | None = None
    tag: str | None = None
    only: Literal["overdue", "due_soon"] | None = None
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: str | None = Field(default=None, max_length=1_500)
    counts: Truth = True


NAMES = list(Shape.model_fields)
VALUES = (
    "",
    "new",
    "open",
    "public",
    "direct",
    "overdue",
    "due_soon",
    "true",
    "false",
    "True",
    "1",
    "0",
    "200",
    "201",
    "-1",
    "٣",
    "1_0",
)
OTHERS = (
    " 1",
    "1.0",
    "9" * 15,
    "9" * 16,
    "acme,acme_line",
    "acme,,b,",
    ",",
    "\ud800",
    "a\ud800,b",
    "返品",
    "x" * 500,
    "x" * 501,
)
LONG = ("a," + "y" * 501, "z" * 1_500, "z" * 1_501)


def asked(values: dict[str, str]) -> Any:
    return SimpleNamespace(current_event=SimpleNamespace(query_string_parameters=values or None))


def read(how: Any) -> Any:
    try:
        return how()
    except InvalidError as refused:
        return refused.path, refused.sentence


def both(values: dict[str, str]) -> tuple[Any, Any]:
    router = asked(values)
    ours = read(lambda: {name: getattr(QueueQuery.read(PlainQuery(router)), name) for name in NAMES})
    return ours, read(lambda: request.query(router, Shape).model_dump())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [*VALUES, *OTHERS, *LONG], ids=ascii)
def test_a_parameter_is_read_or_refused_as_by_pydantic(name: str, value: str) -> None:
    ours, theirs = both({name: value})
    assert ours == theirs


@given(
    st.dictionaries(
        st.sampled_from([*NAMES, "unknown"]), st.sampled_from([*VALUES, *OTHERS, *LONG]) | st.text(max_size=8)
    )
)
def test_of_several_the_same_is_named(values: dict[str, str]) -> None:
    ours, theirs = both(values)
    assert ours == theirs
