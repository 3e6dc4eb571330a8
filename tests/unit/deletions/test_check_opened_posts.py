"""What somebody has before them, and what the network calls gone, is looked up before its turn (I6)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared import wiring
from shared.domain.errors import (
    NotAnswerableError,
    OutcomeUnknownError,
    PostGoneError,
    RefusedError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.notifications.alert_text import shown_name
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import ReplyState
from shared.networks.x.pricing.prices import XCharge
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.deletions.check_opened_posts import MOST_POSTS, check_opened_posts, note_opened
from shared.usecases.deletions.detect_deletions import LookupOutcome, detect_deletions
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.privacy.erase_customer import erase_customer
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, at, minutes, sighted
from tests.fake_desk import AT_ONCE, FakeDesk
from tests.fake_office import FakeOffice
from tests.unit.api.test_api import call
from tests.unit.deletions.test_detect_deletions import busy_desk, ids, spending


def one_run(desk: FakeDesk) -> dict[LookupOutcome, int]:
    return dict(check_opened_posts(desk=desk))


def opened_desk(*documents: Document) -> FakeDesk:
    """A customer's ticket that somebody has opened."""
    desk = FakeDesk(*documents)
    ingest_post(sighted(0), desk=desk)
    note_opened(desk.only_ticket(), desk=desk)
    return desk


def test_I6_a_ticket_that_somebody_opens_is_looked_up_by_the_next_run_and_its_news_handed_on() -> None:
    desk = opened_desk()
    desk.plug.lookups.gone = {sighted(0).id: "deleted"}
    assert one_run(desk) == {"looked_up": 1, "gone": 1}
    assert desk.ingest.deliveries == [sighted(0).id.encode()]
    assert one_run(desk) == {}
    assert desk.plug.lookups.asked == [ids(0)]


def test_I6_it_says_when_it_was_last_looked_at_and_asks_again_after_five_minutes() -> None:
    desk = opened_desk()
    desk.clock.forward(minutes(1))
    one_run(desk)
    for minute, looks in ((2, 1), (5, 1), (7, 2)):
        desk.clock.forward(at(minute) - desk.clock.now())
        assert note_opened(desk.only_ticket(), desk=desk) == at(1)
        one_run(desk)
        assert len(desk.plug.lookups.asked) == looks


def test_I6_a_page_that_asks_every_few_seconds_notes_a_ticket_once_a_minute() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    noted = []
    for _ in range(13):
        note_opened(desk.only_ticket(), desk=desk)
        noted.append(len(desk.looks.wants))
        desk.looks.wants.clear()
        desk.clock.forward(timedelta(seconds=5))
    assert noted == [1, *[0] * 11, 1]


def test_I6_only_the_newest_posts_of_an_open_ticket_are_looked_up() -> None:
    desk = FakeDesk(spending(5))
    for n in range(MOST_POSTS + 3):
        ingest_post(sighted(n), desk=desk)
    note_opened(desk.only_ticket(), desk=desk)
    one_run(desk)
    assert desk.plug.lookups.asked == [ids(*reversed(range(3, MOST_POSTS + 3)))]


def test_I6_private_messages_and_words_that_are_gone_are_not_looked_up() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, channel=Channel.DIRECT, recipient_id=BRAND.id, mentions=()), desk=desk)
    assert note_opened(desk.only_ticket(), desk=desk) is None
    assert desk.looks.wants == {}


def test_I6_the_hourly_looks_leave_a_third_of_the_days_budget_to_what_is_open() -> None:
    desk = busy_desk(spending(0.03), n=6)
    detect_deletions(desk=desk)
    assert [len(asked) for asked in desk.plug.lookups.asked] == [4]
    left = [ticket for ticket in desk.tickets.tickets.values() if ("acme", ticket.id) not in desk.looks.looks]
    for ticket in left:
        note_opened(ticket, desk=desk)
    assert one_run(desk) == {"looked_up": 2}
    late = sighted(30, author=Author("990", "late", "Late"))
    ingest_post(late, desk=desk)
    note_opened(desk.tickets.of_customer("acme", "990")[1][0], desk=desk)
    assert one_run(desk) == {}
    assert desk.looks.wants == {}


@pytest.mark.parametrize("document", [spending(0), Document("desk", "desk", 1, {"monthly_usd": 0.000001})])
def test_I6_a_desk_that_may_spend_nothing_looks_at_nothing(document: Document) -> None:
    desk = opened_desk(document)
    if document.body.get("monthly_usd"):
        desk.ledger.enter("acme", XCharge.POST_READ, 1, Decimal(1), at(0).date())
    one_run(desk)
    assert desk.plug.lookups.asked == []


def test_I10_a_look_that_was_refused_is_made_again_within_two_minutes() -> None:
    desk = opened_desk()
    desk.plug.lookups.fails = RefusedError("Forbidden")
    assert one_run(desk) == {"failed": 1}
    assert set(account_health(desk=desk)[0].faults) == {"lookups_refused"}
    assert one_run(desk) == {}
    desk.plug.lookups.fails = None
    desk.clock.forward(minutes(1))
    assert one_run(desk) == {"looked_up": 1}
    assert account_health(desk=desk)[0].faults == {}


