"""A network without a network: each part is a fake of its own, or None where the network has no such part."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shared.domain.accounts.allowance import Allowance
from shared.domain.networks.rules import NetworkRules
from shared.networks.x.reader import XReader
from shared.networks.x.rules import RULES

Desk = TypeVar("Desk", bound=Any)


@dataclass
class FakePlug:
    """Tests put another fake, or None, where they want one."""

    name: str = "x"
    rules: NetworkRules = RULES
    webhook: Any = None
    reader: Any = field(default_factory=XReader)
    timelines: Any = None
    lookups: Any = None
    sender: Any = None
    console: Any = None
    grants: Any = None
    redelivery: Any = None
    allowances: Sequence[Allowance] = ()


def plugged(desk: Desk, **parts: Any) -> Desk:
    """The desk with other parts in its plug; with `ingest`, another ingest queue."""
    if "ingest" in parts:
        desk.ingest = parts.pop("ingest")
    for name, part in parts.items():
        setattr(desk.plug, name, part)
    return desk
