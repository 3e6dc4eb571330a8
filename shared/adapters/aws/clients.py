"""Shared parts of the AWS adapters: short timeouts, and the translation of errors.

botocore's defaults (60 s for each step, legacy retries) exceed the timeouts of the functions.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import UnavailableError

THROTTLED = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"})


def patience(read_seconds: float = 5) -> Config:
    """Return a client configuration: two seconds to connect, `read_seconds` to read, three attempts in all."""
    return Config(connect_timeout=2, read_timeout=read_seconds, retries={"mode": "standard", "total_max_attempts": 3})


def code_of(error: ClientError) -> str:
    """Return the AWS error code."""
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Translate AWS errors in the context into UnavailableError, which names `what` was requested."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise UnavailableError(f"{what}: {error}") from error
