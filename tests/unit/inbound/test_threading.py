"""Which ticket a customer's post joins (T1-T4)."""

from collections.abc import Iterable

from shared.domain.inbound.threading import Choice, choose_ticket
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Spans
from shared.domain.tickets.action import DoneReason
from shared.domain.tickets.brief import TicketBrief
from shared.domain.tickets.ticket import Ticket
from tests.builders import answered, asked, done, ticket

DAY = 24 * 60
SPANS = Spans()


def choose(post: Post, tickets: Iterable[Ticket], spans: Spans) -> Choice:
    """Choose as the desk does: the store says which tickets hold the posts around this one."""
    every = list(tickets)
    around = (post.in_reply_to or "", post.conversation_id)
    held = {ident: each.id for ident in around for each in every if each.post(ident) is not None}
    return choose_ticket(post, map(TicketBrief.of, every), spans, held=held)


def test_T2_a_post_that_shares_a_conversation_joins_however_long_ago_it_was() -> None:
    old = ticket(asked(0), answered(5))
    assert choose(asked(100 * DAY), [old], SPANS).joins == old.id


def test_T2_a_post_within_seven_days_joins_another_conversation() -> None:
    old = ticket(asked(0))
    assert choose(asked(7 * DAY, conversation_id="2"), [old], SPANS).joins == old.id


def test_T2_a_post_after_seven_days_in_another_conversation_opens_a_ticket() -> None:
    choice = choose(asked(7 * DAY + 1, conversation_id="2"), [ticket(asked(0))], SPANS)
    assert (choice.joins, choice.linked_to) == (None, None)


def test_T2_a_direct_message_joins_within_thirty_days() -> None:
    old = ticket(asked(0))
    message = asked(29 * DAY, conversation_id="2", channel=Channel.DIRECT)
    assert choose(message, [old], SPANS).joins == old.id


def test_T2_a_ticket_that_a_person_closed_is_reopened_within_72_hours() -> None:
    closed = ticket(asked(0), answered(5), actions=(done(10, DoneReason.RESOLVED),))
    assert choose(asked(3 * DAY), [closed], SPANS).joins == closed.id


def test_T2_after_72_hours_a_new_ticket_is_opened_and_linked() -> None:
    closed = ticket(asked(0), answered(5), actions=(done(10, DoneReason.RESOLVED),))
    choice = choose(asked(3 * DAY + 11), [closed], SPANS)
    assert (choice.joins, choice.linked_to) == (None, closed.id)


def test_T2_a_post_that_comes_late_is_placed_by_its_own_time() -> None:
    later = ticket(asked(60 * DAY, conversation_id="9"))
    assert choose(asked(0, conversation_id="2"), [later], SPANS).joins is None
    earlier = ticket(asked(1, conversation_id="3"))
    assert choose(asked(0, conversation_id="2"), [later, earlier], SPANS).joins == earlier.id


def test_T3_public_posts_and_direct_messages_of_a_customer_are_one_ticket() -> None:
    public = ticket(asked(0))
    message = asked(60, conversation_id="dm", channel=Channel.DIRECT)
    assert choose(message, [public], SPANS).joins == public.id