@pytest.mark.parametrize("error", [RefusedError("Not Found"), OutcomeUnknownError("X answered 503")])
def test_I10_an_hourly_look_that_failed_waits_no_hour(error: Any) -> None:
    desk = busy_desk()
    desk.plug.lookups.fails = error
    assert detect_deletions(desk=desk) == {"failed": 1}
    desk.plug.lookups.fails = None
    desk.clock.forward(minutes(2))
    assert one_run(desk) == {"looked_up": 4}
    desk.clock.forward(minutes(2))
    assert one_run(desk) == {}


def answered_desk(error: Exception) -> FakeDesk:
    desk = FakeDesk(AT_ONCE)
    ingest_post(sighted(0), desk=desk)
    desk.clock.forward(minutes(5))
    ticket = desk.only_ticket()
    command = ReplyToTicket(ticket.id, "reply-0001", ticket.posts[0].id, ticket.posts[0].id, "We are on it.")
    reply_to_ticket(command, by=desk.kt, desk=desk)
    desk.x.answers = [error]
    return desk


GONE = PostGoneError("You attempted to reply to a Tweet that is deleted or not visible to you.")


def test_I6_a_post_that_the_network_calls_gone_when_we_answer_it_is_looked_up_at_once() -> None:
    desk = answered_desk(GONE)
    desk.plug.lookups.gone = {sighted(0).id: "deleted"}
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.FAILED
    assert desk.plug.lookups.asked == [ids(0)]
    assert desk.ingest.deliveries == [sighted(0).id.encode()]


def test_I6_any_other_refusal_of_an_answer_looks_nothing_up() -> None:
    desk = answered_desk(NotAnswerableError("You have not been mentioned."))
    send_reply(desk.only_ticket().id, "reply-0001", desk=desk)
    assert desk.plug.lookups.asked == []


def test_I6_what_cannot_be_looked_up_at_once_is_left_to_the_next_run_and_harms_no_answer() -> None:
    desk = answered_desk(GONE)
    desk.plug.lookups.fails = UnreachableError("connection refused")
    assert send_reply(desk.only_ticket().id, "reply-0001", desk=desk) is ReplyState.FAILED
    desk.plug.lookups.fails = None
    desk.clock.forward(minutes(1))
    assert one_run(desk) == {"looked_up": 1}


def test_I6_opening_and_claiming_a_ticket_have_it_looked_up_and_the_api_says_when_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket().id
    assert call("GET", f"/api/tickets/{ticket}")[1]["checked_at"] is None
    assert desk.looks.wanted("acme", limit=9) == [ticket]
    desk.clock.forward(minutes(1))
    one_run(desk)
    assert call("GET", f"/api/tickets/{ticket}")[1]["checked_at"] == "2026-09-15T12:01:00.000Z"
    desk.clock.forward(minutes(6))
    assert call("POST", f"/api/tickets/{ticket}/claim", {})[0] == 200
    assert desk.looks.wanted("acme", limit=9) == [ticket]


def test_I6_a_ticket_opens_though_nobody_can_note_that(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FakeDesk()
    monkeypatch.setattr(wiring, "_desk", desk)
    ingest_post(sighted(0), desk=desk)

    def down(*_: object) -> None:
        raise UnavailableError("the table")

    monkeypatch.setattr(desk.looks, "want", down)
    assert call("GET", f"/api/tickets/{desk.only_ticket().id}")[0] == 200


def test_I6_erasing_a_customer_reaches_what_is_kept_of_looks() -> None:
    desk = opened_desk()
    desk.looks.looked("acme", desk.only_ticket().id, at(1))
    erase_customer("acme", "900", desk=desk, office=FakeOffice())
    assert (desk.looks.wants, desk.looks.looks) == ({}, {})


def nameless(n: float, **more: Any) -> Any:
    return sighted(n, author=Author("900", "", ""), **more)


def test_I5_a_customer_whose_name_x_left_out_is_asked_for_and_named_by_whatever_tells_of_the_post_later() -> None:
    """X's own sample of a reply has no users beside it."""
    desk = FakeDesk()
    ingest_post(nameless(0), desk=desk)
    assert one_run(desk) == {"looked_up": 1}
    assert desk.ingest.deliveries == [sighted(0).id.encode()]
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket()
    assert (ticket.customer.username, ticket.posts[0].author.name) == ("mitsuki", "みつき")
    assert one_run(desk) == {}


def test_I5_a_customer_who_is_known_keeps_the_name_that_an_event_leaves_out() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(nameless(1), desk=desk)
    ticket = desk.only_ticket()
    assert {post.author.username for post in ticket.posts} == {"mitsuki"}
    assert (ticket.customer.username, desk.looks.wants) == ("mitsuki", {})


@pytest.mark.parametrize(("language", "shown"), [("en", "user 900"), ("ja", "ユーザー 900")])
def test_L7_an_alert_names_a_nameless_customer_by_the_number(language: str, shown: str) -> None:
    assert shown_name(Author("900", "", ""), language) == shown
    assert shown_name(Author("900", "mitsuki", ""), language) == "mitsuki"
