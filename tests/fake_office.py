"""The contents of the dead-letter queues, without a queue."""

from collections.abc import Callable

from shared.domain.operations.dead_letters import DeadLetterRun


class FakeOffice:
    """`bodies` are the deliveries as the network sent them; `unseen` is the number of messages that could not be
    inspected."""

    unseen = 0

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        before = len(self.bodies)
        self.bodies = [body for body in self.bodies if not names(body)]
        return DeadLetterRun(before - len(self.bodies), self.unseen)
