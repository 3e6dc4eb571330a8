"""Bluesky as a source for polling (ports.Timelines): notifications, the account's own records, and its conversations."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import BlueskyClient, Call, reading_answer
from shared.networks.bluesky.api.hosts import Hosts
from shared.networks.bluesky.api.posts import own_view, posts_by_uri
from shared.networks.bluesky.api.session import Permissions
from shared.networks.bluesky.chat import convos, messages
from shared.networks.bluesky.ids import POST, message_id
from shared.networks.bluesky.mentions import MentionsList
from shared.networks.bluesky.reading.reader import MESSAGES, OWN_POSTS
from shared.networks.deliveries import delivery_bodies
from shared.networks.fields import Fields, dict_in, instant_in, text_in
from shared.ports.accounts import Budgets
from shared.ports.network_reading import Timeline, TimelinePage

PAGE = 100
REACH = 20
"""Pages of the account's own records; a brand writes far less within the two weeks that a poll reaches back."""

NEW = datetime.max.replace(tzinfo=UTC)
"""The time of what declares none that can be read: it is handed on, and the ingest queue reports its fault (I5)."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class OwnPage:
    """A page of the account's own records by their uris, newest first. Only those that answer somebody can belong to a ticket."""

    client: BlueskyClient
    account: Account
    records: Mapping[str, Fields]

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        return {uri: _written(record) for uri, record in self.records.items()}

    @cached_property
    def versions(self) -> Mapping[str, str]:
        return {uri: cid for uri, record in self.records.items() if (cid := text_in(record.values.get("cid")))}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        """Yield deliveries of these posts, as the app shows them where it does already."""
        wanted = {uri: record for uri, record in self.records.items() if uri in ids}
        if not wanted:
            return
        with reading_answer():
            views = posts_by_uri(self.client, self.account, wanted)
            data = [{"post": self._shown(record, views.get(uri))} for uri, record in wanted.items()]
        yield from delivery_bodies(_head(OWN_POSTS, self.account), data)

    def _shown(self, record: Fields, view: Fields | None) -> Mapping[str, Any]:
        if view is not None and view.values.get("cid") == record.values.get("cid"):
            return view.values
        return own_view(self.account, record).values


@dataclass(frozen=True)
class MessagesPage:
    """Messages of one conversation by their ids, newest first."""

    account: Account
    convo: Fields
    messages: Mapping[str, Fields]

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        return {ident: _sent(message) for ident, message in self.messages.items()}

    @property
    def versions(self) -> Mapping[str, str]:
        """Return nothing: a message is not edited."""
        return {}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        convo = {name: self.convo.values.get(name) for name in ("id", "kind", "members")}
        wanted = [message for ident, message in self.messages.items() if ident in ids]
        data = [{"convo": convo, "message": message.values} for message in wanted]
        yield from delivery_bodies(_head(MESSAGES, self.account), data)


class BlueskyTimelines(BlueskyClient):
    def __init__(self, hosts: Hosts, permissions: Permissions, budgets: Budgets | None = None) -> None:
        super().__init__(hosts, permissions, budgets)
        self._mentions = MentionsList(self)

    def read(self, account: Account, timeline: Timeline, since: datetime) -> Iterator[TimelinePage]:
        with reading_answer():
            match timeline:
                case Timeline.MENTIONS:
                    yield from self._mentions.read(account, since, self._hosts.clock.now())
                case Timeline.OWN_POSTS:
                    yield from self._own_posts(account, since)
                case Timeline.MESSAGES:
                    yield from self._messages(account, since)

    def _own_posts(self, account: Account, since: datetime) -> Iterator[OwnPage]:
        """Yield the account's own posts from its PDS: complete, at once, and whatever the app hides of them. They stand in the
        order of their keys, which clients choose: the first page that holds nothing new is the last."""
        cursor: str | None = None
        for _ in range(REACH):
            params = [("repo", account.network_id), ("collection", POST), ("limit", str(PAGE))]
            more = [("cursor", cursor)] if cursor else []
            answer = self.ask(account, Call("com.atproto.repo.listRecords", [*params, *more]))
            new = [record for record in answer.objects("records") if _written(record) >= since]
            yield OwnPage(self, account, {record.text("uri"): record for record in new if _answers(record)})
            cursor = answer.maybe_text("cursor")
            if not cursor or not new:
                return

    def _messages(self, account: Account, since: datetime) -> Iterator[MessagesPage]:
        """Yield the messages of each conversation that was written in since then. The first page of conversations without such a
        one is the last: older ones may stand before newer ones, where something else in them has changed."""
        for page in convos(self, account):
            fresh = [convo for convo in page if _last_message(convo) >= since]
            for convo in fresh:
                yield from self._messages_of(account, convo, since)
            if not fresh:
                return

    def _messages_of(self, account: Account, convo: Fields, since: datetime) -> Iterator[MessagesPage]:
        for page in messages(self, account, convo.text("id")):
            new = [message for message in page if _sent(message) >= since]
            yield MessagesPage(account, convo, {_ident(convo, message): message for message in new})
            if len(new) < len(page):
                return


def _head(poll: str, account: Account) -> Mapping[str, Any]:
    return {"poll": poll, "account_id": account.id, "network_id": account.network_id}


def _last_message(convo: Fields) -> datetime:
    return instant_in(dict_in(convo.values.get("lastMessage")).get("sentAt")) or LONG_AGO


def _written(record: Fields) -> datetime:
    return instant_in(dict_in(record.values.get("value")).get("createdAt")) or NEW


def _ident(convo: Fields, message: Fields) -> str:
    """Return the message's id; one without a usable id is listed by what it has: the ingest queue reports its fault (I5)."""
    parts = convo.text("id"), message.text("id")
    return message_id(*parts) or "/".join(parts)


def _sent(message: Fields) -> datetime:
    return instant_in(message.values.get("sentAt")) or NEW


def _answers(record: Fields) -> bool:
    value = dict_in(record.values.get("value"))
    embed = text_in(dict_in(value.get("embed")).get("$type"))
    return bool(value.get("reply")) or embed.startswith("app.bsky.embed.record")
