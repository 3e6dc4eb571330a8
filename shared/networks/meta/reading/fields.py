"""Reading Meta's JSON: a field that has to be there is named in the error when it is missing or of another kind; one that may
be missing is read leniently, since Meta leaves out and adds as it likes."""

from datetime import UTC, datetime, timedelta
from typing import Self

from shared.networks.fields import LenientFields, UnreadableError, clean, instant_in
from shared.networks.web_addresses import is_of_the_web

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IN_MS = 100_000_000_000
"""A number from here on counts milliseconds: as seconds it is the year 5138, as milliseconds 1973. Messages are dated in
milliseconds, everything else in seconds."""
_LATEST = 253_402_300_799_000
LONGEST_ID = 500


class Fields(LenientFields):
    """A JSON object of Meta's, and where it stands in the delivery."""

    __slots__ = ()

    def maybe(self, name: str) -> Self:
        """Return an object, or an empty one."""
        return self.maybe_inside(name) or self.of({}, self.at(name))

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def ident(self, name: str) -> str:
        found = self.maybe_ident(name)
        if not found:
            raise UnreadableError(f"{self.at(name)} is no id")
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
            raise UnreadableError(f"{self.at(name)} is no time")
        return found

    def maybe_instant(self, name: str) -> datetime | None:
        """An instant in seconds or milliseconds since 1970, or written out as the Graph API does."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            return instant_in(value)
        ms = value if value >= _IN_MS else value * 1000
        return _EPOCH + timedelta(milliseconds=ms) if 0 < ms <= _LATEST else None
