"""Reading a post of X: identity, time, words, whom it answers and names (I3, I4)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.posts.incoming_post import Broken, Event, IncomingPost, Mention
from shared.networks.x.reading.reader import read_delivery
from tests.samples.x_samples import BRAND, CUSTOMER, OTHER, parsed, raw

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MENTION = "2028274602681040973"
ANSWER = "2028276601451446277"


def one(document: dict[str, Any]) -> Event:
    (event,) = read_delivery(json.dumps(document).encode(), NOW)
    return event


def incoming(name: str, **spoilt: Any) -> IncomingPost:
    document = parsed(name)
    post = document["tweet_create_events"][0] if "tweet_create_events" in document else document["data"]
    post = post[0] if isinstance(post, list) else post.get("payload", post)
    post.update(spoilt)
    event = one(document)
    assert isinstance(event, IncomingPost), event
    return event


def ours(post: IncomingPost) -> list[Mention]:
    return [mention for mention in post.mentions if mention.user_id == BRAND]


def test_the_time_is_the_ids_to_the_millisecond() -> None:
    """`created_at` says :03 only. 2028274602681040973 >> 22, plus X's epoch, is 1772413323456."""
    assert incoming("activity/post.mention.create").posted_at == datetime(2026, 3, 2, 1, 2, 3, 456_000, UTC)


@pytest.mark.parametrize(
    ("times", "at"),
    [
        ({"created_at": "2010-06-01T12:00:00.000Z"}, datetime(2010, 6, 1, 12, tzinfo=UTC)),
        ({"created_at": "Tue Jun 01 12:00:00 +0000 2010"}, datetime(2010, 6, 1, 12, tzinfo=UTC)),
        ({"timestamp_ms": "1275393600250"}, datetime(2010, 6, 1, 12, 0, 0, 250_000, UTC)),
        ({"timestamp_ms": 1275393600250}, datetime(2010, 6, 1, 12, 0, 0, 250_000, UTC)),
    ],
)
def test_an_id_that_carries_no_time_leaves_it_to_the_fields(times: dict[str, object], at: datetime) -> None:
    old = {"id": "150000000", "edit_history_tweet_ids": None, "created_at": None, "conversation_id": None}
    assert incoming("activity/post.mention.create", **(old | times)).posted_at == at


def test_the_identity_of_an_edited_post_is_its_first_id_and_answers_go_to_the_newest() -> None:
    """I3. The sample has numbers for ids, and X's newer names."""
    post = incoming("activity/post.create-own-edited")
    assert (post.id, post.answer_id) == ("2028304285954998276", "2028305294265679880")
    assert post.posted_at == datetime(2026, 3, 2, 3, 0, 0, 500_000, UTC)
    assert post.url == "https://x.com/kitsune_tea/status/2028305294265679880"
    assert (post.in_reply_to, post.in_reply_to_user) == (MENTION, CUSTOMER)


def test_the_first_api_tells_of_edits_in_its_own_way() -> None:
    edits = {"initial_tweet_id": "2028349834003480500", "edit_tweet_ids": ["2028349834003480500"]}
    post = incoming("account_activity/tweet_create-mention", edit_history=edits)
    assert (post.id, post.answer_id) == ("2028349834003480500", "2028349834003480577")


def test_an_id_is_read_from_its_string_twin() -> None:
    """A number may have lost its last digits in somebody's floating point."""
    assert incoming("account_activity/tweet_create-mention", id=2028349834003480600).id == "2028349834003480577"
    assert incoming("account_activity/tweet_create-mention", id_str=None).id == "2028349834003480577"


@pytest.mark.parametrize(
    ("name", "field"),
    [("activity/post.create-own-edited", "note_post"), ("account_activity/tweet_create-long", "extended_tweet")],
)
def test_a_long_post_is_read_whole(name: str, field: str) -> None:
    whole = incoming(name)
    assert len(whole.text) > 240
    assert not whole.text.endswith("…")
    assert whole.text != incoming(name, **{field: None}).text


def test_both_names_of_a_long_post_are_known() -> None:
    older = {"note_post": None, "note_tweet": {"text": "the whole &amp; all of it"}}
    assert incoming("activity/post.create-own-edited", **older).text == "the whole & all of it"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        ("&amp;lt; stays one step away", "&lt; stays one step away"),
        ("https://a.example/?a=1&copy=2", "https://a.example/?a=1&copy=2"),
        ("half a pair \ud83d here", "half a pair \ufffd here"),
        ("a whole pair 😢 here", "a whole pair 😢 here"),
        ("", ""),
    ],
)
def test_words_are_unescaped_once_and_can_be_stored(sent: str, read: str) -> None:
    assert incoming("activity/post.mention.create", text=sent).text == read


def test_a_post_that_starts_with_our_name_answers_nobody() -> None:
    """X names a user in `in_reply_to_user_id` for it all the same; it is a mention, whoever comes first."""
    post = incoming("account_activity/tweet_create-mention")
    assert (post.in_reply_to, post.in_reply_to_user) == (None, None)
    assert ours(post) == [Mention(BRAND, "kitsune_tea", leading=False)]


