"""What a process remembers between two calls. Every function makes one at its start, so this module imports next to nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.domain.settings.desk import DeskSettings

SettingsVersions = frozenset[tuple[str, str, int]]
"""The kind, id and version of every document that the settings were made of."""


@dataclass(slots=True)
class ProcessMemory:
    """Losing it costs reads and nothing else: every process begins without, and may end at any time."""

    settings: "tuple[SettingsVersions, DeskSettings] | None" = None

    fresh_permissions: dict[str, datetime] = field(default_factory=dict)
    """Until when each account's permission need not be looked at."""

    tickets_opened: dict[str, datetime] = field(default_factory=dict)
    """When it was last noted that somebody has the ticket open."""

    deliveries_to_note: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    """Messages that are out and could not be written down yet: by batch, person and way, when they went."""


class HasMemory(Protocol):
    @property
    def memory(self) -> ProcessMemory: ...
