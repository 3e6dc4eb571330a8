"""A network's measure is its own: what counts, how much, and what becomes of a longer text (R4)."""

import pytest

from shared.domain.errors import InvalidError
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.replies.splitting import TextPart, split_reply
from shared.usecases.replies.reply_parts import parts_of

GRAPHEMES = Measure("graphemes", 300, LetterCount(lambda _: 1))
BYTES = Measure("bytes", 1_000, LetterCount(lambda letter: len(letter.encode())), splits=False, numbered=False)
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
