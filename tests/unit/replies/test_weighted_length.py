"""What X counts of a text (R4)."""

import subprocess
import sys
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.networks.x.text.emoji import emoji_spans
from shared.networks.x.text.urls import url_spans
from shared.networks.x.text.weighted_length import weighted_length


def links(text: str) -> list[str]:
    return [text[start:end] for start, end in url_spans(text)]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("hello", 5),
        ("こんにちは", 10),
        ("ｶﾀｶﾅ", 8),
        ("日本語https://example.jp/aです", 33),
        ("한국어", 6),
        ("עברית", 5),
        ("ไทย", 3),
        ("“quoted” – it’s…", 17),
        ("\u10ff\u1100", 3),
        ("\u1fff\u2000\u200d\u200e\u2010\u201f\u2020\u2032\u2037\u2038", 2 + 1 + 1 + 2 + 1 + 1 + 2 + 1 + 1 + 2),
        ("𠮷野家", 6),
        ("e\u0301", 1),
        ("か\u3099", 2),
        ("\u212b", 1),
        ("a\nb\tc", 5),
    ],
)
def test_R4_a_code_point_weighs_one_or_two(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@pytest.mark.parametrize(
    "emoji",
    [
        "😀",
        "❤️",
        "❤",
        "👍🏽",
        "👩🏽‍🚀",
        "👨‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🇯🇵",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "1️⃣",
        "#⃣",
        "🐦‍🔥",
        "🧑‍🧑‍🧒‍🧒",
        "🙂‍↔️",
        "\U0001fae9",
        "⭐️",
        "☕️",
        "❗️",
        "🈚️",
        "©️",
        "👁️‍🗨️",
        "🤼🏻‍♀️",
    ],
)
def test_R4_an_emoji_weighs_two_however_long(emoji: str) -> None:
    assert weighted_length(emoji) == 2
    assert weighted_length(f"a{emoji}あ{emoji}{emoji}") == 9


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("©", 1),
        ("1#*", 3),
        ("👨\u200d👩\u200d🔥", 2 + 1 + 2 + 1 + 2),
        ("🐱🏽", 4),
        ("a\ufe0f", 3),
        ("☺\ufe0e", 4),
        ("🇯", 2),
        ("🇯🇵🇺", 4),
        ("🇦🇦", 4),
    ],
)
def test_R4_what_no_font_draws_as_one_is_counted_in_pieces(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://example.com", ["http://example.com"]),
        ("HTTPS://Example.COM/A", ["HTTPS://Example.COM/A"]),
        ("see example.com.", ["example.com"]),
        ("詳細はexample.co.jpをご覧", ["example.co.jp"]),
        ("example.com/a?b=c&d=e#f!", ["example.com/a?b=c&d=e#f"]),
        ("example.com?a=b", ["example.com"]),
        ("https://example.com?a=b", ["https://example.com?a=b"]),
        ("https://example.com:8080/a", ["https://example.com:8080/a"]),
        ("(https://example.com/a_(b)_c)", ["https://example.com/a_(b)_c"]),
        ("https://example.com/a_(b(c)d).", ["https://example.com/a_(b(c)d)"]),
        ("https://example.com/a.(b)", ["https://example.com/a"]),
        ("https://example.com/日本", ["https://example.com/"]),
        ("https://example.com/я", ["https://example.com/я"]),
        ("https://日本語.jp/a", ["https://日本語.jp/a"]),
        ("https://例え.みんな です", ["https://例え.みんな"]),
        ("例え.みんな", []),
        ("https://xn--p1ai.xn--p1ai/", ["https://xn--p1ai.xn--p1ai/"]),
        ("https://t.co/abc123、それ", ["https://t.co/abc123"]),
        ("https://t.co/abc123/more", ["https://t.co/abc123"]),
        ("https://t.co/" + "a" * 41, []),
        ("a.com b.co.uk", ["a.com", "b.co.uk"]),
        ("a.com中国語.b.org", ["a.com", "b.org"]),
        ("ftp.example.invalid", []),
        ("https://example.invalid", []),
        ("example.comx", []),
        ("example.com+x", []),
        ("user@example.com", []),
        ("#example.com", []),
        ("$example.com", []),
        ("-example.com", []),
        ("_example.com", []),
        ("foo_bar.com", []),
        ("https://foo_bar.com", []),
        ("https://foo_bar.example.com", ["https://foo_bar.example.com"]),
        ("https://-example.com", []),
        ("https://example-.com", []),
        ("ahttps://example.com", []),
        ("http://http://example.com", ["http://example.com"]),
        ("v1.0 3.14 a..b ... e.g.", []),
        ("https://" + "a" * 63 + ".com", ["https://" + "a" * 63 + ".com"]),
        ("https://" + "a" * 64 + ".com", []),
        ("https://example.com/" + "a" * 4096, []),
        ("https://xn--a日.com", []),
        ("a.b.日.com", []),
        ("https://a.みかん", []),
    ],
)
def test_R4_links_are_where_x_sees_them(text: str, expected: list[str]) -> None:
    assert links(text) == expected


