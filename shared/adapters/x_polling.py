"""X as a source of mentions for polling (ports.Mentions): which posts a page holds, and the delivery of some of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from shared.adapters.secrets import XAppSecrets
from shared.adapters.x_mentions import MentionsPage, XMentions
from shared.domain.desk import Account
from shared.domain.errors import DisconnectedError, NotFoundError, UnavailableError
from shared.domain.post import snowflake_time

_HISTORY = ("edit_history_tweet_ids", "edit_history_post_ids")


@dataclass(frozen=True)
class XPage:
    account: Account
    page: MentionsPage

    @cached_property
    def posts(self) -> Mapping[str, datetime]:
        """What cannot be read is listed by its place, as new: the ingest queue then says what is wrong with it (I5)."""
        return {self._identity(place, post): _written(post) for place, post in enumerate(self.page.posts)}

    def only(self, ids: Collection[str]) -> Iterator[bytes]:
        kept = [post for place, post in enumerate(self.page.posts) if self._identity(place, post) in ids]
        yield from replace(self.page, posts=tuple(kept)).bodies(self.account)

    @staticmethod
    def _identity(place: int, post: Any) -> str:
        """The first id of the edit history (I3)."""
        if not isinstance(post, Mapping):
            return f"#{place}"
        history = next((post[name] for name in _HISTORY if isinstance(post.get(name), list) and post[name]), None)
        return str(history[0] if history else post.get("id", f"#{place}"))


class XPolling:
    """Implements ports.Mentions."""

    def __init__(self, mentions: XMentions, secrets: XAppSecrets) -> None:
        self._mentions = mentions
        self._secrets = secrets

    def connected(self, account: Account) -> bool:
        """A secret that cannot be read just now is no sign of a missing account: the read itself then says so."""
        try:
            self._secrets.user_tokens(account.app, account.id)
        except (DisconnectedError, NotFoundError):
            return False
        except UnavailableError:
            pass
        return True

    def mentions(self, account: Account, since: datetime) -> Iterator[XPage]:
        for page in self._mentions.pages(account, start_time=since):
            yield XPage(account, page)


def _written(post: Any) -> datetime:
    ident = post.get("id") if isinstance(post, Mapping) else None
    return snowflake_time(str(ident)) or datetime.now(UTC)
