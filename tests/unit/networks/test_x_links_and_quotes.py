"""What people read of a post's links and of what it quotes: where it leads, and whose it is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.references import Link, Quoted
from shared.networks.x.reading.links import shown
from shared.networks.x.reading.reader import read_delivery
from tests.samples.x_samples import BRAND, parsed

LONG = "https://forms.example.com/claims/new?lang=en&ref=42#step-3"


def read(document: dict[str, Any]) -> IncomingPost:
    event = read_delivery(json.dumps(document).encode())[0]
    assert isinstance(event, IncomingPost), event
    return event


def mention(text: str, *urls: dict[str, Any]) -> IncomingPost:
    document = parsed("activity/post.mention.create")
    document["data"]["payload"] |= {"text": text, "entities": {"urls": list(urls)}, "display_text_range": None}
    return read(document)


def url(short: str, target: str, **more: Any) -> dict[str, Any]:
    return {"url": short, "expanded_url": target, "display_url": target[8:34] + "…"} | more


def test_a_link_says_where_it_leads_and_not_what_the_network_made_of_it() -> None:
    post = mention("see https://t.co/aaaaaaaaaa &amp; help", url("https://t.co/aaaaaaaaaa", LONG))
    assert post.text == f"see {LONG} & help"
    assert post.links == (Link(LONG, LONG),)


def test_an_address_that_was_typed_without_a_scheme_stands_as_it_was_typed() -> None:
    post = mention("Sorry.It https://t.co/aaaaaaaaaa", url("https://t.co/aaaaaaaaaa", "http://shop.example/a"))
    assert (post.text, post.links) == ("Sorry.It shop.example/a", (Link("shop.example/a", "http://shop.example/a"),))


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "https://", "data:text/html,x", "https://[x", "", "https://a b", "ftp://a.example"],
)
def test_what_is_no_address_of_the_web_stays_opaque(target: str) -> None:
    post = mention("see https://t.co/aaaaaaaaaa", url("https://t.co/aaaaaaaaaa", target))
    assert (post.text, post.links) == ("see https://t.co/aaaaaaaaaa", ())


def test_a_pictures_own_link_is_not_among_the_words() -> None:
    photo = "https://twitter.com/hanako_m/status/2028274602681040973/photo/1"
    for marked in ({"media_key": "3_1"}, {}):
        post = mention("broken https://t.co/bbbbbbbbbb", url("https://t.co/bbbbbbbbbb", photo, **marked))
        assert (post.text, post.links) == ("broken", ())
    assert "t.co" not in read(parsed("account_activity/tweet_create-media")).text


def test_the_older_product_marks_links_and_pictures_apart() -> None:
    marked = [{"media": [{"url": "https://t.co/pppppppppp"}]}, {"urls": [url("https://t.co/aaaaaaaaaa", LONG)]}]
    said = shown("look https://t.co/aaaaaaaaaa now https://t.co/pppppppppp", marked)
    assert said.text == f"look {LONG} now"


def test_links_in_a_private_message_are_real_and_its_picture_is_beside_it() -> None:
    document = parsed("account_activity/direct_message_events")
    data = document["direct_message_events"][0]["message_create"]["message_data"]
    data["text"] = "here https://t.co/aaaaaaaaaa https://t.co/Gf3ddddddd"
    data["entities"]["urls"] = [url("https://t.co/aaaaaaaaaa", LONG)]
    assert read(document).text == f"here {LONG}"


def test_links_in_a_message_that_was_polled_are_real_too() -> None:
    document = parsed("poll/messages")
    document["data"][0] |= {
        "text": "https://t.co/aaaaaaaaaa",
        "entities": {"urls": [url("https://t.co/aaaaaaaaaa", LONG)]},
    }
    assert read(document).text == LONG


@given(
    text=st.text(),
    entities=st.lists(
        st.fixed_dictionaries(
            {"urls": st.lists(st.fixed_dictionaries({"url": st.text(), "expanded_url": st.text() | st.none()}))}
        )
    ),
)
def test_nothing_that_is_marked_breaks_the_reading(text: str, entities: list[dict[str, Any]]) -> None:
    for link in shown(text, entities).links:
        assert link.url.startswith(("https://", "http://"))


def test_a_quote_shows_what_it_quotes_where_the_delivery_tells() -> None:
    post = read(parsed("account_activity/tweet_create-quote"))
    assert post.text == "This is not fine"
    address = "https://x.com/kitsune_tea/status/2028276601451446277"
    brand = Author(BRAND, "kitsune_tea", "Kitsune Tea")
    assert post.quoted_post == Quoted("2028276601451446277", brand, "New harvest is in", address)


def test_a_quote_without_the_quoted_post_says_whose_it_is_by_its_address() -> None:
    post = read(parsed("activity/post.quote.create"))
    assert post.text == "They still have not answered me."
    address = "https://x.com/kitsune_tea/status/2028276601451446277"
    assert post.quoted_post == Quoted("2028276601451446277", Author("", "kitsune_tea", ""), "", address)


def test_a_quote_among_the_includes_is_read_with_its_author() -> None:
    document = parsed("activity/post.quote.create")
    quoted = {"id": "2028276601451446277", "author_id": BRAND, "text": "New &lt;harvest&gt;", "entities": {"urls": []}}
    users = [{"id": BRAND, "username": "kitsune_tea", "name": "Kitsune Tea"}]
    document["data"]["includes"] = {"tweets": [quoted], "users": users}
    found = read(document).quoted_post
    assert found is not None
    assert (found.text, found.author) == ("New <harvest>", Author(BRAND, "kitsune_tea", "Kitsune Tea"))


@pytest.mark.parametrize("spoilt", [{"user": 1}, {"text": 3}, {"entities": 3}, {"id_str": []}, {"user": {"id": "x"}}])
def test_a_quoted_post_that_cannot_be_read_breaks_nothing(spoilt: dict[str, Any]) -> None:
    document = parsed("account_activity/tweet_create-quote")
    document["tweet_create_events"][0]["quoted_status"] |= spoilt
    assert read(document).text == "This is not fine"
