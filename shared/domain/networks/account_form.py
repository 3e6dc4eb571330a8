"""Required settings of an account on a network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldForm:
    """`pattern` is what the whole value must look like, `meaning` says that to people, and `example` shows it."""

    pattern: str
    meaning: str
    example: str

    def fits(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True, slots=True)
class AccountForm:
    """`username` is None where the network has no handles. `options` are what an account of this network may say of itself
    besides, by name; their values are text."""

    network_id: FieldForm
    username: FieldForm | None = None
    options: Mapping[str, FieldForm] = field(default_factory=dict)
