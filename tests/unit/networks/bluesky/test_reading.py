"""What the desk reads from Bluesky, as posts of the domain (I3-I6)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.domain.errors import BrokenEventError
from shared.domain.inbound.routing import Inbound, NotForUs, Outbound, SkipReason, route
from shared.domain.networks.answerable import Reason
from shared.domain.posts.incoming_post import Block, Broken, Deletion, Dropped, IncomingPost, Mention
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media
from shared.domain.posts.references import Link
from shared.domain.settings.desk import Account
from shared.networks.bluesky.reading.reader import BlueskyReader
from shared.networks.bluesky.rules import RULES
from tests.builders import asked
from tests.unit.networks.bluesky.samples import BRAND, HANAKO, KENJI, READ_AT, ROOT, changed, document, posts, read

ACME = Account("acme", "bluesky", BRAND, "help.acme.example.com", "Acme Help")


def test_I3_a_post_is_known_by_its_uri_and_its_version_by_the_cid() -> None:
    post = posts("mentions")["mention"]
    assert post.id == f"at://{HANAKO}/app.bsky.feed.post/3mmention22222"
    assert post.version.startswith("bafyrei")
    assert (post.author.id, post.author.username, post.author.name) == (HANAKO, "hanako.example.com", "花子 🌸")
    assert post.url == f"https://bsky.app/profile/{HANAKO}/post/3mmention22222"
    assert (post.edited_at, post.is_edit) == (None, False)


def test_C1_the_time_is_the_one_that_the_authors_client_declares_and_marked_so() -> None:
    post = posts("mentions")["mention"]
    assert (post.posted_at, post.time_claimed) == (datetime(2026, 11, 20, 1, 2, 3, 456000, UTC), True)


@pytest.mark.parametrize("declared", [None, "", "yesterday", 7, "2026-13-40T00:00:00Z"])
def test_C1_a_time_that_is_none_is_the_networks_own(declared: object) -> None:
    record = document("mentions")["data"][0]["post"]["record"]
    post = changed("mentions", "3mmention", record={**record, "createdAt": declared}, indexedAt="2026-11-20T01:59:00Z")
    assert post.posted_at == datetime(2026, 11, 20, 1, 59, tzinfo=UTC)
    unknown = changed("mentions", "3mmention", record={**record, "createdAt": declared}, indexedAt=None)
    assert unknown.posted_at == READ_AT


def test_links_and_names_are_those_of_the_facets_and_impossible_ones_are_left_out() -> None:
    post = posts("mentions")["mention"]
    assert post.links == (Link("example.jp/help/…", "https://example.jp/help/returns?order=4711"),)
    assert post.mentions == (Mention(BRAND, "help.acme.example.com", leading=False),)
    assert post.text == "@help.acme.example.com 🧵 返品できますか example.jp/help/…"


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "data:text/html,x", "https://", "https://a b.example", "x" * 3000]
)
def test_a_link_that_leads_nowhere_on_the_web_is_text(uri: str) -> None:
    record = document("mentions")["data"][0]["post"]["record"]
    link = {"$type": "app.bsky.richtext.facet#link", "uri": uri}
    facet = {"index": {"byteStart": 0, "byteEnd": 5}, "features": [link]}
    assert changed("mentions", "3mmention", record={**record, "facets": [facet]}).links == ()


def decided(name: str, key: str) -> object:
    return route(posts(name)[key], [ACME])


def test_I4_a_name_and_a_direct_answer_and_a_quote_with_words_are_for_us() -> None:
    kinds = {key: decided("mentions", key) for key in ("mention", "reply", "quote")}
    assert {key: found.kind for key, found in kinds.items() if isinstance(found, Inbound)} == {
        "mention": PostKind.MENTION,
        "reply": PostKind.REPLY,
        "quote": PostKind.QUOTE,
    }


def test_I4_an_answer_to_another_customer_under_our_post_is_not_for_us() -> None:
    assert decided("mentions", "deeper") == NotForUs(SkipReason.NOT_ADDRESSED)


def test_I4_a_customer_who_goes_on_under_their_own_answer_still_answers_us() -> None:
    found = decided("mentions", "goeson")
    assert isinstance(found, Inbound)
    assert found.kind is PostKind.REPLY


def test_I4_a_quote_without_words_opens_nothing_and_a_quote_of_others_does_not_speak_to_us() -> None:
    assert decided("mentions", "barequote") == NotForUs(SkipReason.BARE_QUOTE)
    deeper = posts("mentions")["deeper"]
    other = {
        "$type": "app.bsky.embed.record",
        "record": {"uri": f"at://{KENJI}/app.bsky.feed.post/3mother", "cid": "b"},
    }
    record = {**document("mentions")["data"][2]["post"]["record"], "embed": other}
    assert deeper.quoted is None
    assert route(changed("mentions", "3mdeeper", record=record), [ACME]) == NotForUs(SkipReason.NOT_ADDRESSED)


def test_T4_our_own_post_names_what_it_answers_and_the_first_of_its_thread() -> None:
    own = posts("own_posts")["own"]
    assert isinstance(route(own, [ACME]), Outbound)
    assert own.in_reply_to == f"at://{KENJI}/app.bsky.feed.post/3mreply2222222"
    assert own.conversation_id == ROOT


def test_pictures_have_their_description_and_a_small_one_and_labels_warn() -> None:
    post = posts("mentions")["pictures"]
    first = post.media[0]
    assert (first.type, first.alt) == ("photo", "割れたケトル")
    assert "feed_fullsize" in first.url
    assert "feed_thumbnail" in first.preview_url
    assert len(post.media) == 2
    assert post.content_warning == "graphic-media"
    assert post.quoted_post is not None
    assert post.quoted_post.text == "新しい電気ケトルです"


def test_a_film_is_shown_by_its_picture_and_a_card_by_its_link() -> None:
    found = posts("mentions")
    [film] = found["video"].media
    assert (film.type, film.alt, film.preview_url[-13:]) == ("video", "It leaks.", "thumbnail.jpg")
    assert found["card"].text.endswith("\nhttps://shop.example.net/kettle")
    assert found["card"].links[-1].url == "https://shop.example.net/kettle"


def test_content_of_an_unknown_kind_is_said_to_be_there() -> None:
    post = changed("mentions", "3mmention", embed={"$type": "app.bsky.embed.hologram#view"})
    assert post.media == (Media("unsupported"),)


def test_a_handle_that_is_invalid_is_none_and_the_author_stays() -> None:
    quote = posts("mentions")["quote"]
    assert quote.author.username == ""
    assert quote.author.id.startswith("did:plc:nohandle")


def test_R6_a_thread_that_is_closed_to_us_is_known_before_anybody_writes() -> None:
    incoming = posts("mentions")["gated"]
    assert incoming.reply_settings == "limited"
    stored = replace(asked(0), network="bluesky", account="acme", reply_settings=incoming.reply_settings)
    assert RULES.may_answer(stored, ACME, Channel.PUBLIC) is Reason.CLOSED_BY_AUTHOR
    assert RULES.may_answer(replace(stored, reply_settings=""), ACME, Channel.PUBLIC) is Reason.SUMMONED


def test_R6_whether_a_customer_takes_messages_is_their_own_setting() -> None:
    found = posts("mentions")
    assert (found["mention"].author_takes_messages, found["reply"].author_takes_messages) == (True, False)
    assert found["quote"].author_takes_messages is False, "Bluesky's own setting is: from those whom they follow"
    nothing = changed("mentions", "3mquote", author={"did": found["quote"].author.id})
    assert nothing.author_takes_messages is None
    stored = replace(asked(0), account="acme", author_takes_messages=False)
    assert RULES.may_answer(stored, ACME, Channel.DIRECT) is Reason.NO_MESSAGES


def test_messages_in_both_directions_are_posts_and_groups_and_deleted_ones_are_none() -> None:
    theirs, ours, deleted, group, system = read(document("messages"))
    assert isinstance(theirs, IncomingPost)
    assert isinstance(ours, IncomingPost)
    assert (theirs.channel, theirs.recipient_id, theirs.author.id) == (Channel.DIRECT, BRAND, HANAKO)
    assert (ours.recipient_id, ours.author.id, ours.time_claimed) == (HANAKO, BRAND, False)
    assert theirs.conversation_id == ours.conversation_id == "3mconvo2222222"
    assert theirs.links == (Link("https://example.com/4711", "https://example.com/4711"),)
    assert (deleted, system) == (Dropped("message.deletedMessageView"), Dropped("message.systemMessageView"))
    assert isinstance(group, Dropped)
    assert group.left_out is not None
    assert group.left_out.reason == "group_message"


def test_N2_an_edit_is_the_same_post_in_another_version() -> None:
    before, after = posts("mentions")["mention"], posts("looked_up")["mention"]
    assert (before.id, before.posted_at) == (after.id, after.posted_at)
    assert before.version != after.version
    assert "4711" in after.text


def test_I6_posts_that_are_gone_say_why() -> None:
    deleted, withheld = read(document("gone"))
    assert isinstance(deleted, Deletion)
    assert isinstance(withheld, Deletion)
    assert (deleted.because, withheld.because, deleted.at) == ("deleted", "withheld", READ_AT)


def test_a_customers_block_is_told() -> None:
    told = {"poll": "blocks", "account_id": "acme", "network_id": BRAND, "data": [{"did": HANAKO, "blocked": True}]}
    assert read(told) == [Block("bluesky", BRAND, HANAKO, READ_AT, blocked=True)]


def test_I5_a_post_that_is_not_its_authors_is_broken_and_harms_no_other() -> None:
    whole = document("mentions")
    whole["data"][0]["post"]["author"]["did"] = KENJI
    first, second, *_ = read(whole)
    assert isinstance(first, Broken)
    assert isinstance(second, IncomingPost)


def test_I5_a_like_is_dropped_and_counted_by_its_kind() -> None:
    whole = document("mentions")
    whole["data"][0]["reason"] = "like"
    assert read(whole)[0] == Dropped("notification.like")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"poll": "feeds", "network_id": "did:plc:a", "data": []}', b"\xff"]
)
def test_I5_what_is_no_delivery_of_ours_is_refused_with_its_reason(body: bytes) -> None:
    with pytest.raises(BrokenEventError):
        BlueskyReader().read(body, READ_AT)
