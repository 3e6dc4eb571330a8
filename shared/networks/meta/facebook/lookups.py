"""A Page's comments, visitors' posts and recommendations, looked up again (ports.Lookups)."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, objects_in
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.facebook.timelines import TAGGED_FIELDS, visitor_post
from shared.networks.meta.polling.comments import FACEBOOK_FIELDS, facebook_comment
from shared.networks.meta.polling.lookups import DELETED, BatchReader, MetaLookedUp, Read
from shared.networks.meta.polling.pages import CHANGES, PAGE, Polled, Source

POST_FIELDS = f"{TAGGED_FIELDS},full_picture"
NEIGHBOURS = "id,comments.filter(stream).limit(10){id,from}"
"""Of the post that a comment stood under: whether it is there, and whether others' comments are shown."""


class FacebookLookups:
    def __init__(self, client: MetaClient) -> None:
        self._client = client
        self._reader = BatchReader(client)

    def connected(self, account: Account) -> bool:
        return self._client.connected(account)

    def look_up(self, account: Account, ids: Sequence[str]) -> MetaLookedUp:
        """Look up what people wrote on the Page. Of what they wrote elsewhere there is no result: Meta calls it gone whether or not
        it is."""
        answers = self._reader.ask(account, {ident: _read(ident, account) for ident in ids})
        shown = {ident: self._as_told(ident, body, account) for ident, body in answers.there.items()}
        witnessed = any(_is_others(body, account) for body in answers.there.values())
        gone = self._gone(account, answers.missing, witnessed=witnessed) if answers.missing else []
        return MetaLookedUp(
            Source(PAGE, account.network_id, CHANGES, self._client.now()),
            {ident: one for ident, one in shown.items() if one is not None and one.id == ident},
            dict.fromkeys(gone, DELETED),
            {ident: _removed(ident) for ident in gone},
        )

    def _as_told(self, ident: str, body: Mapping[str, Any], account: Account) -> Polled | None:
        """Return the post as the webhook tells of it; None for a recommendation, whose words its story may show otherwise."""
        now, owner = self._client.now(), _owner(ident)
        if owner == account.network_id:
            return visitor_post(body, account, now)
        return facebook_comment(body, f"{account.network_id}_{owner}", now) if owner else None

    def _gone(self, account: Account, missing: Sequence[str], *, witnessed: bool) -> list[str]:
        """Return those that are deleted: the Page's own post above each is there, and others' words are shown."""
        containers = {_container(ident, account) for ident in missing} - {""}
        above = self._reader.ask(account, {each: (f"/{each}", [("fields", NEIGHBOURS)]) for each in containers}).there
        if not witnessed and not any(_shows_others(post, account) for post in above.values()):
            return []
        return [ident for ident in missing if (each := _container(ident, account)) == "" or each in above]


def _owner(ident: str) -> str:
    """Return what stands in front of an id: the Page, for a post on it, or the post, for a comment; "" for neither."""
    owner, joined, _ = ident.partition("_")
    return owner if joined else ""


def _container(ident: str, account: Account) -> str:
    """Return the Page's post above a comment; "" for what stands on the Page itself."""
    owner = _owner(ident)
    return f"{account.network_id}_{owner}" if owner and owner != account.network_id else ""


def _read(ident: str, account: Account) -> Read:
    owner = _owner(ident)
    fields = POST_FIELDS if owner == account.network_id else FACEBOOK_FIELDS if owner else "id"
    return f"/{ident}", [("fields", fields)]


def _is_others(body: Mapping[str, Any], account: Account) -> bool:
    """Return whether somebody else has written it, as far as Meta names the author."""
    return dict_in(body.get("from")).get("id") not in (None, account.network_id)


def _shows_others(post: Mapping[str, Any], account: Account) -> bool:
    return any(_is_others(one, account) for one in objects_in(dict_in(post.get("comments")).get("data")))


def _removed(ident: str) -> dict[str, Any]:
    return {"field": "feed", "value": {"item": "comment", "verb": "remove", "comment_id": ident}}
