"""Whole ways of customers through the desk with all three of Meta's networks on one Page: real functions, the plugs, and HTTP
between them and the stand-in.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from infra.local.meta import seed
from infra.local.meta.client import FakeMeta
from shared import wiring
from shared.domain.posts.kinds import Channel, Direction, Via
from shared.domain.replies.reply import ReplyState, Why
from shared.domain.tickets.fold import Status
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from tests.contracts.networks.conftest import PAGE
from tests.fake_desk import AT_ONCE
from tests.plugs.harness import ACCOUNT, Harness
from tests.plugs.meta import MetaHarness
from tests.plugs.world import PluggedWorld, SharedClock, started
from tests.unit.api.test_api import call

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OTHERS = {"acme_ms": seed.ACME_MS, "acme_ig": seed.ACME_IG}


class FamilyDesk(PluggedWorld):
    """A desk whose account `acme` is the Page's comments, beside its Messenger and its Instagram."""

    @property
    def meta(self) -> FakeMeta:
        assert isinstance(self.harness, MetaHarness)
        return self.harness.meta

    def happens(self) -> None:
        """Let what has just happened be told, and the desk know of it."""
        self.tells()
        self.hears()

    def tickets_of(self, customer: str, account: str = ACCOUNT) -> Sequence[Ticket]:
        return self.desk.tickets.of_customer(account, customer)[1]

    def the_ticket(self, customer: str, account: str = ACCOUNT) -> Ticket:
        [ticket] = self.tickets_of(customer, account)
        return ticket

    def answer(
        self, ticket: Ticket, text: str, *, reply: str = "reply-0001", claimed: bool = False, **more: Any
    ) -> tuple[int, Any]:
        """Let an agent answer the newest post of the customer at the page."""
        newest = [post for post in ticket.posts if post.inbound][-1]
        body = {
            "client_reply_id": reply,
            "in_reply_to": newest.answer_to,
            "seen_through": ticket.last_words.current_version,
            "seen_version": ticket.version,
            "text": text,
            **more,
        }
        if not claimed:
            call("POST", f"/api/tickets/{ticket.id}/claim")
        return call("POST", f"/api/tickets/{ticket.id}/replies", body)

    def posted(self, body: bytes, headers: Mapping[str, str], *, path: str = "/webhooks/meta/main") -> dict[str, Any]:
        """Return what the desk's webhook answers to a request."""
        event = {
            "rawPath": path,
            "pathParameters": {"plug": "meta", "app": "main"},
            "requestContext": {"http": {"method": "POST"}},
            "headers": dict(headers),
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
        return dict(self.invoke("receive_webhook", event))

    def sent_by_app(self) -> list[tuple[str, str]]:
        return [(one["kind"], one["text"]) for one in self.meta.sent()]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Harness, SharedClock]]:
    with started("facebook", tmp_path_factory.mktemp("family")) as made:
        yield made


@pytest.fixture
def desk(network: tuple[Harness, SharedClock], monkeypatch: pytest.MonkeyPatch) -> FamilyDesk:
    for name, value in {**PAGE, "POWERTOOLS_METRICS_NAMESPACE": "Sokuto", "POWERTOOLS_SERVICE_NAME": "n8"}.items():
        monkeypatch.setenv(name, value)
    others = [
        Document(
            "account",
            ident,
            1,
            {
                "network": brand.network,
                "network_id": brand.network_id,
                "username": brand.username,
                "name": brand.name,
            },
        )
        for ident, brand in OTHERS.items()
    ]

    def install(desk: object) -> None:
        monkeypatch.setattr(wiring, "_desk", desk)

    made = FamilyDesk(*network, AT_ONCE, *others, install=install, beside=("messenger", "instagram"))
    made.people_settle = False
    made.harness.reset()
    made.harness.grants.held["main"] = {ident: seed.permission() for ident in (ACCOUNT, *OTHERS)}
    made.meta.settings(echoes="after", same_ids=False)
    made.hears()
    return made


