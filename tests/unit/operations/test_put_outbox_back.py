"""What no worker can send holds up nothing that comes after it, however much of it there is (R1)."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import UnavailableError
from shared.ports.settings import Document
from shared.ports.tickets import OutboxPart, Outgoing
from shared.usecases.operations.fresh_first import AGAIN
from shared.usecases.operations.put_outbox_back import SHORT
from shared.usecases.operations.send_unsent import Unsent, send_unsent
from tests.builders import NOON, minutes
from tests.fake_desk import FakeDesk

OTHER = Document("account", "zulu", 1, {"network": "x", "network_id": "300", "username": "zulu", "name": "Z"})


class Outbox:
    """Replies that are due, by their instant: those of an account that cannot send stay due, whatever is put into the queue."""

    def __init__(self, desk: FakeDesk, stuck: int) -> None:
        self.desk = desk
        self.due = [(f"{n:06}", f"acme-{n}") for n in range(stuck)]
        desk.tickets.outbox_part = self.part  # type: ignore[method-assign]
        self.broken: set[OutboxPart] = set()

    def part(self, part: OutboxPart, before: Any, *, after: str | None = None, limit: int) -> Any:
        if part in self.broken:
            raise UnavailableError("the table (Query): slow down")
        if part is not OutboxPart.REPLIES:
            return []
        return [
            (place, (Outgoing(ticket, reply="r"),)) for place, ticket in self.due if after is None or place > after
        ][:limit]

    def comes_due(self, ticket: str) -> None:
        self.due.append((f"{900_000 + len(self.due):06}", ticket))

    def run(self) -> list[str]:
        """The tickets whose replies one run returns to the queue."""
        self.desk.replies.messages.clear()
        send_unsent(desk=self.desk)
        self.desk.clock.forward(minutes(1))
        return [ticket for ticket, *_ in self.desk.replies.messages]


@pytest.mark.parametrize("stuck", [SHORT - 1, 500, 2_000])
def test_R1_an_answer_comes_due_behind_any_number_of_answers_that_cannot_go(stuck: int) -> None:
    outbox = Outbox(FakeDesk(OTHER), stuck)
    for _ in range(3):
        outbox.run()
    outbox.comes_due("zulu-1")
    assert "zulu-1" in outbox.run()


def test_R1_before_the_first_lap_is_over_it_is_reached_run_by_run() -> None:
    outbox = Outbox(FakeDesk(OTHER), 3_000)
    outbox.comes_due("zulu-1")
    runs = 1
    while "zulu-1" not in outbox.run():
        runs += 1
        assert runs < 5


def test_R1_all_of_those_have_their_turn_and_each_run_takes_so_many() -> None:
    outbox = Outbox(FakeDesk(OTHER), 500)
    outbox.run()
    seen: set[str] = set()
    for _ in range(4):
        tried = outbox.run()
        assert len(tried) <= AGAIN.rows
        seen |= set(tried)
    assert len(seen) == 500


def test_R1_a_short_outbox_is_returned_whole_and_costs_no_place() -> None:
    desk = FakeDesk(OTHER)
    outbox = Outbox(desk, SHORT)
    assert len(outbox.run()) == len(outbox.run()) == SHORT
    assert not [name for name, _ in desk.checkpoints.kept if name.startswith("outbox")]


def test_R1_a_part_that_cannot_be_read_keeps_no_other_back() -> None:
    outbox = Outbox(FakeDesk(), 3)
    outbox.broken = {OutboxPart.NOTES, OutboxPart.WAITING}
    assert send_unsent(desk=outbox.desk) == {Unsent.FAILED: 2, Unsent.REPLIES: 3}


def test_R1_what_cannot_be_put_into_the_queue_is_counted_and_the_rest_goes_on() -> None:
    outbox = Outbox(FakeDesk(), 300)
    put = outbox.desk.replies.put

    def sometimes(ticket: str, *rest: Any, **named: Any) -> None:
        if ticket == "acme-5":
            raise UnavailableError("the queue")
        put(ticket, *rest, **named)

    outbox.desk.replies.put = sometimes  # type: ignore[method-assign]
    assert send_unsent(desk=outbox.desk) == {Unsent.FAILED: 1, Unsent.REPLIES: 299}


def test_R1_a_run_ends_in_time() -> None:
    desk = FakeDesk(OTHER)
    outbox = Outbox(desk, 2_000)
    put = desk.replies.put

    def slow(*values: Any, **named: Any) -> None:
        desk.clock.forward(timedelta(milliseconds=100))
        put(*values, **named)

    desk.replies.put = slow  # type: ignore[method-assign]
    began = desk.clock.now()
    send_unsent(desk=desk)
    assert desk.clock.now() - began < timedelta(seconds=25)
    assert began == NOON
    assert len(outbox.due) == 2_000
