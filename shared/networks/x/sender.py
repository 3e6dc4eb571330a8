"""X as a Sender: answers public posts and direct messages through tweepy, and finds our own again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import requests
import tweepy

from shared.domain.errors import (
    AccountRefusedError,
    NotAnswerableError,
    PostGoneError,
    RefusedError,
    SocialNetworkError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.networks.x.api.client import XClient, pages, reading_answer
from shared.networks.x.api.fields import Fields
from shared.networks.x.api.refusals import About
from shared.networks.x.api.session import XRefusesError, XSession, document
from shared.networks.x.api.words import unescaped
from shared.networks.x.reading.snowflake import snowflake_time
from shared.networks.x.text.text_matching import texts_match
from shared.ports.clock import Clock
from shared.ports.network_sending import Answered, OwnPost, Sent

PAGE = 100
PAGES = 5
"""How far back our own post is looked for: many times the number of posts that a brand writes in the minute or two
since."""

MESSAGES = 20
"""How many messages of a conversation with one customer are looked through. X charges for each message read, ten times
the price of a post."""


_WORDS = ("created_at", "note_tweet", "referenced_tweets")


@dataclass(frozen=True, slots=True)
class XPreparedSend:
    """One request to X; `name` is the field of its answer that holds the new id."""

    ask: Callable[[], requests.Response]
    name: str
    text: str
    clock: Clock

    def send(self) -> Sequence[Sent]:
        try:
            payload = document(self.ask())
        except XRefusesError as error:
            raise _said_of_a_send(error) from error
        return (self._sent(payload),)

    def _sent(self, told: Mapping[str, Any]) -> Sent:
        """Return the new id and time. X took the request; an answer without the new id leaves open which post it
        became."""
        with reading_answer():
            data = Fields(told, "").inside("data")
            post_id = data.ident(self.name)
            text = data.maybe_text("text") or self.text
        return Sent(post_id, snowflake_time(post_id) or self.clock.now(), unescaped(text))


class XNetwork(XClient):
    """Acts with the account's OAuth 1.0a tokens. X takes no key that would make it post once."""

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),
        key: str | None = None,  # noqa: ARG002  # X takes none
        audience: Audience | None = None,  # noqa: ARG002  # X has public and private alone
        content_warning: str = "",  # noqa: ARG002  # X has none
        quote: str = "",  # noqa: ARG002  # X quotes by addresses
        tried_at: datetime | None = None,  # noqa: ARG002  # X gives posts their time
        answered: Answered | None = None,  # noqa: ARG002  # an id says all
    ) -> XPreparedSend:
        """Prepare the request. A public answer names the post `to`; X puts the handles in front itself, except those in
        `leave_out` (https://docs.x.com/x-api/posts/create-post). A direct message goes to `customer`. X takes no
        idempotency key, and shows a public post to everybody."""
        [text] = texts
        with_x = self._as_account(account)
        session: XSession = with_x.session
        private = channel is Channel.DIRECT
        session.count_ahead("POST", f"/2/dm_conversations/with/{customer}/messages" if private else "/2/tweets")
        if private:
            ask = partial(with_x.create_direct_message, participant_id=customer, text=text, user_auth=True)
        else:
            without = {"exclude_reply_user_ids": list(leave_out)} if leave_out else {}
            ask = partial(with_x.create_tweet, text=text, in_reply_to_tweet_id=to, user_auth=True, **without)
        return XPreparedSend(ask, "dm_event_id" if private else "id", text, self._clock)

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,  # noqa: ARG002  # X takes none
        answered: Answered | None = None,  # noqa: ARG002  # an id says all
    ) -> Sent | None:
        """Return the newest post of the account since `since` with the text `text` that answers `to`. A direct message
        answers nothing in particular: there it is the newest that the account sent to `customer`."""
        with_x = self._as_account(account)
        with reading_answer():
            if channel is Channel.DIRECT:
                return self._find_message(with_x, account, customer=customer, text=text, since=since)
            return self._find_post(with_x, account, to=to, text=text, since=since)

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        with_x = self._as_account(account)
        with reading_answer():
            if channel is Channel.DIRECT:
                return self._own_message(with_x, account, customer=customer, message=post_id)
            response = with_x.get_tweets(
                [post_id], tweet_fields=[*_WORDS, "author_id", "conversation_id"], user_auth=True
            )
            for post in Fields(document(response, partly=True), "").objects("data"):
                if post.maybe_ident("author_id") == account.network_id:
                    return _own(self._stands(post, _words_of(post)), post)
        return None

    def _own_message(self, with_x: tweepy.Client, account: Account, *, customer: str, message: str) -> OwnPost | None:
        for each in _messages_with(with_x, customer):
            if each.ident("id") == message and each.maybe_ident("sender_id") == account.network_id:
                return OwnPost(self._stands(each, each.maybe_text("text") or ""))
        return None

    def _find_post(
        self, with_x: tweepy.Client, account: Account, *, to: str, text: str, since: datetime
    ) -> Sent | None:
        ask = partial(with_x.get_users_tweets, account.network_id, start_time=since, tweet_fields=list(_WORDS))
        for post in _newest(ask, PAGE):
            if to in _answered(post) and texts_match(text, unescaped(_words_of(post))):
                return self._stands(post, _words_of(post))
        return None

    def _find_message(
        self, with_x: tweepy.Client, account: Account, *, customer: str, text: str, since: datetime
    ) -> Sent | None:
        for message in _messages_with(with_x, customer):
            sent = self._stands(message, message.maybe_text("text") or "")
            if sent.posted_at < since:
                return None
            if message.maybe_ident("sender_id") == account.network_id and texts_match(text, sent.text):
                return sent
        return None

    def _stands(self, post: Fields, text: str) -> Sent:
        post_id = post.ident("id")
        at = snowflake_time(post_id) or post.maybe_instant("created_at") or self._clock.now()
        return Sent(post_id, at, unescaped(text))


def _said_of_a_send(error: XRefusesError) -> SocialNetworkError:
    """Translate a refusal. Only a refusal of the post is kept with the post; a refusal of the account's rights holds
    for every answer."""
    if error.about is About.GONE:
        return PostGoneError(str(error))
    if error.about is About.POST:
        return NotAnswerableError(str(error))
    return AccountRefusedError(str(error)) if error.about is About.RIGHTS else RefusedError(str(error))


def _answered(post: Fields) -> set[str]:
    return {
        reference.ident("id")
        for reference in post.objects("referenced_tweets", "referenced_posts")
        if reference.maybe_text("type") == "replied_to"
    }


def _words_of(post: Fields) -> str:
    return (post.maybe_inside("note_tweet", "note_post") or post).text("text")


def _own(sent: Sent, post: Fields) -> OwnPost:
    return OwnPost(sent, next(iter(_answered(post)), None), post.maybe_ident("conversation_id"))


def _messages_with(with_x: tweepy.Client, customer: str) -> Iterator[Fields]:
    ask = partial(
        with_x.get_direct_message_events,
        participant_id=customer,
        event_types="MessageCreate",
        dm_event_fields=["created_at", "text"],
        expansions=["sender_id"],
    )
    return _newest(ask, MESSAGES)


def _newest(ask: Callable[..., requests.Response], size: int) -> Iterator[Fields]:
    """Yield the elements of a timeline, newest first. Raises UnreadableError."""
    for page in pages(partial(ask, user_auth=True), most=PAGES, size=size):
        yield from page.objects("data")
