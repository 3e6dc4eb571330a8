"""The customers at work: they open conversations, thank for answers, and ask again when they have waited too long."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from infra.local.customers.stories import STORIES, Story
from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX

ASKS_AGAIN_AFTER = 150.0
THANKS_AFTER = (6.0, 20.0)


@dataclass(slots=True)
class Conversation:
    """A customer's conversation. Times are in seconds of a monotonic clock."""

    story: Story
    account: seed.SeedAccount
    customer_id: str
    order: str
    last_id: str
    wrote_at: float
    asked_again: bool = False
    thanks_at: float | None = None
    answer_id: str | None = None


class Street:
    """Customers of all accounts in turn. Raises httpx.HTTPError if the stand-in cannot be reached."""

    def __init__(self, fake: FakeX, dice: random.Random) -> None:
        self._fake = fake
        self._dice = dice
        self._next = _in_turn(dice)
        self._open: list[Conversation] = []

    def somebody_writes(self, now: float) -> str:
        """Let the next customer open a conversation; return the posted text for the log."""
        account, story = next(self._next)
        customer_id = self._fake.user(story.handle, name=story.name)["id"]
        order = f"A-{self._dice.randrange(10_000, 99_999)}"
        conversation = Conversation(story, account, customer_id, order, last_id="", wrote_at=now)
        said = self._say(conversation, story.opening, now)
        self._open.append(conversation)
        return said

    def everybody_looks(self, now: float) -> list[str]:
        """Let every customer check for answers: those with an answer say thanks after a moment, or leave; the others
        ask once more.
        """
        answers = self._answers()
        said = []
        for conversation in list(self._open):
            story = conversation.story
            if conversation.thanks_at is None and (answer := answers.get(conversation.last_id)):
                conversation.answer_id = answer
                conversation.thanks_at = now + self._dice.uniform(*THANKS_AFTER)
            if conversation.thanks_at is not None:
                if now >= conversation.thanks_at:
                    self._open.remove(conversation)
                    if story.thanks:
                        said.append(self._say(conversation, story.thanks, now))
            elif story.again and not conversation.asked_again and now - conversation.wrote_at > ASKS_AGAIN_AFTER:
                conversation.asked_again = True
                said.append(self._say(conversation, story.again, now))
        return said

    def _say(self, conversation: Conversation, text: str, now: float) -> str:
        text = text.format(order=conversation.order)
        story, account = conversation.story, conversation.account
        if story.direct:
            conversation.last_id = self._fake.message(story.handle, account.username, text)["id"]
        else:
            parent = conversation.answer_id or conversation.last_id
            text = text.removeprefix(f"@{account.username} ") if parent else text  # X puts it in front itself
            answering: dict[str, Any] = {"in_reply_to": parent} if parent else {}
            conversation.last_id = self._fake.post(story.handle, text, **answering)["id"]
        conversation.wrote_at = now
        return f"@{story.handle} → @{account.username}{' in private' if story.direct else ''}: {text}"

    def _answers(self) -> dict[str, str]:
        """Return the brand's answers by the id of the post that they answer; a message answers all that came before it."""
        found: dict[str, str] = {}
        for account, _ in STORIES:
            posts = self._fake.posts(author=account.username)
            found |= {post["in_reply_to"]: post["id"] for post in posts if post["in_reply_to"]}
        messages = self._fake.messages()
        for conversation in self._open:
            between = (conversation.account.network_id, conversation.customer_id)
            for message in messages if conversation.story.direct else ():
                newer = int(message["id"]) > int(conversation.last_id)
                if newer and (message["sender_id"], message["recipient_id"]) == between:
                    found[conversation.last_id] = message["id"]
        return found


def _in_turn(dice: random.Random) -> Iterator[tuple[seed.SeedAccount, Story]]:
    """Yield one account after the other, each with its first story and the rest in random order, for ever; later rounds
    bring new people. The first story has to be answered soon, so that an alert is sent at once.
    """
    shuffled = [(account, [first, *dice.sample(rest, len(rest))]) for account, (first, *rest) in STORIES]
    for turn in itertools.count():
        for account, stories in shuffled:
            again, place = divmod(turn, len(stories))
            story = stories[place]
            yield account, replace(story, handle=f"{story.handle}{again + 1}") if again else story