def texts(ticket: Ticket) -> list[tuple[Channel, str]]:
    return [(post.channel, post.text) for post in ticket.posts]


# From a comment to a message (T3)


@pytest.mark.parametrize("echoes", ["after", "before", "never"])
@pytest.mark.parametrize("same_ids", [False, True], ids=["two ids", "one id"])
def test_T3_a_comment_that_is_answered_in_private_goes_on_in_the_same_ticket(
    desk: FamilyDesk, echoes: str, same_ids: bool
) -> None:
    desk.meta.settings(echoes=echoes, same_ids=same_ids)
    hanako = desk.meta.person("hanako")
    desk.meta.comment("hanako", "where is my parcel?")
    desk.happens()
    assert desk.answer(desk.the_ticket(hanako["facebook"]), "May we have the number?", channel="direct")[0] == 202
    desk.happens()
    desk.meta.write("hanako", "it is 4711")
    desk.happens()
    ticket = desk.the_ticket(hanako["facebook"])
    assert texts(ticket) == [
        (Channel.PUBLIC, "where is my parcel?"),
        (Channel.DIRECT, "May we have the number?"),
        (Channel.DIRECT, "it is 4711"),
    ]
    assert (ticket.status, [post.via for post in ticket.posts if post.direction is Direction.OUTBOUND]) == (
        Status.OPEN,
        [Via.DESK],
    )
    assert not desk.tickets_of(hanako["messenger"], "acme_ms")
    assert desk.answer(ticket, "It comes today.", reply="reply-0002")[0] == 202
    desk.happens()
    answered = desk.the_ticket(hanako["facebook"])
    assert (answered.status, len(answered.posts)) == (Status.ANSWERED, 4)
    assert desk.sent_by_app() == [("message", "May we have the number?"), ("message", "It comes today.")]


def test_T3_R1_a_private_answer_whose_confirmation_was_lost_stands_once_and_joins(desk: FamilyDesk) -> None:
    hanako = desk.meta.person("hanako")
    desk.meta.comment("hanako", "where is my parcel?")
    desk.happens()
    desk.meta.fault("take_then_drop", method="POST", path="*/messages")
    assert desk.answer(desk.the_ticket(hanako["facebook"]), "May we have the number?", channel="direct")[0] == 202
    desk.happens()
    desk.run_until(desk.now + 5 * MINUTE)
    ticket = desk.the_ticket(hanako["facebook"])
    assert [reply.state for reply in ticket.replies] == [ReplyState.SENT]
    desk.meta.write("hanako", "it is 4711")
    desk.happens()
    assert len(desk.the_ticket(hanako["facebook"]).posts) == 3
    assert desk.sent_by_app() == [("message", "May we have the number?")]


def test_T3_I8_a_message_that_polling_alone_has_found_joins_the_comment_too(desk: FamilyDesk) -> None:
    hanako = desk.meta.person("hanako")
    desk.meta.comment("hanako", "where is my parcel?")
    desk.happens()
    assert desk.answer(desk.the_ticket(hanako["facebook"]), "May we have the number?", channel="direct")[0] == 202
    desk.happens()
    message = desk.meta.write("hanako", "it is 4711", told=False)
    desk.run_until(desk.now + 15 * MINUTE)
    joined = [(Channel.DIRECT, "May we have the number?"), (Channel.DIRECT, "it is 4711")]
    assert texts(desk.the_ticket(hanako["facebook"]))[1:] == joined
    desk.meta.tell_again(message["id"])
    desk.happens()
    assert texts(desk.the_ticket(hanako["facebook"]))[1:] == joined
    assert not desk.tickets_of(hanako["messenger"], "acme_ms")


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_N3_a_comment_takes_one_private_answer_and_a_public_one_stays_open(desk: FamilyDesk, platform: str) -> None:
    account = "acme_ig" if platform == "instagram" else ACCOUNT
    hanako = desk.meta.person("hanako")[platform]
    desk.meta.comment("hanako", "where is my parcel?", platform=platform)
    desk.happens()
    assert desk.answer(desk.the_ticket(hanako, account), "May we have the number?", channel="direct")[0] == 202
    desk.happens()
    status, body = desk.answer(desk.the_ticket(hanako, account), "Hello?", reply="reply-0002", channel="direct")
    assert (status, "public" in json.dumps(body)) == (400, True)
    assert desk.answer(desk.the_ticket(hanako, account), "Hello!", reply="reply-0003", confirm_public=True)[0] == 202
    desk.happens()
    assert desk.sent_by_app() == [("message", "May we have the number?"), ("comment", "Hello!")]


