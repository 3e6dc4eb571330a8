"""Bluesky's harness: its stand-in delivers nothing, and is polled."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from infra.local.bluesky import seed
from infra.local.bluesky.client import Bluesky
from infra.local.bluesky.serve import running
from infra.local.bluesky.stand_in import permission
from shared.domain.posts.kinds import Channel
from tests.fake_plug import FakeAppSecrets
from tests.plugs.harness import ACCOUNT, Delivery, Harness, Standing, Written

BRAND: Final = seed.ACME
SENDS: Final = ("com.atproto.repo.putRecord", "chat.bsky.convo.sendMessage")


class BlueskyHarness:
    name = "bluesky"
    channels: Sequence[Channel] = (Channel.PUBLIC, Channel.DIRECT)
    edits: Sequence[Channel] = (Channel.PUBLIC,)
    deletes: Sequence[Channel] = (Channel.PUBLIC,)
    windowed: Sequence[Channel] = ()

    def __init__(self, bluesky: Bluesky, now: Callable[[], datetime]) -> None:
        self.bluesky = bluesky
        self._now = now
        self._echoes: set[str] = set()
        self._people: dict[str, str] = {}
        self.account: Mapping[str, Any] = {
            "network": "bluesky",
            "network_id": BRAND.network_id,
            "username": BRAND.username,
            "name": BRAND.name,
        }
        self.secrets = FakeAppSecrets({"main": {}})
        self.grants = FakeAppSecrets({"main": {}})
        self.url = bluesky.url
        self._connect()

    def _connect(self) -> None:
        self.grants.held["main"] = {ACCOUNT: permission(self.bluesky, BRAND, self._now())}

    def reset(self) -> None:
        self.bluesky.reset()
        self._echoes.clear()
        self._connect()

    def post(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        if channel is Channel.DIRECT:
            message = self.bluesky.message(author, BRAND.username, text)
            self._people[message["sender_did"]] = author
            return Written(f"{message['convo']}/{message['id']}", message["sender_did"], text, channel)
        more = {"in_reply_to": answers} if answers else {}
        post = self.bluesky.post(author, f"@{BRAND.username} {text}", **more)
        self._people[post["author_did"]] = author
        return Written(post["uri"], post["author_did"], post["text"], channel)

    def edit(self, written: Written, text: str) -> None:
        self.bluesky.edit(written.id, f"@{BRAND.username} {text}")

    def delete(self, written: Written) -> None:
        self.bluesky.delete(written.id)

    def echo(self, written: Written, text: str) -> None:
        if written.channel is Channel.DIRECT:
            message = self.bluesky.message(BRAND.username, written.author, text)
            self._echoes.add(f"{message['convo']}/{message['id']}")
        else:
            self._echoes.add(self.bluesky.post(BRAND.username, text, in_reply_to=written.id)["uri"])

    def delivered(self) -> Sequence[Delivery]:
        return []

    def strange(self) -> Sequence[Delivery]:
        return []

    def lose_answer(self) -> None:
        self._fail("take_then_drop")

    def refuse(self) -> None:
        self._fail("InvalidRequest")

    def throttle(self) -> None:
        self._fail("RateLimitExceeded", seconds=60)

    def _fail(self, how: str, **more: Any) -> None:
        """Bluesky's two ways of sending are two methods; a scenario uses one of them."""
        self.bluesky.no_faults()
        for method in SENDS:
            self.bluesky.fault(how, method=method, **more)

    def use_up_quota(self) -> None:
        raise NotImplementedError("Bluesky counts no month's messages")

    def is_hidden(self, written: Written) -> bool:
        raise NotImplementedError("Bluesky lets no app hide what others wrote")

    def kill_token(self) -> None:
        self.bluesky.sessions(BRAND.username, revoke=True)

    def revive_token(self) -> None:
        self.bluesky.sessions(BRAND.username, password=BRAND.password)
        self._connect()

    def sent(self) -> Sequence[Standing]:
        posts = [
            (post["at"], post["uri"], post["text"]) for post in reversed(self.bluesky.posts(author=BRAND.username))
        ]
        messages = [one for one in reversed(self.bluesky.messages()) if one["sender"] == BRAND.network_id]
        posts += [(one["sent_at"], f"{one['convo']}/{one['id']}", one["text"]) for one in messages]
        return [
            Standing(ident, text) for _, ident, text in sorted(posts, key=itemgetter(0)) if ident not in self._echoes
        ]


@contextmanager
def harness(folder: Path, now: Callable[[], datetime]) -> Iterator[Harness]:
    with running(folder, now=now) as url, Bluesky(url) as bluesky:
        yield BlueskyHarness(bluesky, now)
