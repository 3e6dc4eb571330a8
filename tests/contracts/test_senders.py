"""What every network does with the desk's answers (ports.Network, PreparedSend): R1 rests on each of these."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fake_x.client import FakeX
from shared.adapters.clock import SystemClock
from shared.domain.errors import (
    DisconnectedError,
    NotAnswerableError,
    OutcomeUnknownError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.x.sender import XNetwork
from shared.networks.x.text.text_matching import texts_match
from shared.ports.network_sending import OwnPost, PreparedSend, Sender, Sent
from tests.builders import BRAND, snowflake
from tests.fake_desk import FakeNetwork
from tests.fakes import FakeClock
from tests.integration.fake_x_keys import HELP, Keys

PUBLIC, PRIVATE = Channel.PUBLIC, Channel.DIRECT
WORDS = "It leaves today & arrives on Friday."

REFUSALS: dict[str, type[SocialNetworkError]] = {
    "bad request": RefusedError,
    "not summoned": NotAnswerableError,
    "token refused": DisconnectedError,
    "too many": RateLimitedError,
}
LOSSES = ("outage", "garbage", "cut off")
"""Nobody can tell from the answer whether the post stands."""


@dataclass(frozen=True)
class Post:
    id: str
    author: str


@dataclass(frozen=True)
class Bench:
    """`asks` is a customer's post that the account may answer. `fail` is for the next send alone: what is `taken` stands on
    the network all the same. `stands` are the account's posts and messages, newest first; `stranger` has no tokens."""

    network: Sender
    account: Account
    stranger: Account
    asks: Callable[[str], Post]
    delete: Callable[[str], None]
    fail: Callable[[str, bool], None]
    stands: Callable[[], list[str]]
    now: Callable[[], datetime]

    def send(self, to: Post, text: str = WORDS, *, channel: Channel = PUBLIC) -> Sent:
        [sent] = self.prepare(to, text, channel=channel).send()
        return sent

    def prepare(self, to: Post, text: str = WORDS, *, channel: Channel = PUBLIC) -> PreparedSend:
        return self.network.prepare_send(self.account, channel=channel, to=to.id, customer=to.author, texts=[text])

    def find(
        self, to: Post, text: str = WORDS, *, channel: Channel = PUBLIC, since: datetime | None = None
    ) -> Sent | None:
        start = since or self.now() - timedelta(minutes=5)
        return self.network.find_own(
            self.account, channel=channel, to=to.id, customer=to.author, text=text, since=start
        )

    def own(self, ident: str, to: Post, *, channel: Channel = PUBLIC) -> OwnPost | None:
        return self.network.own_post(self.account, channel=channel, post_id=ident, customer=to.author)


