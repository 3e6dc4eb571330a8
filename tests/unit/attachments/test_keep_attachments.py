"""A file that its network keeps for a while only is fetched after its post is stored, and kept by the desk."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions import keep_attachments
from shared import wiring
from shared.domain.attachments.attachment import (
    GIVEN_UP_AFTER,
    IN_HAND,
    LARGEST_OTHER,
    LARGEST_PICTURE,
    PAUSES,
    Attachment,
    AttachmentState,
    StoredFile,
)
from shared.domain.errors import (
    AccountRefusedError,
    DisconnectedError,
    NotPermittedError,
    OutcomeUnknownError,
    OutOfCreditError,
    PostGoneError,
    RateLimitedError,
    RefusedError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.media import Media
from shared.usecases.attachments.keep_attachment import SMALL, Kept, keep_attachment
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from tests.builders import NOON, sighted
from tests.fake_attachments import FILM, JPEG, PNG
from tests.fake_desk import FakeDesk
from tests.faults.cloud import Message, records_of
from tests.unit.attachments.desk import FILE, LASTING, PHOTO, only_record, picture_desk, source, work

MINUTE = timedelta(minutes=1)


def swept(desk: FakeDesk, after: timedelta) -> list[Kept]:
    """What the worker makes of what a sweep puts back into the queue."""
    desk.clock.forward(after)
    send_unsent(desk=desk)
    return work(desk)


def test_I12_a_post_is_stored_before_its_network_is_asked_for_a_file() -> None:
    desk = picture_desk(PHOTO)
    assert desk.only_ticket().posts[0].media == (PHOTO,)
    assert source(desk).fetched == []
    [(ticket, key)] = desk.attachment_queue.messages
    assert (ticket, key) == (desk.only_ticket().id, only_record(desk).key)
    assert key.startswith(f"{NOON.date().isoformat()}/")


def test_I12_a_file_is_kept_under_its_own_type_whatever_its_network_calls_it() -> None:
    desk = picture_desk(PHOTO, FILE)
    assert work(desk) == [Kept.KEPT, Kept.KEPT]
    kinds = {record.media: record.file for record in desk.attachments.of_ticket(desk.only_ticket().id)}
    assert kinds == {
        "m1": StoredFile("image/png", len(PNG)),
        "m2": StoredFile("application/octet-stream", len(b"<html>")),
    }
    assert sorted(desk.files.stored.values()) == [(b"<html>", "application/octet-stream"), (PNG, "image/png")]


def test_only_what_does_not_last_is_fetched() -> None:
    desk = picture_desk(LASTING, replace(PHOTO, url="https://pictures.example.com/2.jpg"))
    assert desk.attachment_queue.messages == []
    assert desk.attachments.records == {}


def test_a_desk_that_keeps_nothing_fetches_nothing() -> None:
    desk = picture_desk(PHOTO, days=0)
    assert desk.attachment_queue.messages == []
    assert desk.attachments.records == {}


def test_I3_a_post_that_comes_again_wants_its_file_once() -> None:
    desk = picture_desk(PHOTO)
    work(desk)
    desk.clock.forward(timedelta(days=1))
    ingest_post(sighted(0, media=(PHOTO,)), desk=desk)
    assert desk.attachment_queue.messages == []
    assert only_record(desk).state is AttachmentState.KEPT


def test_I12_a_crash_before_the_record_is_healed_when_the_post_comes_again() -> None:
    desk = picture_desk(PHOTO)
    desk.attachments.records.clear()
    desk.attachment_queue.messages.clear()
    ingest_post(sighted(0, media=(PHOTO,)), desk=desk)
    assert work(desk) == [Kept.KEPT]


def test_I12_a_message_that_was_lost_is_put_back_by_the_sweep() -> None:
    desk = picture_desk(PHOTO)
    desk.attachment_queue.messages.clear()
    assert swept(desk, MINUTE) == []
    desk.clock.forward(IN_HAND)
    assert send_unsent(desk=desk)[Unsent.ATTACHMENTS] == 1
    assert work(desk) == [Kept.KEPT]
    assert swept(desk, timedelta(days=1)) == []


def test_AWS6_a_file_that_cannot_be_put_back_keeps_no_other_waiting() -> None:
    desk = picture_desk(PHOTO, FILE)
    desk.attachment_queue.messages.clear()
    desk.clock.forward(IN_HAND + MINUTE)
    records: Any = desk.attachments
    update, first = records.update, records.due(desk.clock.now(), limit=1)[0]

    def fails_for_one(attachment: Any) -> bool:
        if attachment.id == first.id:
            raise UnavailableError("throttled")
        done: bool = update(attachment)
        return done

    records.update = fails_for_one
    done = send_unsent(desk=desk)
    assert (done[Unsent.ATTACHMENTS], done[Unsent.FAILED]) == (1, 1)


def test_what_the_sweep_has_put_back_is_in_hand_for_a_while() -> None:
    desk = picture_desk(PHOTO)
    desk.clock.forward(IN_HAND + MINUTE)
    assert [send_unsent(desk=desk)[Unsent.ATTACHMENTS] for _ in range(2)] == [1, 0]


def test_a_message_that_comes_twice_fetches_once() -> None:
    desk = picture_desk(PHOTO)
    [message] = desk.attachment_queue.messages
    assert [keep_attachment(*message, desk=desk) for _ in range(2)] == [Kept.KEPT, Kept.KNOWN]
    assert [media for _, media, preview in source(desk).fetched if not preview] == ["m1"]


@pytest.mark.parametrize(
    "error",
    [
        UnreachableError("still being prepared"),
        OutcomeUnknownError("the line broke"),
        RateLimitedError("slowly", NOON),
        DisconnectedError("the token is dead"),
        AccountRefusedError("locked"),
        NotPermittedError("the plan lacks it"),
        OutOfCreditError("nothing left"),
        UnavailableError("the secret"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_I12_what_says_nothing_of_the_file_is_tried_again(error: Exception) -> None:
    desk = picture_desk(PHOTO)
    source(desk).answers = [error]
    assert work(desk) == [Kept.LATER]
    assert swept(desk, MINUTE / 2) == []
    assert swept(desk, MINUTE) == [Kept.KEPT]


def test_the_pauses_grow_and_after_days_the_desk_gives_up() -> None:
    desk = picture_desk(PHOTO)
    source(desk).answers = [UnreachableError("down") for _ in range(1000)]
    waits, began = [], desk.clock.now()
    assert work(desk) == [Kept.LATER]
    while only_record(desk).state is AttachmentState.WAITING:
        due_at = only_record(desk).due_at
        assert due_at is not None
        waits.append(due_at - desk.clock.now())
        swept(desk, waits[-1] + timedelta(seconds=1))
    assert tuple(waits[: len(PAUSES)]) == PAUSES
    assert desk.clock.now() - began >= GIVEN_UP_AFTER
    assert only_record(desk).state is AttachmentState.FAILED
    assert desk.attachments.due(desk.clock.now() + timedelta(days=9), limit=9) == []


@pytest.mark.parametrize("error", [None, PostGoneError("unsent")])
def test_a_file_that_the_network_has_deleted_is_gone(error: Exception | None) -> None:
    desk = picture_desk(PHOTO, files={})
    source(desk).answers = [error]
    assert work(desk) == [Kept.GONE]
    assert (only_record(desk).state, desk.files.stored) == (AttachmentState.GONE, {})


def test_a_file_that_the_network_refuses_is_not_asked_for_again() -> None:
    desk = picture_desk(PHOTO)
    source(desk).answers = [RefusedError("no such kind of message")]
    assert work(desk) == [Kept.FAILED]
    assert swept(desk, timedelta(days=1)) == []


def test_an_account_that_is_gone_or_a_network_that_hands_out_nothing_ends_it() -> None:
    desk = picture_desk(PHOTO)
    desk.plug.media = None
    assert work(desk) == [Kept.FAILED]


def test_a_file_that_is_too_large_is_left_to_its_network_and_its_small_picture_kept() -> None:
    film = Media("video", id="m1")
    desk = picture_desk(film, files={"m1": FILM + bytes(LARGEST_OTHER)})
    assert work(desk) == [Kept.TOO_LARGE]
    record = only_record(desk)
    assert (record.state, record.file) == (AttachmentState.TOO_LARGE, None)
    assert record.preview == StoredFile("image/jpeg", len(JPEG))
    assert list(desk.files.stored) == [record.names[1]]


@pytest.mark.parametrize(("kind", "largest"), [("photo", LARGEST_PICTURE), ("video", LARGEST_OTHER)])
def test_a_file_of_just_the_largest_size_is_kept(kind: str, largest: int) -> None:
    desk = picture_desk(Media(kind, id="m1"), files={"m1": FILM + bytes(largest - len(FILM))})
    assert work(desk) == [Kept.KEPT]


def test_a_large_picture_and_a_film_have_a_small_one_and_a_small_picture_shows_itself() -> None:
    small = picture_desk(PHOTO)
    large = picture_desk(PHOTO, files={"m1": PNG + bytes(SMALL)})
    film = picture_desk(Media("video", id="m1"), files={"m1": FILM})
    for desk, has in ((small, False), (large, True), (film, True)):
        work(desk)
        assert (only_record(desk).preview is not None) is has


@pytest.mark.parametrize("preview", [b"<svg onload=alert(1)>", b"", None])
def test_a_small_picture_that_is_none_keeps_no_file_back(preview: bytes | None) -> None:
    desk = picture_desk(Media("video", id="m1"), files={"m1": FILM})
    source(desk).previews = {"m1": preview} if preview is not None else {}
    assert work(desk) == [Kept.KEPT]
    assert only_record(desk).preview is None


def test_an_empty_answer_is_no_file() -> None:
    desk = picture_desk(PHOTO, files={"m1": b""})
    assert work(desk) == [Kept.LATER]
    assert desk.files.stored == {}


def test_I12_a_bucket_that_does_not_answer_delays_the_file_and_nothing_else() -> None:
    desk = picture_desk(PHOTO)
    desk.files.fails = UnavailableError("the bucket")
    assert work(desk) == [Kept.LATER]
    desk.files.fails = None
    assert swept(desk, 2 * MINUTE) == [Kept.KEPT]


def test_a_message_of_nobodys_file_leaves_nothing_behind() -> None:
    desk = picture_desk()
    desk.files.put("2026-09-15/lost", PNG, "image/png")
    assert keep_attachment("t", "2026-09-15/lost", desk=desk) is Kept.FORGOTTEN
    assert desk.files.stored == {}


def test_the_worker_takes_each_message_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = picture_desk(PHOTO)
    monkeypatch.setattr(wiring, "_desk", desk)
    desk.attachment_retries = None  # type: ignore[attr-defined]
    [(ticket, key)] = desk.attachment_queue.messages
    body = f'{{"ticket": "{ticket}", "key": "{key}"}}'
    event = records_of([Message("bad", "{}", NOON), Message("good", body, NOON)])
    assert keep_attachments.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert only_record(desk).state is AttachmentState.KEPT


def test_N2_two_files_of_a_post_and_one_id_in_two_posts_are_kept_apart() -> None:
    first, second = (sighted(n, media=(PHOTO, FILE)) for n in (0, 1))
    desk = picture_desk()
    for post in (first, second):
        ingest_post(post, desk=desk)
    work(desk)
    assert len(desk.files.stored) == 4
    assert len({record.id for record in desk.attachments.of_ticket(desk.only_ticket().id)}) == 4


def test_a_record_holds_nothing_that_a_customer_wrote() -> None:
    desk = picture_desk(replace(FILE, name="4711.pdf", alt="my number is 4711"), text="4711 @acme_help")
    assert isinstance(only_record(desk), Attachment)
    assert "4711" not in repr(only_record(desk))
    assert "4711" not in repr(desk.attachment_queue.messages)
