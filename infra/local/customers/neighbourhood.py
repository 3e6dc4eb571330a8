"""What a network's customers can do on its stand-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from infra.local.customers.story import Line, Story
from infra.local.stand_ins import SeedAccount


@dataclass(slots=True)
class Conversation:
    """A customer's conversation with one account. Times are in seconds of a monotonic clock."""

    story: Story
    account: SeedAccount
    customer: str
    order: str
    wrote_at: float
    last_id: str = ""
    answer_id: str = ""
    asked_again: bool = False
    thanks_at: float | None = None


class Neighbourhood(Protocol):
    """The customers of one network. Every method raises httpx.HTTPError if its stand-in cannot be reached."""

    @property
    def stories(self) -> Sequence[tuple[SeedAccount, Sequence[Story]]]:
        """The stories of each account; the first has to be answered soon, so that an alert is sent at once."""

    def meet(self, story: Story) -> str:
        """Return the id of the person of this story, who may be new."""

    def write(self, conversation: Conversation, line: Line) -> str:
        """Write one line of a conversation, below its last answer or post; return the id of what was written."""

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:
        """Return the brand's answers by the id of the post that they answer. A private message answers all that came
        before it."""
