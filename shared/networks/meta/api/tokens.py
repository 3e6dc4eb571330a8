"""What a token is worth: whose it is, which rights it gives, and how long it lasts.

https://developers.facebook.com/docs/graph-api/reference/debug_token/ and
https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from shared.domain.errors import DisconnectedError, OutcomeUnknownError, RefusedError
from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, objects_in, text_in
from shared.networks.meta.api import sentences
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.refusals import refusal_of
from shared.networks.meta.ids import FACEBOOK, INSTAGRAM, MESSENGER

_OF_PAGES = ("pages_read_engagement", "pages_manage_metadata")

NEEDED: Mapping[str, tuple[str, ...]] = {
    FACEBOOK: (*_OF_PAGES, "pages_read_user_content", "pages_manage_engagement", "pages_messaging"),
    MESSENGER: (*_OF_PAGES, "pages_messaging"),
    INSTAGRAM: (*_OF_PAGES, "instagram_basic", "instagram_manage_comments", "instagram_manage_messages"),
}
"""The permissions that each network takes (https://developers.facebook.com/docs/permissions). `pages_show_list` is needed once, to
find the Page's token."""

OF_A_PAGE = "PAGE"


@dataclass(frozen=True, slots=True)
class TokenState:
    """`sort` is Meta's word for whose it is: PAGE, USER, SYSTEM_USER; `owner` the Page's id. `ends_at` is when it runs out, and
    `data_ends_at` when it shows people's data no more; None for never."""

    sort: str
    owner: str
    scopes: frozenset[str]
    ends_at: datetime | None = None
    data_ends_at: datetime | None = None

    def lacking(self, network: str) -> tuple[str, ...]:
        """Return the permissions that the network takes and the token does not give."""
        return tuple(scope for scope in NEEDED[network] if scope not in self.scopes)


@dataclass(frozen=True, slots=True, repr=False)
class PageToken:
    """The token of a Page that a person's token opens, and the Instagram account that is linked to the Page."""

    page_id: str
    name: str
    token: str
    instagram_id: str
    instagram_username: str


def examine(client: MetaClient, app: str, token: str) -> TokenState:
    """Ask what the token is worth. Raises DisconnectedError for one that Meta does not take any more, or that another app's
    users gave, and NetworkErrors."""
    told = dict_in(client.as_app(app, "GET", "/debug_token", params=[("input_token", token)]).get("data"))
    if told.get("is_valid") is not True:
        raise _dead(dict_in(told.get("error")), client)
    if str(told.get("app_id")) != client.connection.keys.of(app).id:
        raise DisconnectedError("The token was given to another app of Meta's than the desk's.")
    scopes = told.get("scopes")
    return TokenState(
        text_in(told.get("type")),
        text_in(told.get("profile_id")),
        frozenset(scope for scope in scopes if isinstance(scope, str)) if isinstance(scopes, list) else frozenset(),
        _instant(told.get("expires_at")),
        _instant(told.get("data_access_expires_at")),
    )


def _dead(error: Mapping[str, Any], client: MetaClient) -> DisconnectedError:
    """Return why the token is not taken any more, in the words that any other call would end with."""
    told = {"code": error.get("code"), "error_subcode": error.get("subcode"), "message": error.get("message")}
    found = refusal_of(401, {"error": told}, {}, client.now())
    return found if isinstance(found, DisconnectedError) else DisconnectedError(sentences.TOKEN)


def lasting(client: MetaClient, app: str, token: str) -> str:
    """Exchange a person's token for one of sixty days, whose Pages' tokens last. Raises NetworkErrors."""
    key = client.connection.keys.of(app)
    form = {
        "grant_type": "fb_exchange_token",
        "client_id": key.id,
        "client_secret": key.secret,
        "fb_exchange_token": token,
    }
    found = client.as_app(app, "POST", "/oauth/access_token", form=form).get("access_token")
    if not isinstance(found, str) or not found:
        raise OutcomeUnknownError("Meta gives no lasting token in exchange.")
    return found


_LINKED = "instagram_business_account{id,username}"
PAGE_FIELDS = f"id,name,access_token,{_LINKED}"


def own_page(client: MetaClient, account: Account, token: str = "") -> PageToken:
    """Return the Page whose token the client calls with, and the Instagram account that is linked to it. Meta may show that link to
    people alone; then an Instagram account that the token can read is the linked one. Raises NetworkErrors."""
    try:
        told = client.get(account, "/me", [("fields", f"id,name,{_LINKED}")], spared=False)
    except RefusedError:
        told = client.get(account, "/me", [("fields", "id,name")], spared=False)
    page = page_token(told, token)
    if account.network != INSTAGRAM or page.instagram_id:
        return page
    try:
        found = client.get(account, f"/{account.network_id}", [("fields", "id,username")], spared=False)
    except RefusedError:
        return page
    return replace(page, instagram_id=text_in(found.get("id")), instagram_username=text_in(found.get("username")))


def page_token(told: Mapping[str, Any], token: str = "") -> PageToken:
    """Read what Meta tells of a Page."""
    linked = dict_in(told.get("instagram_business_account"))
    return PageToken(
        text_in(told.get("id")),
        text_in(told.get("name")),
        text_in(told.get("access_token")) or token,
        text_in(linked.get("id")),
        text_in(linked.get("username")),
    )


def page_tokens(told: Mapping[str, Any]) -> Iterator[PageToken]:
    """Yield the Pages of a list that come with a token."""
    for one in objects_in(told.get("data")):
        found = page_token(one)
        if found.page_id and found.token:
            yield found


def _instant(value: object) -> datetime | None:
    """Return the instant; None for 0, which is never."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 253_402_300_799:
        return None
    return datetime.fromtimestamp(value, UTC)