@pytest.fixture(params=["fake", "x"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return of_the_fake() if request.param == "fake" else of_x(request.getfixturevalue("stand_in"))


def of_the_fake() -> Bench:
    account = Account("acme", "x", BRAND.id, BRAND.username, BRAND.name)
    fake = FakeNetwork(FakeClock(datetime.now(UTC)), strangers={"new"})
    asked: list[Post] = []

    def asks(author: str) -> Post:
        asked.append(Post(snowflake(fake.clock.now(), 4000 + len(asked)), f"author of {author}"))
        return asked[-1]

    def delete(ident: str) -> None:
        fake.stands = [sent for sent in fake.stands if sent.post_id != ident]
        fake.gone.add(ident)

    def fail(how: str, taken: bool) -> None:
        fake.takes_before_failing = taken
        kind = REFUSALS.get(how, OutcomeUnknownError)
        until = fake.clock.now() + timedelta(minutes=15)
        fake.answers.append(RateLimitedError(how, until) if kind is RateLimitedError else kind(how))

    return Bench(
        network=fake,
        account=account,
        stranger=Account("new", "x", "5", "new", "New"),
        asks=asks,
        delete=delete,
        fail=fail,
        stands=lambda: [sent.post_id for sent in reversed(fake.stands)],
        now=fake.clock.now,
    )


def of_x(x: FakeX) -> Bench:
    answers = {"bad request": 400, "token refused": 401, "not summoned": 403, "too many": 429, "outage": 503}

    def asks(author: str) -> Post:
        post = x.post(author, "@acme_help where is my parcel?", deliver=False)
        return Post(post["id"], post["author_id"])

    def fail(how: str, taken: bool) -> None:
        lost = {"garbage": "garbage", "cut off": "drop"}
        x.fault("take_then_drop" if taken else answers.get(how) or lost[how], method="POST", path="/2/*")

    def stands() -> list[str]:
        posts = [post["id"] for post in x.posts(author="acme_help")]
        return posts + [one["id"] for one in x.messages() if one["sender_id"] == HELP.network_id]

    return Bench(
        network=XNetwork(x.url, Keys(), SystemClock()),
        account=HELP,
        stranger=Account("new", "x", "5", "new", "New"),
        asks=asks,
        delete=x.delete,
        fail=fail,
        stands=stands,
        now=lambda: datetime.now(UTC),
    )


@pytest.mark.parametrize("channel", [PUBLIC, PRIVATE])
def test_R1_an_answer_that_was_sent_has_an_id_and_its_time(bench: Bench, channel: Channel) -> None:
    sent = bench.send(bench.asks("hanako"), channel=channel)
    assert bench.stands() == [sent.post_id]
    assert abs(sent.posted_at - bench.now()) < timedelta(seconds=5)
    assert texts_match(WORDS, sent.text)


def test_a_prepared_answer_has_not_left(bench: Bench) -> None:
    ready = bench.prepare(bench.asks("hanako"))
    assert bench.stands() == []
    [sent] = ready.send()
    assert bench.stands() == [sent.post_id]


def test_each_part_of_a_thread_has_an_id_of_its_own_and_answers_the_one_before(bench: Bench) -> None:
    to = bench.asks("hanako")
    first = bench.send(to, "First this.")
    second = bench.send(Post(first.post_id, to.author), "Then that.")
    assert bench.stands() == [second.post_id, first.post_id]
    assert [own.in_reply_to for own in (bench.own(first.post_id, to), bench.own(second.post_id, to)) if own] == [
        to.id,
        first.post_id,
    ]


@pytest.mark.parametrize("how", REFUSALS)
def test_R1_a_refusal_has_posted_nothing_and_the_next_answer_leaves(bench: Bench, how: str) -> None:
    to = bench.asks("hanako")
    bench.fail(how, False)
    with pytest.raises(SocialNetworkError) as refused:
        bench.send(to)
    assert isinstance(refused.value, REFUSALS[how])
    assert str(refused.value)
    assert (bench.stands(), bench.find(to)) == ([], None)
    if isinstance(refused.value, RateLimitedError):
        assert bench.now() < refused.value.until <= bench.now() + timedelta(hours=24)
    bench.send(to)
    assert len(bench.stands()) == 1


def test_I6_an_answer_to_a_post_that_is_gone_is_refused_for_its_sake(bench: Bench) -> None:
    to = bench.asks("hanako")
    bench.delete(to.id)
    with pytest.raises(PostGoneError):
        bench.send(to)
    assert bench.stands() == []


@pytest.mark.parametrize("how", LOSSES)
def test_R1_an_answer_of_unknown_outcome_that_did_not_leave_is_not_found(bench: Bench, how: str) -> None:
    to = bench.asks("hanako")
    bench.fail(how, False)
    with pytest.raises(OutcomeUnknownError):
        bench.send(to)
    assert bench.find(to) is None


@pytest.mark.parametrize("channel", [PUBLIC, PRIVATE])
def test_R1_an_answer_of_unknown_outcome_that_left_is_found_by_its_words_and_by_its_id(
    bench: Bench, channel: Channel
) -> None:
    to = bench.asks("hanako")
    bench.fail("cut off", True)
    with pytest.raises(OutcomeUnknownError):
        bench.send(to, channel=channel)
    [stands] = bench.stands()
    found = bench.find(to, channel=channel)
    assert found is not None
    assert found.post_id == stands
    own = bench.own(stands, to, channel=channel)
    assert own is not None
    assert own.sent == found


def test_an_account_without_tokens_is_disconnected_before_anything_is_sent(bench: Bench) -> None:
    to = bench.asks("hanako")
    with pytest.raises(DisconnectedError):
        bench.network.prepare_send(bench.stranger, channel=PUBLIC, to=to.id, customer=to.author, texts=[WORDS])
    assert bench.stands() == []


def test_R1_the_same_words_under_another_post_are_not_the_answer(bench: Bench) -> None:
    to, other = bench.asks("hanako"), bench.asks("kenji")
    sent = bench.send(other)
    assert bench.find(to) is None
    assert bench.find(other) == sent


def test_R1_other_words_under_the_same_post_are_not_the_answer(bench: Bench) -> None:
    to = bench.asks("hanako")
    bench.send(to, "Other words.")
    assert bench.find(to) is None


def test_R1_the_words_are_found_as_the_network_shows_them(bench: Bench) -> None:
    """It puts handles in front, shortens links and takes white space away."""
    to = bench.asks("hanako")
    sent = bench.send(to, "See https://example.com/help (or call) 😢")
    for text in ("See https://example.com/help (or call) 😢", "@hanako See  https://example.com/help (or call) 😢 "):
        assert bench.find(to, text) == sent


def test_R1_an_answer_from_before_is_not_the_one_that_was_sent(bench: Bench) -> None:
    to = bench.asks("hanako")
    sent = bench.send(to)
    assert bench.find(to, since=sent.posted_at + timedelta(seconds=2)) is None
    assert bench.find(to, since=sent.posted_at - timedelta(seconds=2)) == sent


def test_R1_of_two_answers_with_the_same_words_the_newer_is_found(bench: Bench) -> None:
    to = bench.asks("hanako")
    bench.send(to, channel=PRIVATE)
    newer = bench.send(to, channel=PRIVATE)
    assert bench.find(to, channel=PRIVATE) == newer


def test_R3_a_message_is_no_public_answer_and_none_to_anybody_else(bench: Bench) -> None:
    to, other = bench.asks("hanako"), bench.asks("kenji")
    public = bench.send(to)
    assert bench.find(to, channel=PRIVATE) is None
    message = bench.send(to, channel=PRIVATE)
    assert bench.find(to) == public
    assert bench.find(to, channel=PRIVATE) == message
    assert bench.find(other, channel=PRIVATE) is None
    assert bench.own(message.post_id, other, channel=PRIVATE) is None
    assert bench.own(message.post_id, to) is None


def test_R1_a_post_is_ours_by_its_id_with_what_it_answers(bench: Bench) -> None:
    to = bench.asks("hanako")
    sent = bench.send(to)
    assert bench.own(sent.post_id, to) == OwnPost(sent, in_reply_to=to.id, conversation_id=to.id)


def test_R1_a_message_is_ours_by_its_id_and_answers_nothing_in_particular(bench: Bench) -> None:
    to = bench.asks("hanako")
    sent = bench.send(to, channel=PRIVATE)
    assert bench.own(sent.post_id, to, channel=PRIVATE) == OwnPost(sent)


def test_R1_a_post_is_not_ours_if_somebody_else_wrote_it_or_it_is_gone(bench: Bench) -> None:
    to = bench.asks("hanako")
    sent = bench.send(to)
    assert bench.own(to.id, to) is None
    assert bench.own("1", to) is None
    bench.delete(sent.post_id)
    assert bench.own(sent.post_id, to) is None
