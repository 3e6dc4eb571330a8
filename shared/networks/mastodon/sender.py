"""Mastodon as a Sender: answers statuses in public and in private, and finds our own again.

Every answer says who is to see it, and what the server answers is compared with that: one that is wider is deleted at once
(N6). A second call with the same Idempotency-Key may be refused, or come before the key was stored: the account's own
statuses are looked through first (N4).
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.domain.accounts.allowance import Allowance
from shared.domain.errors import RateLimitedError, RefusedError, SocialNetworkError, TooVisibleError
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, UnreadableError, instant_in, text_in
from shared.networks.mastodon.api.client import Call, MastodonClient, document, objects, reading_answer
from shared.networks.mastodon.api.limits import SEND
from shared.networks.mastodon.api.refusals import NoStatusError, refused_answer
from shared.networks.mastodon.ids import PostId, is_id, post_id, server_of
from shared.networks.mastodon.options import answers_as
from shared.networks.mastodon.reading.posts import local_id
from shared.networks.mastodon.reading.visibility import WORDS, visibility_of
from shared.networks.mastodon.rules import RULES
from shared.networks.mastodon.text.html import words_of
from shared.networks.mastodon.text.measure import COUNTING, measure
from shared.networks.mastodon.text.warning import continued
from shared.ports.network_sending import Answered, OwnPost, Sent

logger = logging.getLogger(__name__)

PAGE = 40
REACH = 5
"""Pages of our own statuses: many times what a brand writes in the minute or two since."""

_KANA = re.compile(r"[぀-ヿ]")


@dataclass(frozen=True, slots=True)
class MastodonPreparedSend:
    """`status` is what is posted under `key`. A rate limit holds `allowances` for all workers."""

    client: MastodonClient
    account: Account
    allowances: tuple[Allowance, ...]
    status: Mapping[str, Any]
    audience: Audience
    key: str | None

    def send(self) -> Sequence[Sent]:
        headers = {"Idempotency-Key": self.key} if self.key else {}
        try:
            with reading_answer():
                answer = self.client.ask(
                    self.account, Call("POST", "/api/v1/statuses", body=self.status, headers=headers)
                )
                written = Fields(answer.document())
                sent = _sent(written, self.account, str(self.status["status"]))
        except RateLimitedError as error:
            self.client.hold(self.account, self.allowances, error)
            raise
        except SocialNetworkError as error:
            raise refused_answer(error) from error
        if sent.audience is not None and sent.audience.exceeds(self.audience) and self._taken_back(local_id(written)):
            raise TooVisibleError(
                "The server showed the answer to more people than asked for, so it was deleted at once."
            )
        return (sent,)

    def _taken_back(self, status: str) -> bool:
        """Delete what more people see than were to see it. Return False if it may still stand: then it is an answer that was
        posted, and the desk says how far it is seen."""
        try:
            self.client.ask(self.account, Call("DELETE", f"/api/v1/statuses/{status}"))
        except NoStatusError:
            return True
        except SocialNetworkError as error:
            logger.warning("an answer that is too visible could not be deleted: %s", type(error).__name__)
            return False
        return True


class MastodonSender(MastodonClient):
    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,  # noqa: ARG002  # the words name the customer
        texts: Sequence[str],
        leave_out: Sequence[str] = (),  # noqa: ARG002  # Mastodon names nobody by itself
        key: str | None = None,
        audience: Audience | None = None,
        content_warning: str = "",
        quote: str = "",  # noqa: ARG002  # a status names the one that it answers
        tried_at: datetime | None = None,  # noqa: ARG002  # a status has the server's time
        answered: Answered | None = None,  # noqa: ARG002  # an id says all
    ) -> MastodonPreparedSend:
        """Prepare the answer: the token is there, and the call is counted. In public, an answer to what everybody sees is
        shown around only if the account's settings say so."""
        [text] = texts
        self._connection.permissions.token(account)
        seen_by = _audience(channel, audience, account)
        parent = _on_its_server(to, account)
        if parent is None:
            self.at(server_of(account))
            raise RefusedError(
                "The post stands on another server than the account, where its id is that of another post."
            )
        left = measure(account.options).limit - COUNTING.length(text)
        warning = continued(content_warning, left)
        status = {
            "status": text,
            "in_reply_to_id": parent,
            "visibility": WORDS[seen_by],
            **({"spoiler_text": warning, "sensitive": True} if warning else {}),
            **({"language": "ja"} if _KANA.search(text) else {}),
        }
        self.count(account, SEND)
        return MastodonPreparedSend(self, account, SEND, status, seen_by, key)

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,  # noqa: ARG002  # private statuses stand among the others
        to: str,
        customer: str,  # noqa: ARG002  # the status names its parent
        text: str,
        since: datetime,
        key: str | None = None,  # noqa: ARG002  # a status does not show its key
        answered: Answered | None = None,  # noqa: ARG002  # an id says all
    ) -> Sent | None:
        """Return the newest status of the account since then with this text that answers `to`. Its words are those that were
        sent: Mastodon shows names without their servers."""
        path, last = f"/api/v1/accounts/{account.network_id}/statuses", ""
        with reading_answer():
            for _ in range(REACH):
                older = [("max_id", last)] if last else []
                params = [("exclude_reblogs", "true"), ("limit", str(PAGE)), *older]
                page = objects(self.get(account, path, params))
                for one in page:
                    at = instant_in(one.values.get("created_at"))
                    if at is not None and at < since:
                        return None
                    own = _own(one, account)
                    if own.in_reply_to == to and RULES.texts_match(text, own.sent.text):
                        return replace(own.sent, text=text)
                ids = [text_in(one.values.get("id")) for one in page]
                if not ids or not is_id(ids[-1]) or ids[-1] == last:
                    return None
                last = ids[-1]
        return None

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:  # noqa: ARG002
        asked = _on_its_server(post_id, account)
        if asked is None:
            return None
        with reading_answer():
            try:
                found = document(self.get(account, f"/api/v1/statuses/{asked}"))
            except NoStatusError:
                return None
            return _own(found, account) if _wrote(account, found) else None


def _audience(channel: Channel, audience: Audience | None, account: Account) -> Audience:
    """Return who is to see an answer: of a public one never more than the account's settings want."""
    if channel is Channel.DIRECT:
        return Audience.DIRECT
    wanted = audience if audience is not None else Audience.PUBLIC
    most = answers_as(account.options)
    return most if wanted.exceeds(most) else wanted


def _on_its_server(ident: str, account: Account) -> str | None:
    found = post_id(ident)
    return found.status if found is not None and found.server == server_of(account) else None


def _wrote(account: Account, status: Fields) -> bool:
    author = status.maybe_inside("account")
    return author is not None and author.values.get("id") == account.network_id


def _own(status: Fields, account: Account) -> OwnPost:
    parent = status.values.get("in_reply_to_id")
    answered = str(PostId(parent, server_of(account))) if isinstance(parent, str) and is_id(parent) else None
    sent = _sent(status, account, words_of(text_in(status.values.get("content"))).text)
    return OwnPost(sent, answered, answered or sent.post_id)


def _sent(status: Fields, account: Account, text: str) -> Sent:
    at = instant_in(status.text("created_at"))
    ident = str(PostId(local_id(status), server_of(account)))
    audience = visibility_of(status.text("visibility")).audience
    if at is None:
        raise UnreadableError(f"{status.at('created_at')} is no time")
    return Sent(ident, at, text, audience, text_in(status.values.get("url")))
