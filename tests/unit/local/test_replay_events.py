"""A line of a file becomes the event with which X would have told of it."""

import json
import tomllib
from typing import Any

import msgspec
import pytest

from infra.local.replay.as_x import AsX, made_up_id
from infra.local.replay.deliver import conversations
from infra.local.replay.desk import account_documents
from infra.local.replay.lines import ReplayLine
from tests.unit.local.test_replay_lines import ANSWER, MENTION


def line(base: dict[str, Any], **changed: Any) -> ReplayLine:
    return msgspec.convert(base | changed, ReplayLine)


def told(of: ReplayLine, *others: ReplayLine) -> dict[str, Any]:
    data = json.loads(AsX([of, *others]).event(of))["data"]
    assert isinstance(data, dict)
    return data


def mentions(data: dict[str, Any]) -> list[tuple[str, int, int, str | None]]:
    listed = data["payload"]["entities"]["mentions"]
    return [(one["username"], one["start"], one["end"], one.get("id")) for one in listed]


def test_a_customers_post_is_a_mention() -> None:
    data = told(line(MENTION, text="嗚呼 🌸 @acme_help &amp; @nobody"), line(ANSWER))
    assert data["event_type"] == "post.mention.create"
    assert data["filter"] == {"user_id": "1001"}
    assert data["event_uuid"] == MENTION["id"]
    assert data["payload"]["id"] == MENTION["id"]
    assert data["payload"]["text"] == "嗚呼 🌸 @acme_help &amp; @nobody"
    assert data["payload"]["created_at"] == "2019-03-01T09:00:00.000Z"
    assert data["payload"]["display_text_range"] == [0, 29]
    assert mentions(data) == [("acme_help", 5, 15, "1001"), ("nobody", 22, 29, None)]
    assert data["payload"]["entities"]["mentions"][0]["start_str"] == "5"
    assert [(user["id"], user["username"]) for user in data["includes"]["users"]] == [
        ("2001", "hana"),
        ("1001", "acme_help"),
    ]
    assert data["includes"]["tweets"] == [data["payload"]]


@pytest.mark.parametrize("text", ["where is it?", "@person_1 where is it?", "@ACME_HELPER where is it?"])
def test_a_lost_handle_is_listed_first_and_does_not_lead(text: str) -> None:
    data = told(line(MENTION, text=text), line(ANSWER))
    assert mentions(data)[0] == ("acme_help", len(text), len(text), "1001")
    assert data["payload"]["display_text_range"] == [0, len(text)]


def test_a_handle_is_known_in_any_case() -> None:
    assert mentions(told(line(MENTION, text="@ACME_Help hi"), line(ANSWER))) == [("ACME_Help", 0, 10, "1001")]


def test_an_answer_to_the_brand_is_a_reply() -> None:
    follow_up = line(
        MENTION,
        id="1000000000000000003",
        in_reply_to=ANSWER["id"],
        text="@acme_help @customer_of_long_ago thanks a lot",
    )
    data = told(follow_up, line(MENTION), line(ANSWER))
    assert data["event_type"] == "post.reply.create"
    assert data["event_uuid"] != follow_up.id
    payload = data["payload"]
    assert payload["in_reply_to_tweet_id"] == ANSWER["id"]
    assert payload["in_reply_to_user_id"] == "1001"
    assert payload["referenced_tweets"] == [{"type": "replied_to", "id": ANSWER["id"]}]
    assert payload["conversation_id"] == MENTION["id"]
    assert payload["display_text_range"] == [33, 45]


def test_an_answer_to_the_customers_own_post_is_a_mention() -> None:
    more = line(MENTION, id="1000000000000000003", in_reply_to=MENTION["id"], text="and another thing")
    data = told(more, line(MENTION), line(ANSWER))
    assert data["event_type"] == "post.mention.create"
    assert data["payload"]["in_reply_to_user_id"] == "2001"
    assert mentions(data)[0][0] == "acme_help"


def test_the_brands_own_post_names_whom_it_answers() -> None:
    data = told(line(ANSWER), line(MENTION))
    assert data["event_type"] == "post.create"
    assert data["payload"]["in_reply_to_user_id"] == "2001"
    assert data["payload"]["display_text_range"] == [6, 12]
    assert mentions(data) == [("hana", 0, 5, "2001")]


def test_an_account_that_never_wrote_gets_an_id_that_stays() -> None:
    data = told(line(MENTION))
    assert data["filter"] == {"user_id": made_up_id("acme_help")}
    assert made_up_id("acme_help") == made_up_id("ACME_HELP") != made_up_id("acme_jp")
    assert made_up_id("acme_help").isdecimal()
    assert len(made_up_id("acme_help")) == 18


def test_conversations_keep_their_order() -> None:
    second = line(MENTION, id="1000000000000000009", conversation_id="1000000000000000009")
    found = conversations([line(MENTION), second, line(ANSWER)])
    assert [[one.id for one in conversation] for conversation in found] == [[MENTION["id"], ANSWER["id"]], [second.id]]


def test_accounts_are_written_as_settings() -> None:
    documents = tomllib.loads(account_documents({"acme_jp": "2002", "acme_help": "1001"}))
    assert [one["id"] for one in documents["accounts"]] == ["acme_help", "acme_jp"]
    first = documents["accounts"][0]
    assert first["colour"].startswith("#")
    assert first | {"colour": "", "name": ""} == {
        "id": "acme_help",
        "network": "x",
        "network_id": "1001",
        "username": "acme_help",
        "name": "",
        "app": "main",
        "colour": "",
    }
