"""Comments and mentions on Instagram as events: what they leave out is asked for (I3, I4)."""

import json

import pytest

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, Event, IncomingPost, Mention, ThreadSeen
from shared.domain.posts.kinds import Channel, PostKind
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.reading.version import version_of
from tests.builders import NOON
from tests.samples.meta_samples import FOLLOWER, INSTAGRAM, OTHER_FOLLOWER, parsed, raw
from tests.unit.networks.meta.test_page import at

COMMENT = "17800000000000201"


def read(name: str) -> Event:
    [found] = MetaReader().read(raw(f"instagram/{name}"), NOON)
    return found


def post(name: str) -> IncomingPost:
    found = read(name)
    assert isinstance(found, IncomingPost)
    return found


def test_a_comment_is_to_the_account_and_lacks_its_time() -> None:
    assert post("comment") == IncomingPost(
        network="instagram",
        id=COMMENT,
        answer_id="",
        author=Author(FOLLOWER, "yuki.mori", ""),
        text="いつ発売ですか？",
        posted_at=at(1),
        conversation_id=COMMENT,
        channel=Channel.PUBLIC,
        received_for=INSTAGRAM,
        kind=PostKind.COMMENT,
        version=version_of("いつ発売ですか？"),
        incomplete=True,
    )


@pytest.mark.parametrize("name", ["comment_flat", "comment_under_page_object"])
def test_the_entrys_id_says_whose_it_is_whatever_the_delivery_is_about(name: str) -> None:
    assert post(name) == post("comment")


def test_a_message_to_an_instagram_account_is_instagrams_in_a_delivery_about_pages() -> None:
    document = {**parsed("instagram/message"), "object": "page"}
    [found] = MetaReader().read(json.dumps(document).encode(), NOON)
    assert found == post("message")


def test_a_poll_brings_the_time() -> None:
    found = post("comment_polled")
    assert (found.posted_at, found.incomplete) == (at(0), False)
    assert found.version == post("comment").version


def test_I6_a_poll_that_finds_a_comment_gone_is_a_deletion() -> None:
    assert read("comment_gone") == Deletion("instagram", COMMENT, at(900))


def test_comments_on_advertisements_are_read_by_their_own_id_whatever_the_media() -> None:
    *seen, found = MetaReader().read(raw("instagram/comment_on_ad"), NOON)
    assert isinstance(found, IncomingPost)
    assert seen == [
        ThreadSeen("instagram", INSTAGRAM, media, at(1)) for media in ("17900000000000102", "17900000000000101")
    ]
    assert (found.id, found.kind) == ("17800000000000202", PostKind.COMMENT)


def test_an_author_without_an_id_is_known_by_the_handle() -> None:
    *_, found = MetaReader().read(raw("instagram/comment_without_id"), NOON)
    assert isinstance(found, IncomingPost)
    assert found.author == Author("@yuki.mori", "yuki.mori", "")


def test_an_answer_names_the_comment_above() -> None:
    found = post("comment_reply")
    assert (found.author.id, found.in_reply_to, found.conversation_id) == (OTHER_FOLLOWER, COMMENT, COMMENT)


@pytest.mark.parametrize("name", ["comment_own", "comment_own_scoped"])
def test_C2_our_own_comment_is_known_by_the_id_or_by_the_scoped_one(name: str) -> None:
    assert (post(name).author.id, post(name).in_reply_to) == (INSTAGRAM, COMMENT)


def test_a_comment_during_a_live_broadcast_is_a_comment() -> None:
    assert post("comment_live").kind is PostKind.COMMENT


@pytest.mark.parametrize(
    ("name", "mentions"),
    [
        ("comment_to_another", (Mention("", "yuki.mori", leading=True),)),
        ("comment_to_us", (Mention("", "acme.jp", leading=True), Mention("", "yuki.mori", leading=True))),
        ("comment_friends_only", (Mention("", "ken_abe", leading=True), Mention("", "kei_ito", leading=True))),
        ("comment_names_a_friend", (Mention("", "ken_abe", leading=False),)),
        ("comment_reply", ()),
    ],
)
def test_I4_handles_in_front_of_an_answer_and_nothing_but_handles_say_to_whom_it_speaks(
    name: str, mentions: tuple[Mention, ...]
) -> None:
    assert post(name).mentions == mentions


def test_I4_a_mention_is_ids_alone_and_everything_else_is_asked_for() -> None:
    in_comment, in_caption = post("mention_in_comment"), post("mention_in_caption")
    assert (in_comment.id, in_comment.conversation_id) == ("17800000000000302", "17900000000000303")
    assert in_comment.author == Author("?17800000000000302", "", "")
    assert (in_caption.id, in_caption.conversation_id) == ("17900000000000301", "17900000000000301")
    for each in (in_comment, in_caption):
        assert (each.told_as_mention, each.incomplete, each.text, each.version) == (True, True, "", "")
