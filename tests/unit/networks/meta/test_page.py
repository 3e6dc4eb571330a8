"""What is written on a Page, as events: comments, visitors' posts, mentions, recommendations (I3, I4, I6)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion, Dropped, Event, Hidden, IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.reading.version import version_of
from tests.builders import NOON
from tests.samples.meta_samples import COMMENT, KEN, OTHER_PAGE, PAGE, POST, YUKI, parsed, raw


def read(name: str) -> list[Event]:
    return list(MetaReader().read(raw(f"facebook/{name}"), NOON))


def only(name: str) -> Event:
    [found] = read(name)
    return found


def post(name: str) -> IncomingPost:
    found = only(name)
    assert isinstance(found, IncomingPost)
    return found


def changed(name: str, **value: Any) -> IncomingPost:
    """A sample with other fields in its only change; None takes one out."""
    document = parsed(f"facebook/{name}")
    [change] = document["entry"][0]["changes"]
    change["value"] = {k: v for k, v in {**change["value"], **value}.items() if v is not None}
    [found] = MetaReader().read(json.dumps(document).encode(), NOON)
    assert isinstance(found, IncomingPost)
    return found


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(1_796_000_000, UTC) + timedelta(seconds=seconds)


def test_a_comment_is_a_public_post_to_the_page_at_its_own_second() -> None:
    assert post("comment") == IncomingPost(
        network="facebook",
        id=COMMENT,
        answer_id="",
        author=Author(YUKI, "", "Yuki Mori"),
        text="ケトルのふたが閉まりません。",
        posted_at=at(0),
        conversation_id=COMMENT,
        channel=Channel.PUBLIC,
        received_for=PAGE,
        in_reply_to=POST,
        kind=PostKind.COMMENT,
        version=version_of("ケトルのふたが閉まりません。"),
    )


def test_an_answer_among_comments_names_the_comment_above_which_is_the_conversation() -> None:
    found = post("comment_on_comment")
    assert (found.in_reply_to, found.conversation_id) == (COMMENT, COMMENT)


def test_C2_our_own_comment_is_known_by_its_author() -> None:
    assert (post("comment_own").author.id, post("comment_own").in_reply_to) == (PAGE, COMMENT)
    assert post("comment_own_on_top").in_reply_to == POST


def test_I3_an_edit_keeps_the_id_and_is_a_new_version_of_a_later_time() -> None:
    first, edited = post("comment"), post("comment_edited")
    assert (edited.id, edited.posted_at, edited.edited_at) == (first.id, first.posted_at, at(60))
    assert edited.version == version_of("ケトルのふたが開きません。") != first.version


def test_I3_an_edit_within_the_same_second_still_comes_after_it() -> None:
    at_once = changed("comment_edited", created_time=1_796_000_060)
    assert at_once.edited_at is not None
    assert at_once.edited_at > at_once.posted_at


def test_I6_a_removed_comment_or_post_is_a_deletion() -> None:
    assert only("comment_removed") == Deletion("facebook", COMMENT, at(90))
    assert only("visitor_post_removed") == Deletion("facebook", f"{PAGE}_210000000000009", at(40))


def test_hiding_and_showing_again_are_told() -> None:
    assert only("comment_hidden") == Hidden("facebook", COMMENT, at(70), hidden=True)
    assert only("comment_shown") == Hidden("facebook", COMMENT, at(80), hidden=False)


MEDIA = {
    "comment_picture": (Media("photo", "https://scontent.xx.fbcdn.net/v/t39/kettle.jpg?oh=1"),),
    "comment_film": (Media("video", "https://video.xx.fbcdn.net/v/kettle.mp4"),),
    "comment_empty": (Media("unsupported"),),
    "visitor_post": (),
    "visitor_picture": (Media("photo", "https://scontent.xx.fbcdn.net/v/broken.jpg"),),
    "visitor_pictures": (
        Media("photo", "https://scontent.xx.fbcdn.net/v/1.jpg"),
        Media("photo", "https://scontent.xx.fbcdn.net/v/2.jpg"),
    ),
}


@pytest.mark.parametrize("name", MEDIA)
def test_pictures_are_kept_by_their_addresses_each_once(name: str) -> None:
    assert post(name).media == MEDIA[name]


@pytest.mark.parametrize("photo", ["http://scontent.xx.fbcdn.net/1.jpg", "javascript:alert(1)", "https://", 7])
def test_an_address_that_is_none_of_the_web_is_left_out(photo: object) -> None:
    assert changed("comment", photo=photo).media == ()


def test_a_comment_without_its_author_or_its_time_has_to_be_asked_for() -> None:
    nobody = post("comment_unnamed")
    assert (nobody.author, nobody.incomplete) == (Author(f"?{COMMENT}", "", ""), True)
    timeless = changed("comment", created_time=None)
    assert (timeless.posted_at, timeless.incomplete) == (at(1), True)
    assert not post("comment").incomplete


def test_I4_whom_facebook_puts_in_front_of_an_answer_is_named_in_front() -> None:
    assert post("comment_tagged").mentions == (Mention(YUKI, "", leading=True),)
    top = changed("comment_tagged", parent_id=POST)
    assert top.mentions == (Mention(YUKI, "", leading=False),)
    assert post("comment_by_another").mentions == ()


def test_I4_a_comment_of_nothing_but_names_speaks_to_nobody_else() -> None:
    tags = [{"id": YUKI, "name": "Yuki Mori", "offset": 0}, {"id": KEN, "name": "Ken Abe", "offset": 10}]
    bare = changed("comment_tagged", message="Yuki Mori, Ken Abe", message_tags=tags, parent_id=POST)
    assert bare.mentions == (Mention(YUKI, "", leading=True), Mention(KEN, "", leading=True))
    asking = changed("comment_tagged", message="Yuki Mori Ken Abe 買えますか？", message_tags=tags, parent_id=POST)
    assert [mention.leading for mention in asking.mentions] == [False, False]


def test_a_visitors_post_is_to_the_page() -> None:
    found = post("visitor_post")
    assert (found.kind, found.author.id, found.received_for) == (PostKind.VISITOR_POST, YUKI, PAGE)
    assert (found.in_reply_to, found.conversation_id) == (None, found.id)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("reaction", "feed_reaction"),
        ("share", "feed_share"),
        ("own_status", "feed_status"),
        ("own_picture", "feed_photo"),
        ("review_like", "ratings_like"),
        ("unknown_field", "changes_hologram"),
        ("dashboard_test", "webhook_test"),
    ],
)
def test_I5_what_asks_nothing_is_dropped_and_counted_by_its_kind(name: str, kind: str) -> None:
    assert only(name) == Dropped(kind)


def test_I4_a_mention_elsewhere_is_to_the_page_that_it_names() -> None:
    found = post("mention_in_comment")
    assert (found.id, found.author) == ("240000000000001_320000000000001", Author(YUKI, "", "Yuki Mori"))
    assert (found.told_as_mention, found.kind, found.received_for) == (True, None, PAGE)
    assert not found.incomplete
    assert only("mention_removed") == Deletion("facebook", found.id, at(1))


def test_what_a_mention_leaves_out_is_asked_for_and_the_author_of_a_post_stands_in_its_id() -> None:
    in_post, in_comment = post("mention_in_post"), post("mention_in_comment_sparse")
    assert (in_post.author.id, in_post.text, in_post.incomplete) == (KEN, "", True)
    assert (in_comment.author.id, in_comment.incomplete) == ("?240000000000001_320000000000002", True)


def test_a_recommendation_is_a_review_that_keeps_what_it_recommends() -> None:
    found = post("review")
    assert (found.kind, found.recommendation, found.id) == (PostKind.REVIEW, "negative", "250000000000001")
    assert (found.author, found.posted_at) == (Author(YUKI, "", "Yuki Mori"), at(0))
    edited = post("review_edited")
    assert (edited.id, edited.recommendation, edited.edited_at) == (found.id, "positive", at(900))
    assert only("review_removed") == Deletion("facebook", found.id, at(1))


def test_a_recommendation_without_words_has_no_story_and_an_identity_all_the_same() -> None:
    found = post("review_wordless")
    assert (found.id, found.text) == (f"rating:{YUKI}:{at(0).isoformat()}", "")
    assert not found.incomplete
    assert post("review_wordless") == found


def test_T4_our_comment_under_a_recommendation_answers_its_story() -> None:
    found = post("review_comment_own")
    assert (found.author.id, found.in_reply_to) == (PAGE, "250000000000001")


def test_all_entries_and_all_of_each_are_read_and_go_to_the_account_of_their_entry() -> None:
    found = read("several")
    posts = [each for each in found if isinstance(each, IncomingPost)]
    assert [(each.network, each.received_for) for each in posts] == [
        ("facebook", PAGE),
        ("facebook", PAGE),
        ("facebook", OTHER_PAGE),
        ("messenger", PAGE),
    ]
    assert [each for each in found if not isinstance(each, IncomingPost)] == [Dropped("changes_hologram")]


def test_I3_the_same_comment_delivered_again_is_the_same_but_for_when_it_was_sent() -> None:
    document = parsed("facebook/comment")
    document["entry"][0]["time"] += 3_600
    [again] = MetaReader().read(json.dumps(document).encode(), NOON)
    assert again == post("comment")


def test_a_poll_knows_the_author_of_the_comment_above_and_the_comments_own_address() -> None:
    address = "https://www.facebook.com/104400000000001/posts/210000000000001?comment_id=310000000000002"
    polled = changed("comment_on_comment", parent={"from": {"id": KEN}}, permalink_url=address)
    assert polled == replace(post("comment_on_comment"), in_reply_to_user=KEN, url=address)
