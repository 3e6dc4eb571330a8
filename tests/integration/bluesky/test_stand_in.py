"""The stand-in for Bluesky behaves as the network's documentation says, its traps included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from infra.local.bluesky.content import cid_of, stamp, tid
from infra.local.bluesky.faults import ERRORS
from infra.local.bluesky.serve import running
from tests.builders import NOON
from tests.integration.bluesky.conftest import ACME, NAME, Bench

PUT = "/xrpc/com.atproto.repo.putRecord"


@pytest.fixture
def signed(bench: Bench) -> Iterator[httpx.Client]:
    token = bench.bluesky.log_in()["accessJwt"]
    with httpx.Client(base_url=bench.bluesky.url, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def record(text: str = "It left today.") -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": stamp(NOON)}


def put(client: httpx.Client, content: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"repo": ACME.network_id, "collection": "app.bsky.feed.post", "rkey": tid(NOON, 7), "record": content}
    return client.post(PUT, json={**body, **more})


def test_the_same_record_again_is_the_same_and_another_one_is_refused(signed: httpx.Client) -> None:
    first, again = put(signed, record(), swapRecord=None), put(signed, record(), swapRecord=None)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["cid"] == again.json()["cid"] == cid_of(record())
    other = put(signed, record("Another."), swapRecord=None)
    assert (other.status_code, other.json()["error"]) == (400, "InvalidSwap")
    assert put(signed, record("Another.")).status_code == 200


def test_a_cid_is_that_of_the_content_whatever_the_order_of_its_fields() -> None:
    assert cid_of({"a": 1, "b": [2]}) == cid_of({"b": [2], "a": 1}) != cid_of({"a": 1, "b": [3]})
    assert cid_of({}).startswith("bafyrei")
    assert len(cid_of({})) == 59


@pytest.mark.parametrize(
    "content",
    [
        record("あ" * 301),
        record("👩‍👩‍👧" * 290),
        {**record(), "createdAt": "yesterday"},
        {**record(), "reply": {"root": {"uri": "at://x"}, "parent": {"uri": "at://x"}}},
        {**record(), "facets": [{"index": {"byteStart": "0"}}]},
        {**record(), "$type": "app.bsky.feed.like"},
    ],
)
def test_a_record_that_the_lexicon_does_not_allow_is_refused(signed: httpx.Client, content: dict[str, Any]) -> None:
    assert (put(signed, content).json()["error"]) == "InvalidRequest"


def test_one_reason_a_post_a_name_before_a_quote_before_an_answer(bench: Bench, signed: httpx.Client) -> None:
    ours = bench.bluesky.post(ACME.username, "A new kettle")
    every = bench.bluesky.post("hanako", f"{NAME} this one", in_reply_to=ours["uri"], quote=ours["uri"])
    quote = bench.bluesky.post("hanako", "this one", in_reply_to=ours["uri"], quote=ours["uri"])
    listed = signed.get("/xrpc/app.bsky.notification.listNotifications").json()["notifications"]
    assert {one["uri"]: one["reason"] for one in listed} == {every["uri"]: "mention", quote["uri"]: "quote"}


def test_an_answer_is_told_of_within_five_levels(bench: Bench, signed: httpx.Client) -> None:
    above = bench.bluesky.post(ACME.username, "A new kettle")
    chain = []
    for n in range(7):
        above = bench.bluesky.post(f"person{n}", "and I", in_reply_to=above["uri"])
        chain.append(above["uri"])
    listed = signed.get("/xrpc/app.bsky.notification.listNotifications").json()["notifications"]
    assert {one["uri"] for one in listed} == set(chain[:5])


def test_an_answer_that_breaks_a_threads_rules_is_taken_and_shown_to_nobody(bench: Bench, signed: httpx.Client) -> None:
    question = bench.bluesky.post("hanako", f"{NAME} hello?")
    bench.bluesky.gate(question["uri"])
    ref = {"uri": question["uri"], "cid": question["cid"]}
    assert put(signed, {**record(), "reply": {"root": ref, "parent": ref}}).status_code == 200
    thread = signed.get("/xrpc/app.bsky.feed.getPostThread", params={"uri": question["uri"]}).json()["thread"]
    assert thread["replies"] == []
    assert thread["post"]["viewer"]["replyDisabled"] is True


@pytest.mark.parametrize("name", ERRORS)
def test_every_documented_error_can_be_had(bench: Bench, signed: httpx.Client, name: str) -> None:
    bench.bluesky.fault(name, method="com.atproto.server.getSession")
    answer = signed.get("/xrpc/com.atproto.server.getSession")
    assert (answer.status_code, answer.json()["error"]) == (ERRORS[name][0], name)
    assert signed.get("/xrpc/com.atproto.server.getSession").status_code == 200


def test_the_log_tells_of_messages_since_its_cursor(bench: Bench, signed: httpx.Client) -> None:
    proxied = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
    bench.bluesky.message("hanako", ACME.username, "order 4711")
    first = signed.get("/xrpc/chat.bsky.convo.getLog", headers=proxied).json()
    second = signed.get("/xrpc/chat.bsky.convo.getLog", params={"cursor": first["cursor"]}, headers=proxied).json()
    assert [log["message"]["text"] for log in first["logs"]] == ["order 4711"]
    assert second["logs"] == []
    assert signed.get("/xrpc/chat.bsky.convo.getLog").json()["error"] == "MethodNotImplemented"


def test_what_was_written_survives_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as url, Bluesky(url) as bluesky:
        written = bluesky.post("hanako", f"@{seed.ACME.username} hello?")
        token = bluesky.log_in()["accessJwt"]
    with running(tmp_path) as url, Bluesky(url) as bluesky:
        assert bluesky.posts() == [written]
        listed = httpx.get(
            f"{url}/xrpc/app.bsky.notification.listNotifications", headers={"Authorization": f"Bearer {token}"}
        )
        assert [one["uri"] for one in listed.json()["notifications"]] == [written["uri"]]


def test_a_senseless_control_request_says_why(bench: Bench) -> None:
    for path, body in (("/posts", {"text": "x"}), ("/faults", {"answer": "hologram"}), ("/limits", {"x": 1})):
        answer = httpx.post(f"{bench.bluesky.url}/control{path}", json=body)
        assert answer.status_code == 400
        assert answer.json()["error"]
