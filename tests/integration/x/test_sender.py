"""XNetwork and XTimelines against the stand-in for X: what arrives there, what its misbehaviour means (R1)."""

import logging
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    DisconnectedError,
    NotAnswerableError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.x.api.secrets import XAppSecrets
from shared.networks.x.reading.reader import read_delivery
from shared.networks.x.reading.snowflake import snowflake_time
from shared.networks.x.sender import XNetwork
from shared.networks.x.timelines import XTimelines
from shared.ports.network_sending import Sent
from tests.fake_plug import FakeAppSecrets
from tests.fakes import FakeBudgets
from tests.integration.fake_x_keys import HELP, Keys
from tests.integration.x.impatience import impatient_for


@pytest.fixture
def x(fake: FakeX) -> XNetwork:
    return XNetwork(fake.url, Keys(), SystemClock())


def asked(fake: FakeX, text: str = "@acme_help where is my parcel?") -> tuple[str, str]:
    """A customer's post to us: its id and its author's."""
    post = fake.post("hanako", text)
    return post["id"], post["author_id"]


def answer(x: XNetwork, to: tuple[str, str], text: str = "It leaves today.", account: Account = HELP) -> Sent:
    [sent] = x.prepare_send(account, channel=Channel.PUBLIC, to=to[0], customer=to[1], texts=[text]).send()
    return sent


def found(x: XNetwork, to: tuple[str, str], text: str = "It leaves today.", *, ago: float = 60) -> Sent | None:
    since = datetime.now(UTC) - timedelta(seconds=ago)
    return x.find_own(HELP, channel=Channel.PUBLIC, to=to[0], customer=to[1], text=text, since=since)


def test_a_public_answer_stands_under_the_customers_post(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    sent = answer(x, question, "Fish & chips <3 https://example.com/help")
    (post,) = fake.posts(author="acme_help")
    assert post["id"] == sent.post_id
    assert {"type": "replied_to", "id": question[0]} in post["referenced_tweets"]
    assert sent.posted_at == snowflake_time(sent.post_id)
    assert "Fish & chips <3" in sent.text


def test_a_direct_answer_goes_to_the_customer(fake: FakeX, x: XNetwork) -> None:
    customer = fake.user("hanako")["id"]
    fake.message("hanako", "acme_help", "hello?")
    [sent] = x.prepare_send(
        HELP, channel=Channel.DIRECT, to="1", customer=customer, texts=["Good morning & welcome"]
    ).send()
    with httpx.Client(base_url=fake.url, trust_env=False) as http:
        newest = http.get("/_control/dms").json()["messages"][0]
    assert (newest["id"], newest["recipient_id"]) == (sent.post_id, customer)
    assert sent.text == "Good morning & welcome"
    assert sent.posted_at == snowflake_time(sent.post_id)


def test_a_refusal_is_in_xs_own_words(fake: FakeX, x: XNetwork) -> None:
    unasked = asked(fake, "nobody was named here")
    with pytest.raises(RefusedError, match=r"Forbidden.*you have not been mentioned"):
        answer(x, unasked)
    assert fake.posts(author="acme_help") == []


def test_a_post_that_is_gone_is_refused(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    fake.delete(question[0])
    with pytest.raises(RefusedError):
        answer(x, question)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (400, RefusedError),
        (401, DisconnectedError),
        (403, NotAnswerableError),
        (404, RefusedError),
        (429, RateLimitedError),
        (500, OutcomeUnknownError),
        (503, OutcomeUnknownError),
        ("garbage", OutcomeUnknownError),
        ("drop", OutcomeUnknownError),
        ("timeout", OutcomeUnknownError),
        ("take_then_drop", OutcomeUnknownError),
        ("take_then_timeout", OutcomeUnknownError),
    ],
)
def test_each_misbehaviour_says_whether_something_may_have_been_posted(
    fake: FakeX, x: XNetwork, fault: int | str, error: type[SocialNetworkError]
) -> None:
    """And each is asked exactly once: no library sends a post a second time by itself."""
    question = asked(fake)
    fake.fault(fault, method="POST", path="/2/tweets", seconds=2 if "timeout" in str(fault) else None)
    with impatient_for(fault), pytest.raises(error) as raised:
        answer(x, question)
    assert type(raised.value) is error
    assert str(raised.value)
    assert fake.requests()["POST /2/tweets"] == 1
    stands = fake.posts(author="acme_help")
    assert not stands or error is OutcomeUnknownError


def test_a_limit_says_until_when(fake: FakeX, x: XNetwork) -> None:
    fake.limit("POST /2/tweets", 1)
    question = asked(fake)
    answer(x, question)
    with pytest.raises(RateLimitedError) as limited:
        answer(x, question, "And another thing.")
    assert timedelta(minutes=14) < limited.value.until - datetime.now(UTC) <= timedelta(minutes=15)


