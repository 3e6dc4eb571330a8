"""What provably did not leave is held and tried again; nobody is asked to look for it on the network (R1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.accounts.faults import Fault
from shared.domain.answering.decide_outcome import MOST_TRIES, RETRY_AFTER
from shared.domain.errors import (
    DeskError,
    DisconnectedError,
    RateLimitedError,
    RefusedError,
    UnavailableError,
    UnreachableError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.replies.reply import LEASE, PartState, Reply, ReplyState, Why
from shared.usecases.inbound.ingest_post import ingest_post
from shared.usecases.operations.send_unsent import send_unsent
from shared.usecases.replies.reply_to_ticket import ReplyToTicket, reply_to_ticket
from shared.usecases.replies.send_reply import send_reply
from tests.builders import BRAND, sighted
from tests.fake_desk import AT_ONCE, FakeDesk

PORTS = ("tickets", "settings", "budgets", "heartbeats", "send_queue", "ledger", "timers", "replies")
LONG = " ".join(f"Sentence number {n} of a long answer that says a good deal." for n in range(8))


def answered_desk(text: str = "We are on it.", channel: Channel = Channel.PUBLIC) -> FakeDesk:
    """A desk with one reply in the outbox that no worker has seen yet."""
    desk = FakeDesk(AT_ONCE)
    ingest_post(sighted(0, channel=channel, recipient_id=BRAND.id if channel is Channel.DIRECT else None), desk=desk)
    ticket = desk.only_ticket()
    post = ticket.posts[0].id
    reply_to_ticket(ReplyToTicket(ticket.id, "reply-0001", post, post, text), by=desk.kt, desk=desk)
    return desk


def stored(desk: FakeDesk) -> Reply:
    [ticket] = desk.tickets.tickets.values()
    [reply] = ticket.replies
    return reply


def work(desk: FakeDesk) -> ReplyState | None:
    [ticket] = desk.tickets.tickets
    return send_reply(ticket, "reply-0001", desk=desk)


@dataclass
class OneFault:
    """Has one call of the desk's services fail, the `at`-th; with `done`, it does its work and only the answer is lost."""

    at: int
    done: bool = False
    calls: int = 0
    failed: str = ""

    def around(self, name: str, works: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls != self.at:
                return works(*values, **named)
            self.failed = name
            if self.done:
                works(*values, **named)
            raise UnavailableError(f"{name}: slow down")

        return call

    def into(self, desk: FakeDesk) -> None:
        for port in PORTS:
            service = getattr(desk, port)
            for name in dir(service):
                works = getattr(service, name)
                if callable(works) and not name.startswith("_"):
                    setattr(service, name, self.around(f"{port}.{name}", works))


def worked_through(desk: FakeDesk) -> set[ReplyState]:
    """Queue, workers and sweep for as long as anything is left to do; every state that the reply was seen in."""
    seen: set[ReplyState] = set()
    for _ in range(12):
        for step in (lambda: work(desk), lambda: send_unsent(desk=desk)):
            try:
                step()
            except DeskError:
                continue
        seen.add(stored(desk).state)
        desk.clock.forward(LEASE)
    return seen


@pytest.mark.parametrize("done", [False, True], ids=["refused", "answer lost"])
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("text", ["We are on it.", LONG], ids=["one", "thread"])
def test_R1_no_single_fault_of_the_desks_own_services_leaves_an_answer_unknown(
    text: str, channel: Channel, done: bool
) -> None:
    faults = 0
    while True:
        desk = answered_desk(text, channel)
        fault = OneFault(faults + 1, done)
        fault.into(desk)
        seen = worked_through(desk)
        if not fault.failed:
            break
        faults += 1
        told = f"fault {fault.at} in {fault.failed}"
        assert seen & {ReplyState.UNKNOWN, ReplyState.FAILED} == set(), told
        assert stored(desk).state is ReplyState.SENT, told
        assert len(desk.x.sends) == len(stored(desk).parts), told
    assert faults > 10


@pytest.mark.parametrize("done", [False, True], ids=["refused", "answer lost"])
@pytest.mark.parametrize(
    "said", [UnreachableError("refused"), RateLimitedError("Too Many Requests", sighted(5).posted_at)], ids=str
)
def test_R1_a_fault_while_a_refusal_is_written_down_leaves_no_answer_unknown(said: DeskError, done: bool) -> None:
    faults = 0
    while True:
        desk = answered_desk()
        desk.x.answers = [said]
        fault = OneFault(faults + 1, done)
        fault.into(desk)
        seen = worked_through(desk)
        if not fault.failed:
            break
        faults += 1
        told = f"fault {fault.at} in {fault.failed}"
        assert ReplyState.UNKNOWN not in seen, told
        assert (stored(desk).state, len(desk.x.sends)) == (ReplyState.SENT, 2), told
    assert faults > 10


def test_R1_what_a_send_needs_is_read_before_the_part_is_marked_as_tried() -> None:
    desk = answered_desk()
    desk.x.unready = [UnavailableError("the table (UpdateItem): slow down")]
    assert work(desk) is ReplyState.HELD
    reply = stored(desk)
    assert (reply.parts[0].state, reply.why, reply.looks) == (PartState.WAITING, Why.DESK_UNAVAILABLE, 1)
    assert "Nothing was posted" in (reply.reason or "")
    assert desk.replies.messages[-1][2] == RETRY_AFTER
    desk.clock.forward(RETRY_AFTER)
    assert work(desk) is ReplyState.SENT


def test_R1_a_crash_while_a_send_is_prepared_leaves_nothing_to_look_for() -> None:
    desk = answered_desk()

    class Killed(BaseException):
        pass

    desk.x.unready = [Killed()]  # type: ignore[list-item]  # a process that is ended raises no Exception
    with pytest.raises(Killed):
        work(desk)
    assert stored(desk).parts[0].state is PartState.WAITING
    assert work(desk) is ReplyState.SENT


def test_R1_a_service_that_does_not_come_back_is_told_to_the_writer_as_not_posted() -> None:
    desk = answered_desk()
    desk.x.unready = [UnavailableError("the secret of the X app 'main': AccessDenied") for _ in range(MOST_TRIES)]
    for _ in range(MOST_TRIES):
        state = work(desk)
        desk.clock.forward(RETRY_AFTER)
    assert (state, stored(desk).why, desk.x.sends) == (ReplyState.FAILED, Why.DESK_UNAVAILABLE, [])


def test_R1_an_account_without_tokens_fails_before_anything_is_tried() -> None:
    desk = answered_desk()
    desk.x.unready = [DisconnectedError("The account has no tokens.")]
    assert work(desk) is ReplyState.FAILED
    assert (stored(desk).parts[0].state, stored(desk).why) == (PartState.WAITING, Why.DISCONNECTED)
    assert Fault.ACCOUNT_DISCONNECTED in desk.heartbeats.of("acme").faults


def test_R1_what_another_worker_tried_meanwhile_is_not_put_back() -> None:
    """Two workers prepare the same part; one sends it and hears nothing, the other's budget is spent."""
    desk = answered_desk()
    prepare, racing = desk.x.prepare_send, [True]

    def slow(*values: Any, **named: Any) -> Any:
        if not racing:
            return prepare(*values, **named)
        racing.clear()
        desk.x.answers, desk.x.takes_before_failing = [KeyboardInterrupt()], True
        with pytest.raises(KeyboardInterrupt):
            work(desk)
        raise RateLimitedError("Too Many Requests", desk.clock.now() + timedelta(minutes=9))

    desk.x.prepare_send = slow  # type: ignore[method-assign]  # the other worker comes in while this one prepares
    work(desk)
    assert stored(desk).parts[0].state is PartState.TRIED
    desk.clock.forward(LEASE)
    assert work(desk) is ReplyState.SENT
    assert len(desk.x.sends) == 1


def test_R1_what_the_network_said_outlives_a_heartbeat_that_cannot_be_written() -> None:
    desk = answered_desk()
    desk.x.answers = [DisconnectedError("Unauthorized")]

    def down(*_: Any) -> None:
        raise UnavailableError("the table (UpdateItem): slow down")

    desk.heartbeats.fail = down  # type: ignore[assignment,method-assign]
    assert work(desk) is ReplyState.FAILED
    assert stored(desk).reason == "Unauthorized"


def test_R1_a_refused_answer_is_never_looked_for() -> None:
    desk = answered_desk()
    desk.x.answers = [RefusedError("No")]
    OneFault(10_000).into(desk)
    assert worked_through(desk) == {ReplyState.FAILED}
