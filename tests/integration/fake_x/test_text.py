"""What X makes of a text: how long it is, what it mentions, which part of it is shown."""

import pytest

from infra.local.fake_x.data.post_text import compose, language, weighted_length

PEOPLE = {"acme_help": "1", "hana": "2", "ken": "3"}


def stored(typed: str, *filled_in: str, quoted_url: str | None = None) -> tuple[str, str, list[tuple[str, str]]]:
    """The text, the part of it that is shown, and what its entities cover."""
    made = compose(typed, filled_in=filled_in, quoted_url=quoted_url, user_id=lambda name: PEOPLE.get(name.lower()))
    covered = [
        (made.text[one["start"] : one["end"]], one.get("id") or one["expanded_url"])
        for kind in ("mentions", "urls")
        for one in made.entities.get(kind, ())
    ]
    start, end = made.display_text_range
    return made.text, made.text[start:end], covered


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("hello", 5),
        ("こんにちは", 10),
        ("ｶﾀｶﾅ", 8),
        ("caf\u0065\u0301", 4),
        ("“quoted” – and …", 17),
        ("日本語https://example.jp/aです", 33),
        ("(see https://example.com/a?b=c).", 30),
        ("🌸", 2),
        ("👨‍👩‍👧", 2),
        ("🐦‍🔥", 2),
        ("✌🏽", 2),
        ("🇯🇵🇫🇷", 4),
        ("1️⃣", 2),
    ],
)
def test_weights(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


def test_a_post_keeps_its_handles_where_they_are() -> None:
    assert stored("hey @Acme_Help & @nobody") == (
        "hey @Acme_Help &amp; @nobody",
        "hey @Acme_Help &amp; @nobody",
        [("@Acme_Help", "1")],
    )


def test_a_reply_shows_what_comes_after_the_handles_in_front() -> None:
    assert stored("thank you @ken", "hana", "acme_help") == (
        "@hana @acme_help thank you @ken",
        "thank you @ken",
        [("@hana", "2"), ("@acme_help", "1"), ("@ken", "3")],
    )


def test_a_handle_that_was_typed_in_front_stays_beside_the_one_that_x_fills_in() -> None:
    made = compose("@hana thank you", filled_in=["hana"], quoted_url=None, user_id=lambda _: "7")
    assert (made.text, made.display_text_range) == ("@hana @hana thank you", (6, 21))
    assert [mention["start"] for mention in made.entities["mentions"]] == [0, 6]


def test_links_are_shortened_and_kept_beside_the_text() -> None:
    text, shown, covered = stored("see https://example.com/a?b=1&c=2, @hana")
    assert text.startswith("see https://t.co/")
    assert shown == text
    assert covered == [("@hana", "2"), (text[4:27], "https://example.com/a?b=1&c=2")]
    assert text[27:] == ", @hana"


def test_a_quote_ends_with_a_link_that_is_not_shown() -> None:
    text, shown, covered = stored("At last", quoted_url="https://x.com/acme_help/status/1")
    assert shown == "At last"
    assert covered == [(text[8:], "https://x.com/acme_help/status/1")]


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@a and @b_2", ["a", "b_2"]),
        ("mail me@example.com", []),
        ("＠acme_help さん", ["acme_help"]),
        ("（@acme_help）", ["acme_help"]),
        ("@sixteen_letters_", []),
        ("https://example.com/@hana", []),
    ],
)
def test_what_is_a_handle(text: str, handles: list[str]) -> None:
    made = compose(text, filled_in=(), quoted_url=None, user_id=lambda _: "1")
    assert [one["username"] for one in made.entities.get("mentions", ())] == handles


@pytest.mark.parametrize(
    ("text", "lang"),
    [("where is it", "en"), ("荷物はどこ", "ja"), ("@hana hm", "und"), ("https://example.com/a/b", "und")],
)
def test_language(text: str, lang: str) -> None:
    assert language(text) == lang
