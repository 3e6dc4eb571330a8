"""A person's ids on the brand's Pages, asked for by the id that the app knows them by (ports.PersonIds).

https://developers.facebook.com/docs/messenger-platform/identity/id-matching
"""

import re
from collections.abc import Sequence

from shared.domain.settings.desk import Account
from shared.networks.meta.api.client import MetaClient

_PERSON = re.compile(r"[0-9]{1,100}", re.ASCII)


class MetaPersonIds:
    """Comments and messages on a Page come under the same id of their author. Instagram's ids are others, and Meta links them with
    nothing."""

    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def ids(self, account: Account, person: str) -> Sequence[str]:
        if _PERSON.fullmatch(person) is None:
            return ()
        params = [("page", account.network_id)]
        found = self._client.as_app(account.app, "GET", f"/{person}/ids_for_pages", params=params).get("data")
        matches = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
        ours = [each.get("id") for each in matches if _page(each) == account.network_id]
        return tuple(each for each in ours if isinstance(each, str) and 0 < len(each) <= 500)


def _page(match: dict[str, object]) -> object:
    page = match.get("page")
    return page.get("id") if isinstance(page, dict) else None
