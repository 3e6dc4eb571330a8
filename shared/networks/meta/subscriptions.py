"""What the app is told of: fields of Pages and of Instagram accounts, to which the app itself is subscribed, and for a Page the
Page as well. Both have to hold for an event to come.

https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/ and
https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps/. Whoever subscribes replaces all fields that were
there, so each call names those too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.accounts.connection import RegisteredWebhook, Subscription
from shared.domain.errors import RefusedError
from shared.domain.settings.desk import Account
from shared.networks.fields import objects_in, text_in
from shared.networks.meta.api.client import Call, MetaClient
from shared.networks.meta.ids import FACEBOOK, INSTAGRAM, MESSENGER

PAGE = "page"

FIELDS: Mapping[str, tuple[str, ...]] = {
    FACEBOOK: ("feed", "mention", "messages", "message_echoes"),
    MESSENGER: ("messages", "message_echoes", "messaging_postbacks"),
    INSTAGRAM: ("comments", "mentions", "messages"),
}
"""A comment may be answered in private, and what its author then writes is a message to the Page (T3)."""

OPTIONAL: Mapping[str, tuple[str, ...]] = {
    FACEBOOK: ("ratings",),
    MESSENGER: ("message_edits", "standby"),
    INSTAGRAM: ("live_comments", "message_edits", "messaging_postbacks", "standby"),
}
"""Fields that not every app is given, and that a desk does without."""

LINKED = "linked_page"
"""Instagram's events come only while the app is subscribed to its Page, to whichever field."""

QUIET_FIELD = "name"
"""The field of a Page that stands for `linked_page`: the Page's name hardly ever changes."""


@dataclass(frozen=True, slots=True)
class AppSubscription:
    """The app's subscription to one object, and where its events are sent."""

    thing: str
    url: str
    active: bool
    fields: tuple[str, ...]


def wanted(account: Account) -> Iterator[Subscription]:
    """Yield what the account needs: of the app (`page/feed`), and of the Page (`feed`)."""
    thing = INSTAGRAM if account.network == INSTAGRAM else PAGE
    fields = {**dict.fromkeys(FIELDS[account.network], False), **dict.fromkeys(OPTIONAL[account.network], True)}
    for field, optional in fields.items():
        yield Subscription(f"{thing}/{field}", None, optional=optional)
    if thing == INSTAGRAM:
        yield Subscription(LINKED, account.network_id)
        return
    for field, optional in fields.items():
        yield Subscription(field, account.network_id, optional=optional)


class MetaSubscriptions:
    """Every method raises NetworkErrors."""

    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def of_app(self, app: str) -> list[AppSubscription]:
        told = self._client.as_app(app, "GET", self._path(app))
        return [
            AppSubscription(
                text_in(one.get("object")),
                text_in(one.get("callback_url")),
                one.get("active") is True,
                tuple(text_in(field.get("name")) for field in objects_in(one.get("fields"))),
            )
            for one in objects_in(told.get("data"))
        ]

    def webhooks(self, app: str) -> list[RegisteredWebhook]:
        """Return the addresses to which the app's events are sent, by Pages and Instagram accounts."""
        known = [one for one in self.of_app(app) if one.thing in (PAGE, INSTAGRAM) and one.url]
        active = {url: all(one.active for one in known if one.url == url) for url in (one.url for one in known)}
        return [RegisteredWebhook(url, url, valid) for url, valid in active.items()]

    def register(self, app: str, url: str, verify_token: str) -> None:
        """Have the events of Pages sent to `url`, which Meta challenges first; those of Instagram follow with their fields."""
        self._subscribe_app(app, PAGE, url, (*FIELDS[FACEBOOK], *FIELDS[MESSENGER]), verify_token)

    def prove(self, app: str, url: str, verify_token: str) -> None:
        """Have Meta challenge the address again."""
        for one in self.of_app(app):
            if one.url == url and one.fields:
                self._subscribe_app(app, one.thing, url, one.fields, verify_token)

    def remove(self, app: str, url: str) -> None:
        for one in self.of_app(app):
            if one.url == url and one.thing in (PAGE, INSTAGRAM):
                self._client.as_app(app, "DELETE", self._path(app), params=[("object", one.thing)])

    def standing(self, account: Account, path: str) -> frozenset[Subscription]:
        """Return what stands: of the app, as far as it is sent to the desk's `path`, and of the account's Page."""
        sent = [one for one in self.of_app(account.app) if one.active and one.url.endswith(path)]
        of_app = {Subscription(f"{one.thing}/{field}", None) for one in sent for field in one.fields}
        fields = self._of_page(account)
        of_page = {Subscription(field, account.network_id) for field in (*fields, *([LINKED] if fields else []))}
        return frozenset(of_app | of_page)

    def subscribe(self, account: Account, each: Subscription, url: str, verify_token: str) -> None:
        """Subscribe to one more field. Raises RefusedError if the app's events of that object go to another address."""
        thing, of_app, field = each.event.partition("/")
        if not of_app:
            self._subscribe_page(account, QUIET_FIELD if each.event == LINKED else each.event)
            return
        known = next((one for one in self.of_app(account.app) if one.thing == thing and one.fields), None)
        if known is not None and known.url != url:
            raise RefusedError(
                f"the app sends events of {thing} to {known.url}; say --take-over, or change it in Meta's dashboard"
            )
        fields = known.fields if known is not None else ()
        self._subscribe_app(account.app, thing, url, (*fields, field), verify_token)

    def _subscribe_app(self, app: str, thing: str, url: str, fields: tuple[str, ...], verify_token: str) -> None:
        form = {
            "object": thing,
            "callback_url": url,
            "fields": ",".join(dict.fromkeys(fields)),
            "include_values": "true",
            "verify_token": verify_token,
        }
        self._client.as_app(app, "POST", self._path(app), form=form)

    def _of_page(self, account: Account) -> tuple[str, ...]:
        """Return the fields of the account's Page to which the app is subscribed."""
        page, app = self._client.permission(account).page_id, self._client.connection.keys.of(account.app).id
        told = self._client.get(account, f"/{page}/subscribed_apps", spared=False)
        ours = next((one for one in objects_in(told.get("data")) if str(one.get("id")) == app), {})
        fields: Any = ours.get("subscribed_fields")
        return tuple(field for field in fields if isinstance(field, str)) if isinstance(fields, list) else ()

    def _subscribe_page(self, account: Account, field: str) -> None:
        page = self._client.permission(account).page_id
        fields = dict.fromkeys((*self._of_page(account), field))
        form = {"subscribed_fields": ",".join(fields)}
        self._client.ask(account, Call("POST", f"/{page}/subscribed_apps", form=form))

    def _path(self, app: str) -> str:
        return f"/{self._client.connection.keys.of(app).id}/subscriptions"
