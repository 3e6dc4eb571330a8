"""State of a process between two invocations. Every function creates one at its start, so this module imports next to nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.domain.accounts.status import AccountStatus
    from shared.domain.settings.desk import DeskSettings
    from shared.domain.tickets.lists.listed import AccountList
    from shared.ports.settings import Document

SettingsVersions = frozenset[tuple[str, str, int]]
"""The kind, id and version of every document that the settings were made of."""


@dataclass(slots=True)
class ProcessMemory:
    """In-memory caches. Losing them only costs reads: every process begins without, and can end at any time."""

    settings: "tuple[Sequence[Document], SettingsVersions, DeskSettings] | None" = None
    """The settings in force, and the documents that were last read. They are handed out as one object until they are read again."""

    statuses: "dict[str, tuple[str, datetime, AccountStatus]]" = field(default_factory=dict)
    """What was read of each account's connection: after which mark, and when."""

    waiting: "dict[str, AccountList]" = field(default_factory=dict)
    """The beginning of each account's waiting tickets, which holds while the account's mark stays."""

    fresh_permissions: dict[str, datetime] = field(default_factory=dict)
    """The instant until which each account's grant need not be checked."""

    tickets_opened: dict[str, datetime] = field(default_factory=dict)
    """The time at which each ticket was last recorded as open."""

    polled: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    """The instant until which each polled post need not be looked at again, by account, post and version."""

    threads_watched: dict[tuple[str, str], date] = field(default_factory=dict)
    """The day on which each thread of an account was last recorded as written in."""

    deliveries_to_note: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    """Sent messages that could not be recorded yet, with their time, by batch, person and channel."""


class HasMemory(Protocol):
    @property
    def memory(self) -> ProcessMemory: ...
