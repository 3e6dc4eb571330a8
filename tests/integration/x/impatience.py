"""A client that does not wait for an answer that a test has X hold back; every other answer is waited for as on a desk, however
busy the machine is."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from shared.networks import connection
from shared.networks.x.auth import oauth2

SECONDS = 0.5


@contextmanager
def impatient_for(fault: int | str) -> Iterator[None]:
    """Shorten the read timeouts within the block if the fault is a missing answer."""
    if "timeout" not in str(fault):
        yield
        return
    with (
        patch.object(connection, "READ_SECONDS", SECONDS),
        patch.object(oauth2, "_PATIENCE", (connection.CONNECT_SECONDS, SECONDS)),
    ):
        yield
