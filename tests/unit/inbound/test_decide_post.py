"""What a post makes of its ticket is decided without a desk: the new state, and what follows from it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.domain.inbound.decide_post import decide_post
from shared.domain.inbound.decision import (
    CheckIndex,
    Decision,
    LookUpName,
    PostOutcome,
    QueueAlert,
    RecheckQuote,
    ReleaseOrphans,
    SummarizeLate,
)
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, Via
from shared.domain.posts.post import Post
from shared.domain.posts.references import Quoted
from shared.domain.replies.reply import Part, PartState, Reply, ReplyState
from shared.domain.settings.desk import DeskSettings, Person
from shared.domain.settings.keyword_rules import KEYWORD_STEP, KeywordRule
from shared.domain.tickets.context import DecisionContext
from shared.domain.tickets.fold import Status
from shared.domain.tickets.follow_ups import Charge, EnsureTimer, StopTimer, UpdateIndex
from shared.domain.tickets.ticket import Ticket
from shared.domain.tickets.ticket_id import customer_part
from shared.domain.tickets.ticket_state import fold_ticket
from shared.networks.x.rules import RULES
from shared.usecases.settings.documents import settings_from
from tests.builders import CUSTOMER, PlainPromises, answered, asked, at, snowflake, ticket

MICROSECOND = timedelta(microseconds=1)
NAMELESS = Author(CUSTOMER.id, "", "")
RETURNS = KeywordRule("returns", ("返品",), notify=("person:kt",), tags=("returns",))
KT = Person("kt", "Keiko", "keiko@example.com")


def decide(post: Post, before: Ticket | None = None, *, settings: DeskSettings | None = None, **more: Any) -> Decision:
    context = DecisionContext(settings or settings_from(()), PlainPromises(), post.seen_at)
    return decide_post(post, before, context, rules=RULES, **more)


def again(post: Post, before: Ticket) -> Decision:
    return decide(post, before, holds=True)


def with_reply(post: Post, text: str) -> Ticket:
    """A ticket whose answer was tried, and of which nobody knows whether it is on the network."""
    part = Part(text, PartState.TRIED, tried_at=at(5))
    reply = Reply("r1", "acme", post.channel, post.id, post.id, text, "kt", at(5), (part,), state=ReplyState.SENDING)
    return fold_ticket(replace(ticket(post), replies=(reply,)), PlainPromises())


def test_a_first_post_opens_a_ticket_with_a_timer_and_its_words_in_the_search() -> None:
    post = asked(0)
    told = decide(post)
    assert (told.outcome, told.before, told.after.status) == (PostOutcome.STORED, None, Status.NEW)
    assert told.follow_ups == (
        EnsureTimer(),
        UpdateIndex(None),
        ReleaseOrphans("x", ((post.id, None), (f"customer#{customer_part('acme', CUSTOMER.id)}", CUSTOMER.id))),
    )


def test_T2_a_ticket_that_follows_a_closed_one_is_linked_to_it() -> None:
    assert decide(asked(0), linked_to="acme.900.1").after.linked_to == "acme.900.1"


def test_L6_a_keyword_rule_tags_the_ticket_and_its_alert_is_saved_before_it_is_queued() -> None:
    settings = replace(settings_from(()), keyword_rules=(RETURNS,))
    told = decide(asked(0, text="返品したい"), settings=settings)
    [alert] = told.after.alerts
    assert (told.after.tags, alert.step, alert.whom) == (("returns",), KEYWORD_STEP, ("person:kt",))
    assert told.follow_ups[0] == QueueAlert(alert, told.after.clocks[0])


def test_I7_steps_that_had_passed_before_a_late_post_came_in_are_summarized() -> None:
    told = decide(asked(0, seen=120))
    clock = told.after.clocks[0]
    assert told.follow_ups[0] == SummarizeLate(clock, "due")
    assert EnsureTimer() in told.follow_ups


def test_a_second_post_joins_the_ticket_and_the_customer_has_their_newest_handle() -> None:
    before = ticket(asked(0))
    told = decide(asked(3, author=Author(CUSTOMER.id, "mitsuki2", "みつき")), before)
    assert (told.outcome, told.after.customer.username) == (PostOutcome.STORED, "mitsuki2")
    assert [clock.started_at for clock in told.after.clocks] == [at(0)]
    assert UpdateIndex(before) in told.follow_ups


def test_I5_a_known_customer_keeps_the_name_that_an_event_leaves_out() -> None:
    told = decide(asked(3, author=NAMELESS), ticket(asked(0)))
    assert told.after.last_post.author == CUSTOMER
    assert LookUpName() not in told.follow_ups


def test_I5_the_name_of_a_stranger_is_looked_up_where_the_event_leaves_it_out() -> None:
    assert LookUpName() in decide(asked(0, author=NAMELESS)).follow_ups
    assert LookUpName() not in decide(asked(0, author=NAMELESS, channel=Channel.DIRECT)).follow_ups


def test_I5_a_name_that_comes_with_the_second_delivery_is_taken_over_with_an_edit_in_one_save() -> None:
    post = asked(0, author=NAMELESS)
    before = ticket(post, customer=NAMELESS)
    told = again(
        replace(post, author=CUSTOMER, answer_id=snowflake(at(2)), edited_at=at(2), text="Where is my parcel?"), before
    )
    assert told.outcome is PostOutcome.EDITED
    assert (told.after.customer, told.after.posts[0].author) == (CUSTOMER, CUSTOMER)
    assert told.after.posts[0].text == "Where is my parcel?"


def test_I3_a_post_that_comes_again_changes_nothing_and_heals_what_a_crash_left() -> None:
    post = asked(0)
    before = ticket(post)
    told = again(post, before)
    assert (told.outcome, told.after) == (PostOutcome.KNOWN, before)
    assert told.follow_ups[:2] == (EnsureTimer(), CheckIndex(post))


def test_I3_an_edit_keeps_the_identity_and_an_older_one_changes_nothing() -> None:
    post = asked(0)
    edit = replace(post, answer_id=snowflake(at(2)), edited_at=at(2), text="Where is my parcel?")
    edited = again(edit, ticket(post))
    assert (edited.outcome, edited.after.posts[0].id) == (PostOutcome.EDITED, post.id)
    assert edited.after.posts[0].answer_to == edit.answer_id
    assert again(post, edited.after).outcome is PostOutcome.KNOWN


def test_I6_an_edit_brings_no_words_back_into_a_deleted_post() -> None:
    post = asked(0)
    before = ticket(post.without_words(at(1)))
    told = again(replace(post, answer_id=snowflake(at(2)), edited_at=at(2)), before)
    assert (told.outcome, told.after) == (PostOutcome.KNOWN, before)


def test_I6_a_quoted_post_is_looked_at_again_only_where_its_words_are_stored() -> None:
    words = Quoted("5", CUSTOMER, "It broke.", "")
    quoted = asked(0, quoted=words)
    assert RecheckQuote(quoted) in decide(quoted).follow_ups
    wordless = asked(0, quoted=words.without_words())
    assert not any(isinstance(each, RecheckQuote) for each in decide(wordless).follow_ups)


def test_C2_an_answer_from_the_networks_own_app_stops_the_clock_and_its_timer() -> None:
    before = ticket(asked(0))
    told = decide(answered(7), before)
    assert (told.outcome, told.after.status) == (PostOutcome.STORED, Status.ANSWERED)
    assert told.follow_ups[0] == StopTimer(before.clocks[0])
    assert EnsureTimer() not in told.follow_ups


def test_R1_the_event_of_a_reply_whose_outcome_is_unknown_is_its_part_and_is_charged() -> None:
    post = asked(0)
    before = with_reply(post, "It is 30 cm.")
    told = decide(answered(6, text="@mitsuki It is 30 cm.", in_reply_to=post.id), before)
    assert (told.after.replies[0].state, told.after.last_post.via) == (ReplyState.SENT, Via.DESK)
    assert told.follow_ups[-1] == Charge(told.after.replies[0], 0)


def test_W1_the_writer_of_the_reply_becomes_the_assignee() -> None:
    settings = replace(settings_from(()), people=(KT,))
    post = asked(0)
    answer = answered(6, text="It is 30 cm.", in_reply_to=post.id)
    assert decide(answer, with_reply(post, "It is 30 cm."), settings=settings).after.assignee == "kt"


def test_T4_answers_may_wait_for_the_edit_that_their_writer_saw() -> None:
    edit = asked(0, answer_id=snowflake(at(2)), edited_at=at(2))
    [waited] = [each.waiting_for for each in decide(edit).follow_ups if isinstance(each, ReleaseOrphans)]
    assert [parent for parent, _ in waited] == [
        edit.id,
        edit.answer_id,
        f"customer#{customer_part('acme', CUSTOMER.id)}",
    ]


def test_C1_an_edit_that_overtakes_its_post_gives_way_to_the_time_of_the_post() -> None:
    written = asked(0, seen=5, version="first")
    edited = replace(written, posted_at=at(3), seen_at=at(4), edited_at=at(3) + MICROSECOND, version="second", text="!")
    opened = decide(edited).after
    decision = again(written, opened)
    [post] = decision.after.posts
    assert (decision.outcome, post.posted_at, post.text) == (PostOutcome.EDITED, at(0), "!")
    assert decision.after.running is not None
    assert decision.after.running.started_at == at(0)
    assert again(written, decision.after).outcome is PostOutcome.KNOWN
    assert again(edited, decision.after).outcome is PostOutcome.KNOWN


def test_C1_a_post_that_was_listed_by_the_second_gets_the_millisecond_of_its_delivery() -> None:
    exact = at(0) + timedelta(milliseconds=123)
    listed, delivered = asked(0, version="first"), asked(0, version="first", posted_at=exact)
    after = again(delivered, decide(listed).after).after
    assert after.running is not None
    assert (after.posts[0].posted_at, after.running.started_at, after.running.timer_generation) == (exact, exact, 2)
    assert again(listed, after).outcome is PostOutcome.KNOWN, "the list says no better"
    edited = replace(delivered, edited_at=exact + MICROSECOND, version="second", text="!")
    assert again(listed, ticket(edited)).outcome is PostOutcome.KNOWN


def test_I3_a_redelivery_that_differs_in_time_changes_nothing() -> None:
    written = asked(3, version="first")
    for stored in (written, replace(written, edited_at=at(9), version="second", text="!")):
        for redelivered in (at(2), at(4), at(12)):
            assert again(replace(written, posted_at=redelivered), ticket(stored)).outcome is PostOutcome.KNOWN
