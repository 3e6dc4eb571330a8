"""Stored posts, looked up on Bluesky again (ports.Lookups): nobody tells of a deletion there, so the desk looks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import BlueskyClient, reading_answer
from shared.networks.bluesky.api.posts import Views, own_record, own_view, posts_by_uri, profiles
from shared.networks.bluesky.ids import post_address, record_uri, repo_of
from shared.networks.bluesky.reading.people import traits_of
from shared.networks.bluesky.reading.reader import BLOCKS, GONE, LOOKED_UP
from shared.networks.deliveries import delivery_bodies
from shared.networks.fields import Fields


@dataclass(frozen=True)
class BlueskyLookedUp:
    """`versions` maps existing posts to their cid, `gone` maps the others to the reason; `blocked_by` are authors of those who have
    blocked the account."""

    account: Account
    versions: Mapping[str, str]
    gone: Mapping[str, str]
    posts: Views
    blocked_by: frozenset[str] = frozenset()

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        head = {"account_id": self.account.id, "network_id": self.account.network_id}
        gone = [{"uri": uri, "because": why} for uri, why in self.gone.items() if uri in ids]
        there = [{"post": post.values} for uri, post in self.posts.items() if uri in ids]
        yield from delivery_bodies({"poll": GONE, **head}, gone)
        yield from delivery_bodies({"poll": LOOKED_UP, **head}, there)
        authors = {repo_of(uri) for uri in self.gone if uri in ids}
        blocks = [{"did": did, "blocked": True} for did in sorted(self.blocked_by) if did in authors]
        yield from delivery_bodies({"poll": BLOCKS, **head}, blocks)


class BlueskyLookups(BlueskyClient):
    def look_up(self, account: Account, ids: Sequence[str]) -> BlueskyLookedUp:
        """Look up public posts. A missing one is deleted if its author is still there to be seen; otherwise it is withheld with
        the author's account."""
        asked = [ident for ident in ids if post_address(ident) is not None]
        with reading_answer():
            found = posts_by_uri(self, account, asked)
            there = {uri: post for uri, post in found.items() if uri in asked}
            there |= self._own(account, [uri for uri in asked if uri not in there])
            missing = [uri for uri in asked if uri not in there]
            seen = profiles(self, account, [repo_of(uri) or "" for uri in missing]) if missing else {}
            gone = {uri: _reason(seen.get(repo_of(uri) or "")) for uri in missing}
            blocked_by = frozenset(did for did, profile in seen.items() if traits_of(profile).blocks_us)
            versions = {uri: post.text("cid") for uri, post in there.items()}
        return BlueskyLookedUp(account, versions, gone, there, blocked_by)

    def _own(self, account: Account, missing: Sequence[str]) -> Views:
        """Return those of our own posts that the app does not show, and that stand in our repository all the same: one that was
        just sent is not deleted."""
        found: dict[str, Fields] = {}
        for uri in missing:
            parsed = record_uri(uri)
            if parsed is not None and parsed.repo == account.network_id:
                record = own_record(self, account, parsed.key)
                if record is not None:
                    found[uri] = own_view(account, record)
        return found


def _reason(author: Mapping[str, object] | None) -> str:
    traits = traits_of(author)
    return "withheld" if author is None or traits.blocks_us or traits.blocked else "deleted"
