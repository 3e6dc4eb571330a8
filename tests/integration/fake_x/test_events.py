"""What the stand-in tells a webhook, and in which shape."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.fake_x import seed
from infra.local.fake_x.client import AsAccount, AsApp, FakeX
from infra.local.fake_x.serve import running
from tests.integration.fake_x_receiver import Receiver, receiving

HELP, JP = seed.ACME_HELP, seed.ACME_JP
SECRET = seed.MAIN.consumer_secret


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("x"), pauses=(0.05, 0.05)) as url:
        yield url


@pytest.fixture
def desk() -> Iterator[Receiver]:
    with receiving(SECRET) as receiver:
        yield receiver


@pytest.fixture
def fake(fake: FakeX, desk: Receiver) -> FakeX:
    fake.connect(desk.url)
    return fake


def only(desk: Receiver, event_type: str) -> dict[str, Any]:
    desk.wait(lambda one: bool(one.of_type(event_type)))
    events = desk.of_type(event_type)
    assert len(events) == 1
    return events[0]


def kinds(desk: Receiver) -> list[str]:
    return sorted(event["event_type"] for event in desk.events)


class TestConnecting:
    def test_a_webhook_is_challenged_first_under_its_own_name(self, fake: FakeX, desk: Receiver) -> None:
        assert len(desk.challenges) == 1
        assert desk.challenges[0].startswith("abc123.execute-api.localhost:")

    def test_a_webhook_that_does_not_know_the_secret_is_refused(self, fake: FakeX, desk: Receiver) -> None:
        desk.secret = "another"
        with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as app:
            response = app.post("/2/webhooks", json={"url": desk.url + "2"})
        assert response.status_code == 400
        assert "CrcValidationFailed: wrong response_token" in response.text

    def test_connecting_twice_changes_nothing(self, fake: FakeX, desk: Receiver) -> None:
        with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as app:
            before = app.get("/2/activity/subscriptions").json()["data"]
            fake.connect(desk.url)
            assert app.get("/2/activity/subscriptions").json()["data"] == before
            assert len(before) == 17

    def test_an_invalid_webhook_gets_nothing_until_it_is_put_right(self, fake: FakeX, desk: Receiver) -> None:
        with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as app:
            webhook = app.get("/2/webhooks").json()["data"][0]
            desk.secret = "another"
            assert app.put(f"/2/webhooks/{webhook['id']}").status_code == 400
            assert app.get("/2/webhooks").json()["data"][0]["valid"] is False
            missed = fake.post("hana", "@acme_help into the void")
            assert [one["state"] for one in fake.deliveries(post=missed["id"])] == ["withheld"]
            desk.secret = SECRET
            assert app.put(f"/2/webhooks/{webhook['id']}").json() == {"data": {"valid": True}}
        fake.post("hana", "@acme_help hello?")
        assert only(desk, "post.mention.create")["payload"]["text"] == "@acme_help hello?"

    def test_removing_the_webhook_removes_its_subscriptions(self, fake: FakeX) -> None:
        with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as app:
            webhook = app.get("/2/webhooks").json()["data"][0]
            assert app.delete(f"/2/webhooks/{webhook['id']}").json() == {"data": {"deleted": True}}
            assert app.get("/2/activity/subscriptions").json()["data"] == []

    def test_a_subscription_exists_once_and_can_be_taken_back(self, fake: FakeX) -> None:
        with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as app:
            known = app.get("/2/activity/subscriptions").json()["data"]
            wanted = {name: known[0][name] for name in ("event_type", "filter", "webhook_id")}
            assert app.post("/2/activity/subscriptions", json=wanted).status_code == 409
            ids = ",".join([known[0]["subscription_id"], "1"])
            taken = app.delete("/2/activity/subscriptions", params={"ids": ids}).json()
            assert taken["meta"] == {"total_subscriptions": 16}
            assert taken["errors"][0]["subscription_id"] == "1"
            again = app.post("/2/activity/subscriptions", json=wanted | {"tag": "mine"}).json()["data"]["subscription"]
            assert again["tag"] == "mine"
            one = app.delete(f"/2/activity/subscriptions/{again['subscription_id']}")
            assert one.json() == {"data": {"deleted": True}}


class TestWhatIsTold:
    def test_a_mention_has_the_shape_of_the_sample(self, fake: FakeX, desk: Receiver) -> None:
        post = fake.post("hana", "hey @acme_help & co")
        event = only(desk, "post.mention.create")
        assert event["filter"] == {"user_id": HELP.network_id}
        assert event["event_uuid"] == post["id"]
        payload = event["payload"]
        assert payload["text"] == "hey @acme_help &amp; co"
        assert payload["entities"]["mentions"] == [
            {"start": 4, "start_str": "4", "end": 14, "end_str": "14", "username": "acme_help", "id": HELP.network_id}
        ]
        assert payload["edit_history_tweet_ids"] == [post["id"]]
        assert payload["display_text_range"] == [0, 23]
        assert payload["public_metrics"]["retweet_count_str"] == "0"
        assert payload["edit_controls"]["edits_remaining_str"] == "5"
        assert payload["created_at"].endswith(".000Z")
        assert [user["username"] for user in event["includes"]["users"]] == ["hana", "acme_help"]
        assert event["includes"]["tweets"] == [payload]

    def test_it_is_signed_over_the_raw_body(self, fake: FakeX, desk: Receiver) -> None:
        fake.post("hana", "@acme_help 届きません")
        desk.wait(lambda one: bool(one.received))
        headers, body = desk.received[0]
        assert "届きません".encode() in body
        assert headers["x-twitter-webhooks-signature"] == desk.signature(body)
        assert headers["host"].startswith("abc123.execute-api.localhost:")

    def test_a_reply_to_us_is_a_mention_too_only_if_it_names_us(self, fake: FakeX, desk: Receiver) -> None:
        own = fake.post("acme_help", "We are open", deliver=False)
        fake.post("hana", "Great", in_reply_to=own["id"])
        event = only(desk, "post.reply.create")
        assert event["payload"]["text"] == "@acme_help Great"
        assert event["payload"]["display_text_range"] == [11, 16]
        assert event["payload"]["in_reply_to_tweet_id"] == own["id"]
        assert event["payload"]["in_reply_to_user_id"] == HELP.network_id
        assert event["payload"]["referenced_tweets"] == [{"type": "replied_to", "id": own["id"]}]
        fake.post("hana", "Great, thanks to @acme_help", in_reply_to=own["id"])
        desk.wait(lambda one: len(one.events) == 3)
        assert kinds(desk) == ["post.mention.create", "post.reply.create", "post.reply.create"]

    @pytest.mark.parametrize("named_before", [True, False])
    def test_a_handle_that_was_typed_at_the_front_is_an_explicit_mention(
        self, fake: FakeX, desk: Receiver, named_before: bool
    ) -> None:
        """Whether or not X has put the same handle there as well."""
        angry = fake.post("hana", "@acme_help hello?" if named_before else "What a day", deliver=False)
        fake.post("ken", "@acme_help same here!", in_reply_to=angry["id"])
        payload = only(desk, "post.mention.create")["payload"]
        front = "@hana @acme_help " if named_before else "@hana "
        assert payload["text"] == f"{front}@acme_help same here!"
        assert payload["display_text_range"] == [len(front), len(payload["text"])]

    def test_a_handle_carried_along_is_no_event(self, fake: FakeX, desk: Receiver) -> None:
        asked = fake.post("hana", "@acme_help hello?", deliver=False)
        fake.post("ken", "same here", in_reply_to=asked["id"])
        fake.post("hana", "@acme_jp こんにちは")
        desk.wait(lambda one: bool(one.received))
        assert only(desk, "post.mention.create")["filter"] == {"user_id": JP.network_id}

    def test_a_quote(self, fake: FakeX, desk: Receiver) -> None:
        own = fake.post("acme_help", "We are open", deliver=False)
        fake.post("hana", "At last.", quote=own["id"])
        payload = only(desk, "post.quote.create")["payload"]
        assert payload["referenced_tweets"] == [{"type": "quoted", "id": own["id"]}]
        assert payload["text"].startswith("At last. https://t.co/")
        assert payload["display_text_range"] == [0, 8]
        assert payload["entities"]["urls"][0]["expanded_url"].endswith(f"/acme_help/status/{own['id']}")

    def test_sparse_events_name_nobody(self, fake: FakeX, desk: Receiver) -> None:
        own = fake.post("acme_help", "We are open", deliver=False)
        fake.switch(sparse=True)
        fake.post("hana", "Great", in_reply_to=own["id"])
        assert only(desk, "post.reply.create")["includes"] == {}

    def test_our_own_post_through_the_api_or_by_hand(self, fake: FakeX, desk: Receiver) -> None:
        asked = fake.post("hana", "@acme_help hello?", deliver=False)
        fake.post("acme_help", "By hand", in_reply_to=asked["id"])
        with httpx.Client(base_url=fake.url, auth=AsAccount(HELP), trust_env=False) as client:
            client.post("/2/tweets", json={"text": "By API", "reply": {"in_reply_to_tweet_id": asked["id"]}})
        desk.wait(lambda one: len(one.events) == 2)
        assert kinds(desk) == ["post.create", "post.create"]
        assert {event["payload"]["text"] for event in desk.events} == {"@hana By hand", "@hana By API"}

    def test_our_own_deletion_but_not_a_customers(self, fake: FakeX, desk: Receiver) -> None:
        own, theirs = (fake.post(author, "@acme_jp oops", deliver=False) for author in ("acme_help", "hana"))
        fake.delete(theirs["id"])
        fake.delete(own["id"])
        event = only(desk, "post.delete")
        assert event["payload"] == {"id": own["id"], "author_id": HELP.network_id}
        assert event["includes"]["users"][0]["data"]["username"] == "acme_help"
        assert len(desk.events) == 1

    def test_direct_messages_keep_the_older_shape(self, fake: FakeX, desk: Receiver) -> None:
        message = fake.message("hana", "acme_help", "ひみつ")
        event = only(desk, "dm.received")
        assert event["filter"] == {"user_id": HELP.network_id}
        assert "includes" not in event
        inner = event["payload"]["direct_message_events"][0]
        assert inner["id"] == message["id"]
        assert inner["message_create"]["sender_id"] == message["sender_id"]
        assert inner["message_create"]["message_data"]["text"] == "ひみつ"
        assert event["payload"]["users"][message["sender_id"]]["data"]["username"] == "hana"
        fake.message("acme_help", "hana", "なあに")
        assert only(desk, "dm.sent")["payload"]["direct_message_events"][0]["message_create"]["target"] == {
            "recipient_id": message["sender_id"]
        }

    def test_an_edit_is_a_new_post_with_a_history(self, fake: FakeX, desk: Receiver) -> None:
        post = fake.post("hana", "@acme_help helo?", deliver=False)
        edited = fake.post("hana", "@acme_help hello?", edit_of=post["id"])
        assert edited["id"] != post["id"]
        assert only(desk, "post.mention.create")["payload"]["edit_history_tweet_ids"] == [post["id"], edited["id"]]

    def test_nobody_hears_of_protected_authors(self, fake: FakeX, desk: Receiver) -> None:
        fake.user("shy", protected=True)
        fake.post("shy", "@acme_help psst")
        fake.post("hana", "@acme_help hello?")
        assert only(desk, "post.mention.create")["payload"]["text"] == "@acme_help hello?"

    def test_taking_consent_back_is_told_to_the_app(self, fake: FakeX, desk: Receiver) -> None:
        httpx.delete(f"{fake.url}/_control/tokens/acme_jp", trust_env=False).raise_for_status()
        event = only(desk, "oauth.revoke")
        assert event["filter"] == {}
        assert event["payload"]["user_id"] == JP.network_id


class TestDelivery:
    def test_an_event_that_was_not_taken_comes_again(self, fake: FakeX, desk: Receiver) -> None:
        desk.statuses = [503, 500]
        post = fake.post("hana", "@acme_help hello?")
        desk.wait(lambda one: len(one.received) == 3)
        assert len({body for _, body in desk.received}) == 1
        desk.wait(lambda _: fake.deliveries(post=post["id"])[0]["state"] == "delivered")
        assert [one["status"] for one in fake.deliveries(post=post["id"])[0]["attempts"]] == [503, 500, 200]

    def test_at_some_point_it_is_given_up(self, fake: FakeX, desk: Receiver) -> None:
        desk.statuses = [500, 500, 500]
        post = fake.post("hana", "@acme_help hello?")
        desk.wait(lambda _: fake.deliveries(post=post["id"])[0]["state"] == "failed")

    def test_what_was_missed_comes_with_a_replay(self, fake: FakeX, desk: Receiver) -> None:
        fake.switch(enabled=False)
        post = fake.post("hana", "@acme_help hello?")
        assert fake.deliveries()[0]["state"] == "withheld"
        fake.switch(enabled=True)
        with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as app:
            webhook = app.get("/2/webhooks").json()["data"][0]["id"]
            span = {"webhook_id": webhook, "from_date": "202001010000", "to_date": "209901010000"}
            job = app.post("/2/webhooks/replay", json=span).json()["data"]["job_id"]
            assert app.post("/2/webhooks/replay", json=span | {"to_date": "soon"}).status_code == 400
        desk.wait(lambda one: len(one.received) == 2)
        bodies = [json.loads(body) for _, body in desk.received]
        assert [body["data"]["payload"]["id"] for body in bodies if "data" in body] == [post["id"]]
        assert [body["replay_job_status"]["job_id"] for body in bodies if "replay_job_status" in body] == [job]
