"""What is deleted, erased or expired takes its files along, whatever a worker is doing meanwhile (I6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions import reconcile_desk
from shared import wiring
from shared.domain.attachments.attachment import AttachmentState
from shared.domain.errors import UnavailableError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Deletion
from shared.domain.tickets.action import DoneReason
from shared.ports.network_reading import FetchedMedia
from shared.ports.settings import Document
from shared.usecases.attachments.forget_attachments import remove_expired_files
from shared.usecases.attachments.keep_attachment import Kept, keep_attachment
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.apply_retention import apply_retention
from shared.usecases.privacy.erase_customer import erase_customer, erase_post
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import CUSTOMER, at, sighted
from tests.fake_attachments import PNG
from tests.fake_desk import FakeDesk
from tests.fake_office import FakeOffice
from tests.unit.attachments.desk import FILE, PHOTO, only_record, picture_desk, source, work

POST = sighted(0).id


def delete(desk: FakeDesk) -> None:
    ingest_delivery([Deletion("x", POST, at(3))], source="webhook", desk=desk)


def erase(desk: FakeDesk) -> None:
    erase_customer("acme", CUSTOMER.id, desk=desk, office=FakeOffice())


def erase_one(desk: FakeDesk) -> None:
    erase_post("x", POST, desk=desk, office=FakeOffice())


WAYS = pytest.mark.parametrize("forget", [delete, erase, erase_one])


def nothing_left(desk: FakeDesk) -> bool:
    return desk.files.stored == {} and desk.attachments.records == {}


@WAYS
def test_I6_a_kept_file_goes_with_its_post(forget: Callable[[FakeDesk], None]) -> None:
    desk = picture_desk(PHOTO, FILE)
    work(desk)
    assert len(desk.files.stored) == 2
    forget(desk)
    assert nothing_left(desk)


@WAYS
def test_I6_a_file_that_is_still_to_be_fetched_is_not_fetched(forget: Callable[[FakeDesk], None]) -> None:
    desk = picture_desk(PHOTO)
    forget(desk)
    assert work(desk) == [Kept.FORGOTTEN]
    assert source(desk).fetched == []
    assert nothing_left(desk)


@WAYS
def test_I6_a_file_that_is_being_fetched_meanwhile_is_not_left_behind(forget: Callable[[FakeDesk], None]) -> None:
    desk = picture_desk(PHOTO)
    fetch = source(desk).fetch

    def slow(*told: object, **more: object) -> FetchedMedia:
        forget(desk)
        return fetch(*told, **more)  # type: ignore[arg-type]

    source(desk).fetch = slow  # type: ignore[method-assign]
    assert work(desk) == [Kept.FORGOTTEN]
    assert nothing_left(desk)


@WAYS
def test_I6_a_crash_in_the_middle_is_healed_by_the_next_attempt(forget: Callable[[FakeDesk], None]) -> None:
    desk = picture_desk(PHOTO)
    work(desk)
    desk.files.fails = UnavailableError("the bucket")
    with pytest.raises(UnavailableError):
        forget(desk)
    desk.files.fails = None
    forget(desk)
    assert nothing_left(desk)


def test_I6_a_worker_that_died_after_it_had_stored_a_file_leaves_it_to_the_next_delivery() -> None:
    desk = picture_desk(PHOTO)
    [message] = desk.attachment_queue.messages
    key = only_record(desk).key
    delete(desk)
    desk.files.put(key, PNG, "image/png")
    assert keep_attachment(*message, desk=desk) is Kept.FORGOTTEN
    assert desk.files.stored == {}


def test_I6_a_post_that_was_deleted_is_not_asked_for_again_when_it_comes_once_more() -> None:
    desk = picture_desk(PHOTO)
    delete(desk)
    desk.attachment_queue.messages.clear()
    ingest_post(sighted(0, media=(PHOTO,)), desk=desk)
    assert desk.attachment_queue.messages == []
    assert nothing_left(desk)


def test_I6_other_posts_keep_their_files() -> None:
    desk = picture_desk(PHOTO)
    ingest_post(sighted(1, media=(FILE,)), desk=desk)
    work(desk)
    delete(desk)
    assert only_record(desk).media == FILE.id
    assert list(desk.files.stored) == [only_record(desk).key]


def test_an_edit_that_takes_a_picture_out_takes_its_file_along() -> None:
    desk = picture_desk(PHOTO, FILE)
    work(desk)
    edited = replace(sighted(0, media=(FILE,), text="without"), edited_at=at(2), version="2")
    ingest_post(edited, desk=desk)
    assert only_record(desk).media == FILE.id
    assert len(desk.files.stored) == 1


def test_I6_retention_takes_the_files_of_an_old_ticket_along() -> None:
    desk = picture_desk(PHOTO, days=365)
    work(desk)
    finish_ticket(desk.only_ticket().id, DoneReason.NOTHING_TO_SAY, by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(days=59))
    apply_retention(desk=desk)
    assert len(desk.files.stored) == 1
    desk.clock.forward(timedelta(days=2))
    assert apply_retention(desk=desk).outcomes == {"expired": 1}
    assert nothing_left(desk)


def test_files_are_deleted_after_the_days_that_the_settings_say_and_not_before() -> None:
    desk = picture_desk(PHOTO, days=30)
    work(desk)
    desk.clock.forward(timedelta(days=30))
    assert remove_expired_files(desk=desk) == {}
    desk.clock.forward(timedelta(days=1))
    assert remove_expired_files(desk=desk) == {"files": 1}
    assert desk.files.stored == {}


def test_a_file_to_which_no_record_leads_expires_as_well() -> None:
    desk = picture_desk(days=30)
    desk.files.put("2026-01-01/lost", PNG, "image/png")
    desk.files.put("2026-09-01/young", PNG, "image/png")
    assert remove_expired_files(desk=desk) == {"files": 1}
    assert list(desk.files.stored) == ["2026-09-01/young"]


def test_a_desk_that_keeps_nothing_any_more_deletes_what_it_has_and_fetches_nothing_that_waits() -> None:
    desk = picture_desk(PHOTO)
    work(desk)
    ingest_post(sighted(1, media=(FILE,)), desk=desk)
    desk.settings.put([Document("desk", "desk", 2, {"keep_attachments_days": 0})])
    assert remove_expired_files(desk=desk) == {"files": 1}
    assert work(desk) == [Kept.FORGOTTEN]
    assert desk.files.stored == {}


def test_many_expired_files_are_deleted_list_by_list(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = picture_desk()
    monkeypatch.setattr("shared.usecases.attachments.forget_attachments.AT_ONCE", 3)
    for n in range(8):
        desk.files.put(f"2026-01-01/{n}", PNG, "image/png")
    desk.files.put("2026-09-14/young", PNG, "image/png")
    assert remove_expired_files(desk=desk) == {"files": 8}
    assert list(desk.files.stored) == ["2026-09-14/young"]


def test_the_hourly_sweep_applies_both_and_says_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = picture_desk(PHOTO)
    work(desk)
    monkeypatch.setattr(wiring, "_desk", desk)
    desk.clock.forward(timedelta(days=31))
    desk.files.fails = UnavailableError("the bucket")
    assert reconcile_desk.handler({"look_for": "expired"}, None) == {"failed": 1}
    desk.files.fails = None
    assert reconcile_desk.handler({"look_for": "expired"}, None) == {"files": 1}


def test_I6_a_customer_whose_erasure_was_interrupted_is_erased_by_the_next() -> None:
    desk = picture_desk(PHOTO)
    work(desk)
    store = desk.tickets
    erase_tickets = store.erase

    def crash(*_: object, **__: object) -> int:
        raise UnavailableError("the table")

    store.erase = crash  # type: ignore[method-assign]
    with pytest.raises(UnavailableError):
        erase(desk)
    assert nothing_left(desk)
    store.erase = erase_tickets  # type: ignore[method-assign]
    erase(desk)
    assert desk.tickets.tickets == {}


def test_I6_a_ticket_that_is_opened_during_an_erasure_leaves_no_file_no_timer_and_no_look_behind() -> None:
    desk = picture_desk(PHOTO)
    other = sighted(3, author=Author("55", "ken", "Ken"), media=(FILE,))
    ingest_post(other, desk=desk)
    work(desk)
    others = {name for each in desk.attachments.records.values() if each.media == FILE.id for name in each.names}
    kept = others & set(desk.files.stored)
    plain = desk.tickets.erase

    def meeting(*whose: Any, **named: Any) -> int:
        ingest_post(sighted(30 * 24 * 60, media=(FILE,)), desk=desk)
        work(desk)
        [opened] = [each for each in desk.tickets.tickets.values() if each.opened_at == at(30 * 24 * 60)]
        desk.looks.want("acme", opened.id, at(30 * 24 * 60))
        desk.looks.looked("acme", opened.id, at(30 * 24 * 60))
        return plain(*whose, **named)

    desk.tickets.erase = meeting  # type: ignore[method-assign]
    erase(desk)
    [left] = desk.tickets.tickets.values()
    assert left.customer.id == "55", "somebody else's ticket stays"
    assert set(desk.files.stored) == kept
    assert {ticket for ticket, _ in desk.attachments.records} == {left.id}
    assert {ticket for ticket, *_ in desk.timers.running} == {left.id}
    assert (desk.looks.wants, desk.looks.looks) == ({}, {})


def test_a_state_that_a_newer_release_wrote_waits_no_more() -> None:
    desk = picture_desk(PHOTO)
    ended = only_record(desk).ended(AttachmentState.FAILED)
    assert desk.attachments.update(ended)
    assert work(desk) == [Kept.KNOWN]
