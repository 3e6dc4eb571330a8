"""R1: a reply of unknown outcome is found again by its words, whatever X made of them on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.fake_x.data.post_text import compose
from shared.networks.x.api.words import unescaped
from shared.networks.x.text.text_matching import texts_match


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Sorry about that!", "@hanako_m Sorry about that!"),
        ("Sorry about that!", "@taro_k @hanako_m Sorry about that!"),
        ("@hanako_m Sorry!", "@hanako_m Sorry!"),
        ("ご不便を\nおかけしました", "@hanako_m ご不便を おかけしました"),
        ("fish & chips <3", "@hanako_m fish & chips <3"),
        ("cafe\u0301", "caf\u00e9"),
        ("See https://example.com/help?a=1&b=2 please", "See https://t.co/AbCdEfGhIj please"),
        ("See https://example.com/help.", "See https://t.co/AbCdEfGhIj."),
        ("See example.com/help now", "See https://t.co/AbCdEfGhIj now"),
        ("詳しくはhttps://example.jp/aです", "詳しくはhttps://t.co/AbCdEfGhIjです"),
        ("https://en.example.org/wiki/Tea_(drink) has it", "https://t.co/AbCdEfGhIj has it"),
        ("(https://example.com/a)", "(https://t.co/AbCdEfGhIj)"),
        ("With a picture", "With a picture https://t.co/AbCdEfGhIj"),
        ("https://example.com", "https://t.co/AbCdEfGhIj"),
        ("1/2 The first half ^KT", "@hanako_m 1/2 The first half ^KT"),
        ("👍", "@hanako_m 👍"),
    ],
)
def test_what_x_does_to_a_text_changes_no_words(ours: str, theirs: str) -> None:
    assert texts_match(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Sorry about that!", "@hanako_m Sorry about this!"),
        ("1/2 The first half", "@hanako_m 2/2 The first half"),
        ("See https://example.com/a", "https://t.co/AbCdEfGhIj"),
        ("https://example.com", "@hanako_m"),
        ("👍", "👎"),
        ("はい", "いいえ"),
        ("Thanks", ""),
    ],
)
def test_other_words_are_other_words(ours: str, theirs: str) -> None:
    assert not texts_match(ours, theirs)


@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "We",
                "sorry",
                "ご連絡",
                "&",
                "<b>",
                "😢",
                "https://example.com/a?b=c",
                "http://example.jp",
                "\n",
                "5.5",
                "^KT",
            ]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_what_the_stand_in_for_x_stores_is_recognised(pieces: list[str]) -> None:
    ours = " ".join(pieces).strip()
    stored = compose(ours, filled_in=["hanako_m"], quoted_url=None, user_id=lambda handle: None)
    assert texts_match(ours, unescaped(stored.text))