def test_N3_after_seven_days_a_comment_takes_a_public_answer_alone(desk: FamilyDesk) -> None:
    hanako = desk.meta.person("hanako")["facebook"]
    desk.meta.comment("hanako", "where is my parcel?")
    desk.happens()
    desk.desk.clock.instant = desk.now + 7 * DAY + MINUTE
    ticket = desk.the_ticket(hanako)
    assert desk.answer(ticket, "May we have the number?", channel="direct")[0] == 400
    assert desk.answer(ticket, "It left today.", reply="reply-0002")[0] == 202
    desk.happens()
    assert desk.sent_by_app() == [("comment", "It left today.")]


# Answer windows


@pytest.mark.parametrize(
    ("after", "tag"),
    [
        (HOUR, ""),
        (DAY - 5 * MINUTE, ""),
        (DAY + MINUTE, "HUMAN_AGENT"),
        (7 * DAY - HOUR, "HUMAN_AGENT"),
        (8 * DAY, None),
    ],
    ids=["an hour", "within a day", "after a day", "within seven days", "after seven days"],
)
@pytest.mark.parametrize("platform", ["messenger", "instagram"])
def test_N3_a_message_is_answered_within_its_window(
    desk: FamilyDesk, platform: str, after: timedelta, tag: str | None
) -> None:
    account = "acme_ms" if platform == "messenger" else "acme_ig"
    hanako = desk.meta.person("hanako")[platform]
    desk.meta.write("hanako", "where is my parcel?", platform=platform)
    desk.happens()
    desk.desk.clock.instant = desk.now + after
    status, body = desk.answer(desk.the_ticket(hanako, account), "It left today.")
    if tag is None:
        assert (status, desk.sent_by_app()) == (400, [])
        assert body
        return
    assert status == 202
    desk.happens()
    assert [(one["text"], one["tag"]) for one in desk.meta.sent()] == [("It left today.", tag)]


def test_R1_a_thread_that_somebody_else_holds_is_shown_and_its_refusal_told(desk: FamilyDesk) -> None:
    hanako = desk.meta.person("hanako")["messenger"]
    desk.meta.hold_thread("hanako", "inbox")
    desk.meta.write("hanako", "anybody?")
    desk.happens()
    ticket = desk.the_ticket(hanako, "acme_ms")
    assert (ticket.posts[-1].text, ticket.posts[-1].held_elsewhere) == ("anybody?", True)
    assert desk.answer(ticket, "It left today.")[0] == 202
    desk.happens()
    assert [reply.state for reply in desk.the_ticket(hanako, "acme_ms").replies] == [ReplyState.FAILED]
    desk.meta.hold_thread("hanako", "desk")
    desk.meta.write("hanako", "hello?")
    desk.happens()
    assert desk.the_ticket(hanako, "acme_ms").posts[-1].held_elsewhere is False


# What comes in


def test_I2_a_thousand_events_in_one_delivery_are_taken_whole(desk: FamilyDesk) -> None:
    desk.meta.hold()
    for n in range(500):
        desk.meta.comment(f"commenter {n % 50}", f"comment {n}")
        desk.meta.write(f"writer {n % 50}", f"message {n}")
    assert desk.meta.release() == 1
    [told] = desk.tells()
    assert len(json.loads(told.body)["entry"]) == 1_000
    desk.run_until(desk.now + 3 * MINUTE)
    kept = {post.text for ticket in desk.tickets for post in ticket.posts}
    assert len(kept) == 1_000
    assert desk.desk.sqs.dead == {}


