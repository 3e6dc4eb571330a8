"""What Meta's lists show becomes the same posts as its webhook would have brought."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from infra.local.meta import seed
from shared.domain.errors import DisconnectedError, RateLimitedError, RefusedError, UnreachableError
from shared.domain.posts.incoming_post import Event, Hidden, IncomingPost
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.media import MediaType
from shared.domain.settings.desk import Account
from shared.networks.meta.facebook.timelines import FacebookTimelines
from shared.networks.meta.instagram.timelines import InstagramTimelines, tagged
from shared.networks.meta.messenger.timelines import MessengerTimelines
from shared.networks.meta.reading.reader import MetaReader
from shared.networks.meta.reading.version import version_of
from shared.ports.network_reading import Timeline, Timelines
from tests.builders import NOON
from tests.integration.meta.bench import ACME_FB, ACME_IG, ACME_MS, HOUR, Bench

DAY = timedelta(days=1)


def facebook(bench: Bench) -> FacebookTimelines:
    return FacebookTimelines(bench.family.client)


def messenger(bench: Bench) -> MessengerTimelines:
    return MessengerTimelines(bench.family.client)


def instagram(bench: Bench) -> InstagramTimelines:
    return InstagramTimelines(bench.family.client, bench.context.watched)


class Made(Protocol):
    def __call__(self, bench: Bench) -> Timelines: ...


def events(
    bench: Bench, account: Account, timelines: Timelines, *, ago: timedelta = HOUR, of: Timeline = Timeline.MENTIONS
) -> list[Event]:
    now = bench.clock.now()
    bodies = [body for page in timelines.read(account, of, now - ago) for body in page.only(page.posts)]
    return [event for body in bodies for event in MetaReader().read(body, now)]


def posts(bench: Bench, account: Account, timelines: Timelines, **more: Any) -> list[IncomingPost]:
    return [event for event in events(bench, account, timelines, **more) if isinstance(event, IncomingPost)]


def by_id(found: list[IncomingPost]) -> dict[str, IncomingPost]:
    return {post.id: post for post in found}


# Facebook


def test_comments_and_answers_to_them_come_with_their_thread(desk_bench: Bench) -> None:
    top = desk_bench.comment("まだですか")
    desk_bench.clock.forward(timedelta(seconds=1))
    reply = desk_bench.comment("me too", "Taro", answers=top["id"])
    found = posts(desk_bench, ACME_FB, facebook(desk_bench))
    assert [post.id for post in found] == [top["id"], reply["id"]], "the oldest first"
    first, second = found
    assert (first.text, first.author.name, first.kind) == ("まだですか", "Hanako", PostKind.COMMENT)
    assert (first.network, first.received_for, first.posted_at) == ("facebook", seed.PAGE_ID, NOON)
    assert (second.conversation_id, second.in_reply_to) == (top["id"], top["id"])
    assert second.in_reply_to_user == first.author.id
    assert not first.incomplete
    assert not second.incomplete


def test_C2_an_answer_of_a_colleagues_comes_as_the_accounts_own(desk_bench: Bench) -> None:
    top = desk_bench.comment()
    own = desk_bench.meta.comment("brand", "We look into it.", answers=top["id"])
    found = by_id(posts(desk_bench, ACME_FB, facebook(desk_bench)))
    assert found[own["id"]].author.id == seed.PAGE_ID


def test_a_comment_under_an_old_post_is_found(desk_bench: Bench) -> None:
    old = desk_bench.meta.post("An old one")
    desk_bench.clock.forward(3 * DAY)
    for n in range(5):
        desk_bench.meta.post(f"A newer one, {n}")
    comment = desk_bench.comment(on=old["id"])
    assert [post.id for post in posts(desk_bench, ACME_FB, facebook(desk_bench))] == [comment["id"]]


def test_a_quiet_poll_costs_four_calls_and_a_commented_post_one_more(desk_bench: Bench) -> None:
    timelines = facebook(desk_bench)
    for n in range(9):
        desk_bench.comment(on=desk_bench.meta.post(f"Post {n}")["id"])
    desk_bench.clock.forward(2 * HOUR)
    before = sum(desk_bench.meta.requests().values())
    assert posts(desk_bench, ACME_FB, timelines) == []
    assert sum(desk_bench.meta.requests().values()) - before == 4
    desk_bench.comment()
    posts(desk_bench, ACME_FB, timelines)
    assert sum(desk_bench.meta.requests().values()) - before == 9


def test_a_post_that_was_read_to_its_end_is_left_alone_until_somebody_comments(desk_bench: Bench) -> None:
    timelines, post = facebook(desk_bench), desk_bench.meta.post("One post")["id"]
    desk_bench.comment("one", on=post)
    for _ in range(3):
        desk_bench.clock.forward(timedelta(minutes=1))
        posts(desk_bench, ACME_FB, timelines)
    assert desk_bench.requests("GET post/comments") == 1
    desk_bench.comment("two", on=post)
    assert {one.text for one in posts(desk_bench, ACME_FB, timelines)} == {"one", "two"}
    posts(desk_bench, ACME_FB, timelines, ago=2 * HOUR)
    assert desk_bench.requests("GET post/comments") == 3, "a read that goes farther back looks again"


@pytest.mark.parametrize(("platform", "account"), [("facebook", ACME_FB), ("instagram", ACME_IG)])
def test_a_busy_account_is_read_to_its_end_over_several_polls(
    desk_bench: Bench, platform: str, account: Account
) -> None:
    made: set[str] = set()
    for n in range(9):
        post = desk_bench.meta.post(f"Post {n}", platform=platform)
        made.add(desk_bench.comment(str(n), on=post["id"], platform=platform)["id"])
    timelines = facebook(desk_bench) if account == ACME_FB else instagram(desk_bench)
    found: set[str] = set()
    assert [read_for_a_while(desk_bench, account, timelines, found) for _ in range(3)] == [False, False, True]
    assert found == made


def read_for_a_while(bench: Bench, account: Account, timelines: Timelines, found: set[str]) -> bool:
    """Read pages that take eight seconds each; return whether there was time for all."""
    try:
        for page in timelines.read(account, Timeline.MENTIONS, bench.clock.now() - HOUR):
            found |= set(page.posts)
            if page.posts:
                bench.clock.forward(timedelta(seconds=8))
    except UnreachableError:
        return False
    return True


def test_comments_under_an_advertisement_come_once(desk_bench: Bench) -> None:
    ad = desk_bench.meta.post("Buy a kettle", ad=True)
    comment = desk_bench.comment(on=ad["id"])
    assert [post.id for post in posts(desk_bench, ACME_FB, facebook(desk_bench))] == [comment["id"]]


def test_visitors_posts_mentions_and_recommendations_come_in(desk_bench: Bench) -> None:
    visitor = desk_bench.meta.post("A question", **{"from": "Hanako"})
    mention = desk_bench.meta.mention("Taro", "can you help?", comment=False)
    review = desk_bench.meta.review("Jiro", "Late delivery", recommends=False)
    found = by_id(posts(desk_bench, ACME_FB, facebook(desk_bench)))
    assert set(found) == {visitor["id"], mention["id"], review["id"]}
    assert found[visitor["id"]].kind is PostKind.VISITOR_POST
    assert found[mention["id"]].told_as_mention
    assert found[mention["id"]].author.name == "Taro"
    assert (found[review["id"]].kind, found[review["id"]].recommendation) == (PostKind.REVIEW, "negative")
    assert not any(post.incomplete for post in found.values())


def test_the_brands_own_posts_are_nobodys_question(desk_bench: Bench) -> None:
    desk_bench.meta.post("News")
    assert events(desk_bench, ACME_FB, facebook(desk_bench)) == []


def test_a_hidden_comment_comes_in_as_hidden(desk_bench: Bench) -> None:
    comment = desk_bench.comment()
    desk_bench.meta.hide_comment(comment["id"])
    post, hidden = events(desk_bench, ACME_FB, facebook(desk_bench))
    assert isinstance(post, IncomingPost)
    assert isinstance(hidden, Hidden)
    assert (hidden.post_id, hidden.hidden) == (comment["id"], True)


def test_the_picture_of_a_comment_comes_with_its_address_alone(desk_bench: Bench) -> None:
    desk_bench.comment("", photo="https://scontent.xx.fbcdn.net/v/p.jpg")
    [post] = posts(desk_bench, ACME_FB, facebook(desk_bench))
    assert [(media.type, media.url) for media in post.media] == [
        (MediaType.PHOTO, "https://scontent.xx.fbcdn.net/v/p.jpg")
    ]


def test_N2_an_edit_keeps_the_id_and_has_another_version(desk_bench: Bench) -> None:
    comment = desk_bench.comment("red")
    desk_bench.meta.edit_comment(comment["id"], "blue")
    pages = list(facebook(desk_bench).read(ACME_FB, Timeline.MENTIONS, NOON - HOUR))
    versions = {ident: version for page in pages for ident, version in page.versions.items()}
    assert versions == {comment["id"]: version_of("blue")}


def test_a_long_list_is_read_page_by_page_to_where_the_last_poll_began(desk_bench: Bench) -> None:
    desk_bench.meta.settings(short_pages=True)
    made = []
    for n in range(60):
        made.append(desk_bench.comment(str(n))["id"])
        desk_bench.clock.forward(timedelta(minutes=1))
    found = posts(desk_bench, ACME_FB, facebook(desk_bench), ago=timedelta(minutes=50))
    assert {post.id for post in found} == set(made[10:])


def test_I10_a_missing_right_is_told_and_nothing_is_taken_for_quiet(desk_bench: Bench) -> None:
    desk_bench.comment()
    desk_bench.meta.settings(scopes=[each for each in seed.SCOPES if each != "pages_read_engagement"])
    with pytest.raises(RefusedError):
        posts(desk_bench, ACME_FB, facebook(desk_bench))


@pytest.mark.parametrize("edge", ["ads_posts", "tagged", "ratings"])
def test_a_list_that_may_not_be_read_keeps_no_other_from_being_read(desk_bench: Bench, edge: str) -> None:
    comment, review = desk_bench.comment(), desk_bench.meta.review("Jiro", "Fine", recommends=True)
    ad = desk_bench.comment(on=desk_bench.meta.post("Ad", ad=True)["id"])
    desk_bench.meta.fault("permission", path=f"*/{edge}")
    found = {post.id for post in posts(desk_bench, ACME_FB, facebook(desk_bench))}
    left_out = {"ads_posts": ad["id"], "ratings": review["id"]}.get(edge)
    assert found == {comment["id"], review["id"], ad["id"]} - {left_out}


def test_a_post_that_goes_while_it_is_read_is_no_failure(desk_bench: Bench) -> None:
    desk_bench.comment()
    desk_bench.meta.fault("gone", path="*/comments")
    assert posts(desk_bench, ACME_FB, facebook(desk_bench)) == []


# Messenger and conversations


def test_messages_of_both_sides_come_to_the_second(desk_bench: Bench) -> None:
    desk_bench.clock.forward(timedelta(milliseconds=456))
    message = desk_bench.meta.write("Hanako", "配送について")
    desk_bench.clock.forward(timedelta(minutes=1))
    own = desk_bench.meta.write_natively("Hanako", "We look into it.")
    theirs, ours = posts(desk_bench, ACME_MS, messenger(desk_bench))
    person = desk_bench.meta.person("Hanako")["messenger"]
    assert (theirs.id, theirs.text, theirs.channel) == (message["id"], "配送について", Channel.DIRECT)
    assert (theirs.author.id, theirs.author.name, theirs.conversation_id) == (person, "Hanako", person)
    assert theirs.posted_at == NOON, "Meta's lists know no milliseconds"
    assert (ours.id, ours.author.id, ours.recipient_id) == (own["id"], seed.PAGE_ID, person)


def test_two_messages_of_one_second_keep_their_order(desk_bench: Bench) -> None:
    made = []
    for n in range(4):
        made.append(desk_bench.meta.write("Hanako", str(n))["id"])
        desk_bench.clock.forward(timedelta(milliseconds=200))
    assert [post.id for post in posts(desk_bench, ACME_MS, messenger(desk_bench))] == made


def test_I6_the_twenty_first_message_is_not_shown_and_not_taken_for_deleted(desk_bench: Bench) -> None:
    made = []
    for n in range(23):
        made.append(desk_bench.meta.write("Hanako", str(n))["id"])
        desk_bench.clock.forward(timedelta(seconds=1))
    found = events(desk_bench, ACME_MS, messenger(desk_bench))
    assert [event.id for event in found if isinstance(event, IncomingPost)] == made[-20:]
    assert len(found) == 20


def test_only_conversations_that_moved_are_read(desk_bench: Bench) -> None:
    for n in range(60):
        desk_bench.meta.write(f"Person {n}", "hello")
    desk_bench.clock.forward(2 * HOUR)
    message = desk_bench.meta.write("Hanako", "hello")
    before = desk_bench.requests("conversations")
    assert [post.id for post in posts(desk_bench, ACME_MS, messenger(desk_bench))] == [message["id"]]
    assert desk_bench.requests("conversations") - before == 1


@pytest.mark.parametrize(
    ("attachment", "media"),
    [("image", MediaType.PHOTO), ("video", MediaType.VIDEO), ("audio", MediaType.AUDIO), ("file", MediaType.FILE)],
)
def test_files_come_as_the_webhook_tells_of_them(desk_bench: Bench, attachment: str, media: MediaType) -> None:
    desk_bench.meta.write("Hanako", attachments=[attachment])
    [post] = posts(desk_bench, ACME_MS, messenger(desk_bench))
    assert [each.type for each in post.media] == [media]


def test_messenger_has_one_timeline_and_a_page_has_no_messages(desk_bench: Bench) -> None:
    desk_bench.meta.write("Hanako", "hello")
    desk_bench.comment()
    for timeline in (Timeline.OWN_POSTS, Timeline.MESSAGES):
        assert events(desk_bench, ACME_MS, messenger(desk_bench), of=timeline) == []
        assert events(desk_bench, ACME_FB, facebook(desk_bench), of=timeline) == []


# Instagram


def test_comments_and_answers_on_instagram_have_their_time(desk_bench: Bench) -> None:
    top = desk_bench.comment("いつ発売ですか", platform="instagram")
    desk_bench.clock.forward(timedelta(minutes=3))
    reply = desk_bench.comment("私も知りたい", "Taro", platform="instagram", answers=top["id"])
    own = desk_bench.meta.comment("brand", "来週です", platform="instagram", answers=top["id"])
    found = by_id(posts(desk_bench, ACME_IG, instagram(desk_bench)))
    assert set(found) == {top["id"], reply["id"], own["id"]}
    assert not any(post.incomplete for post in found.values())
    first, second = found[top["id"]], found[reply["id"]]
    assert (first.posted_at, second.posted_at) == (NOON, NOON + timedelta(minutes=3))
    assert first.author.id == desk_bench.meta.person("Hanako")["instagram"]
    assert (second.in_reply_to, second.conversation_id) == (top["id"], top["id"])
    assert found[own["id"]].author.id == seed.INSTAGRAM_ID


def test_media_whose_comments_have_not_changed_are_left_alone(desk_bench: Bench) -> None:
    timelines = instagram(desk_bench)
    media = [desk_bench.meta.post(f"Medium {n}", platform="instagram")["id"] for n in range(5)]
    for each in media[:4]:
        desk_bench.comment(on=each, platform="instagram")
    assert len(posts(desk_bench, ACME_IG, timelines)) == 4
    assert desk_bench.requests("media/comments") == 4
    desk_bench.clock.forward(timedelta(minutes=5))
    reply = desk_bench.comment("a late answer", platform="instagram", on=media[0])
    desk_bench.clock.forward(timedelta(minutes=5))
    found = posts(desk_bench, ACME_IG, timelines)
    assert reply["id"] in {post.id for post in found}
    assert desk_bench.requests("media/comments") == 5
    posts(desk_bench, ACME_IG, timelines, ago=3 * HOUR)
    assert desk_bench.requests("media/comments") == 9, "a read that goes farther back looks again"


def test_a_read_that_broke_off_forgets_nothing(desk_bench: Bench) -> None:
    timelines = instagram(desk_bench)
    comment = desk_bench.comment(platform="instagram")
    desk_bench.meta.fault("temporary", path="*/comments")
    with pytest.raises(Exception, match=r".+"):
        posts(desk_bench, ACME_IG, timelines)
    assert [post.id for post in posts(desk_bench, ACME_IG, timelines)] == [comment["id"]]


def test_comments_under_an_advertisement_are_read_because_the_webhook_named_it(desk_bench: Bench) -> None:
    ad = desk_bench.meta.post("Buy a kettle", platform="instagram", ad=True)
    comment = desk_bench.comment(on=ad["id"], platform="instagram")
    assert posts(desk_bench, ACME_IG, instagram(desk_bench)) == []
    desk_bench.watched[ACME_IG.id] = ["../me", "17999999999999999", ad["id"]]
    assert [post.id for post in posts(desk_bench, ACME_IG, instagram(desk_bench))] == [comment["id"]]


def test_a_medium_that_names_the_account_comes_with_words_and_time(desk_bench: Bench) -> None:
    mention = desk_bench.meta.mention("Taro", "look", comment=False, platform="instagram")
    [post] = posts(desk_bench, ACME_IG, instagram(desk_bench))
    assert (post.id, post.posted_at, post.incomplete) == (mention["id"], NOON, False)
    assert post.author.username == "taro"


def test_more_answers_than_come_with_a_comment_are_asked_for(desk_bench: Bench) -> None:
    top = desk_bench.comment(platform="instagram")
    for n in range(60):
        desk_bench.comment(str(n), platform="instagram", answers=top["id"])
    assert len(posts(desk_bench, ACME_IG, instagram(desk_bench))) == 61


def test_messages_of_instagram_are_a_timeline_of_their_own(desk_bench: Bench) -> None:
    message = desk_bench.meta.write("Hanako", "サイズ交換できますか", platform="instagram")
    desk_bench.meta.write("Taro", "", platform="instagram", attachments=["story_mention"])
    desk_bench.meta.write("Jiro", "", platform="instagram", unsupported=True)
    desk_bench.meta.write("Hanako", "on messenger")
    found = posts(desk_bench, ACME_IG, instagram(desk_bench), of=Timeline.MESSAGES)
    assert len(found) == 3
    hanako = by_id(found)[message["id"]]
    assert (hanako.network, hanako.author.username) == ("instagram", "hanako")
    assert {post.kind for post in found} == {None, PostKind.STORY_MENTION}
    assert [media.type for post in found for media in post.media if post.author.username == "jiro"] == [
        MediaType.UNSUPPORTED
    ]


# All three


ALL: list[tuple[Made, Account, dict[str, Any]]] = [
    (facebook, ACME_FB, {}),
    (messenger, ACME_MS, {}),
    (instagram, ACME_IG, {}),
    (instagram, ACME_IG, {"of": Timeline.MESSAGES}),
]


@pytest.mark.parametrize(("made", "account", "more"), ALL)
def test_a_dead_token_stops_the_read(
    desk_bench: Bench, made: Callable[[Bench], Timelines], account: Account, more: dict[str, Any]
) -> None:
    desk_bench.meta.settings(token="another", token_error="password_changed")
    with pytest.raises(DisconnectedError):
        events(desk_bench, account, made(desk_bench), **more)


@pytest.mark.parametrize(("made", "account", "more"), ALL)
def test_N1_reading_stops_at_80_percent_for_a_while(
    desk_bench: Bench, made: Callable[[Bench], Timelines], account: Account, more: dict[str, Any]
) -> None:
    timelines = made(desk_bench)
    desk_bench.comment()
    desk_bench.comment(platform="instagram")
    desk_bench.meta.write("Hanako", "hello")
    desk_bench.meta.settings(usage={"app": 81})
    with pytest.raises(RateLimitedError) as stopped:
        [events(desk_bench, account, timelines, **more) for _ in range(2)]
    assert stopped.value.until > desk_bench.clock.now()
    desk_bench.meta.settings(usage={"app": 10})
    desk_bench.clock.forward(timedelta(minutes=16))
    events(desk_bench, account, timelines, **more)


@pytest.mark.parametrize(("made", "account", "more"), ALL)
@pytest.mark.parametrize("how", ["garbage", "drop", 500])
def test_a_network_that_does_not_answer_is_no_quiet_one(
    desk_bench: Bench, made: Callable[[Bench], Timelines], account: Account, more: dict[str, Any], how: int | str
) -> None:
    desk_bench.meta.fault(how)
    with pytest.raises(Exception, match=r".+"):
        events(desk_bench, account, made(desk_bench), **more)


def test_an_account_without_a_permission_is_not_connected(desk_bench: Bench) -> None:
    assert facebook(desk_bench).connected(ACME_FB)
    desk_bench.grants.held[seed.APP] = {}
    assert not facebook(desk_bench).connected(ACME_FB)


def test_times_are_whole_and_in_utc(desk_bench: Bench) -> None:
    desk_bench.comment()
    [post] = posts(desk_bench, ACME_FB, facebook(desk_bench))
    assert post.posted_at == datetime.fromtimestamp(int(NOON.timestamp()), UTC)


@pytest.mark.parametrize(("caption", "only_listed"), [("@acme.official look", False), ("a picture of a kettle", True)])
def test_I8_a_tag_in_a_picture_is_in_a_list_alone_and_no_silence_of_the_webhook(
    caption: str, only_listed: bool
) -> None:
    medium = {
        "id": "17900000000000004",
        "caption": caption,
        "timestamp": "2026-09-15T12:00:00+0000",
        "username": "taro",
    }
    tag = tagged(medium, ACME_IG, NOON)
    assert tag is not None
    body = {"object": "instagram", "entry": [{"id": seed.INSTAGRAM_ID, "time": 1, "changes": list(tag.events)}]}
    [post] = MetaReader().read(json.dumps(body).encode(), NOON)
    assert isinstance(post, IncomingPost)
    assert (post.only_listed, post.incomplete, post.told_as_mention) == (only_listed, False, True)
