"""When the queue is answered with nothing: by the accounts' marks, until time alone may have changed something."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.desk_api.http.queue_tag import QueueTag, tags_in
from shared.domain.accounts.faults import Fault
from shared.domain.accounts.status import Signal
from shared.domain.posts.author import Author
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import assign_ticket, claim_ticket
from tests.builders import NOON, at, minutes, sighted
from tests.fake_desk import FakeDesk
from tests.unit.api.test_api import desk, one, raw

__all__ = ["desk"]

READS = ("list_waiting", "list_status", "load", "rows")


class Reads:
    """What was read of the desk since it was last asked, beside marks and settings."""

    def __init__(self, desk: FakeDesk) -> None:
        self.made: list[str] = []
        for owner, names in ((desk.tickets, READS), (desk.heartbeats, ("of",)), (desk.settings, ("newest",))):
            for name in names:
                self._note(owner, name)

    def _note(self, owner: Any, name: str) -> None:
        plain = getattr(owner, name)

        def noting(*args: Any, **options: Any) -> Any:
            self.made.append(name)
            return plain(*args, **options)

        setattr(owner, name, noting)

    def take(self) -> list[str]:
        made, self.made[:] = list(self.made), []
        return made


@pytest.fixture
def reads(desk: FakeDesk) -> Reads:
    """A desk with a ticket, whose account was marked an hour ago: long settled."""
    one(desk)
    desk.changes.mark("acme", NOON - minutes(60))
    return Reads(desk)


def ask(etag: str = "", sub: str = "kt", **query: str) -> dict[str, Any]:
    return raw("GET", "/api/queue", query=query, sub=sub, headers={"if-none-match": etag} if etag else {})


def tag(answer: dict[str, Any]) -> str:
    return str(answer["headers"]["etag"])


def another(desk: FakeDesk, n: int = 1) -> None:
    ingest_post(sighted(n, author=Author(str(700 + n), f"user{n}", f"User {n}")), desk=desk)


def test_AWS5_a_refresh_with_nothing_new_reads_the_marks_and_nothing_else(desk: FakeDesk, reads: Reads) -> None:
    etag = tag(ask())
    reads.take()
    desk.clock.forward(timedelta(seconds=30))
    again = ask(etag)
    assert (again["statusCode"], again["body"], tag(again)) == (304, "", etag)
    assert again["headers"]["desk-time"] == "2026-09-15T12:00:30.000Z"
    assert reads.take() == []


def test_a_moved_mark_is_another_answer(desk: FakeDesk, reads: Reads) -> None:
    etag = tag(ask())
    another(desk)
    assert ask(etag)["statusCode"] == 304, "the mark tells, not the tickets"
    desk.changes.mark("acme", NOON - minutes(1))
    assert ask(etag)["statusCode"] == 200


def test_what_changes_within_the_second_of_a_mark_moves_it_once_more(desk: FakeDesk, reads: Reads) -> None:
    desk.changes.mark("acme", NOON)
    another(desk, 1)
    etag = tag(ask())
    desk.changes.mark("acme", NOON + timedelta(milliseconds=300))
    another(desk, 2)
    desk.clock.forward(timedelta(milliseconds=1_400))
    assert ask(etag)["statusCode"] == 304
    desk.clock.forward(timedelta(milliseconds=100))
    changed = ask(etag)
    assert '"waiting": {"n": 3' in changed["body"]
    another(desk, 3)
    desk.clock.forward(timedelta(seconds=2))
    assert ask(tag(changed))["statusCode"] == 200, "an index may have lacked what moved it"


def test_an_older_mark_is_a_moved_one(desk: FakeDesk, reads: Reads) -> None:
    """A restored table has the marks of then."""
    etag = tag(ask())
    another(desk)
    desk.changes.marks["acme"] = NOON - minutes(120)
    assert ask(etag)["statusCode"] == 200


def test_what_has_no_mark_is_read_each_time(desk: FakeDesk) -> None:
    one(desk)
    etag = tag(ask())
    assert ask(etag)["statusCode"] == 304
    another(desk)
    assert ask(etag)["statusCode"] == 200


def test_a_mark_is_believed_for_a_minute(desk: FakeDesk, reads: Reads) -> None:
    """Whatever became of the stream that moves it."""
    etag = tag(ask())
    another(desk)
    desk.clock.forward(timedelta(seconds=59))
    assert ask(etag)["statusCode"] == 304
    desk.clock.forward(timedelta(seconds=1))
    assert ask(etag)["statusCode"] == 200


def test_what_is_read_again_and_is_the_same_gets_a_newer_tag(desk: FakeDesk, reads: Reads) -> None:
    etag = tag(ask())
    desk.clock.forward(timedelta(seconds=61))
    again = ask(etag)
    assert (again["statusCode"], again["body"]) == (304, "")
    assert tag(again) != etag
    reads.take()
    assert ask(tag(again))["statusCode"] == 304
    assert reads.take() == []


def test_an_index_may_lack_the_change_that_has_just_moved_the_mark(desk: FakeDesk, reads: Reads) -> None:
    desk.changes.mark("acme", NOON - timedelta(seconds=1))
    etag = tag(ask())
    another(desk)
    desk.clock.forward(timedelta(seconds=1))
    assert ask(etag)["statusCode"] == 304
    desk.clock.forward(timedelta(seconds=1))
    assert ask(etag)["statusCode"] == 200


def test_the_tag_is_of_the_marks_as_they_were_before_the_tickets_were_read(
    desk: FakeDesk, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, first = desk.tickets.list_waiting, True

    def overtaken(*args: Any, **options: Any) -> Any:
        nonlocal first
        found = plain(*args, **options)
        if first:
            first = False
            another(desk)
            desk.changes.mark("acme", NOON - minutes(1))
        return found

    monkeypatch.setattr(desk.tickets, "list_waiting", overtaken)
    before = ask()
    assert '"n": 1' in before["body"]
    assert ask(tag(before))["statusCode"] == 200


def test_a_person_who_has_just_acted_asks_without_a_tag_and_sees_it(desk: FakeDesk, reads: Reads) -> None:
    """Their act is in the table, and the mark moves a second or two later."""
    etag = tag(ask())
    assert ask(etag)["statusCode"] == 304
    claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    acted = ask()
    assert '"holder": {"sub": "kt"' in acted["body"]
    desk.changes.mark("acme", NOON)
    assert ask(tag(acted))["statusCode"] == 304, "read again after the mark, it is the same"


@pytest.mark.parametrize(
    ("what", "changes_at"), [("claim", at(10)), ("due soon", at(48)), ("overdue", at(60))], ids=lambda each: str(each)
)
def test_time_alone_ends_a_304(desk: FakeDesk, reads: Reads, what: str, changes_at: datetime) -> None:
    if what == "claim":
        claim_ticket(desk.only_ticket().id, by=desk.kt, desk=desk)
    desk.clock.forward(changes_at - NOON - timedelta(seconds=20))
    etag = tag(ask())
    desk.clock.forward(timedelta(seconds=19.9))
    assert ask(etag)["statusCode"] == 304
    desk.clock.forward(timedelta(seconds=0.1))
    changed = ask(etag)
    assert changed["statusCode"] == 200
    reads.take()
    assert ask(tag(changed))["statusCode"] == 304
    assert reads.take() == []


def test_the_tag_is_of_the_caller_the_query_and_the_settings(desk: FakeDesk, reads: Reads) -> None:
    assign_ticket(desk.only_ticket().id, "kt", by=desk.kt, desk=desk)
    etag = tag(ask())
    assert ask(etag, sub="ren")["statusCode"] == 200
    assert ask(etag, only="overdue")["statusCode"] == 200
    person = desk.settings.newest("person", "kt")
    assert person is not None
    desk.settings.put([Document("person", "kt", person.version + 1, {**person.body, "name": "Renamed"})])
    desk.clock.forward(timedelta(seconds=31))
    assert "Renamed" in ask(etag)["body"]


def test_a_revoked_right_ends_a_304_as_soon_as_settings_are_known(desk: FakeDesk, reads: Reads) -> None:
    etag = tag(ask())
    person = desk.settings.newest("person", "kt")
    assert person is not None
    desk.settings.put([Document("person", "kt", person.version + 1, {**person.body, "disabled": True})])
    assert ask()["statusCode"] == 403
    desk.changes.mark("acme", NOON)
    assert ask(etag)["statusCode"] == 403


def test_a_fault_moves_the_mark_and_is_read_some_seconds_later(desk: FakeDesk, reads: Reads) -> None:
    """Tickets move the mark far more often, and an account's status is read with it every ten seconds at most."""
    etag = tag(ask())
    desk.heartbeats.fail("acme", Fault.WEBHOOK_SILENT, "Polling found 3 posts.", at(0))
    desk.changes.mark("acme", NOON - minutes(1))
    desk.clock.forward(timedelta(seconds=5))
    again = ask(etag)
    assert again["statusCode"] == 304
    desk.clock.forward(timedelta(seconds=5))
    assert "webhook_silent" in ask(tag(again))["body"]


