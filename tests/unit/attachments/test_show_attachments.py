"""A person who reads a ticket gets links to its files, for minutes, and a reason where there is none."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import RefusedError, UnreachableError
from shared.domain.posts.media import Media
from shared.domain.tickets.action import DoneReason
from shared.ports.settings import Document
from shared.usecases.attachments.show_attachments import Shown, show_attachments
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import sighted
from tests.fake_attachments import FILM, JPEG, PNG
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import call, desk
from tests.unit.attachments.desk import FILE, LASTING, PHOTO, only_record, picture_desk, source, work

__all__ = ["desk"]


def shown(of: FakeDesk) -> Any:
    """The only file of the only ticket."""
    [file] = show_attachments([of.only_ticket()], desk=of).values()
    return file


def read(path: str) -> Any:
    status, body = call("GET", path)
    assert status == 200
    return body


def test_a_kept_picture_has_a_link_that_stays_the_same_for_a_while() -> None:
    kept = picture_desk(PHOTO)
    work(kept)
    first = shown(kept)
    assert (first.state, first.type, first.size) == (Shown.KEPT, "image/png", len(PNG))
    assert only_record(kept).key in first.link
    kept.clock.forward(timedelta(minutes=5))
    assert shown(kept) == first
    kept.clock.forward(timedelta(minutes=10))
    assert shown(kept).link != first.link


def test_a_film_has_a_small_picture_beside_it() -> None:
    kept = picture_desk(Media("video", id="m1"), files={"m1": FILM})
    work(kept)
    assert only_record(kept).names[1] in shown(kept).preview
    assert kept.files.stored[only_record(kept).names[1]] == (JPEG, "image/jpeg")


def test_a_file_that_a_browser_must_not_show_is_saved_under_its_own_name() -> None:
    kept = picture_desk(FILE)
    work(kept)
    assert shown(kept).link.endswith("&save_as=見積.html")


@pytest.mark.parametrize(
    ("files", "answer", "state"),
    [
        ({}, None, Shown.GONE),
        ({"m1": bytes(21 * 2**20)}, None, Shown.TOO_LARGE),
        ({"m1": PNG}, RefusedError("no"), Shown.FAILED),
        ({"m1": PNG}, UnreachableError("not yet"), Shown.WAITING),
    ],
)
def test_without_a_file_there_is_a_reason_and_no_link(
    files: dict[str, bytes], answer: Exception | None, state: Shown
) -> None:
    kept = picture_desk(PHOTO, files=files)
    source(kept).answers, source(kept).previews = [answer], {}
    work(kept)
    assert (shown(kept).state, shown(kept).link) == (state, None)


def test_a_file_older_than_the_settings_keep_it_has_no_link_even_before_the_sweep() -> None:
    kept = picture_desk(PHOTO, days=30)
    work(kept)
    kept.clock.forward(timedelta(days=30))
    assert shown(kept).state is Shown.KEPT
    kept.clock.forward(timedelta(days=1))
    assert (shown(kept).state, shown(kept).link) == (Shown.NOT_KEPT, None)


def test_a_desk_that_keeps_nothing_says_so() -> None:
    nothing = picture_desk(PHOTO, days=0)
    assert shown(nothing).state is Shown.NOT_KEPT
    kept = picture_desk(PHOTO)
    work(kept)
    kept.settings.put([Document("desk", "desk", 2, {"keep_attachments_days": 0})])
    assert shown(kept).state is Shown.NOT_KEPT


def test_a_post_of_this_minute_waits_for_its_record_and_an_old_one_does_not() -> None:
    new = picture_desk(PHOTO)
    new.attachments.records.clear()
    assert shown(new).state is Shown.WAITING
    new.clock.forward(timedelta(minutes=3))
    assert shown(new).state is Shown.NOT_KEPT


def test_a_ticket_without_such_files_asks_nothing_of_the_table() -> None:
    plain = picture_desk(LASTING)
    plain.attachments = None  # type: ignore[assignment]
    assert show_attachments([plain.only_ticket()], desk=plain) == {}


def test_the_api_hands_out_a_posts_media_with_their_links(desk: FakeDesk) -> None:
    desk.plug.media = picture_desk().plug.media
    mine = replace(PHOTO, alt="a broken cup")
    post = sighted(0, media=(mine, LASTING, Media("hologram")))
    ingest_post(post, desk=desk)
    work(desk)
    [told] = read(f"/api/tickets/{desk.only_ticket().id}")["posts"]
    kept, lasting, strange = told["media"]
    assert (kept["kept"], kept["content_type"], kept["alt"]) == ("kept", "image/png", "a broken cup")
    assert kept["url"].startswith("https://files.example.com/")
    assert (lasting["url"], lasting["kept"], lasting["content_type"]) == (LASTING.url, None, None)
    assert strange["type"] == "unsupported"
    assert "m1" not in kept["url"]


def test_earlier_tickets_show_their_files_too(desk: FakeDesk) -> None:
    desk.plug.media = picture_desk().plug.media
    ingest_post(sighted(0, media=(PHOTO,)), desk=desk)
    work(desk)
    finish_ticket(desk.only_ticket().id, DoneReason.NOTHING_TO_SAY, by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(days=20))
    ingest_post(sighted(20 * 24 * 60), desk=desk)
    _, tickets = desk.tickets.of_customer("acme", "900")
    newest = max(tickets, key=lambda each: each.opened_at)
    [earlier] = read(f"/api/tickets/{newest.id}/earlier")["tickets"]
    [media] = earlier["posts"][0]["media"]
    assert media["kept"] == "kept"
