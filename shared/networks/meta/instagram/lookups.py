"""Comments on Instagram, looked up again (ports.Lookups): Instagram tells of no edit and of no deletion."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, objects_in, text_in
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.polling.comments import REPLY_FIELDS, instagram_comment
from shared.networks.meta.polling.lookups import DELETED, BatchReader, MetaLookedUp
from shared.networks.meta.polling.pages import CHANGES, INSTAGRAM, Source

FIELDS = f"{REPLY_FIELDS},media{{id}}"
NEIGHBOURS = "id,comments.limit(5){id,username}"


class InstagramLookups:
    def __init__(self, client: MetaClient) -> None:
        self._client = client
        self._reader = BatchReader(client)

    def connected(self, account: Account) -> bool:
        return self._client.connected(account)

    def look_up(self, account: Account, ids: Sequence[str]) -> MetaLookedUp:
        """Look up comments under the account's own media. A mention elsewhere cannot be read by its id, and is asked for as a
        mention before it is taken for deleted."""
        answers = self._reader.ask(account, {ident: (f"/{ident}", [("fields", FIELDS)]) for ident in ids})
        now = self._client.now()
        shown = {
            ident: instagram_comment(body, text_in(dict_in(body.get("media")).get("id")), "", account, now)
            for ident, body in answers.there.items()
        }
        witnessed = any(_is_others(body, account) for body in answers.there.values())
        gone = self._gone(account, answers.missing, witnessed=witnessed) if answers.missing else []
        return MetaLookedUp(
            Source(INSTAGRAM, account.network_id, CHANGES, now),
            {ident: one for ident, one in shown.items() if one is not None and one.id == ident},
            dict.fromkeys(gone, DELETED),
            {ident: {"field": "comments", "value": {"id": ident, "sokuto": {"gone": DELETED}}} for ident in gone},
        )

    def _gone(self, account: Account, missing: Sequence[str], *, witnessed: bool) -> list[str]:
        if not witnessed and not self._sees_others(account):
            return []
        for edge, named in (("mentioned_comment", "comment_id"), ("mentioned_media", "media_id")):
            reads = {
                ident: (f"/{account.network_id}", [("fields", f"{edge}.{named}({ident}){{id}}")]) for ident in missing
            }
            missing = self._reader.ask(account, reads).missing
        return list(missing)

    def _sees_others(self, account: Account) -> bool:
        """Return whether the account is shown a comment of somebody else's."""
        params = [("fields", NEIGHBOURS), ("limit", "10")]
        media = objects_in(self._client.get(account, f"/{account.network_id}/media", params).get("data"))
        comments = (one for each in media for one in objects_in(dict_in(each.get("comments")).get("data")))
        return any(_is_others(one, account) for one in comments)


def _is_others(comment: Mapping[str, Any], account: Account) -> bool:
    """Return whether somebody else has written it, as far as Instagram names the author."""
    name = text_in(comment.get("username"))
    return bool(name) and name.casefold() != account.username.casefold()