def test_a_token_taken_back_is_a_disconnection(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    with httpx.Client(base_url=fake.url, trust_env=False) as http:
        http.delete(f"/_control/tokens/{HELP.network_id}").raise_for_status()
    with pytest.raises(DisconnectedError):
        answer(x, question)


def test_what_x_took_without_saying_so_is_found_again(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    text = "@hanako Fish & chips: see https://example.com/help (or call) 😢"
    fake.fault("take_then_drop", method="POST", path="/2/tweets")
    with pytest.raises(OutcomeUnknownError):
        answer(x, question, text)
    (post,) = fake.posts(author="acme_help")
    again = found(x, question, text)
    assert again is not None
    assert (again.post_id, again.posted_at) == (post["id"], snowflake_time(post["id"]))


def test_what_x_never_took_is_not_found(fake: FakeX, x: XNetwork) -> None:
    question, other = asked(fake), asked(fake, "@acme_help and where is mine?")
    fake.fault("drop", method="POST", path="/2/tweets")
    with pytest.raises(OutcomeUnknownError):
        answer(x, question)
    answer(x, other)
    answer(x, question, "Other words under the same post.")
    assert found(x, question) is None
    assert found(x, other) is not None


def test_an_answer_from_before_is_not_the_one_that_was_sent(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    answer(x, question)
    time.sleep(1.1)
    assert found(x, question, ago=0) is None


def test_N6_a_bystander_is_not_named_and_the_customer_is(fake: FakeX, x: XNetwork) -> None:
    angry = fake.post("angry_one", "this shop!")
    joined = fake.post("hanako", "@acme_help same here!", in_reply_to=angry["id"])
    question = (joined["id"], joined["author_id"])
    ready = x.prepare_send(
        HELP,
        channel=Channel.PUBLIC,
        to=question[0],
        customer=question[1],
        texts=["We are on it."],
        leave_out=[angry["author_id"]],
    )
    assert [sent.text for sent in ready.send()] == ["@hanako We are on it."]
    assert answer(x, question, "And with everybody.").text == "@hanako @angry_one And with everybody."


def test_R1_a_post_is_ours_only_if_the_account_wrote_it(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    sent = answer(x, question)
    ours = x.own_post(HELP, channel=Channel.PUBLIC, post_id=sent.post_id, customer=question[1])
    assert ours is not None
    assert (ours.sent, ours.in_reply_to, ours.conversation_id) == (sent, question[0], question[0])
    for other in (question[0], "1"):
        assert x.own_post(HELP, channel=Channel.PUBLIC, post_id=other, customer=question[1]) is None
    fake.delete(sent.post_id)
    assert x.own_post(HELP, channel=Channel.PUBLIC, post_id=sent.post_id, customer=question[1]) is None


def test_R1_a_message_is_ours_only_if_the_account_wrote_it(fake: FakeX, x: XNetwork) -> None:
    customer = fake.user("hanako")["id"]
    theirs = fake.message("hanako", "acme_help", "hello?")["id"]
    ready = x.prepare_send(HELP, channel=Channel.DIRECT, to="1", customer=customer, texts=["Good morning"])
    [sent] = ready.send()
    ours = x.own_post(HELP, channel=Channel.DIRECT, post_id=sent.post_id, customer=customer)
    assert ours is not None
    assert ours.sent.text == "Good morning"
    assert x.own_post(HELP, channel=Channel.DIRECT, post_id=theirs, customer=customer) is None


def test_our_answer_is_found_behind_many_others(fake: FakeX, x: XNetwork) -> None:
    question = asked(fake)
    sent = answer(x, question)
    for number in range(120):
        fake.post("acme_help", f"campaign {number}", deliver=False)
    assert found(x, question) == sent
    assert fake.requests()["GET /2/users/{id}/tweets"] == 2


def test_a_look_that_x_does_not_answer_is_an_error_too(fake: FakeX, x: XNetwork) -> None:
    fake.fault(503, method="GET")
    with pytest.raises(OutcomeUnknownError):
        found(x, asked(fake))


def test_no_connection_means_that_nothing_was_posted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    nobody = XNetwork(f"http://127.0.0.1:{port}", Keys(), SystemClock())
    with pytest.raises(UnreachableError):
        answer(nobody, ("1", "2"))
    nowhere = XNetwork("http://x.invalid", Keys(), SystemClock())
    with pytest.raises(UnreachableError):
        answer(nowhere, ("1", "2"))


def test_R1_a_connection_that_breaks_in_its_handshake_has_posted_nothing() -> None:
    """One that is closed under the request, where X may have taken it, leaves the outcome open."""

    def hang_up(listener: socket.socket, after: int) -> None:
        taken, _ = listener.accept()
        with taken:
            taken.recv(after)

    for scheme, error in (("https", UnreachableError), ("http", OutcomeUnknownError)):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            other_end = threading.Thread(target=hang_up, args=(listener, 65_536))
            other_end.start()
            with pytest.raises(error):
                answer(XNetwork(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", Keys(), SystemClock()), ("1", "2"))
            other_end.join()


def test_R1_all_that_a_send_needs_is_asked_before_x_is_and_counted_once(fake: FakeX) -> None:
    budgets = FakeBudgets()
    x = XNetwork(fake.url, Keys(), SystemClock(), budgets=budgets)
    question = asked(fake)
    ready = x.prepare_send(HELP, channel=Channel.PUBLIC, to=question[0], customer=question[1], texts=["Today."])
    assert [(used.call, used.calls) for used in budgets.used(HELP.id)] == [("send_post", 1)]
    assert fake.requests() == {}
    budgets.take = None  # type: ignore[assignment,method-assign]  # nobody may ask it again
    ready.send()
    assert [post["text"] for post in fake.posts(author="acme_help")] == ["@hanako Today."]


def test_R1_a_limit_that_cannot_be_written_down_is_still_a_limit(fake: FakeX) -> None:
    class Down(FakeBudgets):
        def hold(self, account: str, call: str, until: datetime) -> None:
            raise UnavailableError("the table (PutItem): slow down")

    fake.fault(429, method="POST", path="/2/tweets")
    with pytest.raises(RateLimitedError):
        answer(XNetwork(fake.url, Keys(), SystemClock(), budgets=Down()), asked(fake))


def test_an_account_without_keys_is_disconnected_before_anything_is_sent(fake: FakeX, x: XNetwork) -> None:
    for other in (
        Account(id="new", network="x", network_id="5", username="new", name="New"),
        Account(id=HELP.id, network="x", network_id=HELP.network_id, username="acme_help", name="Acme", app="other"),
    ):
        with pytest.raises(DisconnectedError):
            answer(x, ("1", "2"), account=other)
    assert fake.requests() == {}


def test_keys_that_cannot_be_read_now_leave_the_part_unsent(fake: FakeX) -> None:
    locked = XAppSecrets(FakeAppSecrets({"main": {}}, fails=UnavailableError("the secret does not answer")))
    with pytest.raises(UnreachableError, match="the secret does not answer"):
        answer(XNetwork(fake.url, locked, SystemClock()), ("1", "2"))


def test_no_log_holds_a_key_or_a_signature(
    fake: FakeX, x: XNetwork, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tweepy, oauthlib and requests-oauthlib write them at DEBUG, even where a library's logger was set to it."""
    for name in ("", "tweepy", "tweepy.client", "oauthlib", "oauthlib.oauth1.rfc5849", "requests_oauthlib.oauth1_auth"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    answer(x, asked(fake))
    list(XTimelines(fake.url, Keys(), SystemClock()).mentions(HELP))
    written = caplog.text
    assert "DEBUG" in written
    secrets = seed.app_secret()
    for word in (
        "oauth_",
        "Authorization",
        "Bearer",
        secrets["consumer_key"],
        secrets["accounts"][HELP.id]["access_token"],
    ):
        assert word not in written


def test_mentions_come_in_pages_newest_first(fake: FakeX) -> None:
    ids = [fake.post("hanako", f"@acme_help question {n}", deliver=False)["id"] for n in range(103)]
    pages = list(XTimelines(fake.url, Keys(), SystemClock()).mentions(HELP))
    assert [len(page.posts) for page in pages] == [100, 3]
    assert [post["id"] for page in pages for post in page.posts] == ids[::-1]


def test_mentions_since_a_time(fake: FakeX) -> None:
    old = datetime.now(UTC) - timedelta(hours=2)
    first = fake.post("hanako", "@acme_help first", created_at=old.isoformat(), deliver=False)["id"]
    second = fake.post("hanako", "@acme_help second", deliver=False)["id"]
    timelines = XTimelines(fake.url, Keys(), SystemClock())

    def ids(since: datetime | None = None) -> list[str]:
        return [post["id"] for page in timelines.mentions(HELP, since) for post in page.posts]

    assert ids() == [second, first]
    assert ids(datetime.now(UTC) - timedelta(hours=1)) == [second]


def test_a_polled_page_becomes_deliveries_that_can_be_read(fake: FakeX, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        fake.post("hanako", f"@acme_help 質問 {number} &", deliver=False)
    timelines = XTimelines(fake.url, Keys(), SystemClock())
    (lean,) = timelines.mentions(HELP)
    page = timelines.whole(HELP, lean)
    (whole,) = page.bodies(HELP)
    monkeypatch.setattr("shared.networks.x.timelines.LARGEST_BODY", len(whole) // 3)
    bodies = list(page.bodies(HELP))
    assert len(bodies) > 2
    read = [event for body in bodies for event in read_delivery(body)]
    assert read == read_delivery(whole)
    posts = [event for event in read if isinstance(event, IncomingPost)]
    assert [post.text for post in posts] == [f"@acme_help 質問 {number} &" for number in reversed(range(7))]
    assert {(post.author.username, post.received_for, post.listed_as_mention) for post in posts} == {
        ("hanako", HELP.network_id, True)
    }


def test_a_page_without_a_post_is_no_delivery(fake: FakeX) -> None:
    (page,) = XTimelines(fake.url, Keys(), SystemClock()).mentions(HELP)
    assert list(page.bodies(HELP)) == []


def test_a_poll_that_x_refuses_says_why(fake: FakeX) -> None:
    fake.fault(401, method="GET")
    with pytest.raises(DisconnectedError):
        next(XTimelines(fake.url, Keys(), SystemClock()).mentions(HELP))
