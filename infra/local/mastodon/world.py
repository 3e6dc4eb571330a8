"""What happens on the stand-in: people write, edit and delete, and the account answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from infra.local.documents import Documents, Json
from infra.local.mastodon import seed
from infra.local.mastodon.content import html_of, names_in
from infra.local.mastodon.faults import Faults

VISIBILITIES: Final = ("public", "unlisted", "private", "direct")
KEY_LASTS: Final = timedelta(hours=1)
POLICIES: Final = (
    "for_not_following",
    "for_not_followers",
    "for_new_accounts",
    "for_private_mentions",
    "for_limited_accounts",
)
DEFAULTS: Final[Json] = {
    "token": seed.TOKEN,
    "max_characters": 500,
    "version": "4.5.2",
    "policy": dict.fromkeys(POLICIES, "accept"),
    "forgets_keys": False,
    "refuses_repeats": False,
    "shows_all": False,
}
"""`refuses_repeats` answers a second call with 500, `forgets_keys` posts it once more, and `shows_all` makes every new status
public, whatever was asked for."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    def __init__(self, folder: Path, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.store = Documents(folder, "mastodon", ("person", "status", "notification", "key", "settings"))
        self.brand = self.person(seed.ACME.username)

    @property
    def settings(self) -> Json:
        return {**DEFAULTS, **(self.store["settings"].get("settings") or {})}

    def change(self, **values: Any) -> Json:
        unknown = [name for name in values if name not in DEFAULTS]
        if unknown:
            raise ValueError(f"unknown setting: {unknown[0]}")
        policy = {**self.settings["policy"], **values.get("policy", {})}
        return self.store["settings"].put("settings", {**self.settings, **values, "policy": policy})

    def reset(self) -> None:
        self.store.clear()
        self.faults.clear()
        self.requests.clear()
        self.brand = self.person(seed.ACME.username)

    def person(self, handle: str) -> Json:
        """Return the person with that handle; an unknown one joins, on another server if the handle names one."""
        acct = handle.removeprefix("@").removesuffix(f"@{seed.SERVER}")
        known = next((one for one in self.store["person"] if acct in (one["acct"], one["id"])), None)
        if known is not None:
            return known
        user, _, server = acct.partition("@")
        ident = str(int(seed.ACME.network_id) + sum(1 for _ in self.store["person"]))
        name = seed.ACME.name if acct == seed.ACME.username.partition("@")[0] else user.capitalize()
        address = f"https://{server or seed.SERVER}/@{user}"
        return self.store["person"].put(
            ident, {"id": ident, "username": user, "acct": acct, "display_name": name, "url": address}
        )

    def write(
        self,
        author: Json,
        text: str,
        *,
        in_reply_to: str | None = None,
        visibility: str = "public",
        warning: str = "",
        media: Sequence[Json] = (),
        quotes: str | None = None,
        html: str | None = None,
        at: datetime | None = None,
    ) -> Json:
        """Post a status, and notify the account if it names or quotes it. `at` is when it was written on another server."""
        if visibility not in VISIBILITIES:
            raise ValueError(f"unknown visibility: {visibility}")
        parent = self.store["status"].get(in_reply_to) if in_reply_to else None
        ident = self._new_id("status")
        status = {
            "id": ident,
            "author": author["id"],
            "text": text,
            "html": html if html is not None else html_of(text, seed.SERVER),
            "created_at": stamp(at or self.now()),
            "edited_at": None,
            "in_reply_to_id": parent["id"] if parent else None,
            "in_reply_to_account_id": parent["author"] if parent else None,
            "visibility": visibility,
            "spoiler_text": warning,
            "media": list(media),
            "quotes": quotes,
            "names": [self.person(f"{user}@{server}" if server else user)["id"] for user, server in names_in(text)],
        }
        self.store["status"].put(ident, status)
        self._notify(status)
        return status

    def edit(self, ident: str, text: str) -> Json:
        status = self.status(ident)
        changed = {"text": text, "html": html_of(text, seed.SERVER), "edited_at": stamp(self.now())}
        return self.store["status"].put(ident, {**status, **changed})

    def delete(self, ident: str) -> None:
        """Delete a status, and the notification of it."""
        self.store["status"].drop(ident)
        for told in self.store["notification"]:
            if told["status"] == ident:
                self.store["notification"].drop(told["id"])

    def status(self, ident: str) -> Json:
        found = self.store["status"].get(ident)
        if found is None:
            raise ValueError("no such status")
        return found

    def visible(self, status: Json) -> bool:
        """Return whether the account may see a status; nobody follows anybody here."""
        mine = self.brand["id"]
        return status["visibility"] in ("public", "unlisted") or status["author"] == mine or mine in status["names"]

    def posted(self, key: str) -> Json | None:
        """Return the status that was posted under the key within the last hour."""
        known = self.store["key"].get(key) if key else None
        if known is None or self.now() - datetime.fromisoformat(known["at"]) > KEY_LASTS:
            return None
        return self.store["status"].get(known["status"])

    def remember(self, key: str, status: Json) -> None:
        if key:
            self.store["key"].put(key, {"status": status["id"], "at": self.now().isoformat()})

    def _notify(self, status: Json) -> None:
        mine = self.brand["id"]
        if status["author"] == mine:
            return
        quoted = self.store["status"].get(status["quotes"]) if status["quotes"] else None
        kind = "mention" if mine in status["names"] else "quote" if quoted and quoted["author"] == mine else None
        policy = self.settings["policy"]
        decided = [policy["for_not_following"], policy["for_not_followers"]]
        decided += [policy["for_private_mentions"]] if status["visibility"] == "direct" else []
        if kind is None or "drop" in decided:
            return
        told = {"type": kind, "status": status["id"], "at": stamp(self.now()), "filtered": "filter" in decided}
        ident = self._new_id("notification")
        self.store["notification"].put(ident, {"id": ident, **told})

    def _new_id(self, kind: str) -> str:
        """Return an id that begins with the time, as a server's own do; later ones are greater."""
        last = max((int(one["id"]) for one in self.store[kind]), default=0)
        return str(max((round(self.now().timestamp() * 1000) << 16), last + 1))


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
