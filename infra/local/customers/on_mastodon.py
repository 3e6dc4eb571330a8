"""Customers who write on Mastodon, from servers of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.local.customers.neighbourhood import Conversation
from infra.local.customers.stories_mastodon import STORIES
from infra.local.customers.story import Line, Story
from infra.local.mastodon import seed
from infra.local.mastodon.client import Mastodon
from infra.local.stand_ins import SeedAccount


class OnMastodon:
    """Implements `Neighbourhood`: every status names the brand, and a conversation stays as visible as it began."""

    def __init__(self, mastodon: Mastodon) -> None:
        self._mastodon = mastodon

    @property
    def stories(self) -> Sequence[tuple[SeedAccount, Sequence[Story]]]:
        return ((seed.ACME, STORIES),)

    def meet(self, story: Story) -> str:
        return story.handle

    def write(self, conversation: Conversation, line: Line) -> str:
        story = conversation.story
        more: dict[str, Any] = {"visibility": "direct" if story.direct else story.visibility or "public"}
        if parent := conversation.answer_id or conversation.last_id:
            more["in_reply_to"] = parent
        if story.warning:
            more["warning"] = story.warning
        return str(self._mastodon.write(conversation.customer, str(line), **more)["id"])

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:  # noqa: ARG002
        ours = self._mastodon.statuses(author=seed.ACME.username)
        return {status["in_reply_to_id"]: status["id"] for status in ours if status["in_reply_to_id"]}
