"""Customers who write on Facebook, Messenger and Instagram."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from infra.local.customers.neighbourhood import Conversation
from infra.local.customers.stories_meta import FACEBOOK, INSTAGRAM, MESSENGER
from infra.local.customers.story import InPrivate, Line, Picture, Sticker, Story, TakenBack
from infra.local.meta import seed
from infra.local.meta.client import FakeMeta
from infra.local.stand_ins import SeedAccount

PICTURE: Final = "https://scontent.xx.fbcdn.net/v/picture.jpg"


class OnMeta:
    """Comments below the brand's posts, and messages. Whoever is answered in private goes on in private."""

    account: SeedAccount
    told: Sequence[Story]
    messages: str

    def __init__(self, meta: FakeMeta) -> None:
        self._meta = meta

    @property
    def stories(self) -> Sequence[tuple[SeedAccount, Sequence[Story]]]:
        return ((self.account, self.told),)

    def meet(self, story: Story) -> str:
        return str(self._meta.person(story.handle, shown=story.name, username=story.handle)["id"])

    def write(self, conversation: Conversation, line: Line) -> str:
        if self._in_private(conversation, line):
            return self._message(conversation, line)
        post = conversation.last_id or self._published(conversation.story.below)
        where = {"answers" if conversation.last_id else "on": post}
        said = "" if isinstance(line, Picture) else str(line)
        more = {"photo": PICTURE} if isinstance(line, Picture) else {}
        return str(self._meta.comment(conversation.customer, said, **where, **more)["id"])

    def answers(self, waiting: Sequence[Conversation]) -> Mapping[str, str]:
        """A comment is answered by one below its top comment, or by a private message; a message by any later one."""
        comments = {one["id"]: one for one in self._meta.comments()}
        ours = [one for one in self._meta.sent() if not one["gone"]]
        found: dict[str, str] = {}
        for conversation in waiting:
            asked = comments.get(conversation.last_id)
            for one in ours:
                if asked is not None and one["kind"] == "comment":
                    fits = one["parent"] == (asked["parent"] or asked["id"]) and one["at"] >= asked["at"]
                elif asked is not None:
                    fits = one["comment"] == asked["id"]
                else:
                    fits = self._follows(one, conversation)
                if fits:
                    found.setdefault(conversation.last_id, one["id"])
        return found

    def _follows(self, sent: Mapping[str, Any], conversation: Conversation) -> bool:
        """Return whether a message of ours came after the customer's last one."""
        last = next((one for one in self._meta.messages() if one["id"] == conversation.last_id), None)
        mine = sent["kind"] == "message" and sent["person"] == conversation.customer
        return last is not None and mine and sent["platform"] == last["platform"] and sent["at"] > last["at"]

    def _in_private(self, conversation: Conversation, line: Line) -> bool:
        known = {one["id"] for one in self._meta.messages()}
        return bool(
            conversation.story.direct
            or isinstance(line, InPrivate)
            or conversation.last_id in known
            or conversation.answer_id in known
        )

    def _message(self, conversation: Conversation, line: Line) -> str:
        who, platform = conversation.customer, self.messages
        match line:
            case Sticker():
                message = self._meta.write(who, platform=platform, attachments=["sticker"])
            case Picture():
                message = self._meta.write(who, platform=platform, attachments=["image"])
            case TakenBack(text):
                message = self._meta.write(who, text, platform=platform)
                self._meta.unsend(message["id"])
            case _:
                said = line.text if isinstance(line, InPrivate) else str(line)
                message = self._meta.write(who, said, platform=platform)
        return str(message["id"])

    def _published(self, text: str) -> str:
        """Return the brand's own post with this text, published if there is none yet."""
        own = [
            post for post in self._meta.posts() if (post["platform"], post["author"]) == (self.account.network, "brand")
        ]
        there = next((post for post in own if post["text"] == text), None)
        return str((there or self._meta.post(text, platform=self.account.network))["id"])


class OnFacebook(OnMeta):
    """Implements `Neighbourhood`: comments on the Page; a private answer to one is read on Messenger."""

    account, told, messages = seed.ACME_FB, FACEBOOK, "messenger"


class OnMessenger(OnMeta):
    """Implements `Neighbourhood`."""

    account, told, messages = seed.ACME_MS, MESSENGER, "messenger"


class OnInstagram(OnMeta):
    """Implements `Neighbourhood`: comments below media and messages of the same people."""

    account, told, messages = seed.ACME_IG, INSTAGRAM, "instagram"
