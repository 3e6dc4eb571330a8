"""The stand-in's answers to the requests that a desk makes, and its refusals."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from oauthlib.oauth1 import Client as OAuthClient

from infra.local.fake_x import seed
from infra.local.fake_x.client import AsAccount, AsApp, FakeX
from infra.local.fake_x.data.snowflake import written_at
from infra.local.fake_x.serve import running

HELP, JP = seed.ACME_HELP, seed.ACME_JP


@pytest.fixture(scope="module")
def running_fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeX]:
    with running(tmp_path_factory.mktemp("x")) as url, FakeX(url) as client:
        yield client


@pytest.fixture
def fake(running_fake: FakeX) -> FakeX:
    running_fake.reset(everything=True)
    return running_fake


@pytest.fixture
def help_(fake: FakeX) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=fake.url, auth=AsAccount(HELP), trust_env=False) as client:
        yield client


@pytest.fixture
def app(fake: FakeX) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=fake.url, auth=AsApp(), trust_env=False) as client:
        yield client


def reply(client: httpx.Client, post_id: str, text: str) -> httpx.Response:
    return client.post("/2/tweets", json={"text": text, "reply": {"in_reply_to_tweet_id": post_id}})


def detail(response: httpx.Response) -> str:
    return str(response.json()["detail"])


class TestWhoAsks:
    def test_a_user_is_known_by_a_signature(self, help_: httpx.Client) -> None:
        assert help_.get("/2/users/me").json() == {
            "data": {"id": HELP.network_id, "name": HELP.name, "username": HELP.username}
        }

    @pytest.mark.parametrize("wrong", ["consumer_key", "consumer_secret", "token", "token_secret", "timestamp"])
    def test_a_wrong_credential_gets_401_as_a_problem(self, fake: FakeX, wrong: str) -> None:
        def given(name: str, right: str) -> str:
            return "wrong" if wrong == name else right

        client = OAuthClient(
            given("consumer_key", seed.MAIN.consumer_key),
            client_secret=given("consumer_secret", seed.MAIN.consumer_secret),
            resource_owner_key=given("token", HELP.access_token),
            resource_owner_secret=given("token_secret", HELP.access_token_secret),
            timestamp="1500000000" if wrong == "timestamp" else None,
        )
        _, headers, _ = client.sign(f"{fake.url}/2/users/me")
        response = httpx.get(f"{fake.url}/2/users/me", headers=headers, trust_env=False)
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json() == {
            "title": "Unauthorized",
            "type": "about:blank",
            "status": 401,
            "detail": "Unauthorized",
        }

    def test_a_signature_covers_the_query(self, fake: FakeX) -> None:
        url = f"{fake.url}/2/users/{HELP.network_id}/mentions"
        request = httpx.Request("GET", f"{url}?max_results=5")
        signed = next(AsAccount(HELP).auth_flow(request)).headers["Authorization"]
        changed = httpx.get(f"{url}?max_results=6", headers={"Authorization": signed}, trust_env=False)
        assert changed.status_code == 401

    def test_a_signed_request_counts_once(self, fake: FakeX) -> None:
        request = next(AsAccount(HELP).auth_flow(httpx.Request("GET", f"{fake.url}/2/users/me")))
        with httpx.Client(trust_env=False) as client:
            assert [client.send(request).status_code for _ in range(2)] == [200, 401]

    def test_without_a_login_there_is_401(self, fake: FakeX) -> None:
        assert httpx.get(f"{fake.url}/2/webhooks", trust_env=False).status_code == 401

    def test_the_app_alone_may_read_but_not_write(self, fake: FakeX, app: httpx.Client) -> None:
        post = fake.post("hana", "hello")
        assert app.get(f"/2/tweets/{post['id']}").json()["data"]["text"] == "hello"
        refused = app.post("/2/tweets", json={"text": "hello"})
        assert refused.status_code == 403
        assert refused.json()["title"] == "Unsupported Authentication"

    def test_a_token_taken_back_gets_401(self, fake: FakeX, help_: httpx.Client) -> None:
        httpx.delete(f"{fake.url}/_control/tokens/acme_help", trust_env=False).raise_for_status()
        assert help_.get("/2/users/me").status_code == 401


class TestWriting:
    def test_a_reply_carries_the_handles_in_front(self, fake: FakeX, help_: httpx.Client) -> None:
        fake.user("ken")
        asked = fake.post("hana", "@acme_help my parcel is late, like @ken said")
        answered = reply(help_, asked["id"], "We are looking into it <now>")
        assert answered.status_code == 201
        data = answered.json()["data"]
        assert data["text"] == "@hana @ken We are looking into it &lt;now&gt;"
        assert data["edit_history_tweet_ids"] == [data["id"]]
        stored = fake.posts(author="acme_help")[0]
        assert stored["conversation_id"] == asked["id"]
        assert stored["in_reply_to_user_id"] == asked["author_id"]
        assert stored["referenced_tweets"] == [{"type": "replied_to", "id": asked["id"]}]

    def test_a_reply_is_taken_only_where_the_account_was_named(self, fake: FakeX, help_: httpx.Client) -> None:
        overheard = fake.post("hana", "these acme people never answer")
        refused = reply(help_, overheard["id"], "We do!")
        assert refused.status_code == 403
        assert "not been mentioned or otherwise engaged" in detail(refused)

    def test_a_quote_of_the_account_counts_as_being_named(self, fake: FakeX, help_: httpx.Client) -> None:
        own = fake.post("acme_help", "We are open again")
        quoting = fake.post("hana", "Finally", quote=own["id"])
        assert reply(help_, quoting["id"], "See you!").status_code == 201

    def test_an_account_goes_on_in_its_own_thread(self, fake: FakeX, help_: httpx.Client) -> None:
        asked = fake.post("hana", "@acme_help hello?")
        first = reply(help_, asked["id"], "One (1/2)").json()["data"]
        second = reply(help_, first["id"], "Two (2/2)")
        assert second.json()["data"]["text"] == "@hana Two (2/2)"

    def test_the_same_words_again_are_refused(self, fake: FakeX, help_: httpx.Client) -> None:
        asked, other = fake.post("hana", "@acme_help hello?"), fake.post("ken", "@acme_help hello?")
        statuses = [reply(help_, one["id"], "Good morning!").status_code for one in (asked, asked, other)]
        assert statuses == [201, 403, 201]

    def test_a_text_may_weigh_280(self, help_: httpx.Client) -> None:
        assert help_.post("/2/tweets", json={"text": "あ" * 140}).status_code == 201
        assert help_.post("/2/tweets", json={"text": "あ" * 140 + "a"}).status_code == 403

    def test_handles_that_x_fills_in_do_not_weigh(self, fake: FakeX, help_: httpx.Client) -> None:
        asked = fake.post("hana", "@acme_help hello?")
        assert reply(help_, asked["id"], "@hana " + "a" * 280).status_code == 201

    @pytest.mark.parametrize("body", [{"text": ""}, {"text": "a", "colour": "red"}, {"text": 3}])
    def test_a_body_that_makes_no_sense_gets_400(self, help_: httpx.Client, body: dict[str, Any]) -> None:
        response = help_.post("/2/tweets", json=body)
        assert response.status_code == 400
        assert response.json()["type"] == "https://api.x.com/2/problems/invalid-request"

    def test_only_the_author_deletes(self, fake: FakeX, help_: httpx.Client) -> None:
        own, theirs = fake.post("acme_help", "oops"), fake.post("hana", "hello")
        assert help_.delete(f"/2/tweets/{theirs['id']}").status_code == 403
        assert help_.delete(f"/2/tweets/{own['id']}").json() == {"data": {"deleted": True}}
        assert help_.get(f"/2/tweets/{own['id']}").json()["errors"][0]["title"] == "Not Found Error"


class TestReading:
    def test_mentions_come_newest_first_in_pages(self, fake: FakeX, help_: httpx.Client) -> None:
        ids = [fake.post("hana", f"@acme_help number {n}")["id"] for n in range(7)]
        fake.post("acme_help", "@acme_help is me")
        url = f"/2/users/{HELP.network_id}/mentions"
        first = help_.get(url, params={"max_results": 5}).json()
        assert [post["id"] for post in first["data"]] == ids[:1:-1]
        assert first["meta"]["newest_id"] == ids[6]
        rest = help_.get(url, params={"max_results": 5, "pagination_token": first["meta"]["next_token"]}).json()
        assert [post["id"] for post in rest["data"]] == [ids[1], ids[0]]
        assert "next_token" not in rest["meta"]

    def test_mentions_since_an_id_or_a_time(self, fake: FakeX, help_: httpx.Client) -> None:
        old = datetime.now(UTC) - timedelta(days=2)
        first = fake.post("hana", "@acme_help old", created_at=old.isoformat())
        second = fake.post("hana", "@acme_help new")
        url = f"/2/users/{HELP.network_id}/mentions"
        assert [post["id"] for post in help_.get(url, params={"since_id": first["id"]}).json()["data"]] == [
            second["id"]
        ]
        start = (old + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert [post["id"] for post in help_.get(url, params={"start_time": start}).json()["data"]] == [second["id"]]
        assert abs(written_at(first["id"]) - old) < timedelta(milliseconds=2)

    def test_nothing_new_has_no_data(self, help_: httpx.Client) -> None:
        assert help_.get(f"/2/users/{HELP.network_id}/mentions").json() == {"meta": {"result_count": 0}}

    def test_a_page_has_5_to_100_posts(self, help_: httpx.Client) -> None:
        url = f"/2/users/{HELP.network_id}/mentions"
        assert [help_.get(url, params={"max_results": n}).status_code for n in (4, 5, 100, 101)] == [400, 200, 200, 400]

    def test_handles_carried_along_are_mentions_too(self, fake: FakeX, help_: httpx.Client) -> None:
        asked = fake.post("hana", "@acme_help hello?")
        carried = fake.post("ken", "same here", in_reply_to=asked["id"])
        assert carried["text"] == "@hana @acme_help same here"
        assert carried["display_text_range"] == [17, 26]
        data = help_.get(f"/2/users/{HELP.network_id}/mentions").json()["data"]
        assert [post["id"] for post in data] == [carried["id"], asked["id"]]

    def test_fields_and_expansions_are_shown_when_asked_for(self, fake: FakeX, help_: httpx.Client) -> None:
        fake.user("hana", name="Hana 🌸")
        asked = fake.post("hana", "@acme_help hello?")
        params = {
            "tweet.fields": "created_at,entities,no_such_field",
            "expansions": "author_id",
            "user.fields": "protected",
        }
        answer = help_.get(f"/2/users/{HELP.network_id}/mentions", params=params).json()
        assert set(answer["data"][0]) == {"id", "text", "edit_history_tweet_ids", "created_at", "entities", "author_id"}
        assert answer["includes"]["users"] == [
            {"id": asked["author_id"], "username": "hana", "name": "Hana 🌸", "protected": False}
        ]

    def test_protected_authors_are_not_shown(self, fake: FakeX, help_: httpx.Client) -> None:
        fake.user("shy", protected=True)
        post = fake.post("shy", "@acme_help hello?")
        assert help_.get(f"/2/users/{HELP.network_id}/mentions").json()["meta"]["result_count"] == 0
        error = help_.get("/2/tweets", params={"ids": f"{post['id']}"}).json()["errors"][0]
        assert error["type"] == "https://api.x.com/2/problems/not-authorized-for-resource"

    def test_a_lookup_tells_what_is_missing_with_status_200(self, fake: FakeX, help_: httpx.Client) -> None:
        post = fake.post("hana", "hello")
        response = help_.get("/2/tweets", params={"ids": f"{post['id']},123"})
        assert response.status_code == 200
        assert [one["id"] for one in response.json()["data"]] == [post["id"]]
        assert response.json()["errors"][0]["resource_id"] == "123"

    def test_people_by_id_and_by_name(self, fake: FakeX, app: httpx.Client) -> None:
        hana = fake.user("hana")
        assert app.get("/2/users/by/username/HANA").json()["data"]["id"] == hana["id"]
        assert app.get("/2/users", params={"ids": f"{hana['id']},{JP.network_id}"}).json()["data"][1]["name"] == JP.name
        assert app.get("/2/users/by", params={"usernames": "nobody"}).json()["errors"][0]["value"] == "nobody"


class TestDirectMessages:
    def test_a_message_is_sent_and_listed(self, fake: FakeX, help_: httpx.Client) -> None:
        hana = fake.user("hana")
        sent = help_.post(f"/2/dm_conversations/with/{hana['id']}/messages", json={"text": "Hello"})
        assert sent.status_code == 201
        fake.message("hana", "acme_help", "Thanks")
        listed = help_.get("/2/dm_events", params={"dm_event.fields": "dm_conversation_id", "expansions": "sender_id"})
        data = listed.json()["data"]
        assert [(one["text"], one["sender_id"]) for one in data] == [
            ("Thanks", hana["id"]),
            ("Hello", HELP.network_id),
        ]
        assert {one["dm_conversation_id"] for one in data} == {sent.json()["data"]["dm_conversation_id"]}

    def test_not_everybody_takes_messages(self, fake: FakeX, help_: httpx.Client) -> None:
        shut = fake.user("shut", receives_dm=False)
        refused = help_.post(f"/2/dm_conversations/with/{shut['id']}/messages", json={"text": "Hello"})
        assert refused.status_code == 403
        assert "permission to DM" in detail(refused)

    def test_sixteen_messages_in_a_quarter_of_an_hour_are_too_many(self, fake: FakeX, help_: httpx.Client) -> None:
        hana = fake.user("hana")
        url = f"/2/dm_conversations/with/{hana['id']}/messages"
        responses = [help_.post(url, json={"text": f"Hello {n}"}) for n in range(16)]
        assert [response.status_code for response in responses] == [201] * 15 + [429]
        assert [response.headers["x-rate-limit-remaining"] for response in responses[:2]] == ["14", "13"]
        assert responses[0].headers["x-user-limit-24hour-limit"] == "1440"
        assert int(responses[-1].headers["x-rate-limit-reset"]) > datetime.now(UTC).timestamp()
        assert len(help_.get("/2/dm_events").json()["data"]) == 15
