"""How a long reply becomes a numbered thread (R4)."""

import re
import time
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import EmptyReplyError
from shared.domain.replies.splitting import TextPart
from shared.networks.x.text.measure import LIMIT
from shared.networks.x.text.weighted_length import weighted_length
from tests.x_text import split_reply

JAPANESE = (
    "お問い合わせいただきありがとうございます。ご注文いただいた商品について確認いたしましたところ、現在配送センターにて出荷の"
    "準備を進めており、明日の午後には発送できる見込みです。発送が完了しましたら、お荷物の追跡番号をご登録のメールアドレスへお送り"
    "いたしますので、今しばらくお待ちくださいますようお願い申し上げます。配送状況は https://example.jp/orders/12345 からもご確認"
    "いただけます。"
)
ENGLISH = (
    "Thanks for getting in touch, and sorry about the wait. We have looked into your order and can see that it left our "
    "warehouse yesterday. It should reach you by Thursday. You can follow it at https://example.com/track/ABC-123?lang=en. "
    "If it has not come by Friday morning, please send us your order number and Dr. Smith will send a new one straight away."
)


def texts(parts: tuple[TextPart, ...]) -> list[str]:
    return [part.text for part in parts]


def without_number(part: TextPart) -> str:
    return re.sub(r" \d+/\d+$", "", part.text)


def solid(text: str) -> str:
    return "".join(text.split())


def test_R4_a_text_that_fits_is_one_part_without_a_number() -> None:
    assert split_reply("ありがとうございます。") == (TextPart("ありがとうございます。", 22),)
    assert split_reply("a" * 280) == (TextPart("a" * 280, 280),)
    assert split_reply("あ" * 140) == (TextPart("あ" * 140, 280),)


def test_R4_one_more_is_a_thread() -> None:
    assert texts(split_reply("あ" * 141)) == ["あ" * 138 + " 1/2", "あ" * 3 + " 2/2"]


def test_R4_spaces_around_a_text_are_not_sent() -> None:
    assert texts(split_reply("\n  こんにちは　\n")) == ["こんにちは"]


def test_R4_japanese_is_cut_after_a_sentence() -> None:
    first, second, third = (without_number(part) for part in split_reply(JAPANESE, 200))
    assert first.endswith("明日の午後には発送できる見込みです。")
    assert second.endswith("お願い申し上げます。")
    assert third == "配送状況は https://example.jp/orders/12345 からもご確認いただけます。"


def test_R4_english_is_cut_after_a_sentence() -> None:
    first, second = split_reply(ENGLISH)
    assert first.text.endswith("https://example.com/track/ABC-123?lang=en. 1/2")
    assert second.text.startswith("If it has not come")


def test_R4_a_title_ends_no_sentence() -> None:
    text = "x " * 20 + "and then our own good Dr. Smith will look at it, for sure he will"
    assert split_reply(text, 80)[0].text.endswith("Dr. Smith will 1/2")


def test_R4_a_line_ends_like_a_sentence() -> None:
    text = "一行目のとても長い文章がここにあります\n\n二行目のとても長い文章がここにあります"
    assert texts(split_reply(text, 60)) == [
        "一行目のとても長い文章がここにあります 1/2",
        "二行目のとても長い文章がここにあります 2/2",
    ]


def test_R4_closing_marks_and_emoji_stay_with_their_sentence() -> None:
    text = "「ご注文ありがとうございます！」😊🎉またのご利用を心よりお待ちしております"
    assert split_reply(text, 60)[0].text == "「ご注文ありがとうございます！」😊🎉 1/2"


def test_R4_without_a_sentence_a_clause_will_do() -> None:
    text = "ご注文の商品は本日午後に配送センターから、明日の朝までに発送いたします予定です"
    assert split_reply(text, 50)[0].text == "ご注文の商品は本日午後に配送センターから、 1/2"


