"""Windows of private conversations, and the one private answer that some networks take to a public post (N3)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import InvalidError, NotAnswerableError, PrivateAnswerUsedError, WindowClosedError
from shared.domain.networks.answerable import Reason, Way
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.replies.reply import ReplyState, Why
from shared.networks.x.rules import XRules
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.preview_reply import Draft, ReplyPreview, preview_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import at, minutes, sighted
from tests.fake_desk import FakeDesk

DIRECT: dict[str, Any] = {"channel": Channel.DIRECT, "recipient_id": "100", "conversation_id": "900-100"}
DAY = timedelta(days=1)


class OnceRules(XRules):
    """A network that takes one private answer to a public post, for a week, and answers in private for a day."""

    private_answer_window = timedelta(days=7)

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:
        return timedelta(hours=float(account.options.get("hours", 24))) if channel is Channel.DIRECT else None


def heard(*posts: Any) -> FakeDesk:
    desk = FakeDesk()
    desk.plug.rules = desk.rules["x"] = OnceRules()
    for post in posts:
        ingest_post(post, desk=desk)
    return desk


def reply(desk: FakeDesk, n: int = 0, *, number: int = 1, channel: Channel | None = Channel.DIRECT, **more: Any) -> str:
    told = desk.only_ticket()
    values: dict[str, Any] = {"text": "It left today.", "seen_version": told.version} | more
    command = ReplyToTicket(
        told.id, f"reply-{number:04}", told.posts[n].id, told.last_words.answer_to, channel=channel, **values
    )
    return reply_to_ticket(command, by=desk.kt, desk=desk).id


def sent(desk: FakeDesk, ident: str) -> ReplyState | None:
    desk.clock.forward(minutes(1))
    return send_reply(desk.only_ticket().id, ident, desk=desk)


def previewed(desk: FakeDesk, n: int = 0, channel: Channel | None = Channel.DIRECT, text: str = "Yes.") -> ReplyPreview:
    told = desk.only_ticket()
    return preview_reply(Draft("acme", text, told.id, told.posts[n].id, channel), desk=desk)


def test_N3_the_window_of_a_message_comes_from_the_rules_where_the_delivery_does_not_say() -> None:
    desk = heard(sighted(0), sighted(1, **DIRECT), sighted(2, answer_by=at(10), **DIRECT))
    assert [post.answer_by for post in desk.only_ticket().posts] == [None, at(1) + DAY, at(10)]


def test_N3_our_own_message_has_no_window() -> None:
    desk = heard(sighted(0, **DIRECT))
    own = replace(sighted(1, **DIRECT), author=replace(sighted(0).author, id="100"), recipient_id="900")
    ingest_post(own, desk=desk)
    assert desk.only_ticket().last_post.answer_by is None


def test_N3_whoever_writes_again_opens_the_whole_conversation_again() -> None:
    desk = heard(sighted(0, **DIRECT))
    desk.clock.instant = at(0) + DAY
    assert previewed(desk, channel=None).may.reason_code is Reason.WINDOW_CLOSED
    with pytest.raises(InvalidError, match="takes no answer to this post any more"):
        reply(desk, channel=None)
    ingest_post(sighted(24 * 60 + 1, **DIRECT), desk=desk)
    assert previewed(desk, 0, channel=None).may.allowed
    assert sent(desk, reply(desk, channel=None)) is ReplyState.SENT


def test_N3_in_private_it_is_over_while_in_public_it_goes_on() -> None:
    desk = heard(sighted(0))
    desk.clock.instant = at(0) + 7 * DAY - timedelta(seconds=1)
    assert previewed(desk).may.allowed
    desk.clock.instant = at(0) + 7 * DAY
    assert previewed(desk).may.reason_code is Reason.WINDOW_CLOSED
    assert previewed(desk, channel=None).may.allowed
    with pytest.raises(InvalidError, match="answer in public"):
        reply(desk)


def test_N3_a_public_post_takes_one_private_answer() -> None:
    desk = heard(sighted(0))
    before = previewed(desk).private
    assert (before.once, before.until, before.used_at) == (True, at(0) + 7 * DAY, None)
    assert sent(desk, reply(desk)) is ReplyState.SENT
    used = desk.only_ticket().last_post.posted_at
    assert (previewed(desk).private.used_at, previewed(desk).may.reason_code) == (used, Reason.PRIVATE_ANSWER_USED)
    with pytest.raises(InvalidError, match="it is used: answer in public or wait until the customer writes again"):
        reply(desk, number=2)
    assert previewed(desk, channel=None).may.allowed


def test_N3_their_message_takes_answers_although_the_posts_one_is_used() -> None:
    desk = heard(sighted(0))
    sent(desk, reply(desk))
    ingest_post(sighted(10, **DIRECT), desk=desk)
    desk.clock.instant = at(12)
    for number in (2, 3):
        assert sent(desk, reply(desk, 2, number=number, channel=None)) is ReplyState.SENT


def test_N3_the_one_private_answer_cannot_be_split() -> None:
    long = "It left today. " * 1000
    found = previewed(heard(sighted(0)), text=long)
    assert (len(found.parts), found.may.reason_code) == (1, Reason.TOO_LONG)
    with pytest.raises(InvalidError, match="longer"):
        reply(heard(sighted(0)), text=long)


def test_N3_a_private_answer_given_elsewhere_is_learned_from_the_refusal() -> None:
    desk = heard(sighted(0))
    desk.x.answers = [PrivateAnswerUsedError("Already replied.")]
    assert sent(desk, reply(desk)) is ReplyState.FAILED
    [failed] = desk.only_ticket().replies
    assert failed.why is Why.PRIVATE_ANSWER_USED
    assert previewed(desk).may.reason_code is Reason.PRIVATE_ANSWER_USED
    assert previewed(desk, channel=None).may.allowed


@pytest.mark.parametrize(("post", "channel"), [(sighted(0), Channel.DIRECT), (sighted(0, **DIRECT), None)])
def test_N3_a_window_that_the_network_closed_early_is_learned_and_a_newer_message_opens_it(
    post: Any, channel: Channel | None
) -> None:
    desk = heard(post)
    desk.x.answers = [WindowClosedError("This message is sent outside of the allowed window.")]
    assert sent(desk, reply(desk, channel=channel)) is ReplyState.FAILED
    assert desk.only_ticket().replies[0].why is Why.WINDOW_CLOSED
    assert previewed(desk, channel=channel).may.reason_code is Reason.WINDOW_CLOSED
    ingest_post(sighted(10, **DIRECT), desk=desk)
    desk.clock.instant = at(11)
    assert previewed(desk, 1, channel=None).may.allowed


def test_R6_another_refusal_in_private_says_nothing_of_public_answers() -> None:
    desk = heard(sighted(0))
    desk.x.answers = [NotAnswerableError("Not possible.")]
    assert sent(desk, reply(desk)) is ReplyState.FAILED
    assert previewed(desk, channel=None).may.allowed


@pytest.mark.parametrize(("state", "more"), [(Why.WINDOW_CLOSED, {}), (Why.PRIVATE_ANSWER_USED, {"number": 2})])
def test_N3_a_private_answer_that_waited_too_long_is_not_sent(state: Why, more: dict[str, Any]) -> None:
    desk = heard(sighted(0))
    ident = reply(desk)
    if more:
        told = desk.only_ticket()
        used = replace(told.posts[0], private_used_at=at(1))
        desk.tickets.save(told, replace(told.with_post(used), version=told.version))
    else:
        desk.clock.instant = at(0) + 7 * DAY
    assert sent(desk, ident) is ReplyState.FAILED
    assert (desk.only_ticket().replies[0].why, desk.x.sends) == (state, [])


def test_a_conversation_that_another_inbox_holds_is_pointed_out() -> None:
    desk = heard(sighted(0), sighted(1, held_elsewhere=True, **DIRECT))
    assert previewed(desk, 1, channel=None).may.reason_code is Reason.HELD_ELSEWHERE
    assert previewed(desk, 0, channel=None).may.reason_code is Reason.SUMMONED
    ingest_post(sighted(2, kind=PostKind.DIRECT, **DIRECT), desk=desk)
    assert previewed(desk, 2, channel=None).may.reason_code is Reason.PRIVATE


def test_N3_a_window_changes_no_promise_and_no_figure() -> None:
    """Whoever was not answered in time was not, whether or not the network still took an answer."""
    desk, other = heard(sighted(0, answer_by=at(20), **DIRECT)), heard(sighted(0, answer_by=at(9999), **DIRECT))
    for each in (desk, other):
        each.clock.instant = at(2000)
        ingest_post(sighted(2000, **DIRECT), desk=each)
    clocks = [
        [(c.started_at, c.due_at, c.state, c.stopped_at) for c in each.only_ticket().clocks] for each in (desk, other)
    ]
    assert clocks[0] == clocks[1]


WEEK = 7 * 24 * 60


@pytest.mark.parametrize(
    ("posts", "minute", "said"),
    [
        (
            [sighted(0)],
            WEEK,
            "through an app: answer in public, open it there, or wait until the customer writes again.",
        ),
        ([sighted(0, **DIRECT)], WEEK, "through an app: open it there or wait until the customer writes again."),
        (
            [sighted(0), sighted(WEEK, **DIRECT)],
            WEEK + 1,
            "through an app: answer their private message, answer in public, open it there, or wait until",
        ),
    ],
)
def test_N3_the_refusal_says_what_still_goes_and_nothing_else(posts: list[Any], minute: float, said: str) -> None:
    desk = heard(*posts)
    desk.clock.instant = at(minute)
    found = previewed(desk).may
    assert said in found.sentence
    with pytest.raises(InvalidError, match=said.split(":")[1].split(",")[0].strip(".")):
        reply(desk)


def test_N3_where_a_public_post_is_closed_the_private_way_may_be_open() -> None:
    desk = heard(sighted(0, answer_by=at(5)))
    desk.clock.instant = at(6)
    assert previewed(desk, channel=None).may.ways == (Way.IN_PRIVATE, Way.IN_APP, Way.NEXT_POST)