def test_an_account_that_is_polled_no_more_is_said_to_be_silent_however_still_its_mark_is(
    desk: FakeDesk, reads: Reads
) -> None:
    desk.heartbeats.beat("acme", Signal.POLL, at(0))
    desk.clock.forward(timedelta(minutes=5, seconds=-10))
    etag = tag(ask())
    desk.clock.forward(timedelta(seconds=9.9))
    assert ask(etag)["statusCode"] == 304
    desk.clock.forward(timedelta(seconds=0.2))
    assert "poll_silent" in ask(etag)["body"]


def test_pages_that_ask_after_the_same_change_share_one_reading(desk: FakeDesk, reads: Reads) -> None:
    tags = [tag(ask()), tag(ask(only="overdue")), tag(ask(sub="boss"))]
    desk.changes.mark("acme", NOON - minutes(1))
    another(desk)
    reads.take()
    assert ask(tags[0])["statusCode"] == 200
    assert reads.take() == ["newest", "list_waiting"]
    ask(tags[1], only="overdue")
    ask(tags[2], sub="boss")
    assert reads.take() == ["newest", "newest"]


def test_a_process_holds_no_more_tickets_than_it_has_room_for(
    desk: FakeDesk, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.usecases.tickets.queue_lists.HELD_AT_MOST", 3)
    other = {"network": "x", "network_id": "300", "username": "acme_us", "name": "US"}
    desk.settings.put([Document("account", "acme_us", 1, other)])
    desk.clock.forward(timedelta(seconds=31))
    desk.changes.mark("acme_us", NOON - minutes(60))
    another(desk, 1)
    another(desk, 2)
    ask(account="acme")
    assert list(desk.memory.waiting) == ["acme"]
    ingest_post(sighted(3, author=Author("790", "us", "US"), received_for="300", mentions=()), desk=desk)
    ask(account="acme_us")
    assert list(desk.memory.waiting) == ["acme_us"]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "*",
        f'W/"{"a" * 24}.{"b" * 24}.{"9" * 15}"',
        '"abc"',
        'W/"xyz"',
        f'W/"{"a" * 24}.{"b" * 24}"',
        f'W/"{"a" * 24}.{"b" * 24}.{"9" * 13}"',
        "W/" * 900,
    ],
)
def test_a_tag_of_another_making_is_no_reason_for_a_304(desk: FakeDesk, reads: Reads, header: str) -> None:
    assert ask(header)["statusCode"] == 200


def test_a_tag_that_claims_to_hold_longer_than_a_mark_is_believed_is_read_anew(desk: FakeDesk, reads: Reads) -> None:
    [given] = tags_in(tag(ask()))
    assert given.until == NOON + timedelta(seconds=60)
    forged = QueueTag("0" * 24, given.state, NOON + timedelta(days=1))
    assert ask(str(forged))["statusCode"] == 200


def test_a_cache_may_send_several_tags(desk: FakeDesk, reads: Reads) -> None:
    etag = tag(ask())
    assert ask(f'"other", {etag}, W/"more"')["statusCode"] == 304
