"""Customers' names (ports.Profiles): messages come without them.

https://developers.facebook.com/docs/messenger-platform/identity/user-profile and
https://developers.facebook.com/docs/messenger-platform/instagram/features/user-profile
"""

from shared.domain.errors import NotAnswerableError
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import MetaClient
from shared.networks.meta.api.refusals import NoConsentError
from shared.networks.meta.ids import INSTAGRAM, is_node
from shared.networks.meta.reading.fields import Fields

LONGEST_NAME = 200


class MetaProfiles:
    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def find(self, account: Account, customer: str) -> Author | None:
        """Return the customer by name. Meta shows none of somebody who has not written in private yet (230), of one whom
        the account does not know (9010), and of one who is gone: the conversation goes on without it."""
        if not is_node(customer):
            return None
        fields = "name,username" if account.network == INSTAGRAM else "name"
        try:
            told = Fields(self._client.get(account, f"/{customer}", [("fields", fields)]), "answer")
        except (NoConsentError, NotAnswerableError):
            return None
        found = Author(customer, *(told.maybe_text(each).strip()[:LONGEST_NAME] for each in ("username", "name")))
        return found if found.is_named else None
