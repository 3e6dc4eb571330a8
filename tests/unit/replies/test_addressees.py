"""Whom an answer names: the customer, and whoever its writer names; bystanders are left out (N6)."""

from typing import Any

import pytest

from shared import wiring
from shared.domain.posts.incoming_post import Mention
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, CUSTOMER, minutes, sighted, sighted_answer, snowflake
from tests.fake_desk import AT_ONCE, FakeDesk
from tests.unit.api.test_api import call

ANGRY = Mention("777", "angry_one", leading=True)
OURS = Mention(BRAND.id, BRAND.username, leading=False)
SELF = Mention(CUSTOMER.id, CUSTOMER.username, leading=False)
JOINED = "@angry_one @acme_help same here!"
LONG = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(8))


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk = FakeDesk(AT_ONCE)
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0, text=JOINED, mentions=(ANGRY, OURS, SELF)), desk=desk)
    desk.clock.forward(minutes(5))
    return desk


def send(desk: FakeDesk, text: str = "We are on it.", **more: Any) -> None:
    ticket = desk.only_ticket()
    post = ticket.posts[0].id
    command = ReplyToTicket(ticket.id, "reply-0001", post, ticket.last_post.id, text, **more)
    reply_to_ticket(command, by=desk.kt, desk=desk)
    send_reply(ticket.id, "reply-0001", desk=desk)


def names(desk: FakeDesk, text: str = "We are on it.", **more: Any) -> Any:
    asked = {"account": "acme", "ticket": desk.only_ticket().id, "text": text, **more}
    return call("POST", "/api/preview/reply", asked)[1]["names"]


def test_N6_a_bystander_is_left_out_and_the_customer_and_we_are_not(desk: FakeDesk) -> None:
    assert names(desk) == {"named": ["mitsuki"], "left_out": ["angry_one"]}
    send(desk)
    assert desk.x.left_out == [("777",)]


def test_N6_whoever_is_typed_is_named_once(desk: FakeDesk) -> None:
    told = names(desk, "@Angry_One and @mitsuki, see @other_shop or mail a@b.example")
    assert told == {"named": ["mitsuki", "Angry_One", "other_shop"], "left_out": []}


def test_N6_only_the_first_part_leaves_anybody_out(desk: FakeDesk) -> None:
    """The others answer our own post, which names the customer alone."""
    send(desk, LONG)
    assert desk.x.left_out == [("777",), ()]


def test_N6_a_private_answer_names_nobody(desk: FakeDesk) -> None:
    assert names(desk, channel="direct") == {"named": [], "left_out": []}
    send(desk, channel="direct")
    assert desk.x.left_out == [()]


def test_N6_an_edit_that_names_somebody_else_counts(desk: FakeDesk) -> None:
    first = desk.only_ticket().posts[0].id
    edit = snowflake(desk.clock.now(), 5)
    other = Mention("778", "other_one", leading=True)
    told = sighted(0, id=first, answer_id=edit, text="@other_one @acme_help same!", mentions=(other, OURS))
    ingest_post(told, desk=desk)
    assert names(desk)["left_out"] == ["other_one"]


def test_I6_a_deleted_post_names_nobody_any_more(desk: FakeDesk) -> None:
    post = desk.only_ticket().posts[0]
    assert [each.username for each in post.bystanders] == ["angry_one"]
    assert post.without_words(desk.clock.now()).bystanders == ()


def test_N6_our_own_posts_keep_no_names(desk: FakeDesk) -> None:
    ingest_post(sighted_answer(5, desk.only_ticket().posts[0].id, mentions=(ANGRY,)), desk=desk)
    assert desk.only_ticket().last_post.bystanders == ()
