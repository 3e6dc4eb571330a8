"""The toy network's parts."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

from shared.domain.accounts.connection import Identity
from shared.domain.errors import NotAnswerableError, OutcomeUnknownError
from shared.domain.posts.author import Author
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.kinds import Channel
from shared.domain.settings.desk import Account
from shared.networks.context import PlugContext
from shared.networks.plain_plug import PlainPlug
from shared.ports.network_reading import Timeline
from shared.ports.network_sending import Sent
from tests.toy.rules import RULES
from tests.toy_server import SERVER, WINDOW, Note


@dataclass(frozen=True)
class Page:
    account: Account
    notes: Mapping[str, Note]

    @property
    def posts(self) -> Mapping[str, datetime]:
        return {ident: note.at for ident, note in self.notes.items()}

    @property
    def versions(self) -> Mapping[str, str]:
        return {ident: note.version for ident, note in self.notes.items() if note.version}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        told = [vars(self.notes[ident]) for ident in ids]
        yield json.dumps({"for": self.account.network_id, "notes": told}, default=datetime.isoformat).encode()


class ToyPlug(PlainPlug):
    name = "toy"
    rules = RULES
    own_post = find_own = staticmethod(lambda *_, **__: None)
    charged = run = checks = staticmethod(lambda *_, **__: ())
    connected = staticmethod(lambda _: True)

    reader = timelines = sender = console = setup = property(lambda self: self)

    def read(self, *told: Any) -> Iterator[Any]:
        """Reads a delivery (ports.Reader), or a timeline (ports.Timelines)."""
        return self._delivery(told[0]) if isinstance(told[0], bytes) else self._timeline(*told)

    def _delivery(self, body: bytes) -> Iterator[IncomingPost]:
        told = json.loads(body)
        for note in told["notes"]:
            at, own = datetime.fromisoformat(note["at"]), note["author"] == told["for"]
            yield IncomingPost(
                network="toy",
                id=note["id"],
                answer_id="",
                author=Author(note["author"], "", note["name"]),
                text=note["text"],
                posted_at=at,
                conversation_id=note["answers"] or note["id"],
                channel=Channel.PUBLIC,
                received_for=told["for"],
                in_reply_to=note["answers"],
                told_as_mention=not own,
                answer_by=None if own else at + WINDOW,
                version=note["version"],
                time_claimed=True,
            )

    def _timeline(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[Page]:
        own = {Timeline.MENTIONS: False, Timeline.OWN_POSTS: True}.get(timeline)
        notes = {n.id: n for n in SERVER.notes.values() if (n.author == account.network_id) is own and n.at > since}
        yield Page(account, notes)

    def prepare_send(self, account: Account, *, to: str, texts: Sequence[str], key: str | None = None, **_: Any) -> Any:
        return SimpleNamespace(send=partial(self._send, account, to, texts[0], key or ""))

    def _send(self, account: Account, to: str, text: str, key: str) -> tuple[Sent]:
        now = self._context.clock.now()
        if now >= SERVER.notes[to].at + WINDOW and SERVER.notes[to].author != account.network_id:
            raise NotAnswerableError("The window for answers has closed.")
        if key not in SERVER.by_key:
            SERVER.by_key[key] = SERVER.write(account.network_id, account.name, text, now, to)
        if SERVER.drops_answers:
            SERVER.drops_answers -= 1
            raise OutcomeUnknownError("The line broke.")
        note = SERVER.by_key[key]
        return (Sent(note.id, note.at, note.text),)

    def identity(self, account: Account) -> Identity:
        return Identity(account.network_id, "", account.name)


def plug(context: PlugContext) -> ToyPlug:
    return ToyPlug(context)
