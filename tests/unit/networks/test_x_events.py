"""What comes of each kind of delivery (I3, I4, I5, I6). Posts themselves are read in test_x_posts.py."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import (
    Broken,
    Deletion,
    Disconnection,
    Dropped,
    EncryptedMessage,
    Event,
    IncomingPost,
    SkippedPost,
)
from shared.domain.posts.kinds import Channel
from shared.networks.x.reading.reader import read_delivery
from shared.networks.x.reading.snowflake import snowflake_time
from tests.samples.x_samples import BRAND, CUSTOMER, OTHER, parsed, raw, sample_files

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ANSWER = "2028276601451446277"


def read(document: object) -> list[Event]:
    return read_delivery(json.dumps(document).encode(), NOW)


def incoming(name: str) -> IncomingPost:
    (event,) = read_delivery(raw(name), NOW)
    assert isinstance(event, IncomingPost)
    return event


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("activity/post.delete", Deletion("x", ANSWER, NOW)),
        ("account_activity/tweet_delete_events", Deletion("x", ANSWER, datetime(2026, 3, 2, 6, 20, 0, 20_000, UTC))),
        ("activity/oauth.revoke", Disconnection("x", BRAND, datetime(2026, 3, 2, 5, tzinfo=UTC))),
        ("account_activity/user_event-revoke", Disconnection("x", BRAND, datetime(2026, 3, 2, 7, tzinfo=UTC))),
        ("activity/chat.received", EncryptedMessage("x", BRAND, "0a1b-22", datetime(2026, 3, 2, 4, 10, tzinfo=UTC))),
        ("activity/profile.update.screenname", Dropped("profile.update.screenname")),
        ("account_activity/follow_events", Dropped("follow_events")),
        ("account_activity/replay_job_status", Dropped("replay_job_status")),
    ],
)
def test_what_is_no_post_is_told_by_its_kind(name: str, event: Event) -> None:
    assert read_delivery(raw(name), NOW) == [event]


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"id": "1", "sender_id": BRAND}},
        {"payload": {"sender_id": CUSTOMER}},
        {"payload": None},
        {"payload": []},
        {"filter": {}},
        {"filter": None},
        {"filter": {"user_id": "nobody"}},
    ],
)
def test_I5_of_what_is_encrypted_nothing_rests_on_the_dead_letter_queue(change: dict[str, object]) -> None:
    document = parsed("activity/chat.received")
    document["data"].update(change)
    assert read(document) == [Dropped("chat.received")]


def test_an_encrypted_message_without_a_time_came_when_it_came_in() -> None:
    document = parsed("activity/chat.received")
    del document["data"]["payload"]["created_at_msec"]
    assert read(document) == [EncryptedMessage("x", BRAND, "0a1b-22", NOW)]


def test_a_deletion_without_a_time_is_dated_when_it_came_in_or_now() -> None:
    (deletion,) = read_delivery(raw("activity/post.delete"))
    assert isinstance(deletion, Deletion)
    assert abs(deletion.at - datetime.now(UTC)).total_seconds() < 60


@pytest.mark.parametrize("name", ["activity/post.mention.create", "account_activity/tweet_create-mention"])
def test_both_products_tell_for_which_account(name: str) -> None:
    post = incoming(name)
    assert (post.received_for, post.author.id, post.author.username) == (BRAND, CUSTOMER, "hanako_m")
    assert post.author.name == "花子 & Co"


def test_only_what_x_calls_a_mention_is_told_as_one() -> None:
    assert incoming("activity/post.mention.create").told_as_mention
    assert not incoming("activity/post.reply.create").told_as_mention
    assert not incoming("account_activity/tweet_create-mention").told_as_mention


def test_I4_a_name_that_the_text_does_not_show_stands_where_x_lists_it() -> None:
    document = parsed("activity/post.mention.create")
    payload = document["data"]["payload"]
    payload["text"] = "hey @somebody_else, look"
    ours = {"start": 0, "end": 0, "username": "kitsune_tea", "id": BRAND}
    theirs = {"start": 4, "end": 18, "username": "somebody_else", "id": OTHER}
    for listed in ([ours, theirs], [theirs, ours]):
        payload["entities"] = {"mentions": listed}
        (event,) = read(document)
        assert isinstance(event, IncomingPost)
        assert [mention.user_id for mention in event.mentions] == [one["id"] for one in listed]


def test_a_polled_page_is_read_like_a_webhook() -> None:
    first, second = read_delivery(raw("poll/mentions"), NOW)
    assert isinstance(first, IncomingPost)
    assert isinstance(second, IncomingPost)
    assert (first.author.username, second.author.username) == ("taro_k", "hanako_m")
    assert (first.listed_as_mention, first.told_as_mention) == (True, False)
    assert (second.listed_as_mention, second.told_as_mention) == (True, False)
    assert {first.received_for, second.received_for} == {BRAND}
    assert first.text == "hey @KITSUNE_TEA & friends"
    assert [(m.type, m.url, m.alt) for m in second.media] == [
        ("photo", "https://pbs.twimg.com/p.jpg", "a map"),
        ("video", "https://video.twimg.com/v.mp4", ""),
    ]


def test_a_poll_of_our_own_posts_tells_of_no_mention() -> None:
    page = parsed("poll/mentions") | {"poll": "posts"}
    assert [event.listed_as_mention for event in read(page) if isinstance(event, IncomingPost)] == [False, False]


def test_a_received_message_names_its_two_ends_and_its_exact_time() -> None:
    message = incoming("activity/dm.received")
    assert message.channel is Channel.DIRECT
    assert (message.author.id, message.author.username, message.recipient_id) == (CUSTOMER, "hanako_m", BRAND)
    assert message.received_for == BRAND
    assert message.text == "注文番号は 4711 です & 写真です"
    assert message.posted_at == datetime(2026, 3, 2, 4, 0, 0, 789_000, UTC)
    assert message.conversation_id == f"{BRAND}-{CUSTOMER}"


def test_a_sent_message_is_in_the_same_conversation() -> None:
    message = incoming("activity/dm.sent")
    assert (message.author.id, message.recipient_id) == (BRAND, CUSTOMER)
    assert message.conversation_id == incoming("activity/dm.received").conversation_id


def test_a_listed_message_is_read_like_a_delivered_one_and_a_group_is_nobodys() -> None:
    message, group, joined = read(parsed("poll/messages"))
    assert isinstance(message, IncomingPost)
    assert (message.author.username, message.recipient_id) == ("hanako_m", BRAND)
    assert message.text == "注文番号は 4711 です & 写真です"
    assert message.conversation_id == f"{BRAND}-{CUSTOMER}"
    assert message.author_protected
    assert [media.url for media in message.media] == ["https://ton.x.com/1.1/ton/data/dm/91.jpg"]
    written = snowflake_time("2028349840634675272")
    assert written is not None
    left_out = SkippedPost("group_message", "x", BRAND, "2028349840634675272", written)
    assert (group, joined) == (Dropped("dm_events.group", left_out), Dropped("dm_events.ParticipantsJoin"))


def test_a_message_without_a_time_of_its_own_has_that_of_its_id() -> None:
    document = parsed("activity/dm.received")
    del document["data"]["payload"]["direct_message_events"][0]["created_timestamp"]
    (message,) = read(document)
    assert isinstance(message, IncomingPost)
    assert message.posted_at == datetime(2026, 3, 2, 4, 0, 0, 789_000, UTC)


def test_the_older_products_messages_carry_their_picture() -> None:
    first, second = read_delivery(raw("account_activity/direct_message_events"), NOW)
    assert isinstance(first, IncomingPost)
    assert isinstance(second, IncomingPost)
    assert [(m.type, m.url) for m in first.media] == [("animated_gif", "https://video.twimg.com/dm_gif/1/x.mp4")]
    assert (first.author.id, second.author.id) == (CUSTOMER, BRAND)


def test_joining_a_conversation_is_no_message() -> None:
    document = parsed("activity/dm.received")
    document["data"]["payload"]["direct_message_events"][0]["type"] = "participants_join"
    assert read(document) == [Dropped("direct_message_events.participants_join")]


def test_one_broken_post_harms_no_other() -> None:
    """I5; and the likes beside them are counted one by one."""
    events = read_delivery(raw("account_activity/tweet_create-one-broken"), NOW)
    assert kinds(events) == ["Broken", "IncomingPost", "Dropped", "Dropped"]
    assert events[0] == Broken("tweet_create_events[0].id is missing")


def test_a_kind_that_nobody_knows_is_dropped_under_its_name() -> None:
    unknown = {"data": {"event_type": "post.sparkle", "filter": {}, "payload": {}}}
    assert read(unknown) == [Dropped("post.sparkle")]
    assert read({"for_user_id": BRAND, "sparkle_events": [{}, {}]}) == [Dropped("sparkle_events")] * 2
    assert read({"for_user_id": BRAND, "user_event": {"sparkle": {}}, "note": "x"}) == [
        Dropped("user_event.sparkle"),
        Dropped("note"),
    ]


def test_a_kind_becomes_a_name_that_can_be_counted() -> None:
    (dropped,) = read({"data": {"event_type": "スパム\n" * 100, "payload": {}}})
    assert isinstance(dropped, Dropped)
    assert set(dropped.kind) == {"_"}
    assert len(dropped.kind) == 80


def test_a_delivery_with_no_event_in_it_is_counted_as_that() -> None:
    assert read({"for_user_id": BRAND, "tweet_create_events": []}) == [Dropped("no_events")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"object":"page"}',
        b'{"data":[]}',
        b'{"data":null}',
        b"[" * 100_000,
        b"1" * 5000,
        b'{"poll":"mentions","data":[]}',
        b'{"poll":7,"network_id":"1","data":[]}',
        b'{"poll":"mentions","network_id":"1","data":{}}',
    ],
    ids=range(15),
)
def test_a_body_that_x_never_makes_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(BrokenEventError) as refused:
        read_delivery(body, NOW)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ({"filter": {}}, "data.filter.user_id is missing"),
        ({"filter": None}, "data.filter is missing"),
        ({"payload": []}, "data.payload is not an object"),
        ({"event_type": 3}, "data.event_type is not text"),
        ({"event_type": None}, "data.event_type is missing"),
        ({"event_type": "dm.received"}, "data.payload.direct_message_events is missing"),
        ({"event_type": "post.delete", "payload": {"id": "12a"}}, "data.payload.id is not an id"),
        (
            {"event_type": "oauth.revoke", "payload": {"user_id": "1", "date_time": "x"}},
            "data.payload.date_time is not a time",
        ),
    ],
)
def test_a_broken_event_says_which_field(spoil: dict[str, object], reason: str) -> None:
    document = parsed("activity/post.mention.create")
    document["data"] |= spoil
    assert read(document) == [Broken(reason)]


def test_the_older_product_needs_its_account_too() -> None:
    document = parsed("account_activity/tweet_create-mention")
    del document["for_user_id"]
    assert read(document) == [Broken("for_user_id is missing")]
    assert read(parsed("account_activity/follow_events") | {"tweet_create_events": {}})[-1] == Broken(
        "tweet_create_events is not a list"
    )


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_sample_is_understood(path: Path) -> None:
    """But for X's own picture of an empty envelope, and the one that we broke."""
    events = read_delivery(path.read_bytes(), NOW)
    assert events
    if path.stem not in ("Event_envelope", "tweet_create-one-broken"):
        assert "Broken" not in kinds(events)


