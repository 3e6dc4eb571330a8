"""Customers who write on LINE."""

from collections.abc import Mapping, Sequence

from infra.local.customers.neighbourhood import Conversation
from infra.local.customers.stories_line import STORIES
from infra.local.customers.story import Line, Picture, Sticker, Story, TakenBack
from infra.local.line import seed
from infra.local.line.client import FakeLine
from infra.local.stand_ins import SeedAccount


class OnLine:
    """Implements `Neighbourhood`: messages to the Official Account, which knows no parents of messages."""

    def __init__(self, line: FakeLine) -> None:
        self._line = line

    @property
    def stories(self) -> Sequence[tuple[SeedAccount, Sequence[Story]]]:
        return ((seed.ACME_LINE, STORIES),)

    def meet(self, story: Story) -> str:
        return str(self._line.person(story.handle, shown=story.name)["id"])

    def write(self, conversation: Conversation, line: Line) -> str:
        match line:
            case Sticker(word):
                message = self._line.write(conversation.customer, type="sticker", more={"keywords": [word]})
            case Picture():
                message = self._line.write(conversation.customer, type="image")
            case TakenBack(text):
                message = self._line.write(conversation.customer, text)
                self._line.unsend(message["id"])
            case _:
                message = self._line.write(conversation.customer, str(line))
        return str(message["id"])

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:
        sent = self._line.sent()
        found = {}
        for conversation in waiting:
            ids = [ident for push in sent if push["to"] == conversation.customer for ident in push["ids"]]
            if newer := [ident for ident in ids if int(ident) > int(conversation.last_id)]:
                found[conversation.last_id] = newer[0]
        return found
