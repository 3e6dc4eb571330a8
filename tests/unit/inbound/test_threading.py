"""Which ticket a customer's post joins (T1-T4)."""

from shared.domain.inbound.threading import choose_ticket
from shared.domain.posts.post import Channel
from shared.domain.settings.desk import Spans
from shared.domain.tickets.action import DoneReason
from tests.builders import answered, asked, done, ticket

DAY = 24 * 60
SPANS = Spans()


def test_T2_a_post_that_shares_a_conversation_joins_however_long_ago_it_was() -> None:
    old = ticket(asked(0), answered(5))
    assert choose_ticket(asked(100 * DAY), [old], SPANS).joins is old


def test_T2_a_post_within_seven_days_joins_another_conversation() -> None:
    old = ticket(asked(0))
    assert choose_ticket(asked(7 * DAY, conversation_id="2"), [old], SPANS).joins is old


def test_T2_a_post_after_seven_days_in_another_conversation_opens_a_ticket() -> None:
    choice = choose_ticket(asked(7 * DAY + 1, conversation_id="2"), [ticket(asked(0))], SPANS)
    assert (choice.joins, choice.linked_to) == (None, None)


def test_T2_a_direct_message_joins_within_thirty_days() -> None:
    old = ticket(asked(0))
    message = asked(29 * DAY, conversation_id="2", channel=Channel.DIRECT)
    assert choose_ticket(message, [old], SPANS).joins is old


def test_T2_a_ticket_that_a_person_closed_is_reopened_within_72_hours() -> None:
    closed = ticket(asked(0), answered(5), actions=(done(10, DoneReason.RESOLVED),))
    assert choose_ticket(asked(3 * DAY), [closed], SPANS).joins is closed


def test_T2_after_72_hours_a_new_ticket_is_opened_and_linked() -> None:
    closed = ticket(asked(0), answered(5), actions=(done(10, DoneReason.RESOLVED),))
    choice = choose_ticket(asked(3 * DAY + 11), [closed], SPANS)
    assert (choice.joins, choice.linked_to) == (None, closed.id)


def test_T2_a_post_that_comes_late_is_placed_by_its_own_time() -> None:
    later = ticket(asked(60 * DAY, conversation_id="9"))
    assert choose_ticket(asked(0, conversation_id="2"), [later], SPANS).joins is None
    earlier = ticket(asked(1, conversation_id="3"))
    assert choose_ticket(asked(0, conversation_id="2"), [later, earlier], SPANS).joins is earlier


def test_T3_public_posts_and_direct_messages_of_a_customer_are_one_ticket() -> None:
    public = ticket(asked(0))
    message = asked(60, conversation_id="dm", channel=Channel.DIRECT)
    assert choose_ticket(message, [public], SPANS).joins is public
