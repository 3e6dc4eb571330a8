"""Bluesky as a Sender: answers public posts and direct messages, and finds our own again.

A post is written by a key that is stored before the first call, so that it stands once however often it is sent (N4). A
message has no key: one of unknown outcome is looked for, and never sent again blindly (R1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import RateLimitedError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import QUICK, BlueskyClient, Call, nothing_sent_yet, reading_answer
from shared.networks.bluesky.api.limits import SEND_MESSAGE, SEND_POST
from shared.networks.bluesky.api.posts import own_record
from shared.networks.bluesky.api.refusals import RecordConflictError
from shared.networks.bluesky.chat import accept, convo_with, messages
from shared.networks.bluesky.ids import POST, message_id, message_in, record_uri
from shared.networks.bluesky.parents import answered_post, resolver
from shared.networks.bluesky.record import key_of, post_record
from shared.networks.bluesky.rules import RULES
from shared.networks.bluesky.text.facets import facets
from shared.networks.fields import Fields, UnreadableError, clean, dict_in, instant_in, text_in
from shared.ports.network_sending import Answered, OwnPost, Sent

REACH = 5
"""Pages of our own posts, of 100 each, and of messages: many times what a brand writes in the minute or two since."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a post of ours that declares none that can be read."""


@dataclass(frozen=True, slots=True, repr=False)
class BlueskyPreparedSend:
    """`post` makes the calls: first those that only read, then the one that writes. A rate limit holds `allowances` for all
    workers."""

    client: BlueskyClient
    account: Account
    allowances: tuple[Allowance, ...]
    post: Callable[[], Sent]

    def send(self) -> Sequence[Sent]:
        try:
            with reading_answer():
                return (self.post(),)
        except RateLimitedError as error:
            self.client.hold(self.account, self.allowances, error)
            raise


