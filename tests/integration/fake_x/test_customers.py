"""The demo's customers write, wait, ask again and say thanks."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from infra.local.customers.__main__ import AT_ONCE
from infra.local.customers.on_x import OnX
from infra.local.customers.stories_x import STORIES
from infra.local.customers.story import filled
from infra.local.customers.street import ASKS_AGAIN_AFTER, THANKS_AFTER, Street
from infra.local.demo_settings import MATTERS
from infra.local.fake_x import seed
from infra.local.fake_x.client import AsAccount, FakeX
from infra.local.fake_x.data.post_text import weighted_length

EVERYBODY = sum(len(stories) for _, stories in STORIES)


@pytest.fixture
def fake(fake: FakeX) -> FakeX:
    fake.limit("POST /2/dm_conversations/with/{participant_id}/messages", 100)
    return fake


@pytest.fixture
def street(fake: FakeX) -> Street:
    return Street([OnX(fake)], random.SystemRandom())


def test_accounts_take_turns(fake: FakeX, street: Street) -> None:
    said = [street.somebody_writes(now) for now in range(6)]
    assert [("acme_help" in one, "acme_jp" in one) for one in said] == [(True, False), (False, True)] * 3


def test_later_rounds_bring_new_people(fake: FakeX, street: Street) -> None:
    authors = [street.somebody_writes(0).split(" → ")[0] for _ in range(2 * EVERYBODY)]
    assert len(set(authors)) == 2 * EVERYBODY


def test_who_waits_too_long_asks_once_more_in_the_same_conversation(fake: FakeX, street: Street) -> None:
    for _ in range(EVERYBODY):
        street.somebody_writes(0)
    assert street.everybody_looks(ASKS_AGAIN_AFTER - 1) == []
    before = {post["id"]: post for post in fake.posts()}
    again = street.everybody_looks(ASKS_AGAIN_AFTER + 1)
    assert again
    assert street.everybody_looks(ASKS_AGAIN_AFTER * 3) == []
    new = [post for post in fake.posts() if post["id"] not in before]
    assert new
    for post in new:
        assert before[post["in_reply_to"]]["author_id"] == post["author_id"]


def test_who_was_answered_says_thanks_after_a_moment(fake: FakeX, street: Street) -> None:
    for _ in range(EVERYBODY):
        street.somebody_writes(0)
    for account, _ in STORIES:
        with httpx.Client(base_url=fake.url, auth=AsAccount(account), trust_env=False) as client:
            for post in fake.posts():
                if f"@{account.username}" in post["text"]:
                    reply = {"in_reply_to_tweet_id": post["id"]}
                    client.post("/2/tweets", json={"text": "We will look.", "reply": reply}).raise_for_status()
            for message in fake.messages():
                if message["recipient_id"] == account.network_id:
                    url = f"/2/dm_conversations/with/{message['sender_id']}/messages"
                    client.post(url, json={"text": "We will look."}).raise_for_status()
    assert street.everybody_looks(1) == []
    thanks = street.everybody_looks(1 + THANKS_AFTER[1])
    assert len(thanks) == sum(bool(story.thanks) for _, stories in STORIES for story in stories)
    assert street.everybody_looks(1000) == []
    answers = {post["id"] for post in fake.posts(author="acme_help")}
    assert any(post["in_reply_to"] in answers for post in fake.posts())


def test_every_story_fits_and_names_the_account_unless_it_is_private() -> None:
    handles = [story.handle for _, stories in STORIES for story in stories]
    assert len(set(handles)) == len(handles)
    for account, stories in STORIES:
        for story in stories:
            assert len(story.handle) <= 12
            asked = [*story.lines, *([story.again] if story.again else [])]
            for line in (*asked, *([story.thanks] if story.thanks else [])):
                assert weighted_length(str(filled(line, order="A-12345", brand=""))) <= 280
            for line in asked:
                assert (f"@{account.username}" in str(line)) is not story.direct
        assert account in seed.ACCOUNTS


def test_who_writes_first_is_promised_an_answer_soon_and_every_matter_comes_up() -> None:
    found = {
        story.handle: {tag for tag, _, words in MATTERS if any(word in str(story.lines[0]).lower() for word in words)}
        for _, stories in STORIES
        for story in stories
    }
    assert [found[stories[0].handle] for _, stories in STORIES] == [set(), set()]
    assert set().union(*found.values()) == {tag for tag, _, _ in MATTERS}
    assert sum(not tags for tags in found.values()) <= EVERYBODY / 3 + 1


def test_as_a_process_some_write_at_once_and_it_ends_when_told(fake: FakeX, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({"networks": {"x": {"stand_in_url": fake.url}}}), encoding="utf-8")
    command = [sys.executable, "-m", "infra.local.customers", "--outputs", str(outputs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONWARNINGS": "error"}) as process:
        assert process.stdout is not None
        watchdog = threading.Timer(20, process.kill)
        watchdog.start()
        try:
            said = [process.stdout.readline() for _ in range(AT_ONCE)]
        finally:
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=20)
            watchdog.cancel()
    assert process.returncode == 0
    assert (all(said), rest) == (True, b"")
    assert len(fake.posts()) + len(fake.messages()) == AT_ONCE
