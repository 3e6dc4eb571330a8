"""Answers on Mastodon: never wider than the question, named, once."""

from datetime import timedelta

import pytest

from shared.domain.errors import (
    AccountRefusedError,
    BudgetSpentError,
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    SocialNetworkError,
    TooVisibleError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from tests.integration.mastodon.conftest import ACME, NAME, WORDS, Bench

SENDS = {"method": "POST", "path": "/api/v1/statuses"}
MINUTE = timedelta(minutes=1)


def found(bench: Bench, to: str, text: str = WORDS) -> str | None:
    since = bench.clock.now() - MINUTE
    own = bench.plug.sender.find_own(
        bench.account, channel=Channel.PUBLIC, to=to, customer="44", text=text, since=since
    )
    return own.post_id if own is not None else None


@pytest.mark.parametrize(
    ("asked", "channel", "answered"),
    [
        ("public", Channel.PUBLIC, "unlisted"),
        ("unlisted", Channel.PUBLIC, "unlisted"),
        ("private", Channel.PUBLIC, "private"),
        ("direct", Channel.DIRECT, "direct"),
        ("public", Channel.DIRECT, "direct"),
    ],
)
def test_N6_an_answer_is_never_wider_than_the_question(
    bench: Bench, asked: str, channel: Channel, answered: str
) -> None:
    to = bench.write(visibility=asked)
    audience = bench.one().visibility
    assert audience is not None
    sent = bench.send(to, channel=channel, audience=audience.audience if channel is Channel.PUBLIC else None)
    [status] = bench.stands()
    assert (status["visibility"], status["text"], f"{status['id']}@social.example") == (answered, WORDS, sent.post_id)


def test_N2_a_post_of_another_server_is_answered_by_no_account_of_this_one(bench: Bench) -> None:
    """The same id is somebody else's post here."""
    to = bench.write().replace("@social.example", "@elsewhere.example")
    with pytest.raises(RefusedError):
        bench.send(to)
    assert bench.stands() == []


def test_N6_an_account_may_answer_in_public_by_its_own_settings(bench: Bench) -> None:
    bench.with_options(answers_as="public")
    bench.send(bench.write(), audience=Audience.PUBLIC)
    bench.send(bench.write(visibility="unlisted"), audience=Audience.UNLISTED, key="another")
    assert [status["visibility"] for status in bench.stands()] == ["public", "unlisted"]


def test_N6_what_the_server_makes_wider_is_deleted_at_once(bench: Bench) -> None:
    bench.mastodon.settings(shows_all=True)
    to = bench.write(visibility="direct")
    with pytest.raises(TooVisibleError):
        bench.send(to, channel=Channel.DIRECT)
    assert bench.stands() == []


def test_N6_what_cannot_be_deleted_is_posted_and_says_how_far_it_is_seen(bench: Bench) -> None:
    bench.mastodon.settings(shows_all=True)
    bench.mastodon.fault("500", method="DELETE", path="*")
    sent = bench.send(bench.write(visibility="direct"), channel=Channel.DIRECT)
    [status] = bench.stands()
    assert (sent.audience, sent.post_id) == (Audience.PUBLIC, f"{status['id']}@social.example")


def test_N6_a_content_warning_is_carried_on(bench: Bench) -> None:
    bench.send(bench.write(warning="food"), content_warning="food")
    assert [status["spoiler_text"] for status in bench.stands()] == ["re: food"]


def test_R4_a_warning_never_takes_an_answer_beyond_the_limit(bench: Bench) -> None:
    to = bench.write(warning="food")
    bench.send(to, f"{WORDS} {'a' * 446}", content_warning="food and drink")
    [status] = bench.stands()
    assert len(status["text"].replace("@elsewhere.example", "")) + len(status["spoiler_text"]) <= 500


def test_N4_the_same_key_posts_once(bench: Bench) -> None:
    to = bench.write()
    assert bench.send(to).post_id == bench.send(to).post_id
    assert len(bench.stands()) == 1


@pytest.mark.parametrize("how", ["take_then_drop", "take_then_garbage", "take_then_500"])
def test_R1_a_lost_answer_is_unknown_and_found_by_its_words(bench: Bench, how: str) -> None:
    to = bench.write()
    bench.mastodon.fault(how, **SENDS)
    with pytest.raises(OutcomeUnknownError):
        bench.send(to)
    assert found(bench, to) == f"{bench.stands()[0]['id']}@social.example"
    assert found(bench, to, "other words") is None


def test_N4_a_repeat_that_the_server_refuses_is_no_reason_to_send_again(bench: Bench) -> None:
    """The rules look first, so that this call is not made; if it is, nothing stands twice."""
    assert bench.plug.rules.idempotency is not None
    assert bench.plug.rules.idempotency.look_first
    bench.mastodon.settings(refuses_repeats=True)
    to = bench.write()
    bench.send(to)
    with pytest.raises(RefusedError):
        bench.send(to)
    assert len(bench.stands()) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("token", DisconnectedError),
        ("scope", NotPermittedError),
        ("disabled", AccountRefusedError),
        ("gone", PostGoneError),
        ("parent_gone", PostGoneError),
        ("too_long", RefusedError),
        ("rate", RateLimitedError),
        ("rate_bare", RateLimitedError),
        ("500", OutcomeUnknownError),
        ("503", OutcomeUnknownError),
        ("garbage", OutcomeUnknownError),
        ("drop", OutcomeUnknownError),
    ],
)
def test_each_refusal_is_a_state(bench: Bench, answer: str, error: type[SocialNetworkError]) -> None:
    to = bench.write()
    bench.mastodon.fault(answer, times=2, **SENDS)
    with pytest.raises(error) as raised:
        bench.send(to)
    assert type(raised.value) is error
    assert "local-mastodon-token" not in repr(raised.value)
    assert bench.stands() == []


def test_a_limit_holds_the_call_for_all_workers(bench: Bench) -> None:
    to = bench.write()
    bench.mastodon.fault("rate", **SENDS)
    with pytest.raises(RateLimitedError):
        bench.send(to)
    with pytest.raises(BudgetSpentError):
        bench.send(to)


def test_I6_an_answer_to_what_was_deleted_begins_no_thread(bench: Bench) -> None:
    to = bench.write()
    bench.mastodon.delete(to.partition("@")[0])
    with pytest.raises(PostGoneError):
        bench.send(to)
    assert bench.stands() == []


def test_a_token_that_was_replaced_meanwhile_is_read_again(bench: Bench) -> None:
    to = bench.write()
    bench.plug.sender.find_own(ACME, channel=Channel.PUBLIC, to=to, customer="", text="", since=bench.clock.now())
    bench.mastodon.settings(token="a new one")
    bench.grants.held["main"] = {ACME.id: {"token": "a new one"}}
    bench.send(to)
    assert len(bench.stands()) == 1


def test_R1_an_own_post_is_known_by_its_id_and_nobody_else_s_is(bench: Bench) -> None:
    to = bench.write()
    sent = bench.send(to)

    def own(ident: str) -> str | None:
        post = bench.plug.sender.own_post(ACME, channel=Channel.PUBLIC, post_id=ident, customer="44")
        return post.in_reply_to if post is not None else None

    assert own(sent.post_id) == to
    assert [own(ident) for ident in (to, "1@social.example", "1@other.example", "../1")] == [None] * 4


def test_an_account_without_a_server_is_told_so(bench: Bench) -> None:
    bench.account = type(ACME)("acme", "mastodon", ACME.network_id, "acme", "Acme")
    with pytest.raises(RefusedError, match="name no server"):
        bench.send("1@social.example", f"{NAME} hello")
