"""What happens on the stand-in for LINE: people write, and the account sends."""

import json
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from infra.local.line import seed
from infra.local.line.courier import PAUSES, Courier
from infra.local.line.faults import Faults
from infra.local.line.store import Delivery, Json, Message, Person, Push, ReplyToken, Settings, Store

TOKEN_SECONDS: Final = 900
REPLY_SECONDS: Final = 60.0
KEY_SECONDS: Final = 24 * 3600.0
STRANGER_SECONDS: Final = 7 * 24 * 3600.0
"""How long after their message somebody is reached who is no friend."""

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    def __init__(
        self, folder: Path, *, pauses: Sequence[float] = PAUSES, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.now = now
        self.store = Store(folder)
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.tokens: dict[str, float] = {}
        self.channel = seed.MAIN
        self.courier = Courier(self.store, now, lambda: self.settings, pauses)
        ids = [int(each.id) for each in self.store.messages] + [int(i) for p in self.store.pushes for i in p.ids]
        self._last_id = max(ids, default=600_000_000_000_000_000)

    @property
    def settings(self) -> Settings:
        found = self.store.settings.get("settings")
        return found or Settings(plan=seed.PLAN, secret=self.channel.channel_secret)

    def change(self, **values: Any) -> Settings:
        """Change the account's settings. A new secret ends every token."""
        settings = self.settings
        for name, value in values.items():
            if name == "id" or not hasattr(settings, name):
                raise ValueError(f"unknown setting: {name}")
            setattr(settings, name, value)
        if "secret" in values:
            self.tokens.clear()
        return self.store.settings.put(settings)

    def reset(self, *, everything: bool) -> None:
        """Forget all traffic; with `everything`, the settings too, but for the webhook's address."""
        store, endpoint = self.store, self.settings.endpoint
        for shelf in (store.people, store.messages, store.pushes, store.deliveries, store.reply_tokens):
            shelf.clear()
        self.faults.clear()
        self.requests.clear()
        if everything:
            store.settings.clear()
            self.tokens.clear()
            self.change(endpoint=endpoint)
        self.change(used=0)

    # People

    def person(self, name: str) -> Person:
        """Return the person of that name or id; an unknown name becomes a new friend."""
        known = next((each for each in self.store.people if name in (each.name, each.id)), None)
        return known or self.store.people.put(Person(f"U{secrets.token_hex(16)}", name, name))

    def write(
        self,
        person: Person,
        content: Json,
        *,
        at: float | None = None,
        source: Json | None = None,
        mode: str = "active",
        deliver: bool = True,
    ) -> Message:
        """Let somebody write. Who blocked the account and writes to it has taken that back."""
        when = self.now().timestamp() if at is None else at
        person.wrote_at, person.blocks = max(person.wrote_at, when), False
        self.store.people.put(person)
        message = Message(self.new_id(), person.id, {}, when)
        quoting = {} if content["type"] == "file" else {"quoteToken": f"quote-{message.id}"}
        message.content = {"id": message.id, **quoting, **content}
        self.store.messages.put(message)
        told = self.event("message", person, at=when, source=source, mode=mode, message=message.content)
        if deliver:
            self.deliver(told)
        return message

    def edit(self, message: Message, text: str) -> Message:
        message.content = {**message.content, "text": text}
        self.store.messages.put(message)
        self.deliver(self.event("messageEdited", self.person(message.sender), message=message.content))
        return message

    def unsend(self, message: Message) -> None:
        message.unsent = True
        self.store.messages.put(message)
        self.deliver(self.event("unsend", self.person(message.sender), unsend={"messageId": message.id}))

    def follow(self, person: Person, *, follows: bool) -> None:
        again = person.blocks
        person.follows, person.blocks = follows, not follows
        self.store.people.put(person)
        more: dict[str, Any] = {"follow": {"isUnblocked": again}} if follows else {}
        self.deliver(self.event("follow" if follows else "unfollow", person, **more))

    def event(
        self,
        kind: str,
        person: Person,
        *,
        at: float | None = None,
        source: Json | None = None,
        mode: str = "active",
        **more: Any,
    ) -> Json:
        """Return the webhook event object. A standby channel gets no reply token, nor do events that nobody answers."""
        when = self.now().timestamp() if at is None else at
        event = {
            "type": kind,
            "mode": mode,
            "timestamp": round(when * 1000),
            "source": source or {"type": "user", "userId": person.id},
            "webhookEventId": "01" + "".join(secrets.choice(_CROCKFORD) for _ in range(24)),
            "deliveryContext": {"isRedelivery": False},
            **more,
        }
        if mode == "active" and kind not in ("unsend", "unfollow"):
            token = ReplyToken(secrets.token_hex(16), person.id, self.now().timestamp() + REPLY_SECONDS)
            event["replyToken"] = self.store.reply_tokens.put(token).id
        return event

    def deliver(self, *events: Json) -> None:
        body = _json({"destination": self.channel.user_id, "events": list(events)})
        self.courier.carry(Delivery(uuid.uuid4().hex, body))

    def new_id(self) -> str:
        self._last_id += 1
        return str(self._last_id)

    # The account

    def token(self) -> str:
        token = secrets.token_urlsafe(48)
        self.tokens[token] = self.now().timestamp() + TOKEN_SECONDS
        return token

    def admits(self, authorization: str) -> bool:
        until = self.tokens.get(authorization.removeprefix("Bearer "))
        return until is not None and self.now().timestamp() < until

    def pushed(self, key: str) -> Push | None:
        """Return what was sent under the retry key within the last day."""
        earliest = self.now().timestamp() - KEY_SECONDS
        return next((each for each in self.store.pushes if key and each.key == key and each.at > earliest), None)

    def push(
        self, person: Person, texts: Sequence[str], *, key: str = "", quoted: str = "", free: bool = False
    ) -> Push:
        """Send, and count one message of the plan if it arrives at anybody who has not blocked the account."""
        now = self.now().timestamp()
        near = person.follows or now - person.wrote_at <= STRANGER_SECONDS
        ids = [self.new_id() for _ in texts]
        if not free and not person.blocks:
            self.change(used=self.settings.used + 1)
        arrived = near and not person.blocks
        request = str(uuid.uuid4())
        return self.store.pushes.put(Push(request, person.id, ids, list(texts), now, arrived, key, quoted))

    @property
    def used_up(self) -> bool:
        plan = self.settings.plan
        return plan is not None and self.settings.used >= plan


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
