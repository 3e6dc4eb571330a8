"""Posts of an account that opened no ticket."""

from typing import Any

from shared.domain.accounts.status import Tally
from shared.domain.networks.rules import AddressRules
from shared.domain.text.rfc3339 import rfc3339
from shared.usecases.accounts.account_health import AccountHealth


def encrypted_view(health: AccountHealth, rules: AddressRules) -> dict[str, Any] | None:
    """Return the encrypted messages of the last seven days, and where to read them; None if there were none."""
    if health.sealed is None:
        return None
    return _counted(health.sealed) | {"url": rules.inbox_address(health.account)}


def left_out_view(health: AccountHealth) -> dict[str, dict[str, Any]]:
    """Return the posts of the last seven days that opened no ticket, by reason (I4)."""
    return {reason: _counted(found) for reason, found in health.left_out.items()}


def _counted(found: Tally) -> dict[str, Any]:
    return {"count": found.number, "first": rfc3339(found.first), "last": rfc3339(found.last)}
