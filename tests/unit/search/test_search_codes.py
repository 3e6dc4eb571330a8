"""What is a code in a text, and which codes a query finds."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.text.codes import LEAST, LONGEST, MOST, CodeLookup, codes_in, compact, lookups_for, pattern_of_code
from shared.domain.text.search_words import ExcerptPiece, excerpt

LETTERS = st.sampled_from("abcxyz019")
CODES = st.text(LETTERS, min_size=LEAST, max_size=20).filter(lambda code: any(c.isdigit() for c in code))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ()),
        ("order 66001 arrived broken", ("66001",)),
        ("注文番号６６００１が届きません", ("66001",)),
        ("＃６６００１、A-15021と#15022です", ("66001", "a-15021", "15022")),
        ("0３ー1２34ー5678", ("03-1234-5678",)),
        ("A–15021 and A‑15021 and A—15021", ("a-15021",)),
        ("tel 090 1234 5678 お願い", ("09012345678",)),
        ("+81 (0)90-1234-5678", ("8109012345678",)),
        ("3,000円 1,234,567", ("3000", "1234567")),
        ("No.66001.Thanks", ("66001",)),
        ("66001/66002", ("66001", "66002")),
        ("v2 a1 12 x", ()),
        ("hello there", ()),
        ("@user123 @acme4help ＠bot99 text", ()),
        ("https://t.co/ab12cd34", ()),
        ("https://shop.example/o/66001?id=77a first 500", ("500", "66001", "77a")),
        ("٦٦٠٠١ ६६००२", ("66001", "66002")),
        ("iPhone15 IPHONE15", ("iphone15",)),
        ("9" * LONGEST + " " + "9" * (LONGEST + 1), ("9" * LONGEST,)),
    ],
)
def test_codes_of_a_text(text: str, codes: tuple[str, ...]) -> None:
    assert codes_in(text) == codes


def test_a_text_has_ten_codes_at_most_and_those_of_its_links_last() -> None:
    text = "https://x.example/9999 " + " ".join(str(n) for n in range(100, 120))
    assert codes_in(text) == tuple(str(n) for n in range(100, 110))
    assert len(codes_in(text)) == MOST


@given(st.text(max_size=300))
def test_codes_are_folded_short_and_each_once(text: str) -> None:
    codes = codes_in(text)
    assert len(codes) <= MOST
    assert len({compact(code) for code in codes}) == len(codes)
    for code in codes:
        assert LEAST <= len(compact(code)) <= LONGEST
        assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert any(letter.isdigit() for letter in code)


@given(
    CODES,
    st.sampled_from(["", "注文", "「", "#", "No.", "は", " ", "\n"]),
    st.sampled_from(["", "です", "」", "、", ".", "!"]),
)
def test_a_code_between_other_letters_is_found_by_itself_in_any_width(code: str, before: str, after: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert unicodedata.normalize("NFKC", wide) == code
    for text in (f"{before}{code}{after}", f"{before}{wide.upper()}{after}"):
        assert code in codes_in(text)
        assert any(lookup.fits(code) for lookup in lookups_for(text))


@given(CODES, st.integers(1, 19))
@example("1000000000", 1)
def test_a_code_is_found_with_a_dash_anywhere_in_it(code: str, place: int) -> None:
    place = min(place, len(code) - 1)
    dashed = f"{code[:place]}-{code[place:]}"
    assert [compact(each) for each in codes_in(dashed)] == [code]
    assert lookups_for(dashed)[0].fits(code)
    assert lookups_for(code)[0].fits(dashed)


@pytest.mark.parametrize(
    ("lookup", "fitting", "others"),
    [
        (CodeLookup("15021"), ("15021", "a-15021", "a15021", "xy-9-15021"), ("115021", "15021a", "1502", "9-115021")),
        (CodeLookup("15021", alone=True), ("15021", "15-021"), ("a15021", "a-15021")),
        (CodeLookup("a15021"), ("a15021", "a-15021", "9-a15021", "9a15021"), ("ba15021", "15021")),
        (
            CodeLookup("9012345678", before="[1-9][0-9]{0,2}", alone=True),
            ("819012345678", "9012345678"),
            ("09012345678",),
        ),
    ],
)
def test_a_lookup_ends_at_a_boundary(lookup: CodeLookup, fitting: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert [code for code in (*fitting, *others) if lookup.fits(code)] == list(fitting)


def test_a_query_without_a_code_looks_none_up() -> None:
    assert lookups_for("hello ケトル 12") == ()


@pytest.mark.parametrize("written", ["A-15021", "a15021", "Ａ－１５０２１", "A 15021"])
def test_a_code_is_marked_however_it_is_written(written: str) -> None:
    shown = excerpt(f"My order {written}, please", [pattern_of_code("a15021")])
    assert shown == (ExcerptPiece("My order "), ExcerptPiece(written, hit=True), ExcerptPiece(", please"))
