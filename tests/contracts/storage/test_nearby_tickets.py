"""What is read of a customer's tickets to place a post (T2): of few all, of many the newest and those that it names."""

from dataclasses import replace

import pytest

import shared.adapters.dynamodb.tickets.store
import tests.fakes
from shared.adapters.dynamodb.tickets import reading
from shared.domain.errors import NotFoundError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.domain.tickets.brief import MOST_THREADS, TicketBrief, thread_of
from shared.domain.tickets.ticket import Ticket
from shared.ports.tickets import TicketStore
from tests.contracts.build import EMI, answer, at, done, opened, question, refolded, ticket_of, with_posts

DAY = 24 * 60


def under(conversation: str, post: Post) -> Post:
    return replace(post, conversation_id=conversation)


def earlier(store: TicketStore, count: int) -> list[Ticket]:
    """Tickets that were opened a day after each other, each answered and done."""
    return [
        opened(
            store,
            refolded(
                with_posts(
                    ticket_of(question(f"{n}01", n * DAY)),
                    answer(f"{n}02", n * DAY + 5),
                    under(f"brand{n}", question(f"{n}03", n * DAY + 6)),
                ).with_action(done(n * DAY + 9))
            ),
        )
        for n in range(1, count + 1)
    ]


def test_T2_of_a_customer_with_few_tickets_all_are_near(store: TicketStore) -> None:
    tickets = earlier(store, 3)
    found = store.nearby("acme", EMI.id, network="x", posts=("202", "999"))
    assert found.briefs == tuple(map(TicketBrief.of, tickets))
    assert [brief.closed_at for brief in found.briefs] == [at(n * DAY + 9) for n in (1, 2, 3)]
    assert found.held == {"202": tickets[1].id}
    assert [found.read(brief.id) for brief in found.briefs] == tickets
    assert (found.customer, store.of_customer("acme", EMI.id)[1]) == (
        store.of_customer("acme", EMI.id)[0],
        tuple(tickets),
    )
    with pytest.raises(NotFoundError):
        found.read("x")


def test_T2_of_a_customer_with_many_tickets_the_newest_are_near_and_those_that_hold_the_posts_around(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FIRST_READ", 5)
    for module in (tests.fakes, shared.adapters.dynamodb.tickets.store):
        monkeypatch.setattr(module, "MOST_NEARBY", 3)
    tickets = earlier(store, 8)
    other = opened(store, ticket_of(question("9001", 0, author=replace(EMI, id="78"))))
    found = store.nearby("acme", EMI.id, network="x", posts=("102", "802", "9001", "999"))
    near = [tickets[0], *tickets[-3:]]
    assert found.briefs == tuple(map(TicketBrief.of, near))
    assert found.held == {"102": tickets[0].id, "802": tickets[-1].id}
    assert [found.read(ticket.id) for ticket in near] == near
    assert found.customer.version == 8
    assert [store.load(ticket.id) for ticket in tickets[::3]] == tickets[::3]
    assert store.beside(tickets[4].id) == (tickets[4], 7)
    assert store.beside(other.id) == (other, 0)
    assert list(store.siblings(tickets[4].id)) == [TicketBrief.of(each) for each in tickets if each != tickets[4]]
    newest = opened(store, ticket_of(question("901", 9 * DAY)))
    assert [brief.id for brief in store.nearby("acme", EMI.id, network="x", posts=()).briefs] == [
        ticket.id for ticket in [*tickets[-2:], newest]
    ]


@pytest.mark.parametrize("first_read", [1, 4, 5, 9, 17, 30, 49, 50])
def test_T2_a_long_ticket_between_others_is_read_whole(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch, first_read: int
) -> None:
    monkeypatch.setattr(reading, "FIRST_READ", first_read)
    first, second, third = earlier(store, 3)
    for n in range(30):
        second = with_posts(second, question(f"{700 + n}", 3 * DAY + n))
    second = store.save(store.load(second.id), second)
    assert [store.load(each.id) for each in (first, second, third)] == [first, second, third]
    found = store.nearby("acme", EMI.id, network="x", posts=("703",))
    assert found.held == {"703": second.id}
    assert [found.read(brief.id) for brief in found.briefs] == [first, second, third]


def test_T2_a_conversation_that_none_of_a_tickets_posts_begins_is_known_from_its_head(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_of(question("1", 0))
    for n in range(MOST_THREADS + 9):
        ticket = with_posts(ticket, under(f"brand{n}", question(f"{100 + n}", n + 1)))
    message = replace(under("brand20", question("900", 99)), channel=Channel.DIRECT)
    ticket = opened(store, with_posts(ticket, message))
    [brief] = store.nearby("acme", EMI.id, network="x", posts=()).briefs
    newest = [under(f"brand{n}", question("2", 0)) for n in range(10, MOST_THREADS + 9)]
    assert brief.threads == tuple(map(thread_of, [*newest, message]))
    monkeypatch.setattr(reading, "FIRST_READ", 3)
    assert store.nearby("acme", EMI.id, network="x", posts=()).briefs == (brief,)
