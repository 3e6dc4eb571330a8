"""Nobody writes in vain to a customer who blocked the account (R6)."""

import pytest

from shared.domain.accounts.status import Signal
from shared.domain.errors import InvalidError
from shared.domain.networks.answerable import Reason
from shared.domain.posts.incoming_post import Block
from shared.domain.replies.reply import ReplyState, Why
from shared.usecases.inbound.ingest_delivery import ingest_delivery
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.preview_reply import Draft, preview_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, CUSTOMER, at, minutes, sighted
from tests.fake_desk import FakeDesk


def asked_desk(*posts: float) -> FakeDesk:
    desk = FakeDesk()
    for minute in posts:
        ingest_post(sighted(minute), desk=desk)
    return desk


def tell(desk: FakeDesk, minute: float, *, blocked: bool, whom: str = BRAND.id, network: str = "x") -> dict[str, int]:
    block = Block(network, whom, CUSTOMER.id, at(minute), blocked)
    return dict(ingest_delivery([block], source="webhook", desk=desk))


def blocked(desk: FakeDesk) -> bool:
    ticket = desk.tickets.load(desk.only_ticket().id)
    found = preview_reply(Draft("acme", "It left today.", ticket.id), desk=desk)
    assert found.may.allowed is (found.may.reason_code is not Reason.BLOCKED_BY_CUSTOMER)
    assert found.message.allowed is found.may.allowed, "a block is of every channel"
    assert (ticket.blocked_since is not None) is not found.may.allowed
    return ticket.blocked_since is not None


def answer(desk: FakeDesk) -> ReplyToTicket:
    ticket = desk.only_ticket()
    return ReplyToTicket(ticket.id, "reply-0001", ticket.posts[0].id, ticket.last_post.id, "It left today.")


def test_R6_a_block_stops_answers_until_it_is_taken_back() -> None:
    desk = asked_desk(0)
    assert not blocked(desk)
    assert tell(desk, 5, blocked=True) == {"blocked": 1}
    assert blocked(desk)
    with pytest.raises(InvalidError, match="has blocked the account on X"):
        reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    assert tell(desk, 6, blocked=False) == {"unblocked": 1}
    assert not blocked(desk)
    assert reply_to_ticket(answer(desk), by=desk.kt, desk=desk).under_way


def test_I3_blocks_count_once_and_in_the_order_of_their_time() -> None:
    desk = asked_desk(0)
    tell(desk, 6, blocked=False)
    tell(desk, 5, blocked=True)
    tell(desk, 5, blocked=True)
    assert not blocked(desk)
    tell(desk, 7, blocked=True)
    assert blocked(desk)


def test_I3_a_block_that_comes_in_before_the_customers_post_holds() -> None:
    desk = FakeDesk()
    tell(desk, 5, blocked=True)
    ingest_post(sighted(0), desk=desk)
    assert blocked(desk)


def test_R6_who_writes_again_has_taken_the_block_back_though_the_network_did_not_say_so() -> None:
    desk = asked_desk(0)
    tell(desk, 5, blocked=True)
    ingest_post(sighted(6), desk=desk)
    assert not blocked(desk)


@pytest.mark.parametrize(("whom", "network"), [("200", "x"), (BRAND.id, "toy")])
def test_R6_a_block_is_of_one_account_on_one_network(whom: str, network: str) -> None:
    desk = asked_desk(0)
    assert tell(desk, 5, blocked=True, whom=whom, network=network) == {"blocked": 1}
    assert not blocked(desk)


def test_I8_a_block_that_comes_by_webhook_shows_that_the_webhook_speaks() -> None:
    desk = asked_desk(0)
    desk.clock.instant = at(9)
    tell(desk, 5, blocked=True)
    assert desk.heartbeats.of("acme").last[Signal.WEBHOOK] == at(9)


def test_R6_an_answer_on_its_way_to_a_customer_who_blocks_meanwhile_comes_back() -> None:
    desk = asked_desk(0)
    reply_to_ticket(answer(desk), by=desk.kt, desk=desk)
    tell(desk, 5, blocked=True)
    desk.clock.forward(minutes(1))
    ticket = desk.only_ticket().id
    assert send_reply(ticket, "reply-0001", desk=desk) is ReplyState.FAILED
    reply = desk.only_ticket().reply("reply-0001")
    assert reply is not None
    assert (reply.why, desk.x.sends) == (Why.BLOCKED, [])
    assert desk.only_ticket().running is not None
