"""How Mastodon counts: R4, N6."""

from dataclasses import replace

import pytest

from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.mastodon.rules import RULES
from shared.networks.mastodon.text.measure import COUNTING, handles_in
from shared.networks.mastodon.text.warning import continued
from tests.builders import asked


def account(**options: str) -> Account:
    return Account("acme", "mastodon", "109000000000000001", "acme@social.example", "Acme", options=options)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("こんにちは", 5),
        ("👨‍👩‍👧‍👦", 1),
        ("e\u0301", 1),
        ("https://example.com/" + "a" * 300, 23),
        ("see https://a.jp now", 31),
        ("example.com", 11),
        ("@yuki@elsewhere.example hi", 8),
        ("@yuki hi", 8),
        ("@yu.ki-1@elsewhere.example hi", 11),
        ("@yuki.@elsewhere.example", 24),
        ("@" + "a" * 40_000, 40_001),
        ("mail@elsewhere.example", 22),
    ],
)
def test_R4_letters_links_and_names_count_as_on_mastodon(text: str, length: int) -> None:
    assert COUNTING.length(text) == length
    assert COUNTING.running(text)[-1] == length
    assert len(COUNTING.running(text)) == len(text) + 1


def test_R4_no_part_ends_within_a_link_or_a_name() -> None:
    text = "@yuki@elsewhere.example see https://example.com/a"
    assert [text[start:end] for start, end in COUNTING.links(text)] == [
        "@yuki@elsewhere.example",
        "https://example.com/a",
    ]


def test_R4_a_server_may_allow_more() -> None:
    assert RULES.measure(Channel.PUBLIC).limit == 500
    assert RULES.measure(Channel.PUBLIC, account(max_characters="11000")).limit == 11_000


def test_N6_the_customer_is_named_in_front_by_the_whole_handle() -> None:
    of_yuki = replace(asked(0), author=Author("44", "yuki@elsewhere.example", "Yuki"))
    assert RULES.opening(account(), of_yuki, Channel.DIRECT) == "@yuki@elsewhere.example "
    assert RULES.opening(account(), replace(of_yuki, author=Author("44", "", "Yuki")), Channel.PUBLIC) == ""


def test_R1_an_answer_is_known_again_although_names_are_shown_without_their_servers() -> None:
    assert RULES.texts_match("@yuki@elsewhere.example お調べします", "@yuki お調べします")
    assert not RULES.texts_match("@yuki@elsewhere.example お調べします", "@yuki お調べしました")


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("ask @ken and @yuki@elsewhere.example", ["ken", "yuki@elsewhere.example"]),
        ("https://a.example/@ken", []),
        ("mail@a.example", []),
        ("@ken @ken", ["ken"]),
    ],
)
def test_N6_these_people_are_told(text: str, handles: list[str]) -> None:
    assert handles_in(text) == handles


@pytest.mark.parametrize(
    ("warning", "left", "said"),
    [
        ("", 500, ""),
        ("個人情報", 500, "re: 個人情報"),
        ("re: food", 500, "re: food"),
        ("a very long warning", 10, "re: a ver…"),
        ("food", 3, ""),
    ],
)
def test_N6_a_content_warning_is_carried_on_as_far_as_there_is_room(warning: str, left: int, said: str) -> None:
    assert continued(warning, left) == said
    assert len(continued(warning, left)) <= left
