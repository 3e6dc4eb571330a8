"""The stand-in for LINE behaves as LINE documents: what it delivers, keeps, counts and refuses."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.line import seed
from infra.local.line.client import FakeLine
from infra.local.line.serve import running
from shared.domain.posts.incoming_post import Block, Deletion, Dropped, Event, IncomingPost
from shared.networks.line.webhook import WEBHOOK
from tests.fakes import FakeClock
from tests.integration.line.place import START, Place

SECRET = seed.app_secret()


def settled(place: Place) -> list[Event]:
    """Every event that the webhook was told, once nothing is under way any more."""
    while place.line.under_way():
        pass
    found = []
    for told in place.inbox.take():
        assert WEBHOOK.accepts(told.body, told.headers, SECRET)
        found += list(place.plug.reader.read(told.body, START))
    return found


def test_what_people_do_is_delivered_signed_in_lines_shapes(place: Place) -> None:
    message = place.line.write("hanako", "こんにちは")
    place.line.unsend(message["id"])
    place.line.unfollow("hanako")
    place.line.follow("hanako")
    text, gone, blocked, back = sorted(settled(place), key=lambda event: type(event).__name__ != "IncomingPost")
    assert isinstance(text, IncomingPost)
    assert (text.text, text.author.id, text.posted_at) == ("こんにちは", message["sender"], START)
    assert {type(each) for each in (gone, blocked, back)} == {Deletion, Block}


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file", "sticker", "location", "hologram"])
def test_every_kind_of_message_is_one(place: Place, kind: str) -> None:
    place.line.write("hanako", type=kind)
    [found] = settled(place)
    assert isinstance(found, IncomingPost)
    assert found.media[0].type == {"image": "photo", "hologram": "unsupported"}.get(kind, kind)


def test_groups_and_standby_are_marked_as_such(place: Place) -> None:
    place.line.write("hanako", "@shop?", group=True)
    place.line.write("hanako", "hello", standby=True)
    assert {each.kind for each in settled(place) if isinstance(each, Dropped)} == {
        "group_message",
        "chat_held_elsewhere",
    }


def test_what_is_not_taken_comes_again_marked_if_redelivery_is_on(place: Place) -> None:
    place.line.channel(endpoint=place.inbox.url.rsplit(":", 1)[0] + ":9/webhooks/line/main")
    place.line.write("hanako", "hello")
    while place.line.under_way():
        pass
    [delivery] = place.line.deliveries()
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", 3)
    place.line.channel(redelivery=False)
    place.line.write("hanako", "again")
    while place.line.under_way():
        pass
    assert len(place.line.deliveries()[1]["attempts"]) == 1


@pytest.mark.parametrize("setting", [{"active": False}, {"suspended": True}, {"endpoint": ""}])
def test_without_a_webhook_that_is_on_events_are_lost(place: Place, setting: dict[str, Any]) -> None:
    place.line.channel(**setting)
    place.line.write("hanako", "hello")
    assert [each["state"] for each in place.line.deliveries()] == ["withheld"]
    assert settled(place) == []


def test_200_is_no_delivery(place: Place) -> None:
    """A customer who blocked the account, or is no friend and wrote more than seven days ago, sees nothing."""
    stranger = place.customer("stranger", follows=False)
    place.line.write("stranger", "hello")
    place.prepare(to=stranger, key="1").send()
    place.clock.instant = START + timedelta(days=7, seconds=1)
    place.prepare(to=stranger, key="2").send()
    place.line.unfollow("hanako")
    used = place.plug.quotas.read
    before = used(_shop()).used
    place.prepare(key="3").send()
    assert [push["arrived"] for push in place.line.sent()] == [True, False, False]
    assert used(_shop()).used == before, "a message to somebody who blocked the account is not counted"


def _shop() -> Any:
    from tests.integration.line.place import SHOP

    return SHOP


def test_a_retry_key_is_remembered_for_a_day(place: Place) -> None:
    place.prepare().send()
    place.clock.instant = START + timedelta(hours=24)
    place.prepare().send()
    assert len(place.line.sent()) == 2


def api(place: Place) -> httpx.Client:
    form = {
        "grant_type": "client_credentials",
        "client_id": SECRET["channel_id"],
        "client_secret": SECRET["channel_secret"],
    }
    token = httpx.post(f"{place.line.url}/oauth2/v3/token", data=form).json()["access_token"]
    return httpx.Client(base_url=place.line.url, headers={"authorization": f"Bearer {token}"})


def test_a_reply_token_serves_once_within_a_minute_without_a_retry_key_and_is_free(place: Place) -> None:
    place.line.write("hanako", "hello")
    settled(place)
    body = {"messages": [{"type": "text", "text": "ok"}]}
    [event] = json.loads(json.dumps(place.line.deliveries()[0]["body"]))["events"]
    with api(place) as line:
        with_key = line.post("/v2/bot/message/reply", json=body, headers={"X-Line-Retry-Key": "1"})
        first, second = (
            line.post("/v2/bot/message/reply", json={**body, "replyToken": event["replyToken"]}) for _ in range(2)
        )
        place.clock.instant = START + timedelta(seconds=61)
    assert (with_key.status_code, first.status_code, second.status_code) == (400, 200, 400)
    assert second.json() == {"message": "Invalid reply token"}
    assert place.plug.quotas.read(_shop()).used == 0


def test_without_a_token_nothing_is_answered_but_the_token(place: Place) -> None:
    for path in ("/v2/bot/info", "/v2/bot/message/quota", "/v2/bot/profile/U1"):
        assert httpx.get(place.line.url + path).status_code == 401


def test_a_push_is_validated_without_being_sent(place: Place) -> None:
    with api(place) as line:
        fine = line.post("/v2/bot/message/validate/push", json={"messages": [{"type": "text", "text": "a"}]})
        bad = line.post("/v2/bot/message/validate/push", json={"messages": [{"type": "text", "text": ""}]})
    assert (fine.status_code, bad.status_code) == (200, 400)
    assert place.line.sent() == []


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    clock = FakeClock(START)
    with running(tmp_path, now=clock.now) as url, FakeLine(url) as line:
        line.channel(plan=5, used=3)
        message = line.write("hanako", "hello")["id"]
    with running(tmp_path, now=clock.now) as url, FakeLine(url) as line:
        assert [each["id"] for each in line.messages()] == [message]
        assert line.write("hanako", "again")["id"] != message
        assert (line.channel()["plan"], line.channel()["used"]) == (5, 3)


@pytest.mark.parametrize("body", [{"answer": "hologram"}, {"answer": 200}, {}, {"answer": 500, "nonsense": 1}])
def test_a_senseless_fault_is_refused(place: Place, body: dict[str, Any]) -> None:
    assert httpx.post(f"{place.line.url}/control/faults", json=body).status_code == 400
