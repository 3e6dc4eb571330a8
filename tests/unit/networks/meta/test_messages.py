"""Private messages of Messenger and Instagram as events, known by their `mid` alone (I3)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, Dropped, Event, IncomingPost
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.reading.version import version_of
from tests.builders import NOON
from tests.samples.meta_samples import FOLLOWER, INSTAGRAM, PAGE, WRITER, parsed, raw


def read(name: str) -> list[Event]:
    return list(MetaReader().read(raw(name), NOON))


def only(name: str) -> Event:
    [found] = read(name)
    return found


def post(name: str) -> IncomingPost:
    found = only(name)
    assert isinstance(found, IncomingPost)
    return found


def changed(name: str, **event: Any) -> IncomingPost:
    """A sample with other fields in its only event."""
    document = parsed(name)
    [stored] = document["entry"][0]["messaging"]
    document["entry"][0]["messaging"] = [{**stored, **event}]
    [found] = MetaReader().read(json.dumps(document).encode(), NOON)
    assert isinstance(found, IncomingPost)
    return found


def at(ms: int) -> datetime:
    return datetime.fromtimestamp(1_796_000_000, UTC) + timedelta(milliseconds=ms)


def test_a_message_is_private_to_the_page_at_its_own_millisecond() -> None:
    assert post("messenger/text") == IncomingPost(
        network="messenger",
        id="m_kettle-1",
        answer_id="",
        author=Author(WRITER, "", ""),
        text="ケトルのふたが閉まりません。",
        posted_at=at(123),
        conversation_id=WRITER,
        channel=Channel.DIRECT,
        received_for=PAGE,
        recipient_id=PAGE,
        version=version_of("ケトルのふたが閉まりません。"),
    )


def test_I3_a_redelivery_differs_in_time_and_is_the_same_message() -> None:
    first, again = post("messenger/text"), post("messenger/text_redelivered")
    assert (again.id, again.version, again.is_edit) == (first.id, first.version, False)
    assert again.posted_at > first.posted_at


def test_N2_a_mid_may_hold_any_character_and_be_as_long_as_ids_get() -> None:
    found = post("messenger/strange_id")
    assert found.id.startswith("m_$cAAb.Qq=/#%:あ{}\"'")
    assert len(found.id) > 300


def test_two_quick_messages_are_two_posts_in_order() -> None:
    first, second = read("messenger/two_quick")
    assert isinstance(first, IncomingPost)
    assert isinstance(second, IncomingPost)
    assert second.posted_at - first.posted_at == timedelta(milliseconds=200)
    assert first.conversation_id == second.conversation_id


PICTURE = "https://scontent.xx.fbcdn.net/v/t1/kettle.png?oh=2"
MEDIA = {
    "messenger/picture": (Media("photo", PICTURE),),
    "messenger/sticker_twice": (Media("sticker", PICTURE),),
    "messenger/same_picture_twice": (Media("shared_post", PICTURE, "ケトル"),),
    "messenger/unknown_attachment": (Media("unsupported", "https://cdn.fbsbx.com/v/1"), Media("unsupported")),
    "messenger/files": (
        Media("video", "https://video.xx.fbcdn.net/v/1.mp4"),
        Media("audio", "https://cdn.fbsbx.com/v/1.mp4"),
        Media("file", "https://cdn.fbsbx.com/v/receipt.pdf", name="領収書.pdf"),
    ),
    "messenger/once_only": (Media("unsupported"),),
    "messenger/location": (Media("location", "https://www.openstreetmap.org/?mlat=35.68&mlon=139.76", "駅前"),),
    "messenger/link": (Media("shared_post", "https://acme.example/kettle", "ケトル | Acme"),),
    "messenger/bare_address": (Media("unsupported"),),
    "messenger/no_words": (Media("unsupported"),),
    "instagram/unsupported": (Media("unsupported"),),
    "instagram/story_mention": (
        Media("story", "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=abc"),
    ),
    "instagram/story_reply": (Media("story", "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=2"),),
    "instagram/story_reply_expired": (Media("story"),),
    "instagram/shared_post": (Media("shared_post", "https://www.instagram.com/p/abc/", "秋のケトル"),),
}


@pytest.mark.parametrize("name", MEDIA)
def test_every_attachment_is_shown_known_or_not_and_the_same_address_once(name: str) -> None:
    assert post(name).media == MEDIA[name]


def test_I5_an_unknown_attachment_keeps_its_message() -> None:
    assert post("messenger/unknown_attachment").text == "見えますか"


def test_what_a_message_answers_is_its_parent() -> None:
    assert post("messenger/reply_to").in_reply_to == "m_kettle-1"


def test_messages_about_stories_say_so() -> None:
    assert post("instagram/story_mention").kind is PostKind.STORY_MENTION
    assert post("instagram/story_reply").kind is PostKind.STORY_REPLY
    assert post("instagram/message").kind is None


@pytest.mark.parametrize("network", ["messenger", "instagram"])
def test_I3_an_edit_comes_after_its_message_though_it_has_the_same_time(network: str) -> None:
    first = post({"messenger": "messenger/text", "instagram": "instagram/message"}[network])
    edited = post(f"{network}/edit")
    assert (edited.id, edited.posted_at, edited.is_edit) == (first.id, first.posted_at, True)
    assert edited.edited_at is not None
    assert edited.edited_at > first.posted_at
    assert edited.version != first.version


def test_I3_edits_are_in_the_order_of_their_count() -> None:
    first, second = post("messenger/edit").edited_at, post("messenger/edit_again").edited_at
    assert first is not None
    assert second is not None
    assert first < second


def test_I6_an_unsent_message_is_a_deletion() -> None:
    assert only("instagram/unsend") == Deletion("instagram", "aWdfZAG1kettle1", at(90_000))


def test_a_button_says_its_title() -> None:
    assert (post("messenger/postback").id, post("messenger/postback").text) == ("m_button-1", "注文について聞く")
    without = post("messenger/postback_without_id")
    assert (without.id, without.text) == (f"postback:{WRITER}:{at(123).isoformat()}", "はじめる")


@pytest.mark.parametrize(
    ("name", "account", "customer"),
    [
        ("messenger/echo_from_inbox", PAGE, WRITER),
        ("messenger/echo_of_ours", PAGE, WRITER),
        ("messenger/standby_echo", PAGE, WRITER),
        ("instagram/echo", INSTAGRAM, FOLLOWER),
    ],
)
def test_C2_an_echo_is_ours_and_its_recipient_the_customer(name: str, account: str, customer: str) -> None:
    found = post(name)
    assert (found.author.id, found.recipient_id, found.conversation_id) == (account, customer, customer)
    assert found.received_for == account


def test_C2_a_message_of_the_account_is_ours_without_the_word_echo() -> None:
    found = changed("messenger/text", sender={"id": PAGE}, recipient={"id": WRITER})
    assert (found.author.id, found.recipient_id) == (PAGE, WRITER)


def test_R1_an_echo_brings_back_the_key_of_the_desks_own_answer() -> None:
    assert post("messenger/echo_of_ours").sent_key == "k2x7abcd"
    assert post("messenger/echo_from_inbox").sent_key == ""
    forged = changed("messenger/text", message={"mid": "m_1", "text": "もしもし", "metadata": "k2x7abcd"})
    assert forged.sent_key == "", "only what the account sent can bring its key back"


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("messenger/standby", True),
        ("messenger/standby_echo", True),
        ("messenger/standby_postback", True),
        ("instagram/message_standby", True),
        ("messenger/text", False),
        ("instagram/message", False),
    ],
)
def test_R6_a_conversation_that_another_app_has_is_read_and_marked(name: str, held: bool) -> None:
    assert post(name).held_elsewhere is held


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("messenger/reaction", "messaging_reaction"),
        ("messenger/read", "messaging_read"),
        ("messenger/delivery", "messaging_delivery"),
        ("messenger/handover", "messaging_pass_thread_control"),
        ("messenger/unknown_event", "messaging_unknown"),
        ("instagram/seen", "messaging_read"),
    ],
)
def test_I5_what_asks_nothing_is_dropped_and_counted_by_its_kind(name: str, kind: str) -> None:
    assert only(name) == Dropped(kind)


def test_a_message_in_the_flat_shape_is_the_same() -> None:
    assert post("instagram/message_flat") == post("instagram/message")


def test_a_polled_message_brings_the_name() -> None:
    found = post("instagram/message_polled")
    assert found.author == Author(FOLLOWER, "yuki.mori", "森ゆき")
    assert (found.id, found.version) == (post("instagram/message").id, post("instagram/message").version)


def test_a_message_without_its_time_has_that_of_its_delivery() -> None:
    assert changed("messenger/text", timestamp=None).posted_at == at(999)
