"""Setup of an account by the engineer who deploys the desk (ports.AccountSetup): the Meta app's keys, and the token of the Page,
which serves the Page, its Messenger and the Instagram account that is linked to it. Existing parts stay unchanged.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from shared.domain.accounts.connection import SetupStep, StepState
from shared.domain.errors import DisconnectedError, InvalidError, NotFoundError, SocialNetworkError, UnavailableError
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.keys import AppKey
from shared.networks.meta.api.permissions import Permission
from shared.networks.meta.api.tokens import (
    OF_A_PAGE,
    PAGE_FIELDS,
    PageToken,
    TokenState,
    examine,
    lasting,
    own_page,
    page_tokens,
)
from shared.networks.meta.ids import INSTAGRAM
from shared.ports.setup import Ask, PermissionDesk
from shared.usecases.accounts.connect_account import check_tokens

if TYPE_CHECKING:
    from shared.networks.meta.plug import MetaPlug

SIGN_IN, APP = "sign-in", "app"
RENEWALS = {
    SIGN_IN: "the Page's access token, for all of the Page's accounts",
    APP: "the Meta app's id, secret and verify token",
}

HOW_APP = (
    "The Meta app {app!r} has no keys yet. In https://developers.facebook.com/apps/, open the app (type Business): App ID and App "
    "secret stand under App settings, Basic."
)
HOW_TOKEN = (
    "Paste a token of the app that may manage the Page. Best is that of a system user, which lasts: in "
    "https://business.facebook.com/settings/, Users, System users, add one, assign the Page (and the Instagram account) to it with "
    "full control, then Generate new token: choose the app, 'Never' as its expiration, and tick {scopes}. To try it out, the token "
    "of https://developers.facebook.com/tools/explorer/ with the same permissions will do."
)
SCOPES = (
    *("pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_metadata"),
    *("pages_manage_engagement", "pages_messaging", "business_management", "instagram_basic"),
    *("instagram_manage_comments", "instagram_manage_messages"),
)
REUSED = "the token of {others} is for the same Page, and serves here too"
NOT_AMONG = "the token opens {names}, and not the Page {page}: in Business settings, assign it to the system user"
NO_PAGES = "the token opens no Page: in Business settings, assign the Page to the system user, and tick pages_show_list"
NO_LINK = (
    "the Page {page} has no Instagram account linked to it: link it in the Page's settings, under Linked accounts, as a "
    "professional account"
)
OTHER_LINK = "the Instagram account {found} is linked to that Page, and the settings say {said}"
SHORT = "{name}; it ends on {ends:%Y-%m-%d}: the token of a system user lasts"


@dataclass(frozen=True, slots=True, repr=False)
class _Found:
    """The Page's token, and what it is worth."""

    page: PageToken
    state: TokenState


