"""Reading LINE's JSON: what is missing or of another kind is an error that names the field, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.networks.fields import UnreadableError, clean

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_999
"""The end of the year 9999, beyond which a datetime does not go."""
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object, and where it stands in the delivery. `null` counts as missing."""

    values: Mapping[str, Any]
    path: str

    @classmethod
    def of(cls, value: object, path: str) -> "Fields":
        if not isinstance(value, dict):
            raise UnreadableError(f"{path} is not an object")
        return cls(value, path)

    def inside(self, name: str) -> "Fields":
        return Fields.of(self.values.get(name), f"{self.path}.{name}")

    def maybe_inside(self, name: str) -> "Fields | None":
        value = self.values.get(name)
        return Fields(value, f"{self.path}.{name}") if isinstance(value, dict) else None

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str):
            raise UnreadableError(f"{self.path}.{name} is not a text")
        return clean(value)

    def maybe_text(self, name: str) -> str:
        value = self.values.get(name)
        return clean(value) if isinstance(value, str) else ""

    def ident(self, name: str) -> str:
        value = self.text(name)
        if not value or len(value) > _LONGEST_ID:
            raise UnreadableError(f"{self.path}.{name} is no id")
        return value

    def maybe_number(self, name: str) -> float | None:
        value = self.values.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def instant(self, name: str) -> datetime:
        """An instant in milliseconds since 1970."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LATEST_MS:
            raise UnreadableError(f"{self.path}.{name} is no time in milliseconds")
        return _EPOCH + timedelta(milliseconds=value)
