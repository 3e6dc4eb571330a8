"""Posts by their uris, as the app shows them to the account, and records as the account's own PDS holds them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import BlueskyClient, Call
from shared.networks.bluesky.api.limits import LOOKED_UP
from shared.networks.bluesky.api.refusals import NoRecordError
from shared.networks.bluesky.ids import POST
from shared.networks.fields import Fields
from shared.networks.http import AnswerTooLongError

Views = Mapping[str, Fields]
"""Posts in the app's view, by uri."""


def posts_by_uri(
    client: BlueskyClient, account: Account, uris: Iterable[str], *, read_seconds: float | None = None
) -> Views:
    """Return those of the posts that the account can see. A missing one is deleted, taken down, or its author and the account do
    not see each other. Raises UnreadableError and NetworkErrors."""
    wanted = list(dict.fromkeys(uris))
    found: dict[str, Fields] = {}
    for start in range(0, len(wanted), LOOKED_UP):
        found |= _posts(client, account, wanted[start : start + LOOKED_UP], read_seconds)
    return found


def _posts(
    client: BlueskyClient, account: Account, uris: Sequence[str], read_seconds: float | None
) -> dict[str, Fields]:
    """Ask for the posts of one call; for half of them at a time where they are too long together."""
    params = [("uris", uri) for uri in uris]
    try:
        answer = client.ask(account, Call("app.bsky.feed.getPosts", params, read_seconds=read_seconds))
    except AnswerTooLongError:
        half = len(uris) // 2
        if not half:
            raise
        return _posts(client, account, uris[:half], read_seconds) | _posts(client, account, uris[half:], read_seconds)
    return {post.text("uri"): post for post in answer.objects("posts")}


def own_record(
    client: BlueskyClient, account: Account, key: str, *, read_seconds: float | None = None
) -> Fields | None:
    """Return the account's own post of that key, with `uri`, `cid` and `value`; None if none stands there. It is read where it
    was written, so it is there at once."""
    params = [("repo", account.network_id), ("collection", POST), ("rkey", key)]
    try:
        return client.ask(account, Call("com.atproto.repo.getRecord", params, read_seconds=read_seconds))
    except NoRecordError:
        return None


def own_view(account: Account, record: Fields) -> Fields:
    """Return a record of the account's own in the form of a view, as far as its PDS knows: the app may not show it yet, or hide
    it."""
    author = {"did": account.network_id, "handle": account.username, "displayName": account.name}
    view = {
        "uri": record.text("uri"),
        "cid": record.text("cid"),
        "author": author,
        "record": record.values.get("value"),
    }
    return Fields(view, record.path)


def profiles(
    client: BlueskyClient, account: Account, dids: Iterable[str], *, read_seconds: float | None = None
) -> Mapping[str, Mapping[str, Any]]:
    """Return the people's profiles, as far as they are there. Raises UnreadableError and NetworkErrors."""
    wanted = list(dict.fromkeys(dids))
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(wanted), LOOKED_UP):
        params = [("actors", did) for did in wanted[start : start + LOOKED_UP]]
        for profile in client.ask(
            account, Call("app.bsky.actor.getProfiles", params, read_seconds=read_seconds)
        ).objects("profiles"):
            found[profile.text("did")] = profile.values
    return found