def test_I1_bytes_that_somebody_has_written_anew_are_refused(desk: FamilyDesk) -> None:
    """The same document, with ä instead of its escape, is another body."""
    desk.meta.write("hanako", "ä 配送 😀")
    [told] = desk.harness.delivered()
    anew = json.dumps(json.loads(told.body), ensure_ascii=False).encode()
    assert desk.posted(anew, told.headers)["statusCode"] == 401
    desk.hears()
    assert not desk.tickets_of(desk.meta.person("hanako")["messenger"], "acme_ms")
    assert desk.posted(told.body, told.headers)["statusCode"] == 200


def test_T2_two_quick_messages_that_arrive_the_other_way_round_are_one_ticket_in_order(desk: FamilyDesk) -> None:
    desk.meta.hold()
    for n in range(2):
        at = desk.now + n * timedelta(milliseconds=200)
        desk.meta.write("hanako", f"message {n}", at=at.isoformat())
    desk.meta.release(reverse=True)
    desk.happens()
    ticket = desk.the_ticket(desk.meta.person("hanako")["messenger"], "acme_ms")
    assert [post.text for post in ticket.posts] == ["message 0", "message 1"]


@pytest.mark.parametrize("kind", ["image", "sticker", "post", "story_mention", "hologram"])
def test_I5_a_message_with_an_attachment_of_any_kind_is_shown(desk: FamilyDesk, kind: str) -> None:
    desk.meta.write("hanako", platform="instagram", attachments=[kind])
    desk.happens()
    [post] = desk.the_ticket(desk.meta.person("hanako")["instagram"], "acme_ig").posts
    assert len(post.media) == 1
    assert post.answer_by is not None


def test_I6_who_asks_meta_to_be_forgotten_is_forgotten_with_what_they_said_in_public(desk: FamilyDesk) -> None:
    """The private answer has shown who the person of the comment is."""
    hanako = desk.meta.person("hanako")
    desk.meta.comment("hanako", "where is my parcel to Bluebell Lane?")
    desk.happens()
    assert desk.answer(desk.the_ticket(hanako["facebook"]), "May we have the number?", channel="direct")[0] == 202
    desk.happens()
    desk.meta.write("hanako", "it is 4711, to Bluebell Lane")
    desk.happens()
    desk.harness.delivered()
    desk.meta.ask_for_deletion("hanako")
    [asked] = desk.harness.delivered()
    answer = desk.posted(asked.body, asked.headers, path="/webhooks/meta/main/deletion")
    assert (answer["statusCode"], "confirmation_code" in answer["body"]) == (200, True)
    desk.schedule(5, 5, "reconcile_desk", {"look_for": "erasures"})
    desk.run_until(desk.now + 6 * MINUTE)
    assert not desk.tickets_of(hanako["facebook"])
    assert "Bluebell" not in repr(vars(desk.desk.tickets))
    assert "Bluebell" not in repr(vars(desk.desk.search))


def test_I3_an_ads_comment_that_is_told_twice_is_one_post(desk: FamilyDesk) -> None:
    desk.meta.comment("hanako", "how much is it?", platform="instagram", twice=True)
    desk.happens()
    ticket = desk.the_ticket(desk.meta.person("hanako")["instagram"], "acme_ig")
    assert texts(ticket) == [(Channel.PUBLIC, "how much is it?")]


def test_I3_a_message_that_comes_again_with_another_time_is_the_same(desk: FamilyDesk) -> None:
    message = desk.meta.write("hanako", "where is my parcel?")
    desk.happens()
    hanako = desk.meta.person("hanako")["messenger"]
    before = desk.the_ticket(hanako, "acme_ms").posts[0].posted_at
    desk.meta.tell_again(message["id"], at=(desk.now + HOUR).isoformat())
    desk.happens()
    [post] = desk.the_ticket(hanako, "acme_ms").posts
    assert post.posted_at == before


