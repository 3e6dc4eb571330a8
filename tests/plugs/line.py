"""LINE's harness: its stand-in delivers by webhook, and nothing can be read beside it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from infra.local.line import seed
from infra.local.line.client import FakeLine
from infra.local.line.courier import sign
from infra.local.line.serve import running
from shared.domain.posts.kinds import Channel
from tests.fake_plug import FakeAppSecrets
from tests.plugs.harness import Delivery, Harness, Standing, Written
from tests.plugs.inbox import Inbox, receiving

SENDS: Final = {"path": "/v2/bot/message/push"}
WITHIN: Final = 30.0
"""Seconds in which the stand-in has delivered what happened, however busy the machine is."""

PAUSES: Final = (0.01,)


class LineHarness:
    name = "line"
    channels: Sequence[Channel] = (Channel.DIRECT,)
    edits: Sequence[Channel] = ()
    deletes: Sequence[Channel] = (Channel.DIRECT,)
    windowed: Sequence[Channel] = ()

    def __init__(self, line: FakeLine, inbox: Inbox) -> None:
        self._line = line
        self._inbox = inbox
        self.account: Mapping[str, Any] = {"network": "line", "network_id": seed.MAIN.user_id, "name": seed.MAIN.name}
        self.secrets = FakeAppSecrets({"main": seed.app_secret()})
        self.grants = FakeAppSecrets({"main": {}})
        self.url = line.url
        line.connect(inbox.url)

    def reset(self) -> None:
        self.delivered()
        self._line.reset()
        self.revive_token()

    def post(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        message = self._line.write(author, text, quotes=answers)
        return Written(message["id"], message["sender"], text, channel)

    def edit(self, written: Written, text: str) -> None:
        raise NotImplementedError("LINE tells of edits in groups alone, which the desk does not read")

    def delete(self, written: Written) -> None:
        self._line.unsend(written.id)

    def echo(self, written: Written, text: str) -> None:
        """LINE tells nobody of it."""

    def delivered(self) -> Sequence[Delivery]:
        deadline = time.monotonic() + WITHIN
        while self._line.under_way():
            assert time.monotonic() < deadline, "LINE's stand-in does not get its deliveries out"
            time.sleep(0.005)
        return [each for each in self._inbox.take() if json.loads(each.body)["events"]]

    def strange(self) -> Sequence[Delivery]:
        event = {"type": "hologram", "mode": "active", "timestamp": 1, "source": {"type": "user", "userId": "U1"}}
        body = json.dumps({"destination": seed.MAIN.user_id, "events": [event]}).encode()
        return [Delivery(body, {"x-line-signature": sign(seed.MAIN.channel_secret, body)})]

    def lose_answer(self) -> None:
        self._line.fault("take_then_drop", **SENDS)

    def refuse(self) -> None:
        self._line.fault("bad_text", **SENDS)

    def throttle(self) -> None:
        self._line.fault("rate", **SENDS)

    def use_up_quota(self) -> None:
        self._line.channel(used=seed.PLAN)

    def is_hidden(self, written: Written) -> bool:
        raise NotImplementedError("LINE lets no app hide what others wrote")

    def kill_token(self) -> None:
        self._line.channel(secret="another secret, which nobody at the desk knows")

    def revive_token(self) -> None:
        self._line.channel(secret=seed.MAIN.channel_secret)

    def sent(self) -> Sequence[Standing]:
        return [
            Standing(ident, text)
            for push in self._line.sent()
            for ident, text in zip(push["ids"], push["texts"], strict=True)
        ]


@contextmanager
def harness(folder: Path, now: Callable[[], datetime]) -> Iterator[Harness]:
    secret = seed.app_secret()
    with receiving("line", secret) as inbox, running(folder, now=now, pauses=PAUSES) as url, FakeLine(url) as line:
        yield LineHarness(line, inbox)
