"""The rules of Facebook, Messenger and Instagram: measures, windows, whom they let an account answer, addresses (R4, R6, N1, N3)."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import Measure, byte_length
from shared.domain.networks.rules import NetworkRules
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.moderation import Moderation
from shared.domain.posts.post import Post
from shared.domain.replies.splitting import split_reply
from shared.domain.settings.desk import Account
from shared.networks.meta.facebook.rules import RULES as FACEBOOK
from shared.networks.meta.instagram.rules import RULES as INSTAGRAM
from shared.networks.meta.messenger.rules import RULES as MESSENGER
from shared.networks.meta.windows import is_standard
from tests.builders import asked, at

PAGE = Account("acme_fb", "facebook", "100000000000001", "", "Acme")
INBOX = Account("acme_ms", "messenger", "100000000000001", "acme.shop", "Acme")
SHOP = Account("acme_ig", "instagram", "17840000000000001", "acme.shop", "Acme")
EVERY = [(FACEBOOK, PAGE), (MESSENGER, INBOX), (INSTAGRAM, SHOP)]
DIRECT, PUBLIC = Channel.DIRECT, Channel.PUBLIC
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def post(account: Account, channel: Channel = PUBLIC, kind: PostKind = PostKind.COMMENT, **more: Any) -> Post:
    return replace(asked(0), account=account.id, network=account.network, channel=channel, kind=kind, **more)


@pytest.mark.parametrize(
    ("measure", "limit", "letter", "counts"),
    [
        (FACEBOOK.measure(PUBLIC), 8_000, "あ", 1),
        (FACEBOOK.measure(DIRECT), 2_000, "あ", 1),
        (MESSENGER.measure(DIRECT), 2_000, "あ", 1),
        (INSTAGRAM.measure(PUBLIC), 300, "あ", 1),
        (INSTAGRAM.measure(DIRECT), 1_000, "あ", 3),
    ],
)
def test_R4_each_channel_has_its_measure(measure: Measure, limit: int, letter: str, counts: int) -> None:
    most = limit // counts
    assert measure.counting.length(letter * most) == most * counts
    assert [len(split_reply(letter * n, measure)) for n in (most, most + 1)] == [1, 2]


def test_R4_334_kana_are_two_messages_on_instagram() -> None:
    """1,002 bytes, which Instagram refuses."""
    assert [part.length for part in split_reply("あ" * 334, INSTAGRAM.measure(DIRECT))] == [999, 3]


@given(st.text(max_size=1_500).map(lambda text: f"あ{text}"))
def test_R4_no_message_on_instagram_has_more_bytes_and_nothing_is_lost(text: str) -> None:
    measure = INSTAGRAM.measure(DIRECT)
    parts = [part.text for part in split_reply(text, measure)]
    assert all(byte_length(part) <= 1_000 for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


@given(st.integers(1, 700))
def test_R4_no_letter_is_cut_into_its_bytes(number: int) -> None:
    family = "👨‍👩‍👧‍👦"
    parts = [part.text for part in split_reply(family * number, INSTAGRAM.measure(DIRECT))]
    assert all(set(part.split(family)) <= {""} for part in parts)


def test_R4_parts_are_numbered_where_everybody_may_read_one_alone() -> None:
    assert [each.numbered for each in (FACEBOOK.measure(PUBLIC), INSTAGRAM.measure(PUBLIC))] == [True, True]
    assert [each.numbered for each in (MESSENGER.measure(DIRECT), INSTAGRAM.measure(DIRECT))] == [False, False]


@pytest.mark.parametrize(("rules", "account"), EVERY)
def test_N3_a_message_can_be_answered_for_seven_days_and_without_human_agent_for_one(
    rules: NetworkRules, account: Account
) -> None:
    assert rules.answer_window(DIRECT, account) == 7 * DAY
    assert rules.answer_window(DIRECT, replace(account, options={"human_agent": "yes"})) == 7 * DAY
    assert rules.answer_window(DIRECT, replace(account, options={"human_agent": "no"})) == DAY
    assert rules.answer_window(PUBLIC, account) is None


@pytest.mark.parametrize(("age", "standard"), [(DAY - SECOND, True), (DAY, False), (DAY + SECOND, False)])
def test_N3_the_free_window_closes_after_a_day(age: timedelta, standard: bool) -> None:
    assert is_standard(at(0), at(0) + age) is standard


def test_N3_the_private_answer_to_a_comment_has_a_window_where_there_are_comments() -> None:
    assert [rules.private_answer_window for rules, _ in EVERY] == [7 * DAY, None, 7 * DAY]
    assert [rules.private_network for rules, _ in EVERY] == ["messenger", None, None]


@pytest.mark.parametrize(("rules", "account"), [(FACEBOOK, PAGE), (INSTAGRAM, SHOP)])
def test_R6_a_comment_can_be_answered_in_public_and_in_private(rules: NetworkRules, account: Account) -> None:
    comment = post(account)
    assert rules.may_answer(comment, account, PUBLIC) is Reason.SUMMONED
    assert rules.may_answer(comment, account, DIRECT) is Reason.PRIVATE
    message = post(account, DIRECT, PostKind.DIRECT)
    assert rules.may_answer(message, account, DIRECT) is Reason.PRIVATE
    assert rules.may_answer(message, account, PUBLIC) is Reason.NO_PUBLIC_POST
    assert rules.may_answer(replace(comment, account="other"), account, PUBLIC) is Reason.OTHER_ACCOUNT


@pytest.mark.parametrize("kind", [PostKind.MENTION, PostKind.REVIEW])
def test_R6_what_stands_elsewhere_takes_no_private_answer(kind: PostKind) -> None:
    assert FACEBOOK.may_answer(post(PAGE, kind=kind), PAGE, DIRECT) is Reason.NO_MESSAGES
    assert FACEBOOK.may_answer(post(PAGE, kind=kind), PAGE, PUBLIC) is Reason.SUMMONED


def test_R6_a_recommendation_without_a_story_cannot_be_answered() -> None:
    review = post(PAGE, kind=PostKind.REVIEW, id="rating:7000000000000001:1795136523")
    assert [FACEBOOK.may_answer(review, PAGE, channel) for channel in Channel] == [Reason.NO_POST] * 2


def test_R6_messenger_has_messages_alone() -> None:
    message = post(INBOX, DIRECT, PostKind.DIRECT)
    assert MESSENGER.may_answer(message, INBOX, DIRECT) is Reason.PRIVATE
    assert MESSENGER.may_answer(message, INBOX, PUBLIC) is Reason.NO_PUBLIC_POST
    assert MESSENGER.may_answer(replace(message, account="other"), INBOX, DIRECT) is Reason.OTHER_ACCOUNT


def test_N6_on_instagram_the_author_of_a_reply_is_named_since_the_answer_lands_above_it() -> None:
    author = Author("6800000000000001", "hana.k", "")
    top = post(SHOP, id="1", conversation_id="1", author=author)
    reply = replace(top, id="2", conversation_id="1")
    assert INSTAGRAM.opening(SHOP, top, PUBLIC) == ""
    assert INSTAGRAM.opening(SHOP, reply, PUBLIC) == "@hana.k "
    assert INSTAGRAM.opening(SHOP, reply, DIRECT) == ""
    assert INSTAGRAM.opening(SHOP, replace(reply, author=Author("6", "", "")), PUBLIC) == ""
    assert INSTAGRAM.opening(SHOP, replace(reply, kind=PostKind.MENTION), PUBLIC) == ""
    assert FACEBOOK.opening(PAGE, replace(reply, account="acme_fb"), PUBLIC) == ""


def test_N6_handles_that_instagram_tells_are_found_in_a_text() -> None:
    assert INSTAGRAM.handles_in("ask @acme.shop. or (@x_1), not me@acme.example or @") == ["acme.shop", "x_1"]
    assert FACEBOOK.handles_in("@acme") == ()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("200000000000001_300000000000001", "200000000000001_300000000000001"),
        ("https://www.facebook.com/acme/posts/2000001?comment_id=3000001", "2000001_3000001"),
        (
            "https://m.facebook.com/100000001/posts/2000001?comment_id=3000001&reply_comment_id=3000002",
            "2000001_3000002",
        ),
        ("https://www.facebook.com/permalink.php?story_fbid=2000001&id=1000001&comment_id=3000001", "2000001_3000001"),
        ("https://www.facebook.com/acme/posts/pfbid0abc?comment_id=3000001", None),
        ("https://facebook.example/acme/posts/2000001?comment_id=3000001", None),
        ("https://[", None),
        ("m_AAAA4", "m_AAAA4"),
        ("mid.$cAAB=", "mid.$cAAB="),
        ("hello", None),
    ],
)
def test_R1_a_comment_is_found_in_what_people_paste(said: str, found: str | None) -> None:
    assert FACEBOOK.post_id_in(said) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("17800000000000001", "17800000000000001"),
        ("https://www.instagram.com/p/Cabc/c/17800000000000001/", "17800000000000001"),
        ("https://www.instagram.com/p/Cabc/c/17800000000000001/r/17800000000000002/", "17800000000000002"),
        ("https://www.instagram.com/p/Cabc/", None),
        ("https://instagram.example/p/C/c/17800000000000001/", None),
        ("aWdfZAG1AAA4", "aWdfZAG1AAA4"),
    ],
)
def test_R1_a_comment_on_instagram_too(said: str, found: str | None) -> None:
    assert INSTAGRAM.post_id_in(said) == found


def test_messenger_shows_its_ids_to_nobody() -> None:
    assert (MESSENGER.post_id_in("https://m.me/1"), MESSENGER.post_id_in("m_a.b=$c")) == (None, "m_a.b=$c")


def test_where_things_stand_on_facebook() -> None:
    assert FACEBOOK.post_address("2000001_3000001", PAGE) == (
        "https://www.facebook.com/100000000000001/posts/2000001?comment_id=3000001"
    )
    assert FACEBOOK.post_address("100000000000001_9", PAGE) == "https://www.facebook.com/100000000000001/posts/9"
    assert FACEBOOK.post_address("2_3") == "https://www.facebook.com/2_3"
    assert FACEBOOK.post_address("m_a/../b", PAGE) is None
    assert FACEBOOK.message_address(PAGE) == "https://m.me/100000000000001"
    assert MESSENGER.message_address(INBOX) == "https://m.me/acme.shop"
    assert MESSENGER.inbox_address(INBOX) == "https://business.facebook.com/latest/inbox/all?asset_id=100000000000001"
    assert FACEBOOK.customer_address(Author("7000000000000001", "", "A")) is None


def test_where_things_stand_on_instagram() -> None:
    assert INSTAGRAM.customer_address(Author("1", "hana.k", "")) == "https://www.instagram.com/hana.k/"
    assert INSTAGRAM.customer_address(Author("1", "../x", "")) is None
    assert INSTAGRAM.message_address(SHOP) == "https://ig.me/m/acme.shop"
    assert INSTAGRAM.post_address("17800000000000001", SHOP) is None


@pytest.mark.parametrize(("rules", "account"), EVERY)
def test_N1_meta_is_free_and_shows_native_answers(rules: NetworkRules, account: Account) -> None:
    assert (rules.prices, rules.link_charge, rules.lookup_charge) == ({}, None, None)
    assert (rules.shows_native_answers, rules.finds_own, rules.idempotency) == (True, True, None)
    assert rules.written_at("1_2") is None
    assert rules.charge_of("", channel=PUBLIC, summoned=True, first=True) is None
    assert all(re.fullmatch(r"https://[*a-z.]+", host) for host in rules.media_hosts)
    assert rules.account_form.network_id.fits(account.network_id)


@pytest.mark.parametrize(("rules", "account"), EVERY)
def test_N1_what_cannot_be_seen_is_said_in_both_languages(rules: NetworkRules, account: Account) -> None:
    english, japanese = rules.blind_spots["en"], rules.blind_spots["ja"]
    assert len(english) == len(japanese) > 0
    assert all(sentence.endswith(".") for sentence in english)
    assert all(sentence.endswith("。") for sentence in japanese)


def test_N1_what_can_be_moderated() -> None:
    assert FACEBOOK.moderation == frozenset(Moderation)
    assert INSTAGRAM.moderation == {Moderation.HIDE, Moderation.UNHIDE, Moderation.DELETE}
    assert MESSENGER.moderation == frozenset()


@pytest.mark.parametrize(("rules", "account"), EVERY)
def test_I8_faults_are_told_with_the_network_s_name_in_both_languages(rules: NetworkRules, account: Account) -> None:
    texts = rules.fault_texts
    assert texts["en"].keys() == texts["ja"].keys() != set()
    for language in ("en", "ja"):
        for name, sentence in texts[language].values():
            assert rules.title in name
            assert "{" not in name + sentence
            assert sentence.endswith((".", "。"))
