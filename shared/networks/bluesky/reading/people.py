"""The people of a delivery, as Bluesky's views show them (app.bsky.actor.defs, chat.bsky.actor.defs)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.posts.author import Author
from shared.networks.bluesky.ids import handle, is_did
from shared.networks.fields import UnreadableError, dict_in, text_in

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Traits:
    """`blocks_us`: the person has blocked the account that asked; `blocked`: the account has blocked them. `takes_messages` is
    None if Bluesky does not say."""

    blocks_us: bool = False
    blocked: bool = False
    takes_messages: bool | None = None


def author_of(profile: object, path: str) -> Author:
    """Read a profile. Its DID has to be one; a name is decoration. Raises UnreadableError."""
    told = dict_in(profile)
    did = told.get("did")
    if not isinstance(did, str) or not is_did(did):
        raise UnreadableError(f"{path}.did is no DID")
    return Author(did, handle(told.get("handle")), " ".join(text_in(told.get("displayName")).split())[:LONGEST_NAME])


def traits_of(profile: object) -> Traits:
    """Read what a person allows; anything unreadable counts as not given."""
    told = dict_in(profile)
    viewer = dict_in(told.get("viewer"))
    return Traits(
        blocks_us=viewer.get("blockedBy") is True,
        blocked=bool(viewer.get("blocking") or viewer.get("blockingByList")),
        takes_messages=_takes_messages(told, viewer),
    )


def _takes_messages(profile: Mapping[str, Any], viewer: Mapping[str, Any]) -> bool | None:
    """By the person's own setting: from everybody, from those whom they follow, or from nobody. Bluesky's own setting, for
    people who have chosen none, is the second (chat.bsky.actor.declaration). None if the profile says nothing at all."""
    if not viewer:
        return None
    allowed = dict_in(dict_in(profile.get("associated")).get("chat")).get("allowIncoming", "following")
    if allowed == "following":
        return bool(viewer.get("followedBy"))
    return {"all": True, "none": False}.get(allowed) if isinstance(allowed, str) else None
