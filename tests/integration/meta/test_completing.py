"""What Meta's deliveries leave out is asked for, many posts in one call (ports.Completer)."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from infra.local.meta import seed
from shared.domain.errors import SocialNetworkError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import Media
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.reading.version import version_of
from tests.builders import NOON
from tests.integration.meta.bench import ACME_FB, ACME_IG, Bench

HOUR = timedelta(hours=1)


def delivered(account: str, of: str, field: str, **value: Any) -> IncomingPost:
    """The post of a change that is delivered an hour late."""
    entry = {"id": account, "time": int((NOON + HOUR).timestamp()), "changes": [{"field": field, "value": value}]}
    [found] = MetaReader().read(json.dumps({"object": of, "entry": [entry]}).encode(), NOON)
    assert isinstance(found, IncomingPost)
    assert found.incomplete
    return found


def instagram_comment(bench: Bench, comment: dict[str, Any]) -> IncomingPost:
    author = {"id": bench.meta.person("Hanako")["instagram"], "username": bench.meta.person("Hanako")["username"]}
    return delivered(
        seed.INSTAGRAM_ID, "instagram", "comments", id=comment["id"], text=comment["text"], **{"from": author}
    )


def complete(bench: Bench, *posts: IncomingPost) -> dict[str, IncomingPost | None]:
    account = ACME_IG if posts[0].network == "instagram" else ACME_FB
    return dict(bench.family.completer.complete(account, posts))


def test_C1_a_comment_on_instagram_gets_its_own_time(desk_bench: Bench) -> None:
    post = instagram_comment(desk_bench, desk_bench.comment("いつ発売ですか？", platform="instagram"))
    assert post.posted_at == NOON + HOUR
    assert complete(desk_bench, post) == {post.id: replace(post, posted_at=NOON, incomplete=False)}


def test_fifty_are_asked_for_in_one_call(desk_bench: Bench) -> None:
    post = instagram_comment(desk_bench, desk_bench.comment("？", platform="instagram"))
    complete(desk_bench, *[post] * 51)
    assert desk_bench.requests("batch") == 2


def test_a_comment_that_is_gone_already_is_taken_as_of_its_delivery(desk_bench: Bench) -> None:
    comment = desk_bench.comment("いつ発売ですか？", platform="instagram")
    post = instagram_comment(desk_bench, comment)
    desk_bench.meta.delete_comment(comment["id"])
    assert complete(desk_bench, post) == {post.id: replace(post, incomplete=False)}


@pytest.mark.parametrize("within", [True, False], ids=["comment", "caption"])
def test_I4_a_mention_on_instagram_gets_its_words_and_its_author_by_the_handle(desk_bench: Bench, within: bool) -> None:
    thing = desk_bench.meta.mention("Hanako", "is it still under warranty?", platform="instagram", comment=within)
    ids = {"media_id": thing["post"], "comment_id": thing["id"]} if within else {"media_id": thing["id"]}
    post = delivered(seed.INSTAGRAM_ID, "instagram", "mentions", **ids)
    found = complete(desk_bench, post)[post.id]
    assert found is not None
    username = desk_bench.meta.person("Hanako")["username"]
    assert found.text == f"@{seed.INSTAGRAM_USERNAME} is it still under warranty?"
    assert (found.author, found.posted_at) == (Author(f"@{username}", username, ""), NOON)
    assert (found.incomplete, found.version) == (False, version_of(found.text))


def test_a_mention_of_which_nothing_can_be_seen_any_more_is_none(desk_bench: Bench) -> None:
    post = delivered(seed.INSTAGRAM_ID, "instagram", "mentions", media_id="17900000000099999")
    assert complete(desk_bench, post) == {post.id: None}


def test_a_mention_on_facebook_that_the_page_may_not_see_stays_for_a_person_to_look_at(desk_bench: Bench) -> None:
    value = {"item": "post", "verb": "add", "post_id": "500000000000001_600000000099999"}
    assert complete(desk_bench, delivered(seed.PAGE_ID, "page", "mention", **value)) == {}


@pytest.mark.parametrize("within", [True, False], ids=["comment", "post"])
def test_a_sparse_mention_on_facebook_gets_what_is_missing(desk_bench: Bench, within: bool) -> None:
    thing = desk_bench.meta.mention("Hanako", "can you help?", comment=within, sparse=True)
    value = {"item": "comment" if within else "post", "verb": "add", "created_time": int(NOON.timestamp())}
    value |= {"post_id": thing["post"], "comment_id": thing["id"]} if within else {"post_id": thing["id"]}
    post = delivered(seed.PAGE_ID, "page", "mention", **value)
    found = complete(desk_bench, post)[post.id]
    assert found is not None
    hanako = desk_bench.meta.person("Hanako")
    assert (found.author, found.text) == (Author(hanako["facebook"], "", hanako["shown"]), f"@Acme {'can you help?'}")
    assert found.url.startswith("https://www.facebook.com/")
    assert (found.posted_at, found.incomplete) == (NOON, False)


def test_a_comment_without_its_author_gets_it(desk_bench: Bench) -> None:
    comment = desk_bench.comment("まだですか")
    post = delivered(
        seed.PAGE_ID,
        "page",
        "feed",
        item="comment",
        verb="add",
        comment_id=comment["id"],
        post_id=comment["post"],
        message="まだですか",
    )
    found = complete(desk_bench, post)[post.id]
    assert found is not None
    assert (found.author.id, found.kind) == (desk_bench.meta.person("Hanako")["facebook"], PostKind.COMMENT)


def test_a_refused_one_stays_as_it_is_and_the_others_are_told(desk_bench: Bench) -> None:
    first, second = (
        instagram_comment(desk_bench, desk_bench.comment(text, platform="instagram")) for text in ("一", "二")
    )
    silent = replace(first, text="")
    desk_bench.meta.fault("permission", path=f"*{first.id}")
    assert complete(desk_bench, silent, second) == {second.id: replace(second, posted_at=NOON, incomplete=False)}


def test_an_id_that_is_none_of_the_graph_is_not_asked_for(desk_bench: Bench) -> None:
    post = instagram_comment(desk_bench, desk_bench.comment("？", platform="instagram"))
    assert complete(desk_bench, replace(post, id="../me", conversation_id="../me")) == {}
    assert desk_bench.requests("batch") == 0


@pytest.mark.parametrize("how", ["null", "instagram_limit", "token_revoked", "garbage", "drop", "temporary"])
def test_what_keeps_meta_from_answering_is_raised_so_that_the_delivery_comes_again(desk_bench: Bench, how: str) -> None:
    post = instagram_comment(desk_bench, desk_bench.comment("？", platform="instagram"))
    desk_bench.meta.fault(how, times=5)
    with pytest.raises(SocialNetworkError):
        complete(desk_bench, post)


def test_nothing_is_shown_for_words_that_have_come(desk_bench: Bench) -> None:
    comment = desk_bench.comment("まだですか")
    value = {"item": "comment", "verb": "add", "comment_id": comment["id"], "post_id": comment["post"]}
    bare = delivered(seed.PAGE_ID, "page", "feed", **value)
    assert bare.media == (Media("unsupported"),)
    found = complete(desk_bench, bare)[bare.id]
    assert found is not None
    assert (found.text, found.media, found.channel) == ("まだですか", (), Channel.PUBLIC)
