"""Customers' names on LINE (ports.Profiles): https://developers.line.biz/en/reference/messaging-api/#get-profile"""

from urllib.parse import quote

from shared.domain.errors import NotFoundError
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account
from shared.networks.fields import clean
from shared.networks.line.api.client import LineCall, LineClient
from shared.networks.line.api.limits import PROFILE

LONGEST_NAME = 100


class LineProfiles:
    def __init__(self, client: LineClient) -> None:
        self._client = client

    def find(self, account: Account, customer: str) -> Author | None:
        """Return the customer by name. LINE has no profile (404) of somebody who blocked the account, left LINE, or has
        not agreed to show it."""
        call = LineCall("GET", f"/v2/bot/profile/{quote(customer, safe='')}", PROFILE)
        try:
            told = self._client.ask(account, call).document()
        except NotFoundError:
            return None
        name = told.get("displayName")
        shown = clean(name).strip()[:LONGEST_NAME] if isinstance(name, str) else ""
        return Author(customer, "", shown) if shown else None
