"""A desk on a restored table sends nothing twice: what left after the backup is looked for first (R1)."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import UnavailableError
from shared.domain.replies.reply import PartState, ReplyState
from shared.ports.tickets import Outgoing
from shared.usecases.operations.after_restore import distrust_outbox
from shared.usecases.operations.send_unsent import send_unsent
from tests.fake_desk import FakeDesk
from tests.unit.replies.test_never_left import LONG, answered_desk, stored, work


def restored(text: str = "We are on it.") -> FakeDesk:
    """The backup was made before the answer left: it stands on the network, and the table says that nobody has tried."""
    desk = answered_desk(text)
    backup = deepcopy(desk.tickets)
    assert work(desk) is ReplyState.SENT
    desk.tickets = backup
    assert {part.state for part in stored(desk).parts} == {PartState.WAITING}
    return desk


def finished(desk: FakeDesk) -> ReplyState | None:
    state = None
    for _ in range(6):
        state = work(desk)
        desk.clock.forward(timedelta(minutes=1))
    return state


def test_R1_without_that_an_answer_would_leave_twice() -> None:
    desk = restored()
    finished(desk)
    assert len(desk.x.sends) == 2


def test_AWS10_R1_every_part_that_left_after_the_backup_is_found_and_none_is_sent_again() -> None:
    desk = restored(LONG)
    sends = len(desk.x.sends)
    assert sends > 1
    assert distrust_outbox(desk=desk) == 1
    assert finished(desk) is ReplyState.SENT
    assert len(desk.x.sends) == sends


def test_R1_what_is_not_found_is_unknown_and_a_person_decides() -> None:
    desk = restored()
    desk.x.stands.clear()
    distrust_outbox(desk=desk)
    assert finished(desk) is ReplyState.UNKNOWN
    assert len(desk.x.sends) == 1


def test_R1_the_sweep_takes_it_up_by_itself() -> None:
    desk = restored()
    distrust_outbox(desk=desk)
    desk.clock.forward(timedelta(minutes=2))
    put = len(desk.replies.messages)
    send_unsent(desk=desk)
    assert len(desk.replies.messages) == put + 1


def test_R1_it_can_be_said_again_and_leaves_finished_replies_alone() -> None:
    desk = restored()
    distrust_outbox(desk=desk)
    before = stored(desk)
    assert distrust_outbox(desk=desk) == 0
    assert stored(desk) == before
    done = answered_desk()
    assert work(done) is ReplyState.SENT
    assert distrust_outbox(desk=done) == 0


def test_R1_a_ticket_that_could_not_be_read_is_read_again_or_the_restore_fails() -> None:
    desk = restored()
    store: Any = desk.tickets
    outbox, load = store.outbox, store.load
    store.outbox = lambda before, *, limit: [Outgoing(each.ticket) for each in outbox(before, limit=limit)]

    def fails(ticket_id: str) -> Any:
        raise UnavailableError("the table (Query): slow down")

    store.load = fails
    with pytest.raises(UnavailableError):
        distrust_outbox(desk=desk)
    store.load = load
    assert distrust_outbox(desk=desk) == 1
