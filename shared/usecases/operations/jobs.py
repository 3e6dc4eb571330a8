"""The jobs of one run, each by itself: what ends one of them keeps none of the others from its turn."""

from collections.abc import Callable
from typing import TypeVar

from shared.usecases.slices import Walked

Result = TypeVar("Result")
Outcome = TypeVar("Outcome", bound=str)


class Jobs:
    """The jobs of one run, and the error of each that has failed as a whole.

    Whoever began the run raises one of them at its end: the scheduler repeats the run then, and if that fails too, it is a dead
    letter, of which an alarm tells.
    """

    def __init__(self) -> None:
        self.failed: dict[str, Exception] = {}

    def run(self, name: str, job: Callable[[], Result], nothing: Callable[[], Result]) -> Result:
        """Return the job's result; `nothing` if it has failed."""
        try:
            return job()
        except Exception as error:  # noqa: BLE001  # raised once the other jobs have had their turn
            self.failed.setdefault(name, error)
            return nothing()

    def walk(self, name: str, job: Callable[[], Walked[Outcome]]) -> Walked[Outcome]:
        """Run a sweep. One that could not begin has failed as a whole, too."""
        walked = self.run(name, job, Walked[Outcome])
        if walked.not_begun is not None:
            self.failed.setdefault(name, walked.not_begun)
        return walked

    def raise_failed(self) -> None:
        """Raise the error of the first job that has failed, if any has."""
        for error in self.failed.values():
            raise error
