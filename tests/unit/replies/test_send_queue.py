"""Private answers leave an account in the order in which they were written, also once X's fifteen are spent (R1)."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import (
    BudgetSpentError,
    NotAnswerableError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
)
from shared.domain.operations.dead_letters import DeadLetterRun
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.replies.reply import LEASE, Reply, ReplyState
from shared.domain.settings.desk import Account
from shared.ports.network_sending import Answered, Sent
from shared.ports.settings import Document
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.reconcile import find_overdue
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.privacy.erase_customer import erase_customer
from shared.usecases.replies.cancel_reply import cancel_reply
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.resolve_reply import send_again
from shared.usecases.replies.send_queue import LOOK_AGAIN, TURN
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, NOON, minutes, sighted, snowflake
from tests.fake_desk import AT_ONCE, FakeDesk, FakeNetwork, FakePreparedSend

FIFTEEN = Allowance("send_message", 15, timedelta(minutes=15))
TO_UNDO = Document("desk", "desk", 1, {"undo_seconds": 5})


@dataclass
class Narrow(FakeNetwork):
    """Lets fifteen private messages through in fifteen minutes; while one is on its way, `meanwhile` happens."""

    desk: FakeDesk | None = None
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    meanwhile: Callable[[], None] = lambda: None
    order: list[str] = field(default_factory=list)

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),
        key: str | None = None,
        audience: Audience | None = None,
        content_warning: str = "",
        quote: str = "",
        tried_at: datetime | None = None,
        answered: Answered | None = None,
    ) -> FakePreparedSend:
        assert self.desk is not None
        if channel is Channel.DIRECT:
            until = self.desk.budgets.take(account.id, FIFTEEN, self.clock.now())
            if until is not None:
                raise BudgetSpentError(f"X is not asked before {until:%H:%M:%S} UTC: its limit is used up.", until)
        return super().prepare_send(account, channel=channel, to=to, customer=customer, texts=texts)

    def send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        key: str | None = None,
    ) -> Sequence[Sent]:
        [text] = texts
        self.order.append(text)
        self.meanwhile()
        if self.fails.get(text):
            raise self.fails[text].pop(0)
        return super().send(account, channel=channel, to=to, customer=customer, texts=texts, key=key)


@dataclass
class Mail:
    """The reply queue with its workers: messages come when their delay is over, in any order, some of them twice."""

    desk: FakeDesk
    chance: random.Random
    waiting: list[tuple[datetime, str, str]] = field(default_factory=list)
    depth: int = 0

    def take_in(self) -> None:
        now = self.desk.clock.now()
        for ticket, reply, delay in self.desk.replies.messages:
            wait = min(delay, timedelta(minutes=15))
            self.waiting += [(now + wait, ticket, reply)] * (2 if self.chance.random() < 0.1 else 1)
        self.desk.replies.messages.clear()

    def work(self, most: int = 10_000) -> None:
        """Workers take what is ready, until nothing is."""
        for _ in range(most):
            self.take_in()
            ready = [each for each in self.waiting if each[0] <= self.desk.clock.now()]
            if not ready:
                return
            picked = self.chance.choice(ready)
            self.waiting.remove(picked)
            send_reply(picked[1], picked[2], desk=self.desk)

    def beside(self) -> None:
        """While a worker waits for X, up to four others go on."""
        if self.depth < 4:
            self.depth += 1
            self.work(self.chance.randint(0, 3))
            self.depth -= 1

    def pass_time(self, until: datetime) -> None:
        """In steps of a few seconds; the sweep comes every minute."""
        swept = self.desk.clock.now()
        while self.desk.clock.now() < until:
            self.work()
            self.desk.clock.forward(timedelta(seconds=self.chance.uniform(1, 20)))
            if self.desk.clock.now() - swept >= minutes(1):
                swept = self.desk.clock.now()
                send_unsent(desk=self.desk)
        self.work()


def desk_with_line(*documents: Document) -> tuple[FakeDesk, Narrow]:
    desk = FakeDesk(*documents)
    network = Narrow(desk.clock, desk=desk)
    desk.plug.sender = network
    return desk, network


def ask(desk: FakeDesk, n: int, channel: Channel = Channel.DIRECT) -> str:
    """A customer of their own writes; the ticket's id."""
    told = sighted(
        (desk.clock.now() - NOON) / minutes(1),
        id=snowflake(desk.clock.now(), 1000 + n),
        author=Author(str(9000 + n), f"customer{n}", f"Customer {n}"),
        channel=channel,
        recipient_id=BRAND.id if channel is Channel.DIRECT else None,
    )
    ingest_post(told, desk=desk)
    _, [ticket] = desk.tickets.of_customer("acme", str(9000 + n))
    return ticket.id


