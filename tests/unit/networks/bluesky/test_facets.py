"""Links, names and tags as ranges of bytes: made of the final text, and read with care."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.posts.kinds import Channel
from shared.networks.bluesky.text.facets import facets, handles_in, slices
from shared.networks.bluesky.text.languages import languages
from shared.networks.bluesky.text.measure import measure

HANAKO = "did:plc:hanakohanakohanako234567"
KNOWN = {"hanako.example.com": HANAKO}


def made(text: str) -> list[tuple[str, str]]:
    """What each facet covers, by the bytes that it names, and what it means."""
    raw = text.encode()
    found = []
    for facet in facets(text, KNOWN.get):
        [feature] = facet["features"]
        covered = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        found.append((covered, feature.get("uri") or feature.get("did") or feature["tag"]))
    return found


def test_a_link_and_a_name_behind_emoji_and_kanji_are_where_they_stand() -> None:
    text = "👩‍👩‍👧 @hanako.example.com さん、詳しくは https://acme.example.com/ヘルプ?a=1 をどうぞ🙇 #返品"
    assert made(text) == [
        ("@hanako.example.com", HANAKO),
        ("https://acme.example.com/", "https://acme.example.com/"),
        ("#返品", "返品"),
    ]


def test_byte_ranges_are_those_of_utf_8_and_end_before_their_end() -> None:
    [facet] = facets("é 🧵 https://a.example.com", KNOWN.get)
    assert facet["index"] == {"byteStart": 8, "byteEnd": 29}


def test_a_link_without_a_scheme_leads_to_the_safe_one() -> None:
    assert made("see acme.example.com/help.") == [("acme.example.com/help", "https://acme.example.com/help")]


@pytest.mark.parametrize(
    "text", ["@nobody.example.org hello", "mail@hanako.example.com", "https://a.example.com/@hanako.example.com"]
)
def test_N6_a_name_that_is_nobodys_or_part_of_something_else_tells_nobody(text: str) -> None:
    assert HANAKO not in [meaning for _, meaning in made(text)]


def test_N6_the_names_that_a_writer_types_are_seen() -> None:
    assert handles_in("@hanako.example.com, ＠kenji.example.org and a@b.example.com") == (
        "hanako.example.com",
        "kenji.example.org",
    )


@given(st.text(max_size=200), st.integers(-5, 300), st.integers(-5, 300))
def test_I5_whatever_a_facet_claims_it_covers_a_part_of_the_text_or_nothing(text: str, start: int, end: int) -> None:
    text = text.encode("utf-8", "replace").decode()
    facet = {"index": {"byteStart": start, "byteEnd": end}, "features": [{"$type": "x#link"}]}
    for first, last, covered, _ in slices(text, [facet]):
        assert text[first:last] == covered
        assert covered.encode() == text.encode()[start:end]


@pytest.mark.parametrize(
    "facet",
    [
        None,
        {},
        {"index": None},
        {"index": {"byteStart": 0}},
        {"index": {"byteStart": 4, "byteEnd": 2}, "features": [{}]},
        {"index": {"byteStart": 0, "byteEnd": 99}, "features": [{}]},
        {"index": {"byteStart": 0, "byteEnd": 1}, "features": [{}]},
        {"index": {"byteStart": True, "byteEnd": 3}, "features": [{}]},
        {"index": {"byteStart": 0, "byteEnd": 3}, "features": "no list"},
    ],
)
def test_an_impossible_facet_is_left_out(facet: Any) -> None:
    assert list(slices("はい", [facet])) == []


@pytest.mark.parametrize(
    ("text", "answered", "told"),
    [
        ("お調べします", ["en"], ["ja"]),
        ("It left today.", ["en"], ["en"]),
        ("It left today.", ["ja"], []),
        ("네, 알겠습니다", ["ja"], ["ko"]),
        ("It left today.", ["en", 7, "<p>", "fr-CA"], ["en", "fr-CA"]),
    ],
)
def test_the_language_of_an_answer_is_told_only_if_it_is_known(text: str, answered: list[Any], told: list[str]) -> None:
    assert languages(text, answered) == told


def test_R4_a_post_is_measured_in_letters_and_in_bytes() -> None:
    post, message = measure(Channel.PUBLIC), measure(Channel.DIRECT)
    assert (post.unit, post.limit, post.bytes_limit) == ("graphemes", 300, 3_000)
    assert (message.limit, message.bytes_limit, message.numbered) == (1_000, 10_000, False)
    assert post.counting.length("👩‍👩‍👧" * 300) == 300
    assert len(("👩‍👩‍👧" * 300).encode()) > 3_000
    assert post.counting.length("https://acme.example.com/help") == 29
