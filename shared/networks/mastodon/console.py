"""Whose token the desk holds, and what the account's server lets through (ports.Console). Mastodon has no webhooks for
accounts."""

from collections.abc import Mapping
from typing import Any

from shared.domain.accounts.connection import AccountCheck, Identity
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, dict_in, text_in
from shared.networks.mastodon.api.client import Call, MastodonClient, document, reading_answer
from shared.networks.mastodon.ids import handle, server_of
from shared.networks.mastodon.text.measure import CHARACTERS, MAX_CHARACTERS, URL_LENGTH
from shared.networks.no_webhooks import NoWebhooks

POLICIES = (
    "for_not_following",
    "for_not_followers",
    "for_new_accounts",
    "for_private_mentions",
    "for_limited_accounts",
)
"""Whose notifications a server may hold back: https://docs.joinmastodon.org/entities/V2_NotificationPolicy/."""

POLICY, LIMIT, VERSION = "notifications of everybody", "the server's limits", "the server's version"
ALL_IN = "the account's notification settings drop nobody"
DROPS = (
    "the account's notification settings drop posts without a trace ({which}): in Mastodon, Preferences, Notifications, set "
    "every kind to Accept or Filter"
)
SAME = "a post may have {allowed} characters, as the settings say"
OTHER = 'the server allows {allowed} characters, and the settings say {said}: write options = {{ max_characters = "{allowed}" }}'
URLS = "the server counts a link as {url} characters; the desk counts 23, so a text at its limit may be refused"
OLD = "version {version} is older than 4.3: deleted posts are looked up one by one"
NEW_ENOUGH = "{version}"


class MastodonConsole(NoWebhooks, MastodonClient):
    def identity(self, account: Account) -> Identity:
        """Return the owner of the token, and its rights."""
        with reading_answer():
            told = document(self.get(account, "/api/v1/accounts/verify_credentials"))
            username = handle(told.values.get("acct"), server_of(account))
            return Identity(told.text("id"), username, text_in(told.values.get("display_name")))

    def policy(self, account: Account) -> Mapping[str, Any]:
        """Return the account's notification policy."""
        return document(self.get(account, "/api/v2/notifications/policy")).values

    def accept_everybody(self, account: Account) -> None:
        """Have nothing dropped or held back from the account's notifications."""
        body = dict.fromkeys(POLICIES, "accept")
        self.ask(account, Call("PATCH", "/api/v2/notifications/policy", body=body))

    def limit(self, account: Account) -> int:
        """Return how many characters a status may have on the account's server."""
        return _number(self._statuses(account).get("max_characters"), CHARACTERS)

    def checks(self, account: Account) -> tuple[AccountCheck, ...]:
        dropped = dropping(self.policy(account))
        instance = self._instance(account)
        statuses = dict_in(dict_in(instance.values.get("configuration")).get("statuses"))
        return (
            AccountCheck(POLICY, DROPS.format(which=", ".join(dropped)) if dropped else ALL_IN, not dropped),
            _limit_check(statuses, account),
            _version_check(text_in(instance.values.get("version"))),
        )

    def _statuses(self, account: Account) -> Mapping[str, Any]:
        return dict_in(dict_in(self._instance(account).values.get("configuration")).get("statuses"))

    def _instance(self, account: Account) -> Fields:
        return document(self.get(account, "/api/v2/instance"))


def dropping(policy: Mapping[str, Any]) -> list[str]:
    """Return the kinds of people whose posts the policy drops; what it filters is read all the same."""
    return [name for name in POLICIES if policy.get(name) == "drop"]


def _limit_check(statuses: Mapping[str, Any], account: Account) -> AccountCheck:
    allowed = _number(statuses.get("max_characters"), CHARACTERS)
    said = account.options.get(MAX_CHARACTERS, str(CHARACTERS))
    url = _number(statuses.get("characters_reserved_per_url"), URL_LENGTH)
    if said != str(allowed):
        return AccountCheck(
            LIMIT,
            OTHER.format(allowed=allowed, said=said),
            well=None if said.isdigit() and int(said) < allowed else False,
        )
    if url > URL_LENGTH:
        return AccountCheck(LIMIT, URLS.format(url=url), well=None)
    return AccountCheck(LIMIT, SAME.format(allowed=allowed), well=True)


def _version_check(version: str) -> AccountCheck:
    numbers = [int(part) for part in version.partition("+")[0].partition("-")[0].split(".")[:2] if part.isdigit()]
    new = len(numbers) == 2 and numbers >= [4, 3]
    return AccountCheck(
        VERSION, (NEW_ENOUGH if new else OLD).format(version=version or "unknown"), True if new else None
    )


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise
