"""Customers who write on Bluesky."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from infra.local.customers.neighbourhood import Conversation
from infra.local.customers.stories_bluesky import STORIES
from infra.local.customers.story import Line, Story
from infra.local.stand_ins import SeedAccount


class OnBluesky:
    """Implements `Neighbourhood`: mentions, replies below the brand's own posts and quotes of them, private messages."""

    def __init__(self, bluesky: Bluesky) -> None:
        self._bluesky = bluesky

    @property
    def stories(self) -> Sequence[tuple[SeedAccount, Sequence[Story]]]:
        return ((seed.ACME, STORIES),)

    def meet(self, story: Story) -> str:
        return str(self._bluesky.actor(story.handle, name=story.name)["did"])

    def write(self, conversation: Conversation, line: Line) -> str:
        story, account = conversation.story, conversation.account
        if story.direct:
            return str(self._bluesky.message(conversation.customer, account.network_id, str(line))["id"])
        more: dict[str, Any] = {}
        if parent := conversation.answer_id or conversation.last_id:
            more = {"in_reply_to": parent}
        elif story.below:
            more = {"quote" if story.quotes else "in_reply_to": self._announced(account, story.below)}
        return str(self._bluesky.post(conversation.customer, str(line), **more)["uri"])

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:
        posts = self._bluesky.posts(author=seed.ACME.network_id)
        found = {post["in_reply_to"]: post["uri"] for post in posts if post["in_reply_to"]}
        private = [conversation for conversation in waiting if conversation.story.direct]
        messages = self._bluesky.messages() if private else []
        for conversation in private:
            convos = {message["convo"] for message in messages if message["sender"] == conversation.customer}
            for message in messages:
                ours = message["sender"] == seed.ACME.network_id and message["convo"] in convos
                if ours and message["id"] > conversation.last_id:
                    found[conversation.last_id] = message["id"]
        return found

    def _announced(self, account: SeedAccount, text: str) -> str:
        """Return the brand's own post with this text, written if there is none yet."""
        posts = self._bluesky.posts(author=account.network_id)
        there = next((post for post in posts if post["text"] == text), None)
        return str((there or self._bluesky.post(account.network_id, text))["uri"])
