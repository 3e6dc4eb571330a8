"""A file of posts is checked as a whole before anything is sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.local.replay.lines import BadFileError, brand_ids, read

MENTION = {
    "id": "1000000000000000001",
    "created_at": "2019-03-01T09:00:00.123Z",
    "account": "acme_help",
    "direction": "inbound",
    "author_id": "2001",
    "author_username": "hana",
    "conversation_id": "1000000000000000001",
    "in_reply_to": None,
    "text": "@acme_help hello?",
}
ANSWER = MENTION | {
    "id": "1000000000000000002",
    "direction": "outbound",
    "author_id": "1001",
    "author_username": "acme_help",
    "in_reply_to": "1000000000000000001",
    "text": "@hana Hello!",
}


def file_of(folder: Path, *posts: dict[str, Any] | str) -> Path:
    file = folder / "posts.jsonl"
    file.write_text("\n".join(post if isinstance(post, str) else json.dumps(post) for post in posts), encoding="utf-8")
    return file


def complaints(folder: Path, *posts: dict[str, Any] | str) -> list[str]:
    with pytest.raises(BadFileError) as caught:
        read(file_of(folder, *posts))
    return [str(bad) for bad in caught.value.bad]


def test_a_good_file_gives_its_posts_in_order(tmp_path: Path) -> None:
    lines = read(file_of(tmp_path, MENTION, "", ANSWER | {"mood": "ignored"}))
    assert [line.text for line in lines] == ["@acme_help hello?", "@hana Hello!"]
    assert lines[0].created_at.isoformat() == "2019-03-01T09:00:00.123000+00:00"
    assert brand_ids(lines) == {"acme_help": "1001"}


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(MENTION).encode() + b"\r\n")
    assert len(read(file)) == 1


def test_every_bad_line_is_named_with_its_field(tmp_path: Path) -> None:
    said = complaints(
        tmp_path,
        MENTION,
        MENTION | {"id": 17},
        MENTION | {"direction": "sideways"},
        {name: value for name, value in MENTION.items() if name != "author_id"},
        "{not json",
        MENTION | {"created_at": "yesterday"},
        MENTION | {"created_at": "2019-03-01T09:00:00"},
        MENTION | {"text": ""},
        MENTION | {"account": "acme help"},
        "[]",
    )
    assert [one.split(": ")[0] for one in said] == [f"line {number}" for number in range(2, 11)]
    assert [one.split(": ")[1] for one in said] == [
        *("id", "direction", "author_id", "the line", "created_at", "created_at", "text", "account", "the line")
    ]


def test_an_account_has_one_id(tmp_path: Path) -> None:
    other = ANSWER | {"id": "1000000000000000003", "author_id": "1002"}
    assert complaints(tmp_path, ANSWER, other) == ["line 2: author_id: acme_help is 1001 in an earlier line"]


def test_an_id_belongs_to_one_account(tmp_path: Path) -> None:
    other = ANSWER | {"id": "1000000000000000003", "account": "acme_jp"}
    assert complaints(tmp_path, ANSWER, other)[0] == "line 1: author_id: 1001 is the account acme_jp in another line"


def test_the_account_itself_is_no_customer(tmp_path: Path) -> None:
    own = MENTION | {"author_id": "1001"}
    assert complaints(tmp_path, own, ANSWER)[0].startswith("line 1: direction: 1001 is the account itself")


def test_one_id_is_one_post_but_may_come_twice(tmp_path: Path) -> None:
    assert len(read(file_of(tmp_path, MENTION, MENTION))) == 2
    said = complaints(tmp_path, MENTION, MENTION | {"text": "something else"})
    assert said == ["line 2: id: 1000000000000000001 is another post in an earlier line"]


def test_an_empty_file_is_not_played(tmp_path: Path) -> None:
    assert complaints(tmp_path, "", " ") == ["line 1: the file: holds no posts"]
