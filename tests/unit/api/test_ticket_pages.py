"""A ticket in pages: the newest fifty posts and what happened beside them, older ones by cursor (design §6)."""

import base64
import gzip
import json
from typing import Any

import pytest

from shared import wiring
from shared.domain.tickets.action import Action, ActionKind
from shared.domain.tickets.pages import PAGE, page_of
from shared.usecases.inbound.ingest_post import ingest_post
from tests.builders import answered, asked, at, sighted, sighted_answer, ticket
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call, raw


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", fake)
    return fake


def talk(desk: FakeDesk, posts: int) -> str:
    """A ticket of so many posts of the customer, with a note at each tenth."""
    for n in range(posts):
        desk.clock.instant = at(n)
        ingest_post(sighted(n), desk=desk)
        if n % 10 == 0:
            desk.clock.instant = at(n + 0.5)
            call("POST", f"/api/tickets/{desk.only_ticket().id}/notes", {"text": f"note {n}"})
    return str(desk.only_ticket().id)


def pages(ticket_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while not found or cursor:
        status, page = call("GET", f"/api/tickets/{ticket_id}", **cursor)
        assert status == 200
        found.append(page)
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
    return found


@pytest.mark.parametrize(("posts", "sizes"), [(1, [1]), (50, [50]), (51, [50, 1]), (117, [50, 50, 17])])
def test_a_ticket_is_read_in_pages_of_fifty_posts_with_what_happened_beside_them(
    desk: FakeDesk, posts: int, sizes: list[int]
) -> None:
    found = pages(talk(desk, posts))
    assert [len(page["posts"]) for page in found] == sizes
    everything = [post["id"] for page in reversed(found) for post in page["posts"]]
    assert everything == [post.id for post in desk.only_ticket().posts]
    notes = [entry["text"] for page in reversed(found) for entry in page["history"]]
    assert notes == [f"note {n}" for n in range(0, posts, 10)]
    for page in found:
        assert page["ticket"]["posts_count"] == posts
        assert page["ticket"] == found[0]["ticket"]
        assert all(entry["at"] >= page["posts"][0]["posted_at"] for entry in page["history"])
    assert [len(page["clocks"]) for page in found] == [1, *([0] * (len(sizes) - 2)), *([1] if len(sizes) > 1 else [])]


def test_a_cursor_of_another_ticket_is_refused(desk: FakeDesk) -> None:
    cursor = pages(talk(desk, 51))[0]["next_cursor"]
    assert call("GET", "/api/tickets/aaaaaaaaaaaaaaaaaaaaaaaaaa", cursor=cursor)[0] == 400
    assert call("GET", f"/api/tickets/{desk.only_ticket().id}", cursor="x")[0] == 400


def test_a_long_ticket_is_compressed_for_who_takes_it(desk: FakeDesk) -> None:
    path = f"/api/tickets/{talk(desk, 60)}"
    plain = raw("GET", path)
    packed = raw("GET", path, headers={"accept-encoding": "gzip, br"})
    assert packed["headers"]["Content-Encoding"] == "gzip"
    unpacked = gzip.decompress(base64.b64decode(packed["body"]))
    assert json.loads(unpacked)["posts"] == json.loads(plain["body"])["posts"]
    assert len(packed["body"]) < len(plain["body"]) / 4


def test_N5_a_report_on_an_old_page_shows_that_it_was_withdrawn_later() -> None:
    posts = [each for n in range(60) for each in (asked(2 * n), answered(2 * n + 1))]
    report = Action("r1", ActionKind.ANSWER_REPORTED, at(2.5), "kt")
    withdrawn = Action("w1", ActionKind.REPORT_WITHDRAWN, at(119.5), "kt", reason="r1")
    whole = ticket(*posts, actions=(report, withdrawn))
    newest = page_of(whole)
    assert len(newest.shown.posts) == PAGE
    assert newest.shown.actions == (withdrawn,)
    assert newest.before is not None
    middle = page_of(whole, newest.before)
    assert middle.before is not None
    oldest = page_of(whole, middle.before)
    assert oldest.shown.actions == (report,)
    assert oldest.before is None
    shown = (*oldest.shown.posts, *middle.shown.posts, *newest.shown.posts)
    assert shown == whole.posts


def test_a_long_ticket_is_paged_from_its_newest_part_as_if_it_were_whole(desk: FakeDesk) -> None:
    ticket_id = talk(desk, 170)
    assert desk.tickets.newest(ticket_id).partial
    found = pages(ticket_id)
    assert [len(page["posts"]) for page in found] == [50, 50, 50, 20]
    everything = [post["id"] for page in reversed(found) for post in page["posts"]]
    assert everything == [post.id for post in desk.only_ticket().posts]
    notes = [entry["text"] for page in reversed(found) for entry in page["history"]]
    assert notes == [f"note {n}" for n in range(0, 170, 10)]


def test_what_follows_from_an_answer_to_an_old_post_is_decided_on_the_whole_ticket(desk: FakeDesk) -> None:
    talk(desk, 120)
    first = desk.only_ticket().posts[0].id
    ingest_post(sighted_answer(121, first), desk=desk)
    assert desk.only_ticket().posts_count == 121
    assert desk.only_ticket().status == "answered"
