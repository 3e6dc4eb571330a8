"""What the harnesses of Meta's networks share: one stand-in, which delivers by one webhook and can be read beside it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from infra.local.meta import seed
from infra.local.meta.client import FakeMeta
from infra.local.meta.courier import encoded, sign
from infra.local.meta.serve import running
from infra.local.stand_ins import SeedAccount
from shared.domain.posts.kinds import Channel
from tests.fake_plug import FakeAppSecrets
from tests.plugs.harness import ACCOUNT, Delivery, Standing, Written
from tests.plugs.inbox import Inbox, receiving

WITHIN: Final = 30.0
"""Seconds in which the stand-in has delivered what happened, however busy the machine is."""

PAUSES: Final = (0.01,)
LONG_AGO: Final = "2026-06-01T12:00:00+00:00"
ANSWERS_TO_COMMENTS: Final = {"facebook": "*/comments", "instagram": "*/replies"}


class MetaHarness:
    """`comments` and `messages` are the platforms on which the network's people write, as the stand-in names them; "" where
    the network has none."""

    comments = ""
    messages = ""
    channels: Sequence[Channel]
    edits: Sequence[Channel]
    deletes: Sequence[Channel]
    windowed: Sequence[Channel]

    def __init__(self, meta: FakeMeta, inbox: Inbox, brand: SeedAccount) -> None:
        self.meta = meta
        self._inbox = inbox
        self.name = brand.network
        self.account: Mapping[str, Any] = {
            "network": brand.network,
            "network_id": brand.network_id,
            "username": brand.username,
            "name": brand.name,
        }
        self.secrets = FakeAppSecrets({"main": seed.app_secret()})
        self.grants = FakeAppSecrets({"main": {ACCOUNT: seed.permission()}})
        self.url = meta.url
        meta.connect(inbox.url)

    def reset(self) -> None:
        self.delivered()
        self.meta.reset()
        self.revive_token()
        if self.comments:
            self._let_somebody_have_commented()
        self.grants.held["main"] = {ACCOUNT: seed.permission()}

    def _let_somebody_have_commented(self) -> None:
        """Long before the desk: what the account may not see looks deleted too, but for words of others that it is shown."""
        self.meta.comment("sachiko", "lovely!", platform=self.comments, at=LONG_AGO, told=False)

    def post(self, text: str, *, channel: Channel, author: str = "hanako", answers: str | None = None) -> Written:
        if channel is Channel.DIRECT:
            more = {"reply_to": {"mid": answers}} if answers else {}
            message = self.meta.write(author, text, platform=self.messages, **more)
            return Written(message["id"], self.meta.person(author)[self.messages], text, channel)
        comment = self.meta.comment(author, text, platform=self.comments, answers=answers)
        return Written(comment["id"], self.meta.person(author)[self.comments], text, channel)

    def edit(self, written: Written, text: str) -> None:
        if written.channel is Channel.DIRECT:
            self.meta.edit_message(written.id, text)
        else:
            self.meta.edit_comment(written.id, text)

    def delete(self, written: Written) -> None:
        if written.channel is Channel.DIRECT:
            self.meta.unsend(written.id)
        else:
            self.meta.delete_comment(written.id)

    def echo(self, written: Written, text: str) -> None:
        if written.channel is Channel.DIRECT:
            self.meta.write_natively(written.author, text, platform=self.messages)
        else:
            self.meta.comment("brand", text, platform=self.comments, answers=written.id)

    def delivered(self) -> Sequence[Delivery]:
        deadline = time.monotonic() + WITHIN
        while self.meta.under_way():
            assert time.monotonic() < deadline, "Meta's stand-in does not get its deliveries out"
            time.sleep(0.005)
        return self._inbox.take()

    def strange(self) -> Sequence[Delivery]:
        brand = self.account["network_id"]
        change = {"id": brand, "time": 1, "changes": [{"field": "hologram", "value": {"from": {"id": "1"}}}]}
        people = {"sender": {"id": "1"}, "recipient": {"id": brand}, "timestamp": 1}
        message = {"id": brand, "time": 1, "messaging": [{**people, "hologram": {"mid": "1"}}]}
        thing = "instagram" if self.comments == "instagram" else "page"
        found = [change] if self.comments else []
        found += [message] if self.messages else []
        return [self._signed({"object": thing, "entry": [entry]}) for entry in found]

    def _signed(self, document: dict[str, Any]) -> Delivery:
        body = encoded(document)
        return Delivery(body, {"x-hub-signature-256": sign(seed.APP_SECRET, body)})

    def lose_answer(self) -> None:
        self._fail("take_then_drop")

    def refuse(self) -> None:
        self._fail("repeated")

    def throttle(self) -> None:
        self._fail("send_limit")

    def _fail(self, how: str) -> None:
        """Let the next send fail, on whichever channel it goes out; a fault that nothing came to is not kept."""
        self.meta.no_faults()
        if self.comments:
            self.meta.fault(how, method="POST", path=ANSWERS_TO_COMMENTS[self.comments])
        if self.messages:
            self.meta.fault(how, method="POST", path="*/messages")

    def use_up_quota(self) -> None:
        raise NotImplementedError("Meta counts no month's messages")

    def is_hidden(self, written: Written) -> bool:
        return any(one["hidden"] for one in self.meta.comments() if one["id"] == written.id)

    def kill_token(self) -> None:
        self.meta.settings(token="another token, which nobody at the desk knows")

    def revive_token(self) -> None:
        self.meta.settings(token=seed.PAGE_TOKEN)

    def sent(self) -> Sequence[Standing]:
        return [Standing(one["id"], one["text"]) for one in self.meta.sent() if self._is_here(one) and not one["gone"]]

    def _is_here(self, sent: Mapping[str, Any]) -> bool:
        """Whether something was sent from here: a private answer to a comment leaves from where the comment stands."""
        if sent["kind"] == "message" and sent["comment"]:
            return bool(self.comments) and (sent["platform"] == "instagram") is (self.comments == "instagram")
        return sent["platform"] in (self.comments, self.messages)


@contextmanager
def harness_on_meta(
    made: type[MetaHarness], brand: SeedAccount, folder: Path, now: Callable[[], datetime]
) -> Iterator[MetaHarness]:
    """Start the stand-in with the desk's webhook, and a harness on both."""
    secret = seed.app_secret()
    with receiving("meta", secret) as inbox, running(folder, now=now, pauses=PAUSES) as url, FakeMeta(url) as meta:
        yield made(meta, inbox, brand)
