"""The state of the stand-in: its settings, the people, and what they and the brand have written."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from infra.local.documents import Documents, Json
from infra.local.meta import seed
from infra.local.meta.courier import PAUSES, Courier
from infra.local.meta.faults import Faults
from infra.local.meta.limits import Limits

KINDS: Final = ("person", "post", "comment", "message", "thread", "delivery", "settings", "counter")
FACEBOOK: Final = "facebook"
MESSENGER: Final = "messenger"
INSTAGRAM: Final = "instagram"
PLATFORMS: Final = (FACEBOOK, MESSENGER, INSTAGRAM)

DEFAULTS: Final[Json] = {
    "token": seed.PAGE_TOKEN,
    "token_error": "password_changed",
    "token_ends_at": 0,
    "data_ends_at": 0,
    "app_secret": seed.APP_SECRET,
    "verify_token": seed.VERIFY_TOKEN,
    "scopes": list(seed.SCOPES),
    "human_agent": True,
    "proof": True,
    "callback": "",
    "app_fields": {},
    "page_fields": [],
    "holds": False,
    "flat": False,
    "echoes": "after",
    "owner": seed.APP_ID,
    "same_ids": False,
    "refuses_repeats": False,
    "short_pages": False,
    "comment_limit": 300,
    "usage": {},
    "budgets": {},
    "failing_since": None,
}
"""`token_error` is what another token than `token` is told, `token_ends_at` and `data_ends_at` when it ends, or 0, `holds` keeps events until they are released in one delivery, `flat`
delivers Instagram's comments in the shape without `changes`, `echoes` come before or after the answer to a send, or not at
all, `owner` is the app that controls new threads, `same_ids` gives people one id for comments and messages, and `comment_limit`
is Instagram's."""
_OWN: Final = ("callback", "app_fields", "page_fields", "failing_since")
"""What the API sets, and a person does not."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    def __init__(
        self, folder: Path, *, pauses: Sequence[float] = PAUSES, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.now = now
        self.store = Documents(folder, "meta", KINDS)
        self.faults = Faults()
        self.limits = Limits(now)
        self.requests: Counter[str] = Counter()
        self.courier = Courier(self, pauses)

    @property
    def settings(self) -> Json:
        return {**DEFAULTS, **(self.store["settings"].get("settings") or {})}

    def change(self, **values: Any) -> Json:
        """Change the settings. Raises ValueError for one that does not exist."""
        unknown = [name for name in values if name not in DEFAULTS]
        if unknown:
            raise ValueError(f"unknown setting: {unknown[0]}")
        return self.store["settings"].put("settings", {**self.settings, **values})

    def reset(self, *, everything: bool) -> None:
        """Forget all traffic, and behave; what the app and the Page are subscribed to stays, but with `everything`."""
        kept = {} if everything else {name: self.settings[name] for name in _OWN}
        self.store.clear()
        self.faults.clear()
        self.limits.clear()
        self.requests.clear()
        self.courier.forget()
        self.change(**kept)

    @property
    def seconds(self) -> float:
        return self.now().timestamp()

    def number(self, kind: str) -> int:
        """Return the next number of a kind, from 1."""
        n = int((self.store["counter"].get(kind) or {"n": 0})["n"]) + 1
        self.store["counter"].put(kind, {"n": n})
        return n

    # People

    def person(self, name: str) -> Json:
        """Return the person of that name or id; an unknown name becomes a new one."""
        known = self.known_person(name)
        if known is not None:
            return known
        n = self.number("person")
        commenter = f"7{n:015}"
        new = {
            "id": commenter,
            "name": name,
            "shown": name,
            "username": "".join(each for each in name.lower() if each.isalnum() or each in "._") or f"person{n}",
            "facebook": commenter,
            "messenger": commenter if self.settings["same_ids"] else f"8{n:015}",
            "instagram": f"68{n:014}",
            "app_scoped": f"21{n:014}",
            "consents": True,
            "has_profile": True,
            "unavailable": False,
        }
        return self.store["person"].put(commenter, new)

    def known_person(self, name: str) -> Json | None:
        ids = ("name", "app_scoped", *PLATFORMS)
        return next((one for one in self.store["person"] if name in [one[each] for each in ids]), None)

    def author(self, platform: str, ident: str) -> Json:
        """Return `id` and the name that an author shows on a platform."""
        if ident == "brand":
            if platform == INSTAGRAM:
                return {"id": seed.INSTAGRAM_ID, "username": seed.INSTAGRAM_USERNAME}
            return {"id": seed.PAGE_ID, "name": seed.ACME_FB.name}
        person = self.person(ident)
        if platform == INSTAGRAM:
            return {"id": person["instagram"], "username": person["username"]}
        return {"id": person[platform], "name": person["shown"]}

    # Events

    def tell(self, thing: str, entry: Json, field: str) -> None:
        """Deliver an entry if the app is subscribed to the field of that object, and the Page to the app."""
        settings = self.settings
        page = settings["page_fields"]
        subscribed = field in settings["app_fields"].get(thing, ()) and (field in page if thing == "page" else page)
        if subscribed and settings["callback"]:
            self.courier.carry(thing, entry)


def new_mid(platform: str) -> str:
    """Return a message's id: opaque, with characters that an address has to escape."""
    body = secrets.token_urlsafe(24)
    return f"aWdfZAG1{body}ZD$" if platform == INSTAGRAM else f"m_{body}.=="


def stamp(at: float) -> str:
    """Return a time as the API writes it, to the second."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
