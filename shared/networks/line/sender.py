"""LINE as a Sender: pushes messages, each request with a retry key that makes LINE send it once (N4).

A reply token would serve for a minute after the customer's message only, and takes no retry key; people take longer, so
the desk always pushes. https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.errors import (
    AccountRefusedError,
    NotFoundError,
    NotPermittedError,
    OutcomeUnknownError,
    RefusedError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.networks.http import Answer
from shared.networks.line.api.client import LineCall, LineClient
from shared.networks.line.api.keys import LineChannel
from shared.networks.line.api.limits import PUSH
from shared.ports.network_sending import Answered, OwnPost, Sent

RETRY_KEY = "X-Line-Retry-Key"
_SEND = LineCall("POST", "/v2/bot/message/push", PUSH)
_KEYS = uuid.UUID("5c2f3f0e-5d0d-4b34-9f65-53a7a7a2f3c1")
"""The namespace of the desk's retry keys: LINE takes UUIDs alone."""


def retry_key(key: str) -> str:
    """Return LINE's form of a part's stored key: the same for the same key."""
    return str(uuid.uuid5(_KEYS, key))


@dataclass(frozen=True, slots=True)
class LinePreparedSend:
    """One push. A repeated one, with the same key and the same texts, is answered with 409 and what the first became."""

    client: LineClient
    account: Account
    channel: LineChannel
    body: dict[str, Any]
    texts: Sequence[str]
    key: str
    tried_at: datetime | None

    def send(self) -> Sequence[Sent]:
        answer = self.client.send(self.channel, _SEND, json=self.body, headers={RETRY_KEY: retry_key(self.key)})
        if answer.status == 409:
            return self._sent(answer, settled=True)
        try:
            self.client.accept(self.account, _SEND, answer)
        except NotFoundError as error:
            raise RefusedError(str(error)) from error
        except NotPermittedError as error:
            raise AccountRefusedError(str(error)) from error
        return self._sent(answer, settled=False)

    def _sent(self, answer: Answer, *, settled: bool) -> Sequence[Sent]:
        """Return what the texts became. An accepted request without ids is asked about once more, with its key; if LINE
        then says only that it was sent, the posts get ids of the desk's own: LINE tells of them by no other way. What a
        first call sent was sent then."""
        at = self.client.clock.now()
        if settled and self.tried_at is not None:
            at = self.tried_at
        ids = _ids(answer)
        if len(ids) != len(self.texts):
            if not settled:
                raise OutcomeUnknownError("LINE took the message and did not say which it became.")
            ids = [f"{retry_key(self.key)}/{n}" for n in range(len(self.texts))]
        return tuple(Sent(ident, at, text) for ident, text in zip(ids, self.texts, strict=True))


class LineSender:
    """Sends as the account's own channel."""

    def __init__(self, client: LineClient) -> None:
        self._client = client

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,  # noqa: ARG002  # LINE has private messages alone
        to: str,  # noqa: ARG002  # a push answers no message in particular
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),  # noqa: ARG002  # nor names anybody
        key: str | None = None,
        audience: Audience | None = None,  # noqa: ARG002
        content_warning: str = "",  # noqa: ARG002
        quote: str = "",
        tried_at: datetime | None = None,
        answered: Answered | None = None,  # noqa: ARG002
    ) -> LinePreparedSend:
        """Prepare the push of at most five texts, which leave together and cost one message of the plan. Without a `key`
        one is drawn, which serves this call alone. The first text shows the message of the token `quote` above it."""
        messages = [{"type": "text", "text": text} for text in texts]
        if quote:
            messages[0]["quoteToken"] = quote
        body = {"to": customer, "messages": messages}
        own = self._client.prepare(account, _SEND)
        return LinePreparedSend(self._client, account, own, body, tuple(texts), key or uuid.uuid4().hex, tried_at)

    def find_own(
        self,
        account: Account,  # noqa: ARG002
        *,
        channel: Channel,  # noqa: ARG002
        to: str,  # noqa: ARG002
        customer: str,  # noqa: ARG002
        text: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        key: str | None = None,  # noqa: ARG002
        answered: Answered | None = None,  # noqa: ARG002
    ) -> Sent | None:
        """LINE shows nobody what was sent: the retry key settles it."""
        return None

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:  # noqa: ARG002
        return None


def _ids(answer: Answer) -> list[str]:
    found = answer.json()
    sent = found.get("sentMessages") if isinstance(found, dict) else None
    ids = [one.get("id") for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    return [ident for ident in ids if isinstance(ident, str) and 0 < len(ident) <= 200]
