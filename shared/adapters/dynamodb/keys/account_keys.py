"""Keys of what the desk keeps for each account beside its tickets: health, usage, numbers, look-ups, send queue."""

from datetime import UTC, date, datetime

from shared.domain.text.fingerprint import fingerprint

BEAT = "beat#"
FAULT = "fault#"
PAUSE = "pause#"
TALLY = "tally#"
QUOTA = "quota"

CALLS = "calls#"
HOLD = "hold#"
SPENT = "spent#"

WANTED = "wanted#"
LOOKED = "looked#"

COUNTED = "counted"
MARK = "mark"
PROGRESS = "progress"
"""Sorts behind every day."""

LEDGER = "ledger"


def health(account: str) -> str:
    return f"health#{account}"


def tallied(account: str) -> str:
    """Return the partition of the events counted for the account, each once."""
    return f"tallied#{account}"


def budget(whose: str) -> str:
    """Return the partition of the usage of an account, or of a quota."""
    return f"budget#{whose}"


def changed(account: str) -> str:
    """Return the partition of the account's mark of change."""
    return f"changed#{account}"


def sealed(account: str) -> str:
    """Return the partition of the account's sealed days."""
    return f"sealed#{account}"


def amended(account: str) -> str:
    """Return the partition of the amendments to the account's sealed days."""
    return f"amended#{account}"


def looks(account: str) -> str:
    """Return the partition of the account's tickets that are looked up on the network."""
    return f"looks#{account}"


def threads(account: str) -> str:
    """Return the partition of the account's threads that only a webhook named."""
    return f"threads#{account}"


def thread(ident: str, at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}#{fingerprint(ident)}"


def sending(account: str) -> str:
    """Return the partition of the replies in the account's send queue."""
    return f"sending#{account}"


def charged(account: str, day: date, what: str, resource: str) -> str:
    """Return the partition of what was charged to the account on that day, each resource once."""
    return f"charged#{account}#{day.isoformat()}#{what}#{fingerprint(resource)}"
