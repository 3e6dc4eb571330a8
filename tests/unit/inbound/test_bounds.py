"""A post may hold whatever somebody's server puts into it: what is kept of it fits into the table (I5)."""

import json
from dataclasses import replace

from shared.adapters.dynamodb.tickets.aggregate import items_of
from shared.domain.posts.author import Author
from shared.domain.posts.bounds import LONGEST_TEXT, MOST_BYSTANDERS, bounded
from shared.domain.posts.incoming_post import IncomingPost, Mention
from shared.domain.posts.media import Media
from shared.domain.posts.references import Link, Quoted
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from tests.builders import BRAND, sighted
from tests.fake_desk import FakeDesk

LARGEST_ITEM = 400_000
LONG = "x" * 300_000
ADDRESS = f"https://example.com/{LONG}"


def huge() -> IncomingPost:
    """A post with too much of everything. It names the account last."""
    others = tuple(Mention(f"{n}", f"somebody{n}", leading=False) for n in range(5_000))
    return replace(
        sighted(0, text="@acme_help " + "日本" * 400_000),
        author=Author("900", "mitsuki", LONG),
        content_warning=LONG,
        media=(Media("photo", "https://example.com/a.png", LONG, name=LONG), *[Media("photo", ADDRESS)] * 500),
        links=(Link(LONG, "https://example.com/"), *[Link("a", ADDRESS)] * 500),
        quoted_post=Quoted("77", Author("5", LONG, LONG), LONG, ADDRESS),
        mentions=(*others, Mention(BRAND.id, BRAND.username, leading=False)),
        url=ADDRESS,
    )


def test_I5_a_post_with_too_much_of_everything_is_cut_and_kept_and_its_neighbours_too() -> None:
    desk = FakeDesk()
    ingest_delivery([sighted(1, author=Author("7", "a", "A")), huge(), sighted(2)], source="poll", desk=desk)
    for ticket in desk.tickets.tickets.values():
        for item in items_of(ticket):
            assert len(json.dumps(item.to_dynamodb_dict(), ensure_ascii=False).encode()) < LARGEST_ITEM
    post = desk.only_ticket().posts[0]
    assert (len(post.text), post.text[-1], post.text[:11]) == (LONGEST_TEXT, "…", "@acme_help ")
    assert (len(post.links), post.links[0].url, post.url) == (1, "https://example.com/", "")
    assert len(post.bystanders) == MOST_BYSTANDERS


def test_a_post_within_the_bounds_is_kept_as_it_is() -> None:
    incoming = sighted(0, text="@acme_help " + "a" * 25_000)
    assert bounded(incoming) == incoming


def test_I3_a_cut_post_that_comes_again_is_no_edit() -> None:
    desk = FakeDesk()
    for _ in range(2):
        ingest_delivery([huge()], source="poll", desk=desk)
    assert len(desk.only_ticket().posts) == 1
    assert not desk.only_ticket().posts[0].edited
