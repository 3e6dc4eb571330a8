"""What a plan still allows, as clients read it (N7)."""

from typing import Any

from shared.domain.accounts.quota import Quota
from shared.domain.text.rfc3339 import rfc3339


def quota_view(quota: Quota | None) -> dict[str, Any] | None:
    """`limit` and `left` are null for a plan without a limit; the whole is null if nothing is known."""
    if quota is None:
        return None
    return {"limit": quota.limit, "used": quota.used, "left": quota.left, "as_of": rfc3339(quota.as_of)}
