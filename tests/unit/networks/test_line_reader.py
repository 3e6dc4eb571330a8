"""LINE's deliveries as events: each by itself, known by the message's id, dated by its own time (I3, I5)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.errors import BrokenEventError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Block, Broken, Deletion, Dropped, Event, IncomingPost, SkippedPost
from shared.domain.posts.kinds import Channel
from shared.domain.posts.media import Media
from shared.networks.line.reading.reader import LineReader
from tests.builders import NOON
from tests.samples.line_samples import BRAND, CUSTOMER, OTHER, parsed, raw


def read(body: bytes) -> list[Event]:
    return list(LineReader().read(body, NOON))


def post(name: str) -> IncomingPost:
    [found] = read(raw(name))
    assert isinstance(found, IncomingPost)
    return found


def at(n: int) -> datetime:
    return datetime.fromtimestamp(1_796_000_000 + n, UTC).replace(microsecond=123_000)


def changed(name: str, **values: Any) -> bytes:
    """A sample with other values in its only event."""
    document = parsed(name)
    [event] = document["events"]
    document["events"] = [{**event, **values}]
    return json.dumps(document).encode()


def test_a_text_is_a_private_message_of_an_unnamed_customer_at_the_events_own_time() -> None:
    found = post("text")
    assert found == IncomingPost(
        network="line",
        id="601000000000000001",
        answer_id="",
        author=Author(CUSTOMER, "", ""),
        text="ケトルのふたが閉まりません。どうしたらいいですか？",
        posted_at=at(1),
        conversation_id=CUSTOMER,
        channel=Channel.DIRECT,
        received_for=BRAND,
        recipient_id=BRAND,
        quote_token="quote-0001",
    )


def test_I3_a_redelivered_message_is_the_same_post() -> None:
    assert post("text_redelivered") == post("text")


def test_emoji_of_lines_own_stay_by_name_and_a_quoted_message_is_the_parent() -> None:
    found = post("text_quote_emoji")
    assert (found.text, found.in_reply_to) == ("これのことです(smile)", "601000000000000001")


MEDIA = {
    "image": Media("photo", id="601000000000000003"),
    "image_external": Media(
        "photo", "https://pictures.example/kettle.jpg", preview_url="https://pictures.example/kettle-small.jpg"
    ),
    "video": Media("video", id="601000000000000007"),
    "audio": Media("audio", id="601000000000000008"),
    "file": Media("file", id="601000000000000009", name="領収書.pdf", size=48213),
    "sticker": Media("sticker", alt="thanks, bow"),
    "unknown_content": Media("unsupported"),
}


@pytest.mark.parametrize("name", MEDIA)
def test_every_kind_of_content_is_a_post_that_shows_it(name: str) -> None:
    found = post(name)
    assert (found.text, found.media) == ("", (MEDIA[name],))


def test_pictures_that_were_sent_together_are_posts_of_their_own() -> None:
    found = read(raw("image_set"))
    assert [each.media[0].id for each in found if isinstance(each, IncomingPost)] == [
        "601000000000000004",
        "601000000000000005",
    ]


def test_a_place_is_words_that_can_be_searched_for_and_a_link_to_a_map() -> None:
    found = post("location")
    assert found.text == "青葉店\n東京都台東区上野1-1"
    [place] = found.media
    assert (place.type, place.url) == ("location", "https://www.openstreetmap.org/?mlat=35.7101&mlon=139.7741")


def test_words_that_somebody_wrote_on_a_sticker_are_words() -> None:
    found = post("sticker_with_words")
    assert (found.text, found.media[0].type) == ("助かりました！", "sticker")


@pytest.mark.parametrize("url", ["http://pictures.example/a.jpg", "javascript:alert(1)", "", "data:image/png,x"])
def test_an_outside_address_that_is_not_https_is_no_address(url: str) -> None:
    provider = {"type": "external", "originalContentUrl": url, "previewImageUrl": url}
    [found] = read(changed("image_external", message={"type": "image", "id": "7", "contentProvider": provider}))
    assert isinstance(found, IncomingPost)
    assert found.media == (Media("unsupported"),)


def test_I6_an_unsent_message_is_deleted() -> None:
    assert read(raw("unsend")) == [Deletion("line", "601000000000000001", at(13))]


def test_N2_an_edit_has_the_messages_id_a_version_and_its_own_time() -> None:
    found = post("edited")
    assert (found.id, found.is_edit, found.edited_at) == ("601000000000000001", True, at(14))
    assert found.version != post("text").version


def test_R6_a_friend_who_leaves_blocks_and_one_who_comes_takes_it_back() -> None:
    assert read(raw("unfollow")) == [Block("line", BRAND, CUSTOMER, at(16), blocked=True)]
    assert read(raw("follow")) == [Block("line", BRAND, CUSTOMER, at(15), blocked=False)]


@pytest.mark.parametrize(
    ("name", "n", "reason"),
    [("group", 19, "group_message"), ("room", 20, "group_message"), ("standby", 18, "chat_held_elsewhere")],
)
def test_I4_what_is_not_for_the_desk_to_answer_is_dropped_and_counted(name: str, n: int, reason: str) -> None:
    skipped = SkippedPost(reason, "line", BRAND, f"6010000000000{n:05d}", at(n))
    assert read(raw(name)) == [Dropped(reason, skipped)]


@pytest.mark.parametrize(
    ("name", "kind"), [("postback", "postback"), ("unknown_kind", "hologram"), ("group_edited", "group_message")]
)
def test_I5_what_is_no_message_is_dropped_by_kind(name: str, kind: str) -> None:
    assert read(raw(name)) == [Dropped(kind)]


@pytest.mark.parametrize("kind", ["", "a" * 41, "no spaces", "<script>", "ｍｅｓｓａｇｅ"])
def test_I5_a_kind_that_is_no_word_is_counted_as_unknown(kind: str) -> None:
    assert read(changed("unknown_kind", type=kind)) == [Dropped("unknown")]


def test_I5_a_broken_event_and_unknown_ones_harm_no_other_of_the_delivery() -> None:
    first, block, unknown, broken, second = read(raw("several"))
    assert [post.text for post in (first, second) if isinstance(post, IncomingPost)] == ["ひとつ目", "ふたつ目"]
    assert isinstance(block, Block)
    assert (block.customer_id, block.blocked) == (OTHER, False)
    assert unknown == Dropped("hologram")
    assert broken == Broken("An event of LINE cannot be read: events[3].source is not an object.")


@pytest.mark.parametrize(
    "values",
    [
        {"timestamp": "1796000000000"},
        {"timestamp": -1},
        {"timestamp": 2**63},
        {"timestamp": True},
        {"timestamp": 1.5},
        {"source": {"type": "user"}},
        {"source": {"type": "user", "userId": "U" * 999}},
        {"message": None},
        {"message": {"type": "text", "id": "7"}},
        {"message": {"type": "text", "text": "no id"}},
        {"type": None},
    ],
)
def test_I5_an_event_that_lacks_what_it_needs_is_broken_and_says_which_field(values: dict[str, Any]) -> None:
    [found] = read(changed("text", **values))
    assert isinstance(found, Broken)
    assert "events[0]" in found.reason


def test_half_a_character_is_replaced_so_that_the_words_can_be_stored() -> None:
    [found] = read(changed("text", message={"type": "text", "id": "7", "text": "a\ud83db"}))
    assert isinstance(found, IncomingPost)
    assert found.text == "a\ufffdb"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b"{}", b'{"destination":"U1"}', b'{"destination":7,"events":[]}', b"[" * 100_000],
)
def test_I5_a_body_that_is_no_delivery_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(BrokenEventError, match="delivery of LINE cannot be read"):
        read(body)


def test_line_charges_for_nothing_that_it_delivers() -> None:
    assert list(LineReader().charged(raw("text"))) == []
