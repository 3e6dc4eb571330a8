"""X's harness: its stand-in delivers by webhook, and is polled beside it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any, Final

from infra.local.fake_x import seed
from infra.local.fake_x.client import FakeX
from infra.local.fake_x.courier import sign
from infra.local.fake_x.serve import running
from shared.domain.posts.kinds import Channel
from tests.fake_plug import FakeAppSecrets
from tests.plugs.harness import ACCOUNT, Delivery, Harness, Standing, Written
from tests.plugs.inbox import Inbox, receiving

BRAND: Final = seed.ACME_HELP
SENDS: Final = "/2/*"
WITHIN: Final = 30.0
"""Seconds in which the stand-in has delivered what happened, however busy the machine is."""


def app_secret() -> dict[str, Any]:
    tokens = {"access_token": BRAND.access_token, "access_token_secret": BRAND.access_token_secret}
    return {**seed.app_secret(), "accounts": {ACCOUNT: tokens}}


class XHarness:
    name = "x"
    channels: Sequence[Channel] = (Channel.PUBLIC, Channel.DIRECT)
    edits: Sequence[Channel] = (Channel.PUBLIC,)
    deletes: Sequence[Channel] = (Channel.PUBLIC,)
    windowed: Sequence[Channel] = ()

    def __init__(self, x: FakeX, inbox: Inbox) -> None:
        self._x = x
        self._inbox = inbox
        self._echoes: set[str] = set()
        self._people: dict[str, str] = {}
        self.account: Mapping[str, Any] = {
            "network": "x",
            "network_id": BRAND.network_id,
            "username": BRAND.username,
            "name": BRAND.name,
        }
        self.secrets = FakeAppSecrets({"main": app_secret()})
        self.grants = FakeAppSecrets({"main": {}})
        self.url = x.url
        x.connect(inbox.url, (BRAND,))

    def reset(self) -> None:
        self.delivered()
        self._x.reset()
        self._echoes.clear()

    def post(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        if channel is Channel.DIRECT:
            message = self._x.message(author, BRAND.username, text)
            self._people[message["sender_id"]] = author
            return Written(message["id"], message["sender_id"], text, channel)
        more = {"in_reply_to": answers} if answers else {}
        post = self._x.post(author, f"@{BRAND.username} {text}", **more)
        self._people[post["author_id"]] = author
        return Written(post["id"], post["author_id"], f"@{BRAND.username} {text}", channel)

    def edit(self, written: Written, text: str) -> None:
        self._x.post(self._people[written.author], f"@{BRAND.username} {text}", edit_of=written.id)

    def delete(self, written: Written) -> None:
        self._x.delete(written.id)

    def echo(self, written: Written, text: str) -> None:
        if written.channel is Channel.DIRECT:
            self._echoes.add(self._x.message(BRAND.username, self._people[written.author], text)["id"])
        else:
            self._echoes.add(self._x.post(BRAND.username, text, in_reply_to=written.id)["id"])

    def delivered(self) -> Sequence[Delivery]:
        deadline = time.monotonic() + WITHIN
        while self._x.under_way():
            assert time.monotonic() < deadline, "X's stand-in does not get its deliveries out"
            time.sleep(0.005)
        return self._inbox.take()

    def strange(self) -> Sequence[Delivery]:
        body = b'{"data": {"event_type": "hologram.create", "filter": {"user_id": "1"}, "payload": {"id": "1"}}}'
        signature = {"x-twitter-webhooks-signature": sign(seed.MAIN.consumer_secret, body)}
        return [Delivery(body, signature)]

    def lose_answer(self) -> None:
        self._x.fault("take_then_drop", method="POST", path=SENDS)

    def refuse(self) -> None:
        self._x.fault(400, method="POST", path=SENDS)

    def throttle(self) -> None:
        self._x.fault(429, seconds=60, method="POST", path=SENDS)

    def use_up_quota(self) -> None:
        raise NotImplementedError("X counts no month's messages")

    def is_hidden(self, written: Written) -> bool:
        raise NotImplementedError("X lets no app hide what others wrote")

    def kill_token(self) -> None:
        self._x.revoke(BRAND.username)

    def revive_token(self) -> None:
        self._x.consent(BRAND)

    def sent(self) -> Sequence[Standing]:
        posts = [(int(post["id"]), post["text"]) for post in self._x.posts(author=BRAND.username)]
        posts += [(int(one["id"]), one["text"]) for one in self._x.messages() if one["sender_id"] == BRAND.network_id]
        return [Standing(str(ident), unescape(text)) for ident, text in sorted(posts) if str(ident) not in self._echoes]


@contextmanager
def harness(folder: Path, now: Callable[[], datetime]) -> Iterator[Harness]:
    with receiving("x", app_secret()) as inbox, running(folder, now=now) as url, FakeX(url) as x:
        yield XHarness(x, inbox)