def test_R4_japanese_words_are_not_cut() -> None:
    text = "ご注文いただいた商品を配送センターから明日の朝までに発送いたします"
    for limit in range(40, 66):
        for part in split_reply(text, limit)[:-1]:
            assert without_number(part).endswith(
                ("いただいた", "商品を", "センターから", "明日の", "朝までに", "発送いたします")
            )


def test_R4_english_words_are_not_cut() -> None:
    words = set(ENGLISH.split())
    for limit in range(40, 200, 7):
        assert {word for part in split_reply(ENGLISH, limit) for word in without_number(part).split()} == words


def test_R4_chinese_and_thai_are_cut_at_phrases() -> None:
    chinese = "感谢您联系我们我们已经检查了您的订单预计明天下午可以从配送中心发货请您耐心等待"
    thai = "ขอบคุณที่ติดต่อเราคำสั่งซื้อของคุณจะถูกจัดส่งจากศูนย์กระจายสินค้าในวันพรุ่งนี้ช่วงบ่าย"
    for text in (chinese, thai):
        parts = split_reply(text, 60)
        assert len(parts) == 2
        assert "".join(map(without_number, parts)) == text


@pytest.mark.parametrize(
    "token",
    [
        "https://example.jp/a/very/long/path?with=a&query=too",
        "https://example.jp/@user/posts",
        "example.co.jp/path",
        "@acme_help_account",
        "#ご注文のお問い合わせ",
        "someone.with.a.name@mail.example.com",
        "👩🏽‍🚀",
        "👨‍👩‍👧‍👦",
        "🇯🇵",
        "03-1234-5678",
    ],
)
def test_R4_what_belongs_together_is_never_cut(token: str) -> None:
    for before in range(1, 45):
        text = "あ" * before + "。" + token + " " + "い" * 40
        assert any(token in part.text for part in split_reply(text, 60)), before


def test_R4_a_word_longer_than_a_part_is_cut_between_characters() -> None:
    parts = split_reply("👩🏽‍🚀" * 300)
    assert len(parts) == 3
    assert all(set(re.findall("👩🏽‍🚀|.", without_number(part))) == {"👩🏽‍🚀"} for part in parts)


def test_R4_letters_keep_their_marks() -> None:
    parts = split_reply("か\u3099" * 300)
    assert all(without_number(part).startswith("か\u3099") for part in parts)
    assert [part.length for part in parts] == [280, 280, 52]


def test_R4_a_hashtag_longer_than_a_part_has_to_be_cut() -> None:
    assert solid("".join(map(without_number, split_reply("#" + "あ" * 300)))) == "#" + "あ" * 300


def test_R4_a_letter_with_more_marks_than_a_part_holds_has_to_be_cut() -> None:
    for letter in "xe":
        text = letter + "\u0301" * 1000
        assert "".join(map(without_number, split_reply(text))) == text


def test_R4_a_joiner_keeps_a_sentence_with_the_next() -> None:
    text = "あ" * 20 + "。\u200d" + "い" * 20
    assert "。\u200dい" in split_reply(text, 60)[0].text


def test_R4_numbers_of_two_digits_are_allowed_for() -> None:
    parts = split_reply("あ" * 2000)
    assert len(parts) == 15
    assert parts[0].text.endswith(" 1/15")
    assert parts[-1].text.endswith(" 15/15")
    assert max(part.length for part in parts) <= LIMIT


def test_R4_each_part_is_weighed_with_the_number_that_it_gets() -> None:
    for text in ("a" + " " * 3_000 + "b", JAPANESE * 40, ENGLISH * 60):
        parts = split_reply(text)
        assert [part.length for part in parts] == [weighted_length(part.text) for part in parts]


def test_R4_only_the_first_part_begins_with_handles_that_are_filled_in() -> None:
    text = "@mitsuki " + "あ" * 140
    assert split_reply(text, filled_in=["mitsuki"]) == (TextPart(text, 280),)
    parts = split_reply(text + "い", filled_in=["mitsuki"])
    assert texts(parts) == ["@mitsuki " + "あ" * 138 + " 1/2", "ああい 2/2"]
    assert parts[0].length == 280


