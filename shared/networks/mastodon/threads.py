"""The thread above and below a status (https://docs.joinmastodon.org/methods/statuses/#context).

A status names the one that it answers and no conversation: the first one above is asked for. And a reply whose author took the
account's name out notifies nobody: only the thread below the account's own status shows it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.domain.errors import SocialNetworkError
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, dict_in, instant_in, objects_in, text_in
from shared.networks.mastodon.api.client import MastodonClient, document, objects
from shared.networks.mastodon.api.refusals import NoStatusError
from shared.networks.mastodon.ids import is_id

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=10)
THREADS_WITHIN = timedelta(seconds=15)
"""How long the threads of one page are read. The function that polls has fifty seconds for everything."""

OWN_STATUSES = 40
THREADS = 5
"""Threads that one look reads: those of the account's newest statuses that have got more replies since."""


def context_of(client: MastodonClient, account: Account, status: str) -> Fields:
    return document(client.get(account, f"/api/v1/statuses/{status}/context"))


class ThreadsAbove:
    """The threads above the statuses of one page. They are decoration: a failure to read one keeps no post from coming in, and
    where the server is slow or fails, those of the other statuses are not asked for."""

    def __init__(self, client: MastodonClient, account: Account) -> None:
        self._client = client
        self._account = account
        self._until = client.now() + THREADS_WITHIN

    def of(self, status: Fields) -> Mapping[str, str]:
        """Return the thread's first status, and the author of the next one above that is not the status's own; nothing for one
        that answers nobody."""
        if not is_id(status.values.get("in_reply_to_id")) or self._client.now() >= self._until:
            return {}
        try:
            context = context_of(self._client, self._account, text_in(status.values.get("id")))
        except SocialNetworkError as error:
            logger.info("a thread on Mastodon cannot be read: %s", type(error).__name__)
            if not isinstance(error, NoStatusError):
                self._until = self._client.now()
            return {}
        ancestors = list(objects_in(context.values.get("ancestors")))
        if not ancestors:
            return {}
        author = dict_in(status.values.get("account")).get("id")
        others = [_author(one) for one in ancestors if _author(one) not in ("", author)]
        return {"root": text_in(ancestors[0].get("id")), **({"answers_through": others[-1]} if others else {})}


class UnnamedReplies:
    """Replies to the account's statuses that do not name it. What was seen is remembered by the process: another one looks
    once more."""

    def __init__(self, client: MastodonClient) -> None:
        self._client = client
        self._looked: dict[str, datetime] = {}
        self._replies: dict[str, int] = {}

    def read(self, account: Account, since: datetime, now: datetime) -> Iterator[Fields]:
        """Yield such replies since then, every ten minutes. It is a net and no more: that it fails is no fault."""
        last = self._looked.get(account.id)
        if last is not None and now - last < LOOK_EVERY:
            return
        self._looked[account.id] = now
        try:
            yield from self._found(account, min(since, last or since))
        except SocialNetworkError as error:
            logger.info("threads on Mastodon cannot be read for %s: %s", account.id, type(error).__name__)

    def _found(self, account: Account, since: datetime) -> Sequence[Fields]:
        found: list[Fields] = []
        for own in self._grown(account)[:THREADS]:
            ident = text_in(own.values.get("id"))
            below = objects_in(context_of(self._client, account, ident).values.get("descendants"))
            found += [Fields(one) for one in below if _answers_unnamed(one, account, since)]
            self._replies[ident] = _replies(own)
        return found

    def _grown(self, account: Account) -> list[Fields]:
        """Return the account's newest statuses with more replies than at the last look, newest first."""
        params = [("exclude_reblogs", "true"), ("limit", str(OWN_STATUSES))]
        own = objects(self._client.get(account, f"/api/v1/accounts/{account.network_id}/statuses", params))
        return [one for one in own if _replies(one) > self._replies.get(text_in(one.values.get("id")), 0)]


def _answers_unnamed(status: Mapping[str, Any], account: Account, since: datetime) -> bool:
    at = instant_in(status.get("created_at"))
    named = any(one.get("id") == account.network_id for one in objects_in(status.get("mentions")))
    return (
        is_id(status.get("id"))
        and status.get("in_reply_to_account_id") == account.network_id
        and _author(status) not in ("", account.network_id)
        and not named
        and at is not None
        and at >= since
    )


def _author(status: Mapping[str, Any]) -> str:
    return text_in(dict_in(status.get("account")).get("id"))


def _replies(status: Fields) -> int:
    count = status.values.get("replies_count")
    return count if isinstance(count, int) else 0
