"""A status's HTML as text: what Mastodon writes, what other servers write, and what nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.posts.references import Link
from shared.networks.mastodon.text.html import words_of

LONG = "https://shop.example.jp/orders/1234567890?lang=ja"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>届きません &amp; 困っています<br>注文1234</p>", "届きません & 困っています\n注文1234"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<br /><br />two</p>", "one\n\ntwo"),
        ("<ul><li>red</li><li>blue</li></ul>", "• red\n• blue"),
        ("<p>a &lt;b&gt; c</p>", "a <b> c"),
        ("<p>tab\there  and spaces</p>", "tab\there  and spaces"),
        ("plain words", "plain words"),
        ("", ""),
        ("<p>unclosed <em>words", "unclosed words"),
        ('<p class="quote-inline">RE: <a href="https://a.example/1">https://a.example/1</a></p><p>mine</p>', "mine"),
    ],
)
def test_the_text_is_what_people_see(content: str, text: str) -> None:
    assert words_of(content).text == text


def test_a_link_is_shown_whole_and_leads_where_it_says() -> None:
    content = (
        f'<p>see <a href="{LONG}"><span class="invisible">https://</span><span class="ellipsis">shop.example.jp/orders/'
        '1234567</span><span class="invisible">890?lang=ja</span></a></p>'
    )
    words = words_of(content)
    assert words.text == f"see {LONG}"
    assert words.links == (Link(LONG, LONG),)


def test_a_link_whose_words_name_another_place_keeps_its_address() -> None:
    words = words_of('<p><a href="https://evil.example/">shop.example.jp</a></p>')
    assert words.links == (Link("shop.example.jp", "https://evil.example/"),)


@pytest.mark.parametrize(
    "content",
    [
        '<a href="https://social.example/@acme" class="u-url mention">@<span>acme</span></a>',
        '<a href="https://a.example/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a>',
        '<a href="javascript:alert(1)">click</a>',
        '<a href="data:text/html,x">click</a>',
        '<a href="https://a.example/ b">click</a>',
        "<a>click</a>",
        '<a href="https://">click</a>',
        '<a href="https://[a.example/">click</a>',
    ],
)
def test_names_hashtags_and_what_is_no_address_of_the_web_are_no_links(content: str) -> None:
    assert words_of(content).links == ()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<script>alert(1)</script>hello", "hello"),
        ("<style>p{}</style><p>hello</p>", "hello"),
        ('<img src=x onerror="alert(1)">hello', "hello"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<script>alert(1)</script>"),
        ("<![foo[ <p>hello</p>", None),
        ("<" * 5_000, None),
        ("<p>" * 20_000 + "deep", "deep"),
    ],
)
def test_hostile_html_is_text(content: str, text: str | None) -> None:
    found = words_of(content).text
    assert text is None or found == text
    assert found.isprintable() or "\n" in found


@given(st.text())
def test_whatever_it_is_it_is_read(content: str) -> None:
    words = words_of(content)
    assert "\x00" not in words.text
    assert all(link.url.startswith(("http://", "https://")) for link in words.links)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<a " * 60_000, ("<a " * 60_000).strip()),
        ("<!--" * 50_000, "<!--" * 50_000),
        ("<?" * 90_000 + "x", "<?" * 90_000 + "x"),
        ("<p>a" + " " * 190_000 + "b</p>", "a" + " " * 190_000 + "b"),
        ('<p class="quote-inline">' + "<b>" * 30_000 + "</i>" * 20_000 + "</p>mine", "mine"),
        ("a<!-- <b> -->b<!-- unclosed", "ab<!-- unclosed"),
    ],
)
def test_html_that_a_parser_goes_over_again_and_again_is_read_in_one_pass(content: str, text: str) -> None:
    """The work grows with the length alone: otherwise each of these takes a minute, and the ingest with it."""
    assert words_of(content).text == text
