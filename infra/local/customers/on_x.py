"""Customers who write on X."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.customers.neighbourhood import Conversation
from infra.local.customers.stories_x import STORIES
from infra.local.customers.story import Line, Story
from infra.local.fake_x.client import FakeX
from infra.local.stand_ins import SeedAccount


class OnX:
    """Implements `Neighbourhood`: mentions and replies in public, direct messages in private."""

    def __init__(self, x: FakeX) -> None:
        self._x = x

    @property
    def stories(self) -> Sequence[tuple[SeedAccount, Sequence[Story]]]:
        return STORIES

    def meet(self, story: Story) -> str:
        return str(self._x.user(story.handle, name=story.name)["id"])

    def write(self, conversation: Conversation, line: Line) -> str:
        story, account, text = conversation.story, conversation.account, str(line)
        if story.direct:
            return str(self._x.message(story.handle, account.username, text)["id"])
        parent = conversation.answer_id or conversation.last_id
        text = text.removeprefix(f"@{account.username} ") if parent else text  # X puts it in front itself
        answering: dict[str, Any] = {"in_reply_to": parent} if parent else {}
        return str(self._x.post(story.handle, text, **answering)["id"])

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for account, _ in self.stories:
            posts = self._x.posts(author=account.username)
            found |= {post["in_reply_to"]: post["id"] for post in posts if post["in_reply_to"]}
        private = [conversation for conversation in waiting if conversation.story.direct]
        messages = self._x.messages() if private else []
        for conversation in private:
            between = (conversation.account.network_id, conversation.customer)
            for message in messages:
                newer = int(message["id"]) > int(conversation.last_id)
                if newer and (message["sender_id"], message["recipient_id"]) == between:
                    found[conversation.last_id] = message["id"]
        return found
