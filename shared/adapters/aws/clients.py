"""What every AWS adapter shares: short patience, and one translation of what can go wrong.

botocore's own defaults (60 s for each step, legacy retries) outlast the functions that wait for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import UnavailableError

THROTTLED = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"})


def patience(read_seconds: float = 5) -> Config:
    """Two seconds to connect, `read_seconds` to answer, three attempts in all."""
    return Config(connect_timeout=2, read_timeout=read_seconds, retries={"mode": "standard", "total_max_attempts": 3})


def code_of(error: ClientError) -> str:
    """AWS's name for what went wrong."""
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turns a vendor's error inside into UnavailableError, which names `what` was asked."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise UnavailableError(f"{what}: {error}") from error
