"""Reading Meta's JSON: a field that has to be there is named in the error when it is missing or of another kind; one that may
be missing is read leniently, since Meta leaves out and adds as it likes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.networks.fields import UnreadableError, clean, instant_in
from shared.networks.web_addresses import is_of_the_web

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IN_MS = 100_000_000_000
"""A number from here on counts milliseconds: as seconds it is the year 5138, as milliseconds 1973. Messages are dated in
milliseconds, everything else in seconds."""
_LATEST = 253_402_300_799_000
LONGEST_ID = 500


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

    def maybe(self, name: str) -> "Fields":
        """An object, or an empty one."""
        value = self.values.get(name)
        return Fields(value if isinstance(value, dict) else {}, f"{self.path}.{name}")

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def elements(self, name: str) -> Iterator[tuple[str, object]]:
        """Yield what a list holds, each with its path; nothing if there is no list."""
        value = self.values.get(name)
        for n, element in enumerate(value if isinstance(value, list) else ()):
            yield f"{self.path}.{name}[{n}]", element

    def objects(self, name: str) -> Iterator["Fields"]:
        """Yield the objects of a list, and skip whatever else stands there."""
        for path, element in self.elements(name):
            if isinstance(element, dict):
                yield Fields(element, path)

    def maybe_text(self, name: str) -> str:
        value = self.values.get(name)
        return clean(value) if isinstance(value, str) else ""

    def ident(self, name: str) -> str:
        found = self.maybe_ident(name)
        if not found:
            raise UnreadableError(f"{self.path}.{name} is no id")
        return found

    def maybe_ident(self, name: str) -> str:
        """An id, which some of Meta's pages show as a number; "" for none, and for anything else."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**40:
            value = str(value)
        return clean(value) if isinstance(value, str) and 0 < len(value) <= LONGEST_ID else ""

    def maybe_address(self, name: str) -> str:
        """An address of the web, over TLS as every address of Meta's is."""
        found = self.maybe_text(name)
        return found if found.startswith("https://") and is_of_the_web(found) else ""

    def says(self, name: str) -> bool:
        return self.values.get(name) is True

    def instant(self, name: str) -> datetime:
        found = self.maybe_instant(name)
        if found is None:
            raise UnreadableError(f"{self.path}.{name} is no time")
        return found

    def maybe_instant(self, name: str) -> datetime | None:
        """An instant in seconds or milliseconds since 1970, or written out as the Graph API does."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            return instant_in(value)
        ms = value if value >= _IN_MS else value * 1000
        return _EPOCH + timedelta(milliseconds=ms) if 0 < ms <= _LATEST else None
