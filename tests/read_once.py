"""What each new client reads from disk is read once a process: the SDK's models of services, and the system's certificates."""

from functools import cache

import botocore.session
from httpx._transports import default as transports


def read_once() -> None:
    """Let all sessions of the SDK have one loader, as the clients of one session do, and all HTTP clients one set of
    certificates, which a stand-in on this machine has no use for."""
    botocore.session.create_loader = cache(botocore.session.create_loader)
    transports.create_ssl_context = cache(transports.create_ssl_context)  # type: ignore[attr-defined]  # imported there
