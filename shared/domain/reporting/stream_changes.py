"""What a batch of changes of stored items means to those who count ahead or wait for news. A cold start imports this module."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class TouchedClock(NamedTuple):
    """A clock that was written, or is no more. `ident` tells it from others of its ticket."""

    kind: str
    started_at: datetime
    ident: str


@dataclass(slots=True)
class StreamChanges:
    """Accounts of which a list shows something else now, with `everybody` for all of them; finished clocks that changed, by account
    and ticket; days with a change that could not be read; and the number of records that could not."""

    accounts: set[str] = field(default_factory=set)
    everybody: bool = False
    clocks: dict[tuple[str, str], set[TouchedClock]] = field(default_factory=lambda: defaultdict(set))
    unknown: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    unreadable: int = 0
