"""Encrypted messages that came in for an account, as the API tells of them."""

from typing import Any

from functions.desk_api.views import rfc3339
from shared.usecases.account_health import AccountHealth


def sealed_view(health: AccountHealth) -> dict[str, Any] | None:
    """Encrypted messages of the last seven days; null where none came."""
    sealed = health.sealed
    if sealed is None:
        return None
    return {"count": sealed.number, "first": rfc3339(sealed.first), "last": rfc3339(sealed.last)}
