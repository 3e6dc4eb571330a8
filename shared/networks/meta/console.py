"""A Meta app's webhook and subscriptions, and what the token of an account is worth (ports.Console)."""

import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

import requests

from shared.domain.accounts.connection import AccountCheck, Identity, RegisteredWebhook, Subscription
from shared.domain.errors import OutcomeUnknownError, RefusedError
from shared.domain.settings.desk import Account
from shared.networks.connection import CONNECT_SECONDS, READ_SECONDS
from shared.networks.fields import objects_in, text_in
from shared.networks.meta import subscriptions
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.tokens import TokenState, examine, own_page
from shared.networks.meta.ids import FACEBOOK, INSTAGRAM, MESSENGER
from shared.networks.meta.windows import has_human_agent

SOON = timedelta(days=14)
"""How long before its end a permission is a fault: time enough for somebody to connect the account again."""

LISTS = {
    FACEBOOK: (
        ("ads_posts", "comments under advertisements"),
        ("tagged", "posts that name the Page"),
        ("ratings", "recommendations"),
    ),
    INSTAGRAM: (("tags", "media in which the account is tagged"),),
}
"""Lists that not every account and app may read, and what polling finds in them."""

HUMAN_AGENT = "Human Agent"

LASTS = "it lasts until somebody takes it back"
ENDS = "it ends on {:%Y-%m-%d}: connect the account again with the token of a system user, which lasts (--sign-in)"
DATA_ENDS = (
    "Meta shows this app people's data until {:%Y-%m-%d}: connect the account again before (--sign-in); the token of a system "
    "user has no such end"
)
MISSING = "{} missing: let the app have them in Meta's App Review, and connect the account again (--sign-in)"
UNKNOWN = (
    "Meta does not say whether the app has the feature Human Agent: without it, answers are refused 24 hours after the "
    'customer wrote. Write options = { human_agent = "no" } until it is approved'
)
APPROVED = "approved: messages are answered for 7 days"
PENDING = (
    'not approved ({}), and the settings say that it is: write options = {{ human_agent = "no" }}, or answers are refused 24 hours '
    "after the customer wrote"
)
UNUSED = 'approved, and the settings say that it is not: without options = { human_agent = "no" } messages are answered for 7 days'
STANDARD = "the settings say that the app does not have it: messages are answered for 24 hours, and not for 7 days"
ROUTING = (
    "Meta does not say which app gets new conversations first: in the Page's settings, under Conversation routing, choose the "
    "desk's app as the default, or another app may hold them"
)
UNREAD = "{what} are not found by polling: {words}"
USED = "{percent} % of what Meta allows is used up; reading stops at 80 %"