AUTO_MENTION = "poll/mentions-carried"


@pytest.mark.parametrize("name", [AUTO_MENTION, "account_activity/tweet_create-carried"])
def test_names_at_the_front_of_a_reply_only_carry_along(name: str) -> None:
    post = incoming(name)
    assert post.in_reply_to_user == OTHER
    assert [(m.user_id, m.leading) for m in post.mentions] == [(OTHER, True), (BRAND, True)]


def test_a_name_in_the_words_of_a_reply_is_meant() -> None:
    text = "@taro_k ask @kitsune_tea, they answer"
    post = incoming(AUTO_MENTION, text=text, display_text_range=[8, 37])
    assert [(m.user_id, m.leading) for m in post.mentions] == [(OTHER, True), (BRAND, False)]


def test_a_name_at_the_front_and_again_in_the_words_is_both() -> None:
    text = "@taro_k @kitsune_tea I mean you, @Kitsune_Tea"
    post = incoming(AUTO_MENTION, text=text)
    assert [mention.leading for mention in ours(post)] == [True, False]


def test_what_x_does_not_show_of_a_reply_is_leading_too() -> None:
    """`.@name` is no run of handles by its text, but lies before the shown part."""
    text = ".@kitsune_tea hello"
    shown = incoming(AUTO_MENTION, text=text, display_text_range=[14, 19])
    assert [mention.leading for mention in ours(shown)] == [True]
    meant = incoming(AUTO_MENTION, text=text, display_text_range=[0, 19])
    assert [mention.leading for mention in ours(meant)] == [False]


def test_names_that_x_did_not_mark_count_only_where_it_marked_none() -> None:
    text = "mail me at me@kitsune_tea or ＠kitsune_tea、お願いします @nobody"
    unmarked = incoming("activity/post.mention.create", text=text, entities=None)
    assert unmarked.mentions == (Mention("", "kitsune_tea", False), Mention("", "nobody", False))
    marked = incoming("activity/post.mention.create", text=text)
    assert marked.mentions == (Mention(BRAND, "kitsune_tea", False),)


def test_a_name_that_the_cut_text_has_lost_is_still_named() -> None:
    post = incoming("activity/post.mention.create", text="words only")
    assert post.mentions == (Mention(BRAND, "kitsune_tea", False),)


@pytest.mark.parametrize("name", ["activity/post.reply.create", "account_activity/tweet_create-reply"])
def test_a_reply_names_what_and_whom_it_answers(name: str) -> None:
    post = incoming(name)
    assert (post.in_reply_to, post.in_reply_to_user) == (ANSWER, BRAND)


def test_a_reply_in_either_vocabulary() -> None:
    newer = {"in_reply_to_tweet_id": None, "referenced_tweets": None, "in_reply_to_post_id": ANSWER}
    assert incoming("activity/post.reply.create", **newer).in_reply_to == ANSWER
    references: dict[str, object] = {"in_reply_to_tweet_id": None, "referenced_tweets": None}
    references["referenced_posts"] = [{"type": "replied_to", "id": int(ANSWER)}]
    assert incoming("activity/post.reply.create", **references).in_reply_to == ANSWER


def test_a_reply_event_that_names_nobody_answers_the_account_it_was_told_for() -> None:
    """X makes `post.reply.create` for answers to that account's own posts only."""
    bare = {
        "in_reply_to_user_id": None,
        "in_reply_to_tweet_id": None,
        "referenced_tweets": None,
        "conversation_id": None,
    }
    assert incoming("activity/post.reply.create", **bare).in_reply_to_user == BRAND


def test_whom_a_reply_answers_may_stand_beside_it() -> None:
    document = parsed("activity/post.mention.create-typed")
    payload = document["data"]["payload"]
    del payload["in_reply_to_user_id"]
    document["data"]["includes"]["tweets"] = [{"id": payload["in_reply_to_tweet_id"], "author_id": OTHER}]
    event = one(document)
    assert isinstance(event, IncomingPost)
    assert event.in_reply_to_user == OTHER


def test_a_conversation_without_a_name_is_that_of_what_it_answers() -> None:
    assert incoming("activity/post.mention.create").conversation_id == MENTION
    assert incoming("account_activity/tweet_create-reply").conversation_id == ANSWER


def test_a_quote_with_words_and_a_bare_one() -> None:
    worded, bare = incoming("activity/post.quote.create"), incoming("activity/post.quote.create-bare")
    assert (worded.quoted, worded.own_words) == (ANSWER, True)
    assert (bare.quoted, bare.own_words) == (ANSWER, False)
    older = incoming("account_activity/tweet_create-quote")
    assert (older.quoted, older.own_words) == (ANSWER, True)
    assert not incoming("account_activity/tweet_create-quote", text=" https://t.co/Qt2ccccccc").own_words


@pytest.mark.parametrize(
    ("text", "own_words"),
    [
        ("https://t.co/Qm4Wq1Zt9a", False),
        ("https://t.co/Qm4Wq1Zt9a  https://t.co/Qm4Wq1Zt9a\n", False),
        ("https://t.co/another111 https://t.co/Qm4Wq1Zt9a", True),
        ("https://t.co/Qm4Wq1Zt9a !", True),
        ("😡 https://t.co/Qm4Wq1Zt9a", True),
    ],
)
def test_only_the_link_to_what_is_quoted_does_not_count(text: str, own_words: bool) -> None:
    assert incoming("activity/post.quote.create", text=text).own_words is own_words