@pytest.mark.parametrize("link", ["https://example.com/" + "a" * 200, "t.co", "http://日本語.jp"])
def test_R4_a_link_weighs_23_whatever_its_length(link: str) -> None:
    assert weighted_length(f"a {link} b") == 27


def test_R4_an_emoji_in_a_link_belongs_to_the_link() -> None:
    assert weighted_length("https://👩🏽‍🚀.com/ 👩🏽‍🚀") == 23 + 1 + 2


@pytest.mark.parametrize(
    ("text", "filled_in", "weight"),
    [
        ("@mitsuki こんにちは", ["mitsuki"], 10),
        ("@Mitsuki @acme_help  こんにちは", ["mitsuki", "@acme_help"], 10),
        ("@mitsuki こんにちは", [], 19),
        ("@mitsuki こんにちは", ["acme"], 19),
        ("@mitsuki2 hi", ["mitsuki"], 12),
        ("hi @mitsuki", ["mitsuki"], 11),
        ("＠mitsukiさん", ["mitsuki"], 4),
        ("@mitsuki", ["mitsuki"], 0),
    ],
)
def test_R4_handles_that_the_network_fills_in_do_not_count(text: str, filled_in: list[str], weight: int) -> None:
    assert weighted_length(text, filled_in=filled_in) == weight


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 25_000 + ".com",
        "a." * 12_500,
        "あ.com" * 5000,
        "a.com/" + "(a" * 12_500,
        "a@" * 12_500,
        "é" * 25_000 + ".co",
    ],
)
def test_R4_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    weighted_length(text)
    assert time.process_time() - began < 3


@settings(deadline=None)
@given(st.text())
def test_R4_no_text_is_beyond_counting(text: str) -> None:
    weight = weighted_length(text)
    assert weight == weighted_length(unicodedata.normalize("NFC", text))
    composed = unicodedata.normalize("NFC", text)
    if not url_spans(composed) and not emoji_spans(composed):
        assert len(composed) <= weight <= 2 * len(composed)


@settings(deadline=None)
@given(st.text(alphabet="aZé日あ。、.co/:-_@#?=() 😀\ufe0f\u200d🏽🇯🇵1\u20e3", max_size=60))
def test_R4_links_and_emoji_lie_in_order_and_apart(text: str) -> None:
    for spans in (url_spans(text), emoji_spans(text)):
        assert all(start < end for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_function_that_splits_nothing_loads_none_of_it() -> None:
    reads = """
import sys
from shared.domain.replies.splitting import split_reply
from shared.networks.x.text.measure import POST
split_reply("ありがとうございます。 See https://example.com 😀", POST, filled_in=["a"])
assert not {"emoji", "regex", "budoux"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", reads], check=True, cwd=Path(__file__).parents[3])
