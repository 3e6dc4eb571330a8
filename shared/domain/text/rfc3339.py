"""Instants as text: RFC 3339 in UTC with a `Z`, the one form in messages, inputs and answers."""

from datetime import UTC, datetime, timedelta


def rfc3339(instant: datetime) -> str:
    """To the millisecond, which is all that the network's ids carry."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exact(instant: datetime) -> str:
    """To the microsecond where the instant has any: for text that is compared with what is stored."""
    timespec = "microseconds" if instant.microsecond % 1000 else "milliseconds"
    return instant.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def whole_seconds(instant: datetime) -> str:
    """Rounded up: Step Functions' Wait cuts milliseconds off, and a timer must not wake before its time (design §3)."""
    instant = instant.astimezone(UTC)
    if instant.microsecond:
        instant = instant.replace(microsecond=0) + timedelta(seconds=1)
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """Raises ValueError for text that is no instant, or one without a zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no zone in {text!r}")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} lies outside the calendar") from error