def test_a_quote_whose_links_x_did_not_mark_loses_its_last_link() -> None:
    assert not incoming("activity/post.quote.create-bare", entities=None).own_words
    assert incoming("activity/post.quote.create", entities=None).own_words


def test_a_quote_that_quotes_nothing_is_broken() -> None:
    document = parsed("activity/post.quote.create")
    del document["data"]["payload"]["referenced_tweets"]
    assert one(document) == Broken("data.payload.referenced_tweets names no quoted post")


@pytest.mark.parametrize("name", ["activity/post.repost.create", "account_activity/tweet_create-retweet"])
def test_a_repost_is_one_in_either_product(name: str) -> None:
    post = incoming(name)
    assert post.repost
    assert not post.own_words


def test_a_repost_is_known_by_its_event_alone() -> None:
    assert incoming("activity/post.repost.create", referenced_tweets=None).repost


def test_pictures_and_films_come_with_their_best_file() -> None:
    media = incoming("account_activity/tweet_create-media").media
    assert [(m.type, m.url, m.alt) for m in media] == [
        ("photo", "https://pbs.twimg.com/media/dent1.jpg", "a dented tin"),
        ("video", "https://video.twimg.com/high.mp4", ""),
    ]


@pytest.mark.parametrize(
    "media",
    [
        7,
        [7],
        [{}],
        [{"type": "photo"}],
        [{"type": "photo", "media_url_https": "javascript:alert(1)"}],
        [{"video_info": 3}],
    ],
)
def test_media_that_cannot_be_read_never_cost_a_post(media: object) -> None:
    spoilt = {"extended_entities": {"media": media}, "entities": {"media": media}}
    assert incoming("account_activity/tweet_create-media", **spoilt).media == ()


@pytest.mark.parametrize("username", [None, 7, "", "a/../b", "name with space", "ｎａｍｅ", "x" * 51])
def test_a_handle_that_is_none_never_becomes_part_of_an_address(username: object) -> None:
    user = {"id_str": CUSTOMER, "screen_name": username, "name": None}
    post = incoming("account_activity/tweet_create-mention", user=user)
    assert (post.author.username, post.author.name) == ("", "")
    assert post.url == "https://x.com/i/status/2028349834003480577"


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"id": None}, "data.payload.id is missing"),
        ({"id": -5}, "data.payload.id is not an id"),
        ({"id": True}, "data.payload.id is not an id"),
        ({"id": 1.5}, "data.payload.id is not an id"),
        ({"id": "9" * 19}, "data.payload.id is not an id"),
        ({"id": "１２"}, "data.payload.id is not an id"),
        ({"author_id": None}, "data.payload.author_id is missing"),
        ({"text": None}, "data.payload.text is missing"),
        ({"text": ["a"]}, "data.payload.text is not text"),
        ({"note_tweet": "x"}, "data.payload.note_tweet is not an object"),
        ({"edit_history_tweet_ids": "7"}, "data.payload.edit_history_tweet_ids is not a list"),
        ({"edit_history_tweet_ids": ["7", None]}, "data.payload.edit_history_tweet_ids[1] is not an id"),
        ({"referenced_tweets": [7]}, "data.payload.referenced_tweets[0] is not an object"),
        ({"referenced_tweets": [{"type": "quoted"}]}, "data.payload.referenced_tweets[0].id is missing"),
        ({"entities": []}, "data.payload.entities is not an object"),
        ({"entities": {"mentions": [{"username": 7}]}}, "data.payload.entities.mentions[0].username is not text"),
        ({"conversation_id": {}}, "data.payload.conversation_id is not an id"),
        ({"id": "7", "edit_history_tweet_ids": [], "created_at": None}, "data.payload.created_at is missing"),
        ({"id": "7", "edit_history_tweet_ids": [], "created_at": "soon"}, "data.payload.created_at is not a time"),
        (
            {"id": "7", "edit_history_tweet_ids": [], "created_at": "2026-03-02"},
            "data.payload.created_at is not a time",
        ),
        ({"id": "7", "edit_history_tweet_ids": [], "created_at": "9" * 18}, "data.payload.created_at is not a time"),
    ],
)
def test_a_post_that_cannot_be_used_says_which_field(spoilt: dict[str, object], reason: str) -> None:
    document = parsed("activity/post.mention.create")
    document["data"]["payload"].update(spoilt)
    assert one(document) == Broken(reason)


def test_our_own_native_answer_is_seen_whole() -> None:
    post = incoming("account_activity/tweet_create-own")
    assert (post.author.id, post.received_for, post.in_reply_to) == (BRAND, BRAND, "2028349834003480577")


def test_the_samples_are_not_changed_by_reading() -> None:
    body = raw("activity/post.mention.create")
    assert read_delivery(body, NOW) == read_delivery(body, NOW)