def write(desk: FakeDesk, n: int, channel: Channel = Channel.DIRECT) -> str:
    """Answers a new customer; the ticket's id. The text is the number."""
    ticket_id = ask(desk, n, channel)
    post = desk.tickets.load(ticket_id).last_post
    reply_to_ticket(ReplyToTicket(ticket_id, f"reply-{n:04}", post.id, post.id, str(n)), by=desk.kt, desk=desk)
    return ticket_id


def reply_in(desk: FakeDesk, ticket_id: str) -> Reply:
    [reply] = desk.tickets.load(ticket_id).replies
    return reply


def work(desk: FakeDesk, ticket_id: str) -> ReplyState | None:
    return send_reply(ticket_id, reply_in(desk, ticket_id).id, desk=desk)


def spend(desk: FakeDesk, n: int = 15) -> None:
    for _ in range(n):
        desk.budgets.take("acme", FIFTEEN, desk.clock.now())


@pytest.mark.parametrize("seed", range(12))
def test_R1_fifty_messages_leave_in_the_order_of_writing_with_workers_in_parallel_and_new_ones_coming(
    seed: int,
) -> None:
    chance = random.Random(seed)  # noqa: S311 - an order that can be repeated
    desk, network = desk_with_line(TO_UNDO)
    mail = Mail(desk, chance)
    network.meanwhile = mail.beside
    network.fails = {
        "7": [RefusedError("Forbidden")],
        "12": [UnreachableError("no way there"), UnreachableError("no way there")],
        "19": [OutcomeUnknownError("X gave no answer")],
        "23": [RateLimitedError("Too Many Requests", NOON + minutes(33))],
        "31": [NotAnswerableError("You do not have permission to DM one or more participants.")],
    }
    tickets = []
    for n in range(50):
        tickets.append(write(desk, n))
        mail.pass_time(desk.clock.now() + timedelta(seconds=chance.uniform(0, 40)))
    mail.pass_time(desk.clock.now() + minutes(80))
    once = list(dict.fromkeys(network.order))
    assert once == [str(n) for n in range(50)]
    assert [text for text in network.order if network.order.count(text) > 1] in (
        ["12"] * 3 + ["23"] * 2,
        ["23"] * 2 + ["12"] * 3,
    )
    states = [reply_in(desk, ticket).state for ticket in tickets]
    assert [n for n, state in enumerate(states) if state is ReplyState.FAILED] == [7, 31]
    assert [n for n, state in enumerate(states) if state is ReplyState.UNKNOWN] == [19]
    assert states.count(ReplyState.SENT) == 47
    assert desk.send_queue.first("acme") is None


def test_R1_who_writes_while_others_wait_does_not_overtake_when_the_window_opens() -> None:
    desk, network = desk_with_line(AT_ONCE)
    spend(desk)
    old = write(desk, 1)
    assert work(desk, old) is ReplyState.HELD
    desk.clock.forward(minutes(15))
    new = write(desk, 2)
    assert work(desk, new) is ReplyState.HELD
    assert network.order == []
    assert (reply_in(desk, new).in_line, reply_in(desk, new).reason) == (True, reply_in(desk, old).reason)
    assert work(desk, old) is ReplyState.SENT
    assert desk.replies.messages[-1] == (new, "reply-0002", timedelta(0))
    assert work(desk, new) is ReplyState.SENT
    assert network.order == ["1", "2"]


def test_R1_who_has_not_begun_yet_keeps_the_place_of_writing() -> None:
    desk, network = desk_with_line(AT_ONCE)
    first, second = write(desk, 1), write(desk, 2)
    assert work(desk, second) is ReplyState.HELD
    assert reply_in(desk, second).reason == TURN
    assert [work(desk, first), work(desk, second)] == [ReplyState.SENT, ReplyState.SENT]
    assert network.order == ["1", "2"]


