"""What a plug has read itself goes to the ingest queue in messages that the queue takes, whatever a server puts into a post."""

import json
from typing import Any

import pytest

from shared.networks.deliveries import LARGEST_BODY, delivery_bodies

HEAD = {"poll": "mentions", "account_id": "acme", "network_id": "did:plc:acme"}


def told(data: list[Any]) -> list[dict[str, Any]]:
    bodies = list(delivery_bodies(HEAD, data))
    assert all(len(body) <= LARGEST_BODY for body in bodies)
    documents = [json.loads(body) for body in bodies]
    assert all({name: document[name] for name in HEAD} == HEAD for document in documents)
    return documents


def test_what_fits_is_told_as_it_is() -> None:
    assert told([]) == []
    assert told([{"id": "1"}, {"id": "2"}]) == [{**HEAD, "data": [{"id": "1"}, {"id": "2"}]}]


def test_many_are_told_in_several_messages_each_once_and_in_their_order() -> None:
    posts = [{"id": str(n), "text": "日本" * 10_000} for n in range(40)]
    documents = told(posts)
    assert len(documents) > 1
    assert [post for document in documents for post in document["data"]] == posts


@pytest.mark.parametrize(
    "much",
    [
        {"content": "日" * 900_000},
        {"tags": [{"name": "x" * 50, "url": "https://example.com/"} for _ in range(30_000)]},
        {"deep": {"in": [["x" * 60_000] * 40]}},
        {"many": {f"name{n}": "x" * 90 for n in range(20_000)}},
    ],
    ids=["text", "list", "nested", "names"],
)
def test_I5_one_that_no_message_takes_is_cut_and_harms_no_other(much: dict[str, Any]) -> None:
    documents = told([{"id": "1"}, {"id": "2", "author": {"id": "a"}, **much}, {"id": "3"}])
    posts = {post["id"]: post for document in documents for post in document["data"]}
    assert (set(posts), posts["2"]["author"]) == ({"1", "2", "3"}, {"id": "a"})


def test_I5_one_that_cannot_be_cut_to_fit_is_told_as_nothing() -> None:
    nested: Any = "x"
    for _ in range(4):
        nested = {f"a rather long name {n}": nested for n in range(15)}
    [first, _, last] = [post for document in told([{"id": "1"}, nested, {"id": "3"}]) for post in document["data"]]
    assert (first, last) == ({"id": "1"}, {"id": "3"})
