"""Reading LINE's JSON: what is missing or of another kind is an error that names the field, and no more."""

from datetime import UTC, datetime, timedelta

from shared.networks.fields import LenientFields, UnreadableError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_999
"""The end of the year 9999, beyond which a datetime does not go."""
_LONGEST_ID = 200


class Fields(LenientFields):
    """A JSON object of LINE's, and where it stands in the delivery."""

    __slots__ = ()

    def ident(self, name: str) -> str:
        value = self.text(name)
        if not value or len(value) > _LONGEST_ID:
            raise UnreadableError(f"{self.at(name)} is no id")
        return value

    def maybe_number(self, name: str) -> float | None:
        value = self.values.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def instant(self, name: str) -> datetime:
        """An instant in milliseconds since 1970."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LATEST_MS:
            raise UnreadableError(f"{self.at(name)} is no time in milliseconds")
        return _EPOCH + timedelta(milliseconds=value)
