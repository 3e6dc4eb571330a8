"""What rests among the dead letters, without a queue."""

from collections.abc import Callable

from shared.domain.operations.dead_letters import DeadLetterRun


class FakeOffice:
    """`bodies` are the deliveries as the network sent them; `unseen` is how many could not be looked at."""

    unseen = 0

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)

    def erase(self, names: Callable[[bytes], bool]) -> DeadLetterRun:
        before = len(self.bodies)
        self.bodies = [body for body in self.bodies if not names(body)]
        return DeadLetterRun(before - len(self.bodies), self.unseen)