def test_R1_waiting_for_a_turn_is_written_down_once_and_looked_at_again_by_itself() -> None:
    """A call that a crash has swallowed is made good by the sweep."""
    desk, network = desk_with_line(AT_ONCE)
    first, second = write(desk, 1), write(desk, 2)
    work(desk, second)
    before = desk.tickets.load(second)
    assert work(desk, second) is ReplyState.HELD
    assert desk.tickets.load(second) == before
    work(desk, first)
    desk.replies.messages.clear()
    desk.clock.forward(LOOK_AGAIN + timedelta(seconds=1))
    send_unsent(desk=desk)
    assert desk.replies.messages == [(second, "reply-0002", timedelta(0))]
    assert work(desk, second) is ReplyState.SENT
    assert network.order == ["1", "2"]


def test_R1_public_answers_and_other_accounts_wait_for_nobody() -> None:
    desk, network = desk_with_line(AT_ONCE)
    write(desk, 1)
    public = write(desk, 2, Channel.PUBLIC)
    assert work(desk, public) is ReplyState.SENT
    assert network.order == ["2"]


def test_R1_a_message_that_may_stand_there_already_keeps_nobody_back() -> None:
    desk, network = desk_with_line(AT_ONCE)
    first, second = write(desk, 1), write(desk, 2)
    network.fails = {"1": [OutcomeUnknownError("X gave no answer")]}
    work(desk, second)
    assert work(desk, first) is ReplyState.SENDING
    assert desk.replies.messages[-2:-1] == [(second, "reply-0002", timedelta(0))]
    assert work(desk, second) is ReplyState.SENT


def test_R1_a_worker_that_died_with_a_message_in_hand_keeps_the_line_for_as_long_as_its_lease() -> None:
    desk, network = desk_with_line(AT_ONCE)
    first, second = write(desk, 1), write(desk, 2)

    def die() -> None:
        raise SystemExit

    network.meanwhile = die
    with pytest.raises(SystemExit):
        work(desk, first)
    network.meanwhile = lambda: None
    assert work(desk, second) is ReplyState.HELD
    desk.clock.forward(LEASE + LOOK_AGAIN + timedelta(seconds=1))
    assert work(desk, second) is ReplyState.SENT
    assert work(desk, first) is ReplyState.SENDING
    assert network.order == ["1", "2"]


def test_R1_what_is_taken_back_makes_room() -> None:
    desk, _ = desk_with_line(TO_UNDO)
    first = write(desk, 1)
    second = write(desk, 2)
    desk.clock.forward(timedelta(seconds=6))
    assert work(desk, second) is ReplyState.HELD
    cancel_reply(first, "reply-0001", by=desk.kt, desk=desk)
    assert desk.replies.messages[-1] == (second, "reply-0002", timedelta(0))
    assert work(desk, second) is ReplyState.SENT


def test_R1_the_reconciler_takes_out_of_the_line_what_a_crash_has_left_there() -> None:
    desk, _ = desk_with_line(AT_ONCE)
    first = write(desk, 1)
    leave = desk.send_queue.leave

    def crash(*_: object) -> None:
        desk.send_queue.leave = leave  # type: ignore[method-assign]
        raise SystemExit

    desk.send_queue.leave = crash  # type: ignore[method-assign,assignment]
    with pytest.raises(SystemExit):
        work(desk, first)
    assert desk.send_queue.first("acme") is not None
    find_overdue(desk=desk)
    assert desk.send_queue.first("acme") is None


def test_I6_who_is_erased_leaves_the_line() -> None:
    desk, _ = desk_with_line(AT_ONCE)

    class Office:
        def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
            return DeadLetterRun(0, 0)

    write(desk, 1)
    second = write(desk, 2)
    assert work(desk, second) is ReplyState.HELD
    erase_customer("acme", "9001", desk=desk, office=Office())
    turn = desk.send_queue.first("acme")
    assert turn is not None
    assert turn.ticket == second
    assert work(desk, second) is ReplyState.SENT


def test_R1_what_is_sent_again_has_its_old_place() -> None:
    desk, network = desk_with_line(AT_ONCE)
    network.fails = {"1": [RefusedError("Forbidden")]}
    first = write(desk, 1)
    assert work(desk, first) is ReplyState.FAILED
    desk.clock.forward(minutes(1))
    second = write(desk, 2)
    send_again(first, "reply-0001", by=desk.kt, desk=desk)
    assert work(desk, second) is ReplyState.HELD
    assert [work(desk, first), work(desk, second)] == [ReplyState.SENT, ReplyState.SENT]
    assert network.order == ["1", "1", "2"]