def test_I8_a_comment_that_polling_alone_has_found_is_told(desk: FamilyDesk) -> None:
    """The Page is subscribed, and the app's own field `feed` is missing. Pages of lists hold less than was asked for."""
    desk.meta.settings(short_pages=True)
    fields = [field for field in seed.PAGE_FIELDS if field != "feed"]
    desk.meta.settings(app_fields={"page": fields, "instagram": list(seed.INSTAGRAM_FIELDS)})
    desk.meta.comment("hanako", "where is my parcel?")
    desk.run_until(desk.now + 20 * MINUTE)
    assert texts(desk.the_ticket(desk.meta.person("hanako")["facebook"])) == [(Channel.PUBLIC, "where is my parcel?")]


def test_I8_a_changed_password_stops_answers_and_is_told(desk: FamilyDesk) -> None:
    hanako = desk.meta.person("hanako")["messenger"]
    desk.meta.write("hanako", "where is my parcel?")
    desk.happens()
    desk.harness.kill_token()
    assert desk.answer(desk.the_ticket(hanako, "acme_ms"), "It left today.")[0] == 202
    desk.run_until(desk.now + 10 * MINUTE)
    [reply] = desk.the_ticket(hanako, "acme_ms").replies
    assert (reply.state, reply.why, reply.text) == (ReplyState.FAILED, Why.DISCONNECTED, "It left today.")


# What goes out


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
@pytest.mark.parametrize("how", ["take_then_drop", "take_then_unlisted", "take_then_garbage", "take_then_500"])
def test_R1_an_answer_to_a_comment_stands_once_whatever_became_of_its_confirmation(
    desk: FamilyDesk, platform: str, how: str
) -> None:
    account = "acme_ig" if platform == "instagram" else ACCOUNT
    hanako = desk.meta.person("hanako")[platform]
    desk.meta.comment("hanako", "where is my parcel?", platform=platform)
    desk.happens()
    path = "*/replies" if platform == "instagram" else "*/comments"
    desk.meta.fault(how, method="POST", path=path)
    assert desk.answer(desk.the_ticket(hanako, account), "It left today.")[0] == 202
    desk.happens()
    desk.run_until(desk.now + 5 * MINUTE)
    ticket = desk.the_ticket(hanako, account)
    assert [reply.state for reply in ticket.replies] == [ReplyState.SENT]
    assert (ticket.status, len(ticket.posts), desk.sent_by_app()) == (
        Status.ANSWERED,
        2,
        [("comment", "It left today.")],
    )


def test_R1_an_answer_that_the_network_lost_for_good_is_found_by_reading_the_newest_messages(desk: FamilyDesk) -> None:
    """Instagram's echo bears no metadata, and may never come."""
    desk.meta.settings(echoes="never")
    hanako = desk.meta.person("hanako")["instagram"]
    desk.meta.write("hanako", "where is my parcel?", platform="instagram")
    desk.happens()
    desk.meta.fault("take_then_drop", method="POST", path="*/messages")
    assert desk.answer(desk.the_ticket(hanako, "acme_ig"), "It left today.")[0] == 202
    desk.run_until(desk.now + 5 * MINUTE)
    ticket = desk.the_ticket(hanako, "acme_ig")
    assert [reply.state for reply in ticket.replies] == [ReplyState.SENT]
    assert desk.sent_by_app() == [("message", "It left today.")]


# Moderation


def test_a_comment_is_hidden_from_the_ticket_and_the_history_says_by_whom(desk: FamilyDesk) -> None:
    hanako = desk.meta.person("hanako")["facebook"]
    comment = desk.meta.comment("hanako", "rude words")
    desk.happens()
    ticket = desk.the_ticket(hanako)
    path = f"/api/tickets/{ticket.id}/posts/{comment['id']}/moderate"
    assert call("POST", path, {"action": "hide"})[0] == 200
    desk.happens()
    assert [one["hidden"] for one in desk.meta.comments() if one["id"] == comment["id"]] == [True]
    assert desk.the_ticket(hanako).posts[0].hidden is True
    desk.meta.hide_comment(comment["id"], hidden=False)
    desk.happens()
    assert desk.the_ticket(hanako).posts[0].hidden is False
