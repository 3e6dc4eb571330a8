"""Stored statuses, looked up again (ports.Lookups): nobody is told of an edit or a deletion, so the desk looks
(https://docs.joinmastodon.org/methods/statuses/#index)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.settings.desk import Account
from shared.networks.deliveries import delivery_bodies
from shared.networks.fields import Fields, text_in
from shared.networks.mastodon.api.client import MastodonClient, document, objects, reading_answer
from shared.networks.mastodon.api.refusals import NoStatusError
from shared.networks.mastodon.ids import PostId, post_id, server_of
from shared.networks.mastodon.reading.posts import version_of
from shared.networks.mastodon.reading.reader import GONE, LOOKED_UP
from shared.networks.mastodon.threads import ThreadsAbove
from shared.networks.mastodon.timelines import head

DELETED = "deleted"
"""A missing status was deleted, or its author shows it to the account no more: Mastodon does not say which."""


@dataclass(frozen=True)
class MastodonLookedUp:
    client: MastodonClient
    account: Account
    found: Mapping[str, Fields]
    gone: Mapping[str, str]

    @property
    def versions(self) -> Mapping[str, str]:
        return {ident: version_of(status) for ident, status in self.found.items()}

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        gone = [{"id": ident, "because": why} for ident, why in self.gone.items() if ident in ids]
        yield from delivery_bodies(head(GONE, self.account), gone)
        threads = ThreadsAbove(self.client, self.account)
        there = [
            {"status": status.values, **threads.of(status)} for ident, status in self.found.items() if ident in ids
        ]
        yield from delivery_bodies(head(LOOKED_UP, self.account), there)


class MastodonLookups(MastodonClient):
    def look_up(self, account: Account, ids: Sequence[str]) -> MastodonLookedUp:
        """Look up the statuses of the account's own server; ids of another one have no result."""
        server = server_of(account)
        known = (post_id(ident) for ident in ids)
        asked = {str(each): each.status for each in known if each is not None and each.server == server}
        with reading_answer():
            shown = self._shown(account, list(asked.values())) if asked else []
            by_id = {str(PostId(text_in(one.values.get("id")), server)): one for one in shown}
        found = {ident: by_id[ident] for ident in asked if ident in by_id}
        return MastodonLookedUp(self, account, found, {ident: DELETED for ident in asked if ident not in found})

    def _shown(self, account: Account, statuses: Sequence[str]) -> list[Fields]:
        """Return those that still stand: in one call, or one by one on a server that does not know it (before 4.3)."""
        try:
            return objects(self.get(account, "/api/v1/statuses", [("id[]", one) for one in statuses]))
        except NoStatusError:
            return [one for each in statuses if (one := self._one(account, each)) is not None]

    def _one(self, account: Account, status: str) -> Fields | None:
        try:
            return document(self.get(account, f"/api/v1/statuses/{status}"))
        except NoStatusError:
            return None