class MetaSetup:
    """Asks for what is missing; typed input is never shown, and stored only once Meta has taken it."""

    renewals = RENEWALS

    def __init__(self, plug: "MetaPlug") -> None:
        self._plug = plug

    @property
    def _client(self) -> MetaClient:
        return self._plug.client

    def connected(self, account: Account) -> bool:
        try:
            return self._client.connected(account) and self._client.connection.keys.is_set_up(account.app)
        except UnavailableError:
            return True

    def run(
        self,
        account: Account,
        ask: Ask,
        *,
        anew: Collection[str] = (),
        desk: PermissionDesk,  # noqa: ARG002
    ) -> Iterator[SetupStep]:
        yield self._app(account, ask, anew=APP in anew)
        yield self._token(account, ask, anew=SIGN_IN in anew)

    def _app(self, account: Account, ask: Ask, *, anew: bool) -> SetupStep:
        """Set the app's keys, typed if they are missing; keys that Meta does not accept are not written. The verify token is a word
        of the desk's own choice, unless somebody types one that Meta's dashboard knows already."""
        keys, app = self._client.connection.keys, account.app
        if not anew and keys.is_set_up(app):
            return SetupStep("app", StepState.THERE, app)
        ask.say(HOW_APP.format(app=app))
        key = AppKey(ask.word("App ID"), ask.secret("App secret"))
        verify_token = ask.secret("Verify token (leave it empty to have one made)") or token_urlsafe(24)
        if (
            not key.id.isdecimal()
            or not key.id.isascii()
            or not key.secret
            or not (key.secret + verify_token).isascii()
        ):
            raise InvalidError(
                "", "The App ID is a number, and the App secret letters and digits; nothing was written."
            )
        try:
            name = self._client.prove_app(key)
        except DisconnectedError as error:
            raise InvalidError(
                "", "Meta does not take this App secret with this App ID; nothing was written."
            ) from error
        except SocialNetworkError as error:
            raise InvalidError("", f"{error} Nothing was written.") from error
        try:
            keys.put(app, key, verify_token)
        except NotFoundError as error:
            raise InvalidError("", f"{error} Name the app in the context `apps` of the deployment first.") from error
        return SetupStep("app", StepState.MADE, f"{app}: {name}")

    def _token(self, account: Account, ask: Ask, *, anew: bool) -> SetupStep:
        """Take the Page's token: one that is there already, one that another account of the same Page has, or a typed one. One of
        another Page, or one that Meta does not take, replaces nothing."""
        if not anew:
            if self._client.connection.permissions.of(account, fresh=True) is not None:
                return check_tokens(account, console=self._plug.console)
            if (step := self._reused(account)) is not None:
                return step
        ask.say(HOW_TOKEN.format(scopes=", ".join(SCOPES)))
        typed = ask.secret("Access token").strip()
        if not typed or not typed.isascii():
            raise InvalidError(
                "", "The access token was left empty, or holds characters that no token has; nothing was written."
            )
        try:
            found = self._page(account, typed)
        except SocialNetworkError as error:
            return SetupStep("tokens", StepState.FAILED, str(error))
        self._put(account, found.page)
        ends = found.state.ends_at
        name = found.page.name or found.page.page_id
        return SetupStep("tokens", StepState.MADE, name if ends is None else SHORT.format(name=name, ends=ends))

    def _reused(self, account: Account) -> SetupStep | None:
        """Take the token that another account of the app holds for the account's Page; None if none does, or Meta does not take
        it any more."""
        held = self._client.connection.permissions.all(account.app, fresh=True)
        for ident, permission in held.items():
            if account.network_id not in (permission.page_id, permission.instagram_id):
                continue
            client = self._client.with_token(account.app, permission.access_token, permission.page_id)
            try:
                page = own_page(client, account, permission.access_token)
                self._check(account, page)
            except (SocialNetworkError, InvalidError):
                continue
            self._client.connection.permissions.put(account, _permission(page))
            return SetupStep("tokens", StepState.MADE, REUSED.format(others=ident))
        return None

    def _page(self, account: Account, typed: str) -> _Found:
        """Find the account's Page by a typed token, of a Page or of a person. A person's token is first exchanged for a lasting
        one, whose Pages' tokens last. Raises InvalidError for one that does not open the account, and NetworkErrors."""
        state = examine(self._client, account.app, typed)
        if state.sort == OF_A_PAGE:
            page = own_page(self._client.with_token(account.app, typed), account, typed)
        else:
            token = typed if state.ends_at is None else lasting(self._client, account.app, typed)
            page = self._chosen(account, self._client.with_token(account.app, token))
        self._check(account, page)
        return _Found(page, examine(self._client, account.app, page.token))

    def _chosen(self, account: Account, client: MetaClient) -> PageToken:
        """Return the account's Page among those of a person. Raises InvalidError."""
        params = [("fields", PAGE_FIELDS), ("limit", "100")]
        pages = list(page_tokens(client.get(account, "/me/accounts", params, spared=False)))
        if not pages:
            raise InvalidError("", NO_PAGES)
        for page in pages:
            if account.network_id == (page.instagram_id if account.network == INSTAGRAM else page.page_id):
                return page
        if account.network == INSTAGRAM and len(pages) == 1:
            return pages[0]
        names = ", ".join(f"{page.name} ({page.page_id})" for page in pages)
        raise InvalidError("", NOT_AMONG.format(names=names, page=account.network_id))

    def _check(self, account: Account, page: PageToken) -> None:
        """Check that the token is for the account. Raises InvalidError."""
        if account.network == INSTAGRAM:
            if not page.instagram_id:
                raise InvalidError("", NO_LINK.format(page=page.name or page.page_id))
            if page.instagram_id != account.network_id:
                raise InvalidError("", OTHER_LINK.format(found=page.instagram_id, said=account.network_id))
        elif page.page_id != account.network_id:
            raise InvalidError("", NOT_AMONG.format(names=f"{page.name} ({page.page_id})", page=account.network_id))

    def _put(self, account: Account, page: PageToken) -> None:
        """Store the token for the account, and in the place of an older one of the same Page that other accounts hold."""
        permissions = self._client.connection.permissions
        others = permissions.all(account.app, fresh=True)
        same = [ident for ident, held in others.items() if held.page_id == page.page_id and ident != account.id]
        permissions.put_all(account.app, [account.id, *same], _permission(page))


def _permission(page: PageToken) -> Permission:
    return Permission(page.token, page.page_id, page.instagram_id)
