"""What an account's plan still lets it push this month (ports.Quotas, N7).

https://developers.line.biz/en/reference/messaging-api/#get-quota and #get-consumption. The count is LINE's own and
approximate; it includes what is sent from LINE Official Account Manager to many at once. Plans in Japan, as of August 2026:
200, 5,000 or 30,000 messages a month; only the last can buy more, which then are part of the limit.
"""

from datetime import datetime, timedelta, timezone

from shared.domain.accounts.quota import Quota
from shared.domain.errors import OutcomeUnknownError
from shared.domain.settings.desk import Account
from shared.networks.line.api.client import LineCall, LineClient
from shared.networks.line.api.limits import QUOTA

_LIMIT = LineCall("GET", "/v2/bot/message/quota", QUOTA)
_USED = LineCall("GET", "/v2/bot/message/quota/consumption", QUOTA)
_JAPAN = timezone(timedelta(hours=9))


class LineQuotas:
    def __init__(self, client: LineClient) -> None:
        self._client = client

    def read(self, account: Account) -> Quota:
        limit = self._client.ask(account, _LIMIT).document()
        used = self._client.ask(account, _USED).document().get("totalUsage")
        unlimited = limit.get("type") == "none"
        most = None if unlimited else limit.get("value")
        if not _is_count(used) or not (unlimited or _is_count(most)):
            raise OutcomeUnknownError("LINE's answer about the quota cannot be read.")
        now = self._client.clock.now()
        return Quota(most, int(used or 0), now, next_month(now))


def next_month(now: datetime) -> datetime:
    """Return the instant at which LINE counts anew: the first of the month, in Japan."""
    here = now.astimezone(_JAPAN)
    later = (here.replace(day=28) + timedelta(days=4)).replace(day=1)
    return later.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
