"""Shared parts of the AWS adapters: their clients, with short timeouts, and the translation of errors.

botocore's defaults (60 s for each step, legacy retries) exceed the timeouts of the functions. All clients of a process are made
by one session of botocore's, the table's among them: each session reads botocore's data files anew, which takes 30 ms of a cold
start, and boto3, which would have one of its own, brings resources and transfers that nobody here uses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import RLock
from typing import Any

from botocore import __version__
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from shared.domain.errors import UnavailableError

THROTTLED = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"})


def patience(read_seconds: float = 5) -> Config:
    """Return a client configuration: two seconds to connect, `read_seconds` to read, three attempts in all."""
    return Config(connect_timeout=2, read_timeout=read_seconds, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def session() -> Session:
    """Return the session of this process. One thread at a time makes a client with it (`making`).

    botocore composes the name that clients give themselves anew for each call, twice, of fourteen parts: a seventh of a call's CPU.
    """
    made = Session()
    made.set_default_client_config(Config(user_agent=f"sokuto Botocore/{__version__}"))
    return made


making = RLock()
"""Held while a client is made, since botocore's sessions are not made for threads; clients are."""


def client(service: str, config: Config | None = None, **more: Any) -> Any:
    """Return a client of an AWS service, typed by its caller."""
    with making:
        return session().create_client(service, config=config or patience(), **more)


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
