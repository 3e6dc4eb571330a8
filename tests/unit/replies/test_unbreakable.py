"""What a reader takes in at once stays in one part: a list number with its item, a title with its name (R4)."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.networks.x.text.weighted_length import weighted_length
from tests.x_text import split_reply

STEPS = (
    "Please do this:\n1. Unplug the machine and wait for half a minute.\n2. Hold the button until the light is green.\n"
    "3. Let go, and plug it in again while the light is on; it starts by itself then.\n"
    "4. Do not throw anything away before it has started, please, whatever the light does."
)

TORN = [
    "1. Unplug", "10. Unplug", "12) Unplug", "(3) Unplug", "a) Unplug", "b. Unplug", "iv. Unplug", "１．電源を", "１０．電源を",
    "①電源を", "⑫ 電源を", "（1）電源を", "（２）電源を", "一、電源を", "・電源を", "- Unplug", "• Unplug", "※ 電源を",
    "Dr. Smith", "Mr. Tanaka", "Mrs. Jones", "Prof. Sato", "No. 15", "Fig. 3", "St. Ives", "approx. 20", "e.g. this", "vs. them",
    "p. 12", "Vol. 3", "Tel. 03", "Jan. 15", "Thurs. 12", "J. Smith", "5 kg", "20 %", "30 minutes", "3 p.m.", "USD 20", "¥ 500",
    "第 3", "〒 100", "株式会社 アクメ", "田中 様",
]  # fmt: skip
"""Each is written as one, and would be torn at its space, or behind its number."""


def bodies(text: str, limit: int = 280) -> list[str]:
    parts = split_reply(text, limit)
    assert all(part.length == weighted_length(part.text) <= limit for part in parts)
    return [re.sub(r" \d+/\d+$", "", part.text) for part in parts] if len(parts) > 1 else [parts[0].text]


def at_every_place(piece: str, before: str, behind: str) -> list[list[str]]:
    """The piece at every distance from where a part ends."""
    return [bodies(f"{before * n}{piece}{behind * 30}", 60) for n in range(1, 28)]


@pytest.mark.parametrize("piece", TORN)
@pytest.mark.parametrize(("before", "behind"), [("aaa ", " bbb"), ("あいう、", "、えお")], ids=["latin", "japanese"])
@pytest.mark.parametrize("break_before", ["", "\n"], ids=["inline", "line"])
def test_R4_what_belongs_together_is_in_one_part(piece: str, before: str, behind: str, break_before: str) -> None:
    at_line_start = re.match(r"[a-zA-Z][.)]|iv|[-•※・一]|[(（\d１①⑫]", piece) is not None
    if at_line_start and not break_before:
        before += "。" if before[0] == "あ" else ""
        break_before = "\n"
    for parts in at_every_place(break_before + piece, before, behind):
        assert any(piece in part for part in parts), (piece, parts)


def test_R4_a_list_is_cut_between_its_items() -> None:
    parts = bodies(STEPS, 200)
    assert len(parts) == 2
    assert parts[1].startswith(("3. Let go", "4. Do not"))
    assert not re.search(r"\n?\d\.$", parts[0])


def test_R4_what_introduces_a_list_goes_with_its_first_item() -> None:
    text = "x" * 30 + ". " + "You should bring this:\n1. Your passport, " + "please " * 20
    for limit in range(60, 140, 3):
        assert not [part for part in bodies(text, limit)[:-1] if part.endswith(":")], limit


@pytest.mark.parametrize(
    "number",
    [
        "03-1234-5678", "０３－１２３４－５６７８", "(03) 1234-5678", "+81 3-1234-5678", "+44 20 7946 0958", "0120 123 456",
        "A-15021", "INV-2026-0042", "15021-A", "4G7-XK2-99", "SKU-7",
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["Call us at\n", "Tel:\n", "電話番号：\n", "番号は", "No. "])
def test_R4_numbers_and_codes_are_one_word(number: str, label: str) -> None:
    for before in ("aaa ", "あいう、"):
        for parts in at_every_place(label + number, before, " and 次に"):
            assert any(number in part for part in parts), (number, parts)


def test_R4_a_telephone_number_goes_with_the_line_that_names_it() -> None:
    for parts in at_every_place("Please call us at\n03-1234-5678", "aaa ", " bbb"):
        assert any("at\n03-1234-5678" in part for part in parts), parts


def test_R4_an_abbreviation_in_the_middle_ends_no_sentence() -> None:
    text = "We sell cups, plates, bowls etc. and we ship them to you. " + "More words follow here. " * 3
    assert bodies(text, 70)[0].endswith("we ship them to you.")
    assert bodies(text, 55)[0].endswith("etc. and we ship them")


def test_R4_what_is_longer_than_a_part_is_torn_at_a_space_and_not_in_a_word() -> None:
    text = " ".join(f"{n}. " * 3 + "Dr. Mr. No. " for n in range(30))
    words = set(text.split())
    assert {word for part in bodies(text, 60) for word in part.split()} == words


items = st.lists(
    st.tuples(
        st.sampled_from(["{n}. ", "{n}) ", "({n}) ", "{n}．", "・", "- ", "①", "a) "]),
        st.sampled_from(["Unplug it", "電源を切ってください", "Call Dr. Smith", "Pay 500 円", "番号は A-15021 です"]),
        st.sampled_from([".\n", "。\n", "\n", "\n\n"]),
    ),
    min_size=2,
    max_size=30,
)


@settings(deadline=None, max_examples=150)
@given(items, st.integers(70, 280))
def test_R4_no_part_ends_with_the_number_of_an_item_or_begins_without_it(
    listed: list[tuple[str, str, str]], limit: int
) -> None:
    lines = [(mark.format(n=n), said) for n, (mark, said, _) in enumerate(listed, start=1)]
    text = "".join(mark + said + end for (mark, said), (_, _, end) in zip(lines, listed, strict=True))
    for part in bodies(text, limit):
        assert not re.search(r"(?:^|\n)\s*(?:[(]?\d{1,2}[.)．]|[・①-]|a\))\s*$", part), part
        assert not re.match(r"(?:Unplug|電源|Call|Pay|番号)", part), part
        assert "Dr. Smith" in part or ("Dr." not in part and "Smith" not in part), part
    assert "".join("".join(part.split()) for part in bodies(text, limit)) == "".join(text.split())


@pytest.mark.parametrize("run", ["1. ", "1-", "a-1", "( ", "Dr. ", ":\n", "１", "+", "No. ", "(((((", "1 ", "・", "様"])
def test_R4_no_text_however_hostile_is_looked_at_for_long(run: str) -> None:
    began = time.process_time()
    split_reply("あ" + (run * 25_000)[:24_000])
    assert time.process_time() - began < 5