def test_R4_what_becomes_a_link_only_after_the_cut_still_fits() -> None:
    label = "い" * 70
    text = f"{label}。a.co b.co c.co d.co {label}"
    assert all(part.length <= 50 for part in split_reply(text, 50))


@pytest.mark.parametrize("text", ["", "  \n", "\u3000", "\u200b\ufeff", "@mitsuki ", "\ufe0f"])
def test_R4_a_reply_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(EmptyReplyError) as caught:
        split_reply(text, filled_in=["mitsuki"])
    assert caught.value.path == "text"


def test_a_limit_without_room_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="39"):
        split_reply("hello", 39)


@pytest.mark.parametrize(
    "text", [JAPANESE * 110, ENGLISH * 60, "あ" * 25_000, "a" * 25_000, "。" * 25_000, "#" * 25_000]
)
def test_R4_the_longest_text_is_split_in_a_moment(text: str) -> None:
    began = time.process_time()
    split_reply(text[:25_000])
    assert time.process_time() - began < 5


tokens = st.sampled_from(
    [
        "https://example.jp/a/b?c=d",
        "example.com",
        "@acme_help",
        "#お客様サポート",
        "#help",
        "👩🏽‍🚀",
        "🇯🇵",
        "🐦‍🔥",
        "1️⃣",
        "か\u3099",
    ]
)
words = st.sampled_from(
    ["ご注文", "ありがとうございます", "hello", "world", "a", "12,000", "「はい」", "(ok)", "안녕", "ขอบคุณ", "谢谢"]
) | st.text(alphabet="あいう漢字abc", min_size=1, max_size=30)
between = st.sampled_from([" ", "  ", "\n", "\n\n", "　", "。", "、", "！？", ". ", ", ", "です。", "…"])


@st.composite
def replies(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text, and where its tokens stand when its spaces are left out."""
    text, spans = "", []
    for piece, kept, space in draw(
        st.lists(
            st.tuples(tokens, st.just(True), between) | st.tuples(words, st.just(False), between),
            min_size=1,
            max_size=40,
        )
    ):
        if kept:
            spans.append((len(solid(text)), len(solid(text + piece))))
        text += piece + space
    return text, spans


@settings(deadline=None, max_examples=150)
@given(replies(), st.integers(40, 280))
def test_R4_a_thread_is_the_text_and_each_part_fits(reply: tuple[str, list[tuple[int, int]]], limit: int) -> None:
    text, spans = reply
    parts = split_reply(text, limit)
    assert all(part.length == weighted_length(part.text) <= limit for part in parts)
    if len(parts) == 1:
        assert parts[0].text == text.strip()
        return
    assert [part.text.rsplit(" ", 1)[1] for part in parts] == [f"{n + 1}/{len(parts)}" for n in range(len(parts))]
    bodies = [without_number(part) for part in parts]
    assert all(body == body.strip() != "" for body in bodies)
    assert "".join(map(solid, bodies)) == solid(text)
    cuts = accumulate(len(solid(body)) for body in bodies)
    assert not [cut for cut in cuts for start, end in spans if start < cut < end]


@settings(deadline=None, max_examples=200)
@given(st.text(min_size=1, max_size=300), st.integers(40, 80))
def test_R4_any_text_is_split_or_refused(text: str, limit: int) -> None:
    try:
        parts = split_reply(text, limit)
    except EmptyReplyError:
        return
    assert all(part.length == weighted_length(part.text) <= limit for part in parts)
    bodies = [part.text if len(parts) == 1 else without_number(part) for part in parts]
    assert solid("".join(bodies)) == solid(text)


@settings(deadline=None, max_examples=60)
@given(replies(), st.integers(40, 280))
def test_R4_a_part_is_not_split_again(reply: tuple[str, list[tuple[int, int]]], limit: int) -> None:
    for part in split_reply(reply[0], limit):
        assert split_reply(part.text, limit) == (part,)
