"""A network's measure is its own: what counts, how much, and what becomes of a longer text (R4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import EmptyReplyError, InvalidError
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.replies.splitting import TextPart, split_reply
from shared.usecases.replies.reply_parts import parts_of

GRAPHEMES = Measure("graphemes", 300, LetterCount(lambda _: 1))
BYTES = Measure("bytes", 1_000, LetterCount(lambda letter: len(letter.encode())), splits=False, numbered=False)
BOTH = Measure("graphemes", 300, LetterCount(lambda _: 1), bytes_limit=3_000)
SMALL = Measure("graphemes", 70, LetterCount(lambda _: 1), bytes_limit=140)
SMALL_LETTERS = Measure("graphemes", 70, LetterCount(lambda _: 1))
FAMILY = "👩🏽‍❤️‍💋‍👨🏻"
"""One letter, as people see it, of 35 bytes."""

NAME = "@mitsuki@toot.example "
UNNUMBERED = Measure("utf16", 50, LetterCount(lambda letter: len(letter.encode("utf-16-le")) // 2), numbered=False)


def test_R4_a_text_that_fits_by_its_own_networks_measure_is_one_part() -> None:
    assert split_reply("あ" * 300, GRAPHEMES) == (TextPart("あ" * 300, 300),)
    assert split_reply("👩🏽‍🚀" * 300, GRAPHEMES)[0].length == 300


def test_R4_one_more_is_two_parts_that_fit() -> None:
    parts = split_reply("👩🏽‍🚀" * 301, GRAPHEMES)
    assert [part.length for part in parts] == [300, 9]
    assert [part.text[-4:] for part in parts] == [" 1/2", " 2/2"]


def test_R4_parts_that_are_no_posts_of_their_own_carry_no_numbers() -> None:
    parts = split_reply("ご連絡ありがとうございます。" * 10, UNNUMBERED)
    assert len(parts) > 1
    assert "".join(part.text for part in parts) == "ご連絡ありがとうございます。" * 10
    assert all(part.length <= 50 for part in parts)


def test_R4_a_message_that_may_not_be_split_is_refused_where_it_is_too_long() -> None:
    assert parts_of("あ" * 333, BYTES, to=None) == (TextPart("あ" * 333, 999),)
    with pytest.raises(InvalidError):
        parts_of("あ" * 334, BYTES, to=None)
    assert parts_of("あ" * 334, BYTES, to=None, strict=False)[0].length == 1_002


def test_R4_a_text_of_few_letters_and_many_bytes_is_split_where_the_bytes_end() -> None:
    assert len(FAMILY.encode()) == 35
    assert len(split_reply(FAMILY * 85, BOTH)) == 1
    parts = split_reply(FAMILY * 86, BOTH)
    assert [(part.length, part.bytes <= 3_000) for part in parts] == [(89, True), (5, True)]
    assert "".join(part.text[:-4] for part in parts) == FAMILY * 86


def test_R4_a_text_of_few_bytes_and_many_letters_is_split_where_the_letters_end() -> None:
    assert [part.length for part in split_reply("a" * 301, BOTH)] == [300, 9]


@given(st.text(alphabet=f"aあ。 \n@{FAMILY}\u0301\ud800", min_size=1, max_size=400))
def test_R4_every_part_obeys_both_limits_and_nothing_is_lost(text: str) -> None:
    try:
        parts = split_reply(text, SMALL, opening=NAME)
    except EmptyReplyError:
        return
    assert all(part.length <= 70 and part.bytes <= 140 for part in parts)
    assert all(part.text.startswith(NAME) for part in parts)
    marks = [f" {n}/{len(parts)}" if len(parts) > 1 else "" for n in range(1, len(parts) + 1)]
    said = "".join(part.text.removeprefix(NAME).removesuffix(mark) for part, mark in zip(parts, marks, strict=True))
    assert "".join(said.split()) == "".join(text.split())


def test_R4_a_letter_of_more_bytes_than_a_part_may_have_is_cut_all_the_same() -> None:
    parts = split_reply("e" + "\u0301" * 200, SMALL)
    assert all(part.bytes <= 140 for part in parts)
    assert sum(part.text.count("\u0301") for part in parts) == 200


def test_R4_a_message_that_may_not_be_split_is_refused_for_its_bytes_too() -> None:
    measure = Measure("graphemes", 300, LetterCount(lambda _: 1), splits=False, numbered=False, bytes_limit=3_000)
    assert parts_of(FAMILY * 85, measure, to=None)[0].bytes == 2_975
    with pytest.raises(InvalidError, match="3000 bytes"):
        parts_of(FAMILY * 86, measure, to=None)
    assert not measure.fits(FAMILY * 86, 86)


def test_N6_the_opening_stands_in_front_of_every_part_and_counts() -> None:
    text = "ご連絡ありがとうございます。" * 40
    parts = split_reply(text, BOTH, opening=NAME)
    assert len(parts) > 1
    assert all(part.text.startswith(NAME) and part.length <= 300 for part in parts)
    fits = "あ" * (300 - len(NAME))
    assert split_reply(fits, BOTH, opening=NAME) == (TextPart(NAME + fits, 300),)
    assert len(split_reply(fits + "あ", BOTH, opening=NAME)) == 2


@pytest.mark.parametrize("typed", ["@mitsuki@toot.example ", "@Mitsuki@Toot.Example\n", "  @mitsuki@toot.example　"])
def test_N6_an_opening_that_the_writer_typed_stands_there_once(typed: str) -> None:
    assert [part.text for part in split_reply(typed + "発送しました。", BOTH, opening=NAME)] == [
        NAME + "発送しました。"
    ]


def test_N6_another_name_at_the_front_is_no_opening() -> None:
    [part] = split_reply("@mitsuki@toot.example.net hello", BOTH, opening=NAME)
    assert part.text == NAME + "@mitsuki@toot.example.net hello"


def test_R4_an_opening_alone_says_nothing() -> None:
    with pytest.raises(EmptyReplyError):
        split_reply(NAME, BOTH, opening=NAME)


def test_N6_an_opening_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(InvalidError, match="leaves no room"):
        split_reply("hello", BOTH, opening="@" + "a" * 270 + " ")


@pytest.mark.parametrize(("parts", "calls"), [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_R4_parts_that_leave_together_are_so_many_calls(parts: int, calls: int) -> None:
    assert Measure("utf16", 5_000, LetterCount(), together=5).calls(parts) == calls


@pytest.mark.parametrize("name", ["@mitsuki@toot.example", "@mitsuki.social-shop.example", "@mitsuki.t@a.b.example"])
@pytest.mark.parametrize("before", range(30, 70))
def test_R4_no_part_ends_within_a_name_with_a_server(name: str, before: int) -> None:
    text = "x" * before + "、" + name + "y、" * 40
    assert any(name in part.text for part in split_reply("ア" * before + name + "ア" * 60, SMALL_LETTERS))
    assert any(name in part.text for part in split_reply(text, SMALL_LETTERS))