class BlueskySender(BlueskyClient):
    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),  # noqa: ARG002  # Bluesky names nobody by itself
        key: str | None = None,
        audience: Audience | None = None,  # noqa: ARG002  # a post is public, a message private
        content_warning: str = "",  # noqa: ARG002  # an answer is not labelled
        quote: str = "",  # noqa: ARG002  # an answer stands below its post
        tried_at: datetime | None = None,
        answered: Answered | None = None,  # noqa: ARG002  # an id says all
    ) -> BlueskyPreparedSend:
        """Prepare the answer: the session is there, and the call is counted."""
        text = clean(*texts)
        written_at = tried_at or self._hosts.clock.now()
        self.session(account)
        allowances = SEND_MESSAGE if channel is Channel.DIRECT else SEND_POST
        self.count(account, allowances)

        def post() -> Sent:
            if channel is Channel.DIRECT:
                return self._send_message(account, customer, text)
            return self._send_post(account, to, customer, text, key_of(key or "", written_at), written_at)

        return BlueskyPreparedSend(self, account, allowances, post)

    def _send_post(self, account: Account, to: str, customer: str, text: str, key: str, tried_at: datetime) -> Sent:
        """Write the record where none stands yet. What stands under the key already is this very part, however its first call
        ended; so whatever refuses it from here on has not let it through before."""
        with nothing_sent_yet(), reading_answer():
            stands = own_record(self, account, key, read_seconds=QUICK)
            if stands is not None:
                return _of_record(stands)
            answered = answered_post(self, account, to, customer)
            record = post_record(text, answered, tried_at, resolver(self, account))
        body = {"repo": account.network_id, "collection": POST, "rkey": key, "swapRecord": None, "record": record}
        try:
            written = self.ask(account, Call("com.atproto.repo.putRecord", body=body))
        except RecordConflictError:
            stands = own_record(self, account, key)
            if stands is None:
                raise
            return _of_record(stands)
        at = instant_in(record["createdAt"]) or tried_at
        return Sent(written.text("uri"), at, text, version=written.maybe_text("cid") or "")

    def _send_message(self, account: Account, customer: str, text: str) -> Sent:
        with nothing_sent_yet(), reading_answer():
            convo = convo_with(self, account, customer, read_seconds=QUICK)
            accept(self, account, convo, read_seconds=QUICK)
            found = facets(text, resolver(self, account))
        message = {"text": text, **({"facets": found} if found else {})}
        body = {"convoId": convo.text("id"), "message": message}
        return self._of_message(convo, self.ask(account, Call("chat.bsky.convo.sendMessage", body=body)))

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,  # noqa: ARG002  # the call itself looks by it
        answered: Answered | None = None,  # noqa: ARG002  # an id says all
    ) -> Sent | None:
        """Return the newest post of the account since `since` with this text that answers `to`; of messages, the newest to the
        customer."""
        with reading_answer():
            if channel is Channel.DIRECT:
                return self._find_message(account, customer, text, since)
            return self._find_post(account, to, text, since)

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        with reading_answer():
            if channel is Channel.DIRECT:
                return self._own_message(account, post_id, customer)
            uri = record_uri(post_id)
            if uri is None or uri.collection != POST or uri.repo not in (account.network_id, account.username):
                return None
            record = own_record(self, account, uri.key)
            return _own(record) if record is not None else None

    def _find_post(self, account: Account, to: str, text: str, since: datetime) -> Sent | None:
        cursor: str | None = None
        for _ in range(REACH):
            params = [("repo", account.network_id), ("collection", POST), ("limit", "100")]
            more = [("cursor", cursor)] if cursor else []
            answer = self.ask(account, Call("com.atproto.repo.listRecords", [*params, *more]))
            recent = [_own(record) for record in answer.objects("records")]
            recent = [own for own in recent if own.sent.posted_at >= since]
            for own in recent:
                if own.in_reply_to == to and RULES.texts_match(text, own.sent.text):
                    return own.sent
            cursor = answer.maybe_text("cursor")
            if not cursor or not recent:
                return None
        return None

    def _find_message(self, account: Account, customer: str, text: str, since: datetime) -> Sent | None:
        convo = convo_with(self, account, customer)
        for page in messages(self, account, convo.text("id")):
            for message in page:
                at = instant_in(message.values.get("sentAt"))
                if at is not None and at < since:
                    return None
                if _wrote(account, message) and RULES.texts_match(text, text_in(message.values.get("text"))):
                    return self._of_message(convo, message)
        return None

    def _own_message(self, account: Account, post_id: str, customer: str) -> OwnPost | None:
        named = message_in(post_id)
        convo = convo_with(self, account, customer) if named is not None else None
        if named is None or convo is None or convo.text("id") != named[0]:
            return None
        for _, page in zip(range(REACH), messages(self, account, named[0]), strict=False):
            for message in page:
                if message.text("id") == named[1] and _wrote(account, message):
                    return OwnPost(self._of_message(convo, message), conversation_id=named[0])
        return None

    def _of_message(self, convo: Fields, message: Fields) -> Sent:
        at = instant_in(message.values.get("sentAt")) or self._hosts.clock.now()
        ident = message_id(convo.text("id"), message.text("id"))
        if ident is None:
            raise UnreadableError("the message has no id")
        return Sent(ident, at, message.maybe_text("text") or "")


def _wrote(account: Account, message: Fields) -> bool:
    is_message = not text_in(message.values.get("$type")).endswith("#deletedMessageView")
    return is_message and dict_in(message.values.get("sender")).get("did") == account.network_id


def _of_record(record: Fields) -> Sent:
    return _own(record).sent


def _own(record: Fields) -> OwnPost:
    value = record.inside("value")
    at = instant_in(value.values.get("createdAt"))
    if at is None:
        at = LONG_AGO
    reply = dict_in(value.values.get("reply"))
    parent, root = (record_uri(dict_in(reply.get(name)).get("uri")) for name in ("parent", "root"))
    uri = record.text("uri")
    sent = Sent(uri, at, value.maybe_text("text") or "", version=record.maybe_text("cid") or "")
    return OwnPost(sent, str(parent) if parent else None, str(root or parent or uri))
