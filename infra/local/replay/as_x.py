"""Translation of each line into the event with which X would report it."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from infra.local.fake_x.data import events
from infra.local.fake_x.data.post_text import language
from infra.local.fake_x.data.records import Json, PostRecord, UserRecord
from infra.local.fake_x.data.snowflake import whole_seconds
from infra.local.replay.lines import ReplayLine, brand_ids

# Handles of the years before 2010 are longer than today's 15 characters, and so are those that stand in for real ones.
_HANDLE: Final = re.compile(r"(?<![A-Za-z0-9_!#$%&*@＠/])[@＠]([A-Za-z0-9_]{1,50})(?![A-Za-z0-9_@＠]|://)")
_LEADING: Final = re.compile(r"(?:\s*[@＠][A-Za-z0-9_]{1,50}(?=\s|\Z))*\s*")


def made_up_id(account: str) -> str:
    """Return an id for an account that never wrote anything itself: the same at every replay, and 18 digits long."""
    return str(10**17 + int(hashlib.sha256(account.casefold().encode()).hexdigest(), 16) % 10**17)


class AsX:
    """Knows the people of a file, and so can turn each line into X's event."""

    def __init__(self, lines: Iterable[ReplayLine]) -> None:
        lines = list(lines)
        own = brand_ids(lines)
        self.accounts = {line.account: own.get(line.account) or made_up_id(line.account) for line in lines}
        self._posts = {line.id: line for line in lines}
        self._ids = {line.author_username.casefold(): line.author_id for line in lines}
        self._ids |= {account.casefold(): network_id for account, network_id in self.accounts.items()}

    def event(self, line: ReplayLine) -> str:
        """Return the body of the delivery, to the byte."""
        event_type = self._event_type(line)
        post = self._post(line, event_type)
        own_id = post.id if event_type != "post.reply.create" else None
        payload = events.post_payload(post)
        includes = {"users": self._people(line, post), "tweets": [payload]}
        narrowed = {"user_id": self.accounts[line.account]}
        return events.encoded(events.envelope(event_type, narrowed, payload, includes, event_uuid=own_id))

    def _event_type(self, line: ReplayLine) -> str:
        if line.direction == "outbound":
            return "post.create"
        answered = self._posts.get(line.in_reply_to or "")
        return "post.reply.create" if answered and answered.direction == "outbound" else "post.mention.create"

    def _post(self, line: ReplayLine, event_type: str) -> PostRecord:
        mentions = self._mentions(line)
        shown_from = 0
        if event_type == "post.mention.create":
            own_id = self.accounts[line.account]
            if not any(mention.get("id") == own_id for mention in mentions):
                # X reports explicit mentions only: the handle was there, and the file has lost it.
                end = len(line.text)
                mentions.insert(0, {"start": end, "end": end, "username": line.account, "id": own_id})
        elif line.in_reply_to:
            shown_from = _shown_from(line.text)
        answered = self._posts.get(line.in_reply_to or "")
        return PostRecord(
            id=line.id,
            author_id=line.author_id,
            text=line.text,
            created_at=whole_seconds(line.created_at),
            conversation_id=line.conversation_id,
            edit_history=(line.id,),
            display_text_range=(shown_from, len(line.text)),
            lang=language(line.text),
            entities={"mentions": mentions} if mentions else {},
            in_reply_to_id=line.in_reply_to,
            in_reply_to_user_id=answered.author_id if answered else None,
        )

    def _mentions(self, line: ReplayLine) -> list[Json]:
        """Return the handles in the text, in its order and counted in code points, with their ids if the file holds
        them.
        """
        found = ((one.start(), one.end(), one[1]) for one in _HANDLE.finditer(line.text))
        return [
            {"start": start, "end": end, "username": handle}
            | ({"id": self._ids[handle.casefold()]} if handle.casefold() in self._ids else {})
            for start, end, handle in found
        ]

    def _people(self, line: ReplayLine, post: PostRecord) -> list[Json]:
        """Return the author, and the account if the post names it."""
        names = {line.author_id: line.author_username, self.accounts[line.account]: line.account}
        shown = [line.author_id]
        if line.direction == "inbound" and post.mentions(self.accounts[line.account]):
            shown.append(self.accounts[line.account])
        return [
            events.event_user(UserRecord(id=one, username=names[one], name=names[one], created_at=post.created_at), ())
            for one in shown
        ]


def _shown_from(text: str) -> int:
    """Return the offset at which the part of a reply that X shows begins; a reply of nothing but handles is shown from
    its start.
    """
    run = _LEADING.match(text)
    end = run.end() if run else 0
    return end if end < len(text) else 0