def test_who_is_named_only_in_the_poll_is_still_known_by_id() -> None:
    page = parsed("poll/mentions")
    del page["includes"]
    first = read(page)[0]
    assert isinstance(first, IncomingPost)
    assert (first.author.id, first.author.username, first.author.name) == (OTHER, "", "")
    assert first.url.startswith("https://x.com/i/status/")


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("activity/post.mention.create", {"author_id": None}, "author_id is missing"),
        ("activity/post.mention.create", {"author_id": "somebody"}, "author_id is not an id"),
        ("account_activity/tweet_create-mention", {"user": None}, "author_id is missing"),
        ("account_activity/tweet_create-mention", {"user": {}}, "user.id is missing"),
        ("account_activity/tweet_create-mention", {"user": "customer"}, "user is not an object"),
        ("poll/mentions-carried", {"author_id": None}, "author_id is missing"),
        ("poll/messages", {"sender_id": None}, "sender_id is missing"),
    ],
)
def test_I5_an_event_whose_author_cannot_be_told_is_broken_and_says_so(
    name: str, change: dict[str, object], reason: str
) -> None:
    """A ticket of nobody could not be answered, and nobody would know whose it is."""
    document = parsed(name)
    post = document["tweet_create_events"][0] if "tweet_create_events" in document else document["data"]
    post = post[0] if isinstance(post, list) else post.get("payload", post)
    post |= change
    [event, *_] = read(document)
    assert isinstance(event, Broken)
    assert event.reason.endswith(reason)


@pytest.mark.parametrize(
    "ident", ["9" * 4301, "9" * 20, "²" * 19, "٣" * 19, "-2028349840634675272", " 2028349840634675272", "", "abc"]
)
def test_an_id_that_is_no_number_of_x_carries_no_time(ident: str) -> None:
    assert snowflake_time(ident) is None
