"""What the records of kept files owe whoever fetches, shows and forgets them (ports.Attachments)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.attachments.attachment import Attachment, AttachmentState, StoredFile
from shared.domain.posts.media import MediaType
from shared.ports.attachments import Attachments
from tests.builders import STRANGE_IDS
from tests.contracts.build import NOON, at

FILE, SMALL = StoredFile("video/mp4", 2**31), StoredFile("image/jpeg", 1234)


def wanted(media: str = "m1", *, ticket: str = "t1", minute: float = 0, day: str = "2026-09-15") -> Attachment:
    key = f"{day}/{media}"
    due_at = at(minute) + timedelta(microseconds=1)
    return Attachment(ticket, "acme", "post", media, MediaType.VIDEO, key, at(minute), due_at=due_at)


def test_a_record_comes_back_as_it_was_stored(attachments: Attachments) -> None:
    first = wanted()
    attachments.want(first)
    assert attachments.find("t1", first.id) == first
    kept = replace(first, tries=2).ended(AttachmentState.KEPT, file=FILE, preview=SMALL)
    assert attachments.update(kept)
    assert attachments.find("t1", first.id) == kept
    assert attachments.of_ticket("t1") == [kept]


@pytest.mark.parametrize("ident", STRANGE_IDS)
def test_N2_ids_of_the_network_may_be_long_and_hold_any_character(attachments: Attachments, ident: str) -> None:
    strange = replace(wanted(), post=ident, media=ident)
    attachments.want(strange)
    assert attachments.of_ticket("t1") == [strange]


def test_what_is_wanted_again_stays_as_it_is(attachments: Attachments) -> None:
    attachments.want(wanted())
    assert attachments.update(wanted().ended(AttachmentState.KEPT, file=FILE))
    attachments.want(wanted(day="2026-09-16"))
    [record] = attachments.of_ticket("t1")
    assert (record.state, record.key) == (AttachmentState.KEPT, "2026-09-15/m1")


def test_a_file_is_of_one_ticket(attachments: Attachments) -> None:
    attachments.want(wanted("a"))
    attachments.want(wanted("b", ticket="t2"))
    attachments.want(wanted("c"))
    assert [each.media for each in attachments.of_ticket("t1")] == ["a", "c"]
    assert attachments.find("t2", "a") is None
    assert attachments.of_ticket("t3") == []


@pytest.mark.parametrize("state", [AttachmentState.KEPT, AttachmentState.GONE])
def test_a_record_that_waits_no_more_is_not_changed(attachments: Attachments, state: AttachmentState) -> None:
    attachments.want(wanted())
    ended = wanted().ended(state)
    assert attachments.update(ended)
    assert not attachments.update(wanted().tried(NOON))
    assert attachments.of_ticket("t1") == [ended]


def test_I6_a_record_that_is_gone_does_not_come_back(attachments: Attachments) -> None:
    attachments.want(wanted())
    attachments.remove("t1", "m1")
    attachments.remove("t1", "m1")
    assert not attachments.update(wanted().ended(AttachmentState.KEPT, file=FILE))
    assert attachments.of_ticket("t1") == []


def test_a_worker_of_an_older_record_does_not_end_the_one_that_took_its_place(attachments: Attachments) -> None:
    attachments.want(wanted(day="2026-09-16"))
    assert not attachments.update(wanted().ended(AttachmentState.KEPT, file=FILE))
    assert attachments.of_ticket("t1") == [wanted(day="2026-09-16")]


def test_what_is_due_comes_oldest_first_and_leaves_when_it_waits_no_more(attachments: Attachments) -> None:
    for media, minute in (("b", 5), ("a", 1), ("c", 9), ("d", 3)):
        attachments.want(wanted(media, minute=minute))
    assert [each.media for each in attachments.due(at(9), limit=10)] == ["a", "d", "b"]
    assert [each.media for each in attachments.due(at(9), limit=2)] == ["a", "d"]
    attachments.update(wanted("a", minute=1).ended(AttachmentState.GONE))
    attachments.update(wanted("d", minute=3).in_hand(at(20)))
    assert [each.media for each in attachments.due(at(9), limit=10)] == ["b"]
    attachments.remove("t1", "b")
    assert [each.media for each in attachments.due(at(60), limit=10)] == ["c", "d"]
