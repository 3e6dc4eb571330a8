"""What the desk reads from Mastodon: N2, I3-I6, N6."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.errors import BrokenEventError
from shared.domain.posts.incoming_post import Broken, Deletion, Dropped, Event, IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.networks.mastodon.reading.reader import MastodonReader
from tests.builders import NOON
from tests.samples.mastodon_samples import parsed, raw

ACME = "109000000000000001"
YUKI = "109000000000000044"


def events(name: str) -> list[Event]:
    return list(MastodonReader().read(raw(name), NOON))


def posts() -> list[IncomingPost]:
    return [event for event in events("mentions") if isinstance(event, IncomingPost)]


def changed(**status: Any) -> Event:
    """The first mention with these fields."""
    page = parsed("mentions")
    page["data"] = [{**page["data"][0], "status": {**page["data"][0]["status"], **status}}]
    [event] = MastodonReader().read(json.dumps(page).encode(), NOON)
    return event


def read(**status: Any) -> IncomingPost:
    event = changed(**status)
    assert isinstance(event, IncomingPost)
    return event


def test_N2_a_post_is_known_by_its_id_on_the_account_s_server() -> None:
    first = posts()[0]
    assert (first.id, first.conversation_id) == ("115500000000000001@social.example",) * 2
    assert first.author.username == "yuki@elsewhere.example"
    assert first.url == "https://elsewhere.example/@yuki/115500000000000001"
    assert (
        first.text
        == "@acme 注文1234が届きません & 困っています\nhttps://shop.example.jp/orders/1234567890?lang=ja\n\nよろしく"
    )


def test_C1_the_time_is_that_of_the_status_and_never_of_its_id() -> None:
    assert posts()[0].posted_at == datetime(2026, 11, 20, 1, 2, 3, 456_000, tzinfo=UTC)


@pytest.mark.parametrize(("acct", "claimed"), [("yuki@elsewhere.example", True), ("yuki", False)])
def test_C1_the_time_of_a_status_from_another_server_is_what_that_server_says(acct: str, claimed: bool) -> None:
    assert read(account={"id": YUKI, "acct": acct}, created_at="2019-01-01T00:00:00Z").time_claimed is claimed


def test_N6_visibility_is_the_network_s_word_and_the_desk_s_audience() -> None:
    _, private, _, followers, *_ = posts()
    assert (private.channel, private.visibility.audience if private.visibility else None) == (
        Channel.DIRECT,
        Audience.DIRECT,
    )
    assert private.recipient_id == ACME
    assert followers.visibility is not None
    assert (followers.channel, followers.visibility.word) == (Channel.PUBLIC, "private")


def test_N6_a_visibility_that_nobody_has_heard_of_counts_as_the_narrowest() -> None:
    found = read(visibility="local")
    assert found.visibility is not None
    assert found.visibility.audience is Audience.DIRECT


def test_I3_an_edit_keeps_the_id_and_has_another_version() -> None:
    first, _, edited, *_ = posts()
    assert edited.is_edit
    assert not first.is_edit
    assert edited.version == "2026-11-20T01:05:00.000Z"


def test_I4_a_name_that_an_app_put_in_front_of_a_reply_to_somebody_else_is_carried_along() -> None:
    content = "<p>@acme @ken 私もです</p>"
    carried = read(content=content, in_reply_to_id="1", in_reply_to_account_id="109000000000000045")
    assert [mention.leading for mention in carried.mentions] == [True]
    typed = read(content="<p>@ken ask @acme</p>", in_reply_to_id="1", in_reply_to_account_id="109000000000000045")
    assert [mention.leading for mention in typed.mentions] == [False]
    first = read(content=content)
    assert [mention.leading for mention in first.mentions] == [False]


def test_I4_who_goes_on_under_their_own_answer_answers_us() -> None:
    assert posts()[3].in_reply_to_user == ACME


def test_I4_a_quote_of_ours_is_one_and_a_reply_without_our_name_answers_us() -> None:
    *_, quote, unnamed = posts()
    assert (quote.quoted, quote.told_as_quote, quote.own_words, quote.text) == (
        "115400000000000001@social.example",
        True,
        True,
        "これはひどい #acme",
    )
    assert (unnamed.in_reply_to_user, unnamed.mentions) == (ACME, ())


def test_pictures_have_their_descriptions_and_what_cannot_be_shown_is_said() -> None:
    kinds = [(each.type, each.url, each.alt) for each in posts()[3].media]
    assert kinds[:2] == [("photo", "https://files.example/a.png", "割れた箱"), ("unsupported", "", "")]
    assert [kind for kind, _, _ in kinds[2:]] == ["animated_gif", "video", "audio"]


def test_a_content_warning_is_kept_apart_from_the_words() -> None:
    assert posts()[1].content_warning == "個人情報"


def test_I5_other_notifications_and_boosts_are_dropped_and_counted() -> None:
    assert events("mentions")[-1] == Dropped("notification.favourite")
    assert events("own_posts")[1] == Dropped("reblog")


def test_I6_a_deletion_names_the_post() -> None:
    assert events("gone") == [Deletion("mastodon", "115500000000000001@social.example", NOON)]


@pytest.mark.parametrize(
    "status",
    [{"id": None}, {"id": "a/b"}, {"id": 7}, {"account": None}, {"account": {"id": "../x"}}, {"content": None}],
)
def test_I5_a_broken_status_says_what_is_missing_and_harms_no_other(status: dict[str, Any]) -> None:
    event = changed(**status)
    assert isinstance(event, Broken)
    assert "data[0].status" in event.reason
    page = parsed("mentions")
    page["data"][0]["status"].update(status)
    assert len([one for one in MastodonReader().read(json.dumps(page).encode(), NOON) if isinstance(one, Broken)]) == 1


@pytest.mark.parametrize(
    "status",
    [
        {"media_attachments": "x"},
        {"mentions": [{"id": 5}, "x"]},
        {"quote": {"quoted_status": {"id": "5"}}},
        {"url": "javascript:alert(1)"},
        {"created_at": "yesterday"},
        {"in_reply_to_id": {"$": 1}},
        {"visibility": 3},
    ],
)
def test_I5_decoration_that_cannot_be_read_is_left_out(status: dict[str, Any]) -> None:
    assert read(**status).text.startswith("@acme 注文1234が届きません")
    assert read(**status).url in ("", "https://elsewhere.example/@yuki/115500000000000001")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"\xff", b'{"poll":"mentions","network_id":"1","server":"no server","data":[]}'],
)
def test_I5_a_delivery_that_the_desk_did_not_make_is_broken(body: bytes) -> None:
    with pytest.raises(BrokenEventError):
        list(MastodonReader().read(body, NOON))