class MetaConsole:
    def __init__(self, client: MetaClient) -> None:
        self._client = client
        self._subscriptions = subscriptions.MetaSubscriptions(client)

    def identity(self, account: Account) -> Identity:
        """Return the Page of the account's token, or the Instagram account that is linked to the Page, and the rights that the
        token gives."""
        page = own_page(self._client, account)
        if not page.page_id:
            raise OutcomeUnknownError("Meta does not say whose token this is.")
        state = self._state(account)
        access, lacking = _duration(state), state.lacking(account.network)
        if account.network == INSTAGRAM:
            name = page.name if page.instagram_id else f"{page.name}, which no Instagram account is linked to"
            return Identity(page.instagram_id, page.instagram_username, name, access, lacking)
        return Identity(page.page_id, account.username, page.name, access, lacking)

    def webhooks(self, app: str) -> Sequence[RegisteredWebhook]:
        return self._subscriptions.webhooks(app)

    def register(self, app: str, url: str) -> RegisteredWebhook:
        self._subscriptions.register(app, url, self._verify_token(app))
        made = next((each for each in self.webhooks(app) if each.url == url), None)
        if made is None:
            raise OutcomeUnknownError("Meta does not say that it has set the webhook's address.")
        return made

    def prove(self, app: str, webhook: str) -> None:
        self._subscriptions.prove(app, webhook, self._verify_token(app))

    def remove(self, app: str, webhook: str) -> None:
        self._subscriptions.remove(app, webhook)

    def challenge(self, app: str, url: str) -> None:
        """Send the challenge that Meta sends: https://developers.facebook.com/docs/graph-api/webhooks/getting-started."""
        asked = token_urlsafe(18)
        params = {"hub.mode": "subscribe", "hub.challenge": asked, "hub.verify_token": self._verify_token(app)}
        try:
            answer = requests.get(url, params=params, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False)
        except requests.RequestException as error:
            raise RefusedError(f"{url} gives no answer: {type(error).__name__}") from None
        if answer.status_code != 200:
            raise RefusedError(f"{url} answers {answer.status_code} to the challenge")
        if not hmac.compare_digest(answer.content, asked.encode()):
            raise RefusedError(f"{url} does not give the challenge back")

    def subscriptions(self, account: Account) -> frozenset[Subscription]:
        return self._subscriptions.standing(account, f"/webhooks/meta/{account.app}")

    def wanted(self, account: Account) -> Sequence[Subscription]:
        return list(subscriptions.wanted(account))

    def subscribe(self, account: Account, wanted: Subscription, webhook: str) -> None:
        self._subscriptions.subscribe(account, wanted, webhook, self._verify_token(account.app))

    def checks(self, account: Account) -> Sequence[AccountCheck]:
        """Check how long the permission lasts and which rights it gives, which lists may be read, and what is used of the budget;
        and say what Meta tells nobody. Raises DisconnectedError for a token that is not taken any more."""
        return list(self._checks(account))

    def _checks(self, account: Account) -> Iterator[AccountCheck]:
        state = self._state(account)
        yield _lasting(state, self._client.now())
        lacking = state.lacking(account.network)
        yield AccountCheck("rights", MISSING.format(", ".join(lacking)) if lacking else "all given", not lacking)
        for edge, what in LISTS.get(account.network, ()):
            if (words := self._refused(account, edge)) is not None:
                yield AccountCheck(edge, UNREAD.format(what=what, words=words), None)
        used = self._client.connection.meter.used(account)
        if used is not None:
            yield AccountCheck("budget", USED.format(percent=used), True if used < 80 else None)
        if account.network in (MESSENGER, INSTAGRAM):
            yield self._human_agent(account)
            yield AccountCheck("conversation routing", ROUTING, None)

    def _human_agent(self, account: Account) -> AccountCheck:
        """Compare the settings with what Meta says of the feature, as far as it does
        (https://developers.facebook.com/docs/graph-api/reference/page/messaging_feature_review/)."""
        page, said = self._client.permission(account).page_id, has_human_agent(account.options)
        try:
            told = self._client.get(account, f"/{page}/messaging_feature_review", spared=False)
        except RefusedError:
            told = {}
        words = [{name: text_in(value).lower() for name, value in one.items()} for one in objects_in(told.get("data"))]
        status = next((one.get("status", "") for one in words if "human_agent" in one.values()), "")
        if not status:
            return AccountCheck(HUMAN_AGENT, UNKNOWN if said else STANDARD, None)
        if status == "approved":
            return AccountCheck(HUMAN_AGENT, APPROVED if said else UNUSED, True if said else None)
        return AccountCheck(HUMAN_AGENT, PENDING.format(status) if said else STANDARD, False if said else None)

    def _refused(self, account: Account, edge: str) -> str | None:
        """Return Meta's words if the list may not be read."""
        try:
            self._client.get(account, f"/{account.network_id}/{edge}", [("limit", "1")], spared=False)
        except RefusedError as error:
            return str(error)
        return None

    def _state(self, account: Account) -> TokenState:
        return examine(self._client, account.app, self._client.permission(account).access_token)

    def _verify_token(self, app: str) -> str:
        return self._client.connection.keys.verify_token(app)


def _duration(state: TokenState) -> str:
    return "lasts" if state.ends_at is None else f"until {state.ends_at:%Y-%m-%d}"


def _lasting(state: TokenState, now: datetime) -> AccountCheck:
    """Say when the permission ends. One that ends soon is a fault, so that somebody connects the account again in time."""
    ends = [(at, said) for at, said in ((state.ends_at, ENDS), (state.data_ends_at, DATA_ENDS)) if at is not None]
    if not ends:
        return AccountCheck("permission", LASTS)
    at, said = min(ends, key=lambda end: end[0])
    return AccountCheck("permission", said.format(at), None if at - now > SOON else False)
