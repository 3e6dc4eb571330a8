"""tweepy, the client that the desk uses, gets from the stand-in what it would get from X."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import tweepy

from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX
from infra.local.fake_x.serve import running

HELP = seed.ACME_HELP


class Redirected(requests.Session):
    """Sends to the stand-in what was meant for X. With `late`, only after it was signed for X's own address."""

    def __init__(self, url: str, *, late: bool) -> None:
        super().__init__()
        self.trust_env = False
        self._url = url
        self._late = late

    def _moved(self, url: str) -> str:
        return url.replace("https://api.twitter.com", self._url)

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = 5
        return super().request(method, url if self._late else self._moved(str(url)), *args, **kwargs)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        request.url = self._moved(request.url or "")
        return super().send(request, **kwargs)


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeX]:
    with running(tmp_path) as url, FakeX(url) as client:
        yield client


@pytest.fixture(params=["signed here", "signed for X"])
def client(fake: FakeX, request: pytest.FixtureRequest) -> Iterator[Any]:
    made = tweepy.Client(
        bearer_token=seed.MAIN.bearer_token,
        consumer_key=seed.MAIN.consumer_key,
        consumer_secret=seed.MAIN.consumer_secret,
        access_token=HELP.access_token,
        access_token_secret=HELP.access_token_secret,
    )
    made.session = Redirected(fake.url, late=request.param == "signed for X")
    yield made
    made.session.close()


def test_it_reads_mentions_and_answers(fake: FakeX, client: Any) -> None:
    asked = fake.post("hana", "@acme_help 荷物が届きません & 困っています")
    found = client.get_users_mentions(
        HELP.network_id,
        user_auth=True,
        max_results=5,
        tweet_fields=["created_at", "entities"],
        expansions=["author_id"],
    )
    assert [str(post.id) for post in found.data] == [asked["id"]]
    assert found.data[0].text == "@acme_help 荷物が届きません &amp; 困っています"
    assert found.includes["users"][0].username == "hana"
    answer = client.create_tweet(text="確認します。", in_reply_to_tweet_id=asked["id"])
    assert answer.data["text"] == "@hana 確認します。"
    own = client.get_users_tweets(HELP.network_id, user_auth=True, tweet_fields=["referenced_tweets"])
    assert [str(post.id) for post in own.data] == [answer.data["id"]]
    assert str(own.data[0].referenced_tweets[0].id) == asked["id"]
    assert client.delete_tweet(answer.data["id"]).data == {"deleted": True}


def test_it_pages_through_mentions(fake: FakeX, client: Any) -> None:
    ids = {fake.post("hana", f"@acme_help {n}")["id"] for n in range(12)}
    pages = tweepy.Paginator(client.get_users_mentions, HELP.network_id, user_auth=True, max_results=5)
    assert {str(post.id) for page in pages for post in page.data} == ids


def test_it_writes_and_reads_direct_messages(fake: FakeX, client: Any) -> None:
    hana = fake.user("hana")
    sent = client.create_direct_message(participant_id=hana["id"], text="Hello")
    events = client.get_direct_message_events(user_auth=True)
    assert [(str(one.id), one.text) for one in events.data] == [(sent.data["dm_event_id"], "Hello")]


def test_it_looks_people_and_posts_up_as_the_app(fake: FakeX, client: Any) -> None:
    post = fake.post("hana", "hello")
    assert client.get_user(username="hana").data.id == int(post["author_id"])
    assert client.get_users(ids=[post["author_id"]]).data[0].username == "hana"
    found = client.get_tweets([post["id"], "12345"])
    assert [one.id for one in found.data] == [int(post["id"])]
    assert found.errors[0]["title"] == "Not Found Error"


def test_its_errors_are_those_of_x(fake: FakeX, client: Any) -> None:
    with pytest.raises(tweepy.Forbidden, match="not been mentioned"):
        client.create_tweet(text="We heard you", in_reply_to_tweet_id=fake.post("hana", "hmm")["id"])
    fake.fault(429, seconds=60)
    with pytest.raises(tweepy.TooManyRequests) as limited:
        client.get_me()
    assert limited.value.reset_time is not None
    fake.fault(503)
    with pytest.raises(tweepy.TwitterServerError):
        client.get_me()
    client.access_token_secret = "wrong"
    with pytest.raises(tweepy.Unauthorized):
        client.get_me()
