"""Words as the search compares them, where they go, and how a hit is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.text.search_terms import PIECE, ROOM, SPAN, Indexed, Slot, indexed
from shared.domain.text.search_words import (
    EXCERPT,
    LONGEST_NEEDLE,
    MOST_NEEDLES,
    ExcerptPiece,
    excerpt,
    needles_in,
    pattern_of,
    pieces_of,
    search_text,
)

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
TEXTS = st.text(st.sampled_from("aA ｶﾞがeé\u0301ﬁ①㍻ Σς\n\u3000한글ﾞ🙂\u200d♀"), max_size=60) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("query", "needles"),
    [
        ("", ()),
        (" \n\u3000 ", ()),
        ('""', ()),
        ('"', ()),
        ("ｹﾄﾙ", ("ケトル",)),
        ("Red  red RED", ("red",)),
        ("a bb ccc", ("ccc", "bb", "a")),
        ('"two words" one', ("two words", "one")),
        ("“two  words” one", ("two words", "one")),
        ('unclosed "quote here', ("unclosed", "quote", "here")),
        ("!!!", ("!!!",)),
        ("@Emi", ("@emi",)),
    ],
)
def test_what_a_query_asks_for(query: str, needles: tuple[str, ...]) -> None:
    assert needles_in(query) == needles


@given(st.text(max_size=600))
def test_no_query_asks_for_more_than_it_may(query: str) -> None:
    needles = needles_in(query)
    assert len(needles) <= MOST_NEEDLES
    assert all(0 < len(needle) <= LONGEST_NEEDLE and needle == search_text(needle) for needle in needles)


@given(TEXTS)
def test_folding_twice_is_folding_once_and_leaves_one_line(text: str) -> None:
    assert search_text(search_text(text)) == search_text(text)
    assert "\n" not in search_text(text)


@given(TEXTS, st.data())
def test_an_excerpt_is_a_stretch_of_the_text(text: str, data: st.DataObject) -> None:
    words = search_text(text)
    needle = ""
    if words:
        start = data.draw(st.integers(0, len(words) - 1))
        needle = search_text(words[start : start + data.draw(st.integers(1, 8))])
    shown = excerpt(text, [pattern_of(needle)] if needle else [])
    plain = "".join(piece.text for piece in shown if piece.text != "…")
    assert plain in text or "…" in text
    assert len(plain) <= EXCERPT


@given(st.text(st.sampled_from("aAｱあ1①ﬁ \n🙂"), max_size=60), st.integers(0, 59), st.integers(1, 8))
def test_what_an_excerpt_marks_is_what_was_looked_for(text: str, start: int, length: int) -> None:
    needle = search_text(text[start : start + length])
    hits = [search_text(piece.text) for piece in excerpt(text, [pattern_of(needle)] if needle else []) if piece.hit]
    assert bool(hits) == bool(needle)
    assert all(needle in hit for hit in hits)


def test_an_excerpt_shows_where_the_first_hit_stands_and_marks_every_one_as_it_was_written() -> None:
    text = "はじめに。" * 20 + "電気ｹﾄﾙの件。ケトルは" + "青い" * 200
    shown = excerpt(text, [pattern_of("ケトル")])
    assert shown[0] == shown[-1] == ExcerptPiece("…")
    assert [piece.text for piece in shown if piece.hit] == ["ｹﾄﾙ", "ケトル"]
    assert excerpt("nothing of it", [pattern_of("x")]) == (ExcerptPiece("nothing of it"),)
    assert excerpt("", [pattern_of("x")]) == ()
    assert [piece.text for piece in excerpt("a\n\n b", [pattern_of("a b")]) if piece.hit] == ["a\n\n b"]


def test_hits_that_overlap_are_marked_once() -> None:
    assert excerpt("abcd", [pattern_of("abc"), pattern_of("bcd")]) == (ExcerptPiece("abcd", hit=True),)


@given(st.text(st.sampled_from("aあ🙂"), max_size=3000), st.integers(700, 2000))
def test_pieces_of_a_long_text_lose_no_needle_between_them(words: str, limit: int) -> None:
    pieces = pieces_of(words, limit=limit)
    assert all(len(piece.encode()) <= limit for piece in pieces)
    for start in range(0, max(1, len(words) - LONGEST_NEEDLE), 37):
        assert any(words[start : start + LONGEST_NEEDLE] in piece for piece in pieces)


def test_a_text_joins_the_words_of_its_day_until_they_are_many() -> None:
    first = indexed("the kettle", NOON, {})
    slot = Slot(NOON)
    assert first == Indexed((), (slot,))
    just = NOON + SPAN - timedelta(microseconds=1)
    assert indexed("it leaks", just, {slot: 100}).slots == (slot,)
    assert indexed("it leaks", NOON + SPAN, {slot: 100}).slots == (Slot(NOON + SPAN),)
    assert indexed("it leaks", NOON - timedelta(seconds=1), {slot: 100}).slots == (Slot(NOON - timedelta(seconds=1)),)
    assert indexed("it leaks", just, {slot: ROOM}).slots == (Slot(just),)
    assert indexed("it leaks", NOON, {slot: ROOM}).slots == (Slot(NOON, 1),)
    assert indexed(" \n", NOON, {}) == Indexed()


def test_a_long_text_goes_into_as_many_slots_as_it_needs_and_leaves_the_others_alone() -> None:
    long = indexed("あ" * 3000, NOON, {Slot(NOON): 10})
    assert long.slots == tuple(Slot(NOON, n) for n in (1, 2, 3))
    assert 3 * PIECE > 9000


def test_what_stood_there_before_is_remembered_until_it_is_let_go() -> None:
    old, new = indexed("order 66001 and 66002", NOON, {}), indexed("order 66002", NOON + SPAN, {})
    both = new.instead_of(old)
    assert both == Indexed(("66002",), (Slot(NOON + SPAN),), ("66001",), (Slot(NOON),))
    assert both.outdated
    gone = Indexed().instead_of(both)
    assert gone == Indexed((), (), ("66002", "66001"), (Slot(NOON + SPAN), Slot(NOON)))
    assert gone.without_outdated() is None
    assert both.without_outdated() == new
    assert new.instead_of(None) == new
    assert Indexed().instead_of(None) is None
