"""The lap over everything that waits which a change of policies or calendars is due to have (C6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.domain.text.fingerprint import fingerprint
from shared.ports.settings import Document

MOVES_CLOCKS = ("calendar", "policy", "order")
"""The kinds of documents whose changes move the deadlines of running clocks."""

SETTLED_AFTER = timedelta(seconds=60)
"""Functions hold settings for 30 seconds: clocks that they start meanwhile have the old promise. A lap begun later finds all."""


def lap_of(documents: Sequence[Document], now: datetime) -> str:
    """Name the lap by the settings for which it is made; one that begins while functions may still hold older ones is another."""
    found = [each for each in documents if each.kind in MOVES_CLOCKS]
    versions = fingerprint(" ".join(sorted(f"{each.kind}/{each.id}/{each.version}" for each in found)))
    saved_at = max((each.saved.at for each in found if each.saved is not None), default=None)
    is_settled = saved_at is None or now - saved_at > SETTLED_AFTER
    return versions if is_settled else f"{versions}.at_once"
