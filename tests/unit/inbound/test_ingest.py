"""Posts come in, in any order and any number of times (I3-I7, T1-T4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.errors import BrokenEventError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import Broken, Deletion, Disconnection, Dropped, IncomingPost, Mention
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.fold import Status
from shared.domain.tickets.lists.excerpt import excerpt_of
from shared.domain.tickets.ticket import Ticket
from shared.ports.settings import Document
from shared.usecases.accounts.account_health import account_health
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.tickets.ticket_actions import finish_ticket
from tests.builders import BRAND, CUSTOMER, at, minutes, sighted, sighted_answer, snowflake
from tests.fake_desk import FakeDesk

JAPAN = Document("account", "jp", 1, {"network": "x", "network_id": "200", "username": "acme_jp", "name": "アクメ"})


def test_a_mention_becomes_a_ticket_with_a_deadline_and_a_timer() -> None:
    desk = FakeDesk()
    told = ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket()
    assert told.outcome == "stored"
    assert (ticket.status, ticket.version) == (Status.NEW, 1)
    assert ticket.running is not None
    assert ticket.running.due_at == at(60)
    assert desk.timers.running == {(ticket.id, ticket.running.id, 1): at(30)}


def test_I3_the_same_post_twice_is_one_post_one_ticket_one_clock_one_timer() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    before = desk.only_ticket()
    assert ingest_post(sighted(0), desk=desk).outcome == "known"
    assert desk.only_ticket() == before
    assert len(desk.timers.running) == 1


def test_I3_a_crash_between_the_write_and_the_timer_heals_by_redelivery() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    desk.timers.running.clear()
    ingest_post(sighted(0), desk=desk)
    assert len(desk.timers.running) == 1


def test_I3_an_edit_is_the_same_post_and_answers_go_to_the_newest() -> None:
    desk = FakeDesk()
    first = sighted(0)
    ingest_post(first, desk=desk)
    edited = replace(first, answer_id="9" * 19, edited_at=at(9), text="@acme_help where is my parcel?")
    assert ingest_post(edited, desk=desk).outcome == "edited"
    [post] = desk.only_ticket().posts
    assert (post.id, post.answer_to, post.text) == (first.id, "9" * 19, edited.text)
    assert ingest_post(first, desk=desk).outcome == "known"
    assert desk.only_ticket().posts == (post,)


@pytest.mark.parametrize("first_comes_first", [True, False])
def test_I4_a_second_post_of_a_thread_stays_with_the_account_although_it_names_another_first(
    first_comes_first: bool,
) -> None:
    desk = FakeDesk(JAPAN)
    if first_comes_first:
        ingest_post(sighted(0), desk=desk)
    both = (Mention("200", "acme_jp", leading=False), Mention(BRAND.id, BRAND.username, leading=False))
    more = sighted(3, mentions=both, in_reply_to=sighted(0).id, in_reply_to_user=CUSTOMER.id)
    assert ingest_post(more, desk=desk).account == "acme"
    ingest_post(sighted(0), desk=desk)
    assert len(desk.only_ticket().posts) == 2


def test_I3_a_post_that_would_go_elsewhere_today_stays_where_it_was_decided_to_belong() -> None:
    desk = FakeDesk()
    both = (Mention("200", "acme_jp", leading=False), Mention(BRAND.id, BRAND.username, leading=False))
    ingest_post(sighted(0, mentions=both), desk=desk)
    desk.settings.put([JAPAN])
    assert ingest_post(sighted(0, mentions=both), desk=desk).outcome == "known"
    assert desk.only_ticket().account == "acme"
    assert desk.tickets.of_customer("jp", CUSTOMER.id)[1] == ()


@pytest.mark.parametrize(
    ("answer_id", "minute", "outcome"), [("a", 1, "edited"), ("z", 0, "known"), ("9" * 40, 0, "known")]
)
def test_N2_an_edit_is_newer_by_when_it_was_written_whatever_its_id(answer_id: str, minute: int, outcome: str) -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    edited = replace(sighted(0), answer_id=answer_id, edited_at=at(minute), text="@acme_help where is my parcel?")
    assert ingest_post(edited, desk=desk).outcome == outcome
    assert desk.only_ticket().posts[0].text == (edited.text if outcome == "edited" else sighted(0).text)


def test_N2_an_edit_that_keeps_the_id_is_told_by_its_version() -> None:
    desk = FakeDesk()
    first = replace(sighted(0), id="at://did:plc:z72i/app.bsky.feed.post/3k", answer_id="", version="bafyone")
    ingest_post(first, desk=desk)
    edited = replace(first, version="bafytwo", edited_at=at(2), text="@acme_help where is my parcel?")
    assert ingest_post(edited, desk=desk).outcome == "edited"
    [post] = desk.only_ticket().posts
    assert (post.text, post.answer_to, post.current_version) == (edited.text, first.id, "bafytwo")
    assert [ingest_post(each, desk=desk).outcome for each in (edited, first)] == ["known", "known"]
    assert desk.only_ticket().posts == (post,)


def test_N2_who_has_seen_the_post_has_not_seen_its_edit_and_who_has_seen_the_version_has() -> None:
    desk = FakeDesk()
    first = replace(sighted(0), answer_id="", version="bafyone")
    ingest_post(first, desk=desk)
    ingest_post(replace(first, version="bafytwo", edited_at=at(2), text="@acme_help and now?"), desk=desk)
    ticket = desk.only_ticket()
    assert [post.id for post in ticket.unseen(first.id)] == [first.id]
    assert ticket.unseen("bafytwo") == ()


def test_N2_posts_of_one_instant_stand_as_they_were_seen_whatever_their_ids() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0, id="z"), desk=desk)
    desk.clock.forward(minutes(1))
    ingest_post(sighted(0, id="a"), desk=desk)
    assert [post.id for post in desk.only_ticket().posts] == ["z", "a"]


def test_I3_a_post_that_another_ticket_holds_is_not_saved_in_vain_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = FakeDesk()
    first, newest = sighted(0), snowflake(at(2), 7)
    ingest_post(replace(first, id=newest, answer_id=newest, posted_at=at(2)), desk=desk)
    tried: list[Ticket] = []
    save = desk.tickets.save

    def counted(before: Ticket | None, after: Ticket, **more: Any) -> Ticket:
        tried.append(after)
        return save(before, after, **more)

    monkeypatch.setattr(desk.tickets, "save", counted)
    ingest_post(replace(first, answer_id=newest, edited_at=at(2)), desk=desk)
    assert len(tried) <= 2


def test_I3_an_edit_that_came_in_without_its_history_is_known_when_the_first_post_names_it() -> None:
    desk = FakeDesk()
    newest = sighted(1).id
    ingest_post(sighted(0, id=newest), desk=desk)
    assert ingest_post(replace(sighted(0), answer_id=newest), desk=desk).outcome == "known"
    assert len(desk.only_ticket().posts) == 1


def test_T1_another_customer_in_the_same_thread_gets_a_ticket_of_their_own() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted(1, author=Author("901", "jo", "Jo"), conversation_id=sighted(0).id), desk=desk)
    _, theirs = desk.tickets.of_customer("acme", "901")
    assert len(theirs) == 1
    assert desk.only_ticket().customer == CUSTOMER


def test_T3_public_posts_and_direct_messages_of_one_customer_are_one_ticket() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted(5, channel=Channel.DIRECT, recipient_id=BRAND.id, conversation_id="dm"), desk=desk)
    assert len(desk.only_ticket().posts) == 2


def test_T4_a_native_answer_finds_its_ticket_by_the_post_that_it_answers() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted_answer(7, sighted(0).id), desk=desk)
    ticket = desk.only_ticket()
    assert ticket.status is Status.ANSWERED
    assert ticket.clocks[0].elapsed == timedelta(minutes=7)
    assert desk.timers.running == {}


def test_T4_an_answer_that_came_before_its_post_waits_for_it() -> None:
    desk = FakeDesk()
    answer = sighted_answer(7, sighted(0).id)
    assert ingest_post(answer, desk=desk).outcome == "parked"
    ingest_post(sighted(0), desk=desk)
    assert desk.only_ticket().status is Status.ANSWERED
    assert desk.tickets.orphans_of("x", sighted(0).id) == ()


def test_T4_an_answer_to_an_edit_that_came_before_it_waits_for_it() -> None:
    desk = FakeDesk()
    edit = sighted(2, id=sighted(0).id, answer_id=snowflake(at(2)), posted_at=at(0))
    assert ingest_post(sighted_answer(7, edit.answer_id), desk=desk).outcome == "parked"
    ingest_post(edit, desk=desk)
    assert desk.only_ticket().status is Status.ANSWERED
    assert desk.tickets.parked_anywhere() == []


def test_T3_a_private_answer_that_came_first_finds_its_customer_by_a_public_post_too() -> None:
    desk = FakeDesk()
    private = sighted_answer(7, None, channel=Channel.DIRECT, recipient_id=CUSTOMER.id, conversation_id="100-900")
    assert ingest_post(private, desk=desk).outcome == "parked"
    ingest_post(sighted(0), desk=desk)
    assert desk.only_ticket().status is Status.ANSWERED
    assert desk.tickets.parked_anywhere() == []


def test_T4_a_private_answer_whose_customer_comes_in_while_it_is_put_aside_is_not_left_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = FakeDesk()
    put_aside = desk.tickets.park_orphan

    def put_aside_a_moment_late(post: Post, *, parent: str) -> bool:
        ingest_post(sighted(0), desk=desk)
        return put_aside(post, parent=parent)

    monkeypatch.setattr(desk.tickets, "park_orphan", put_aside_a_moment_late)
    private = sighted_answer(7, None, channel=Channel.DIRECT, recipient_id=CUSTOMER.id, conversation_id="100-900")
    assert ingest_post(private, desk=desk).outcome == "stored"
    assert desk.only_ticket().status is Status.ANSWERED
    assert desk.tickets.parked_anywhere() == []


def test_T4_our_own_chain_is_walked_up_whatever_comes_first() -> None:
    desk = FakeDesk()
    first = sighted_answer(7, sighted(0).id)
    second = sighted_answer(8, first.id, in_reply_to_user=BRAND.id)
    ingest_post(second, desk=desk)
    ingest_post(first, desk=desk)
    ingest_post(sighted(0), desk=desk)
    assert [post.id for post in desk.only_ticket().posts if not post.inbound] == [first.id, second.id]


def test_T4_an_answer_that_names_no_parent_belongs_to_its_conversation() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    ingest_post(sighted_answer(7, None, conversation_id=sighted(0).id), desk=desk)
    assert desk.only_ticket().status is Status.ANSWERED


def test_T2_a_closed_ticket_is_linked_from_the_one_that_follows() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    old = desk.only_ticket()
    finish_ticket(old.id, DoneReason.NOTHING_TO_SAY, by=desk.kt, desk=desk)
    desk.clock.forward(timedelta(days=5))
    ingest_post(sighted(5 * 24 * 60), desk=desk)
    _, tickets = desk.tickets.of_customer("acme", CUSTOMER.id)
    assert [ticket.linked_to for ticket in tickets] == [None, old.id]


def test_I6_a_deleted_post_loses_its_words_and_its_clock() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    told = ingest_delivery([Deletion("x", sighted(0).id, at(3))], source="webhook", desk=desk)
    ticket = desk.only_ticket()
    assert told == {"deleted": 1}
    assert "parcel" not in repr(ticket)
    assert ticket.posts[0].text == excerpt_of(ticket) == ""
    assert ticket.running is None
    assert desk.timers.running == {}


def test_I6_a_deletion_twice_or_of_an_unknown_post_changes_nothing() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    gone = Deletion("x", sighted(0).id, at(3))
    ingest_delivery([gone], source="webhook", desk=desk)
    before = desk.only_ticket()
    ingest_delivery([gone, Deletion("x", "5", at(4))], source="webhook", desk=desk)
    assert desk.only_ticket() == before


def test_I5_one_broken_event_harms_no_other_of_its_delivery() -> None:
    desk = FakeDesk()
    with pytest.raises(BrokenEventError, match="no author"):
        ingest_delivery([Broken("no author"), sighted(0)], source="webhook", desk=desk)
    assert len(desk.only_ticket().posts) == 1


def test_I5_an_unknown_kind_is_counted_and_dropped() -> None:
    assert ingest_delivery([Dropped("favorite")], source="webhook", desk=FakeDesk()) == {"dropped:favorite": 1}


def test_an_account_that_was_added_a_moment_ago_is_found_although_settings_are_held() -> None:
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    newcomer = {"network": "x", "network_id": "300", "username": "acme_us", "name": "Acme US"}
    desk.settings.beside().put([Document("account", "acme_us", 1, newcomer)])
    told = ingest_post(sighted(1, id="55555555555555", received_for="300", mentions=()), desk=desk)
    assert told.account == "acme_us"


def test_an_event_for_an_unknown_account_is_kept_for_the_dead_letter_queue() -> None:
    with pytest.raises(BrokenEventError, match="404"):
        ingest_post(sighted(0, received_for="404", mentions=()), desk=FakeDesk())


def test_I7_a_late_post_is_flagged_and_starts_no_timer_for_what_has_passed() -> None:
    desk = FakeDesk(now=at(50))
    ingest_post(sighted(0), desk=desk)
    ticket = desk.only_ticket()
    assert ticket.late
    assert ticket.posts[0].late
    assert list(desk.timers.running.values()) == [at(60)]
    lost = FakeDesk(now=at(5000))
    ingest_post(sighted(0), desk=lost)
    assert lost.timers.running == {}


def test_I8_a_revoked_permission_shows_as_disconnected() -> None:
    desk = FakeDesk()
    ingest_delivery([Disconnection("x", BRAND.id, at(0))], source="webhook", desk=desk)
    [health] = account_health(desk=desk)
    assert health.state == "account_disconnected"


CONVERSATION = (
    sighted(0),
    sighted(2, conversation_id=sighted(0).id, in_reply_to=sighted(0).id, in_reply_to_user=CUSTOMER.id),
    sighted_answer(10, sighted(2).id, conversation_id=sighted(0).id),
    sighted_answer(11, sighted_answer(10, "").id, conversation_id=sighted(0).id, in_reply_to_user=BRAND.id),
    sighted(30, conversation_id=sighted(0).id, in_reply_to=sighted_answer(11, "").id, in_reply_to_user=BRAND.id),
    sighted_answer(45, sighted(30).id, conversation_id=sighted(0).id),
)


@settings(max_examples=150, deadline=None)
@given(st.permutations(CONVERSATION * 2))
def test_I3_a_conversation_comes_out_the_same_in_any_order_with_duplicates(events: list[IncomingPost]) -> None:
    desk = FakeDesk(now=at(60))
    for event in events:
        ingest_post(event, desk=desk)
    ticket = desk.only_ticket()
    assert len(ticket.posts) == 6
    assert [(clock.kind, clock.elapsed) for clock in ticket.clocks] == [
        ("first_reply", timedelta(minutes=10)),
        ("next_reply", timedelta(minutes=15)),
    ]
    assert ticket.status is Status.ANSWERED
