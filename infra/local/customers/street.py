"""The customers at work: they open conversations, thank for answers, and ask again when they have waited too long."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from infra.local.customers.neighbourhood import Conversation, Neighbourhood
from infra.local.customers.story import Line, Story, filled
from infra.local.stand_ins import SeedAccount

ASKS_AGAIN_AFTER = 150.0
THANKS_AFTER = (6.0, 20.0)

Turn = tuple[Neighbourhood, SeedAccount, Story]


class Street:
    """Customers of all accounts on all networks in turn. Raises httpx.HTTPError if a stand-in cannot be reached."""

    def __init__(self, neighbourhoods: Sequence[Neighbourhood], dice: random.Random) -> None:
        self._dice = dice
        self._next = _in_turn(neighbourhoods, dice)
        self._open: list[tuple[Neighbourhood, Conversation]] = []

    def somebody_writes(self, now: float) -> str:
        """Let the next customer open a conversation; return what was written, for the log."""
        there, account, story = next(self._next)
        order = f"A-{self._dice.randrange(10_000, 99_999)}"
        conversation = Conversation(story, account, there.meet(story), order, wrote_at=now)
        said = [_write(there, conversation, line, now) for line in story.lines]
        self._open.append((there, conversation))
        return "\n".join(said)

    def everybody_looks(self, now: float) -> list[str]:
        """Let every customer check for answers: those with an answer say thanks after a moment, or leave; the others
        ask once more.
        """
        said = []
        for there in dict.fromkeys(there for there, _ in self._open):
            conversations = [conversation for place, conversation in self._open if place is there]
            answers = there.answers(conversations)
            for conversation in conversations:
                if line := self._next_line(conversation, answers.get(conversation.last_id, ""), now):
                    said.append(_write(there, conversation, line, now))
                if conversation.thanks_at is not None and now >= conversation.thanks_at:
                    self._open.remove((there, conversation))
        return said

    def _next_line(self, conversation: Conversation, answer: str, now: float) -> Line | None:
        """Return what the customer writes now, if anything."""
        story = conversation.story
        if conversation.thanks_at is None and answer:
            conversation.answer_id = answer
            conversation.thanks_at = now + self._dice.uniform(*THANKS_AFTER)
        if conversation.thanks_at is not None:
            return story.thanks if now >= conversation.thanks_at else None
        if conversation.asked_again or now - conversation.wrote_at <= ASKS_AGAIN_AFTER:
            return None
        conversation.asked_again = True
        return story.again


def _write(there: Neighbourhood, conversation: Conversation, line: Line, now: float) -> str:
    line = filled(line, order=conversation.order, brand=conversation.account.username)
    conversation.last_id = there.write(conversation, line)
    conversation.wrote_at = now
    story, account = conversation.story, conversation.account
    return f"{story.handle} → {account.id}{' in private' if story.direct else ''}: {line}"


def _in_turn(neighbourhoods: Sequence[Neighbourhood], dice: random.Random) -> Iterator[Turn]:
    """Yield one account after the other, each with its first story and the rest in random order, for ever; later rounds
    bring new people.
    """
    shuffled = [
        (there, account, [first, *dice.sample(rest, len(rest))])
        for there in neighbourhoods
        for account, (first, *rest) in there.stories
    ]
    for turn in itertools.count():
        for there, account, stories in shuffled:
            again, place = divmod(turn, len(stories))
            story = stories[place]
            yield there, account, replace(story, handle=_another(story.handle, again + 1)) if again else story


def _another(handle: str, number: int) -> str:
    """Return the handle of another person: the number stands before the server, where one is named."""
    name, at, server = handle.partition("@")
    return f"{name}{number}{at}{server}"
