"""A delivery of very many events goes through the queue in parts, and nothing of it is lost (I2)."""

import json
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.networks.meta.parts import EVENTS, MOST_EVENTS, SMALL, delivery_parts

FILLING = "x" * SMALL


def comment(n: int) -> dict[str, Any]:
    return {
        "field": "feed",
        "value": {"item": "comment", "comment_id": f"1_{n}", "message": "Wo bleibt es? \u00e4\ud83e\udd28"},
    }


def encoded(*entries: Any) -> bytes:
    return json.dumps({"object": "page", "filling": FILLING, "entry": list(entries)}).encode()


def told(bodies: Any) -> list[tuple[Any, str, Any]]:
    """Every event with its entry's id and the list in which it stands."""
    entries = chain.from_iterable(json.loads(body)["entry"] for body in bodies)
    return [(each["id"], name, event) for each in entries for name in EVENTS for event in each.get(name, ())]


def test_I2_a_thousand_events_of_one_entry_are_taken_whole() -> None:
    body = encoded({"id": "1", "time": 5, "changes": [comment(n) for n in range(1000)]})
    parts = list(delivery_parts(body))
    assert told(parts) == told([body])
    assert len(parts) == 1000 / MOST_EVENTS
    assert {(json.loads(part)["object"], json.loads(part)["entry"][0]["time"]) for part in parts} == {("page", 5)}


def test_I2_a_thousand_entries_of_one_event_each_are_taken_whole() -> None:
    body = encoded(*({"id": str(n), "messaging": [{"message": {"mid": f"m_{n}"}}]} for n in range(1000)))
    parts = list(delivery_parts(body))
    assert told(parts) == told([body])
    assert len(parts) == 1000 / MOST_EVENTS


def test_a_delivery_of_a_few_events_stays_as_it_is_to_the_byte() -> None:
    body = b' {"object":"page","entry":[{"id":"1","changes":[{"field":"feed"}]}]} '
    assert [*delivery_parts(body)] == [body]
    body = encoded({"id": "1", "changes": [comment(1)], "messaging": [], "standby": [{"message": {"mid": "m"}}]})
    assert [*delivery_parts(body)] == [body]


def test_an_instagram_entry_without_a_list_is_an_event() -> None:
    body = encoded(*({"id": str(n), "field": "comments", "value": {"id": f"c{n}"}} for n in range(25)))
    parts = list(delivery_parts(body))
    assert [len(json.loads(part)["entry"]) for part in parts] == [2] * 12 + [1]
    assert [each for part in parts for each in json.loads(part)["entry"]] == json.loads(body)["entry"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff" * 5000,
        b"[" * 100_000,
        b"[]" + b" " * 5000,
        json.dumps({"entry": {"id": FILLING}}).encode(),
        json.dumps({"entry": [FILLING, {"changes": FILLING}]}).encode(),
    ],
    ids=["empty", "no text", "deep", "no object", "no list", "odd entries"],
)
def test_I5_what_is_no_delivery_stays_whole_for_its_reader(body: bytes) -> None:
    assert [*delivery_parts(body)] == [body]


event_lists = st.dictionaries(st.sampled_from(EVENTS), st.lists(st.integers(), max_size=35))


@given(st.lists(st.tuples(st.text(max_size=3), event_lists), max_size=40))
def test_I2_no_event_is_lost_or_moved_whatever_the_batch(entries: list[tuple[str, dict[str, list[int]]]]) -> None:
    body = encoded(*({"id": ident, **lists} for ident, lists in entries))
    parts = list(delivery_parts(body))
    assert sorted(map(str, told(parts))) == sorted(map(str, told([body])))
    assert all(len(told([part])) <= MOST_EVENTS for part in parts)
