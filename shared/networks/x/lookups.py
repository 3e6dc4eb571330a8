"""Stored posts, looked up on X again (ports.Lookups).

https://docs.x.com/x-api/posts/get-posts-by-ids: found posts are in `data`, and the others in `errors`, with status 200
for either.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import tweepy

from shared.domain.settings.desk import Account
from shared.networks.x.api.client import XClient, reading_answer
from shared.networks.x.api.fields import Fields
from shared.networks.x.api.session import document
from shared.networks.x.reading.reader import GONE, LOOKED_UP
from shared.networks.x.timelines import FIELDS, delivery_bodies, included, lists

WHY: Mapping[str, str] = {"resource-not-found": "deleted", "not-authorized-for-resource": "withheld"}
"""The last word of the problem's type. Any other problem says nothing of the post, which is then left unchanged."""

_HISTORY = ("edit_history_tweet_ids", "edit_history_post_ids")


@dataclass(frozen=True)
class XLookedUp:
    """`versions` maps existing posts to their newest edit, `gone` maps the others to the reason."""

    account: Account
    versions: Mapping[str, str]
    gone: Mapping[str, str]
    posts: Mapping[str, Any]
    includes: Mapping[str, Any]

    def deliveries(self, ids: Collection[str]) -> Iterator[bytes]:
        gone = [{"id": ident, "because": why} for ident, why in self.gone.items() if ident in ids]
        there = [post for ident, post in self.posts.items() if ident in ids]
        yield from delivery_bodies(self.account, GONE, gone, {})
        yield from delivery_bodies(self.account, LOOKED_UP, there, self.includes)


class XLookups(XClient):
    def look_up(self, account: Account, ids: Sequence[str]) -> XLookedUp:
        with_x = self._as_account(account)
        with reading_answer():
            found = _looked_up(account, _ask(with_x, ids), frozenset(ids))
            edited = sorted({newest for ident, newest in found.versions.items() if found.posts[ident]["id"] != newest})
            return _with_newest(found, _ask(with_x, edited)) if edited else found


def _ask(with_x: tweepy.Client, ids: Sequence[str]) -> Fields:
    return Fields(document(with_x.get_tweets(list(ids), user_auth=True, **lists(FIELDS)), partly=True), "")


def _with_newest(found: XLookedUp, told: Fields) -> XLookedUp:
    """Fill in the newest text of edited posts: X shows an edited post under an earlier id with its earlier text, and
    every version with the whole history."""
    newest = {post.ident("id"): post.values for post in told.objects("data")}
    posts = {ident: newest.get(found.versions[ident], post) for ident, post in found.posts.items()}
    return replace(found, posts=posts, includes=_joined(found.includes, included(told)))


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: [*one.get(name, ()), *other.get(name, ())] for name in {**one, **other}}


def _looked_up(account: Account, told: Fields, ids: frozenset[str]) -> XLookedUp:
    """Sort the answer into found and gone. A post under another id of its history than the requested one is the
    requested post."""
    there = list(told.objects("data"))
    posts = {ident: post for post in there for ident in _history(post) if ident in ids}
    posts |= {ident: post for post in there if (ident := post.ident("id")) in ids}
    gone: dict[str, str] = {}
    for problem in told.objects("errors"):
        named = problem.maybe_text("resource_id", "value") or ""
        why = WHY.get((problem.maybe_text("type") or "").rpartition("/")[2])
        if why is not None and problem.maybe_text("parameter") == "ids" and named in ids and named not in posts:
            gone[named] = why
    return XLookedUp(
        account=account,
        versions={ident: _newest(post) for ident, post in posts.items()},
        gone=gone,
        posts={ident: post.values for ident, post in posts.items()},
        includes=included(told),
    )


def _newest(post: Fields) -> str:
    return next(reversed(_history(post)), post.ident("id"))


def _history(post: Fields) -> list[str]:
    return [str(ident) for _, ident in post.elements(*_HISTORY)]
