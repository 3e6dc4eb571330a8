"""R1: what is found for a lost answer is never another answer with the same words."""

import pytest

from shared.domain.errors import OutcomeUnknownError
from shared.domain.posts.author import Author
from shared.domain.replies.reply import ReplyState
from shared.domain.tickets.ticket import Ticket
from shared.ports.network_sending import Sent
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import CUSTOMER, at, minutes, sighted
from tests.fake_desk import FakeDesk

RIN = Author("955", "rin", "Rin")
TEXT = "It left today."


def ticket_of(desk: FakeDesk, customer: Author) -> Ticket:
    [found] = desk.tickets.of_customer("acme", customer.id)[1]
    return found


def answered(desk: FakeDesk, customer: Author, number: int, text: str = TEXT) -> ReplyState | None:
    told = ticket_of(desk, customer)
    newest = [post for post in told.posts if post.inbound][-1]
    command = ReplyToTicket(
        told.id, f"reply-{number:04}", newest.id, told.last_words.answer_to, text, seen_version=told.version
    )
    reply_to_ticket(command, by=desk.kt, desk=desk)
    desk.clock.forward(minutes(0.1))
    return send_reply(told.id, command.client_reply_id, desk=desk)


def desk_with_an_answer(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    """A desk that has answered a customer, and whose next answer is lost: the first one is found for it."""
    desk = FakeDesk()
    ingest_post(sighted(0), desk=desk)
    desk.clock.instant = at(1)
    answered(desk, CUSTOMER, 1)
    first = ticket_of(desk, CUSTOMER).last_post
    found = Sent(first.id, first.posted_at, first.text)
    monkeypatch.setattr(desk.x, "find_own", lambda *_, **__: found)
    desk.x.answers = [OutcomeUnknownError("timed out")]
    return desk


@pytest.mark.parametrize("customer", [CUSTOMER, RIN], ids=["the same customer", "another customer"])
def test_R1_another_answer_of_the_same_words_settles_nothing(customer: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_with_an_answer(monkeypatch)
    ingest_post(sighted(2, author=customer), desk=desk)
    desk.clock.instant = at(3)
    state = answered(desk, customer, 2, "It left today!")
    for _ in range(3):
        desk.clock.forward(minutes(1))
        state = send_reply(ticket_of(desk, customer).id, "reply-0002", desk=desk)
    assert state is ReplyState.UNKNOWN
    assert ticket_of(desk, CUSTOMER).posts[1].reply_id == "reply-0001"
