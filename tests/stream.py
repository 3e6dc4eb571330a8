"""What the reader of the table's stream does with a batch."""

from typing import Any

from shared.domain.reporting.stream_changes import StreamChanges
from shared.usecases.reporting.amend_days import amend_days
from shared.usecases.reporting.mark_changes import mark_changes
from shared.usecases.settings.current import desk_settings


def note_changes(changes: StreamChanges, *, ident: str, desk: Any) -> None:
    """Mark accounts, and amend days that are over."""
    mark_changes(changes, every_account=lambda: [each.id for each in desk_settings(desk).accounts], desk=desk)
    amend_days(changes, ident=ident, desk=desk)
