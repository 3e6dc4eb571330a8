"""Requests to the emulator's addresses from this machine.

The emulator tells its HTTP APIs apart by the host name (`<api id>.execute-api.localhost`). Browsers resolve every
`*.localhost` to this machine; the system's resolver often does not. So the name stays in the Host header, and the
connection goes to 127.0.0.1.
"""

from typing import Final

import httpx

LOOPBACK: Final = "127.0.0.1"


def is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def local_request(client: httpx.AsyncClient | httpx.Client, method: str, url: str, **parts: object) -> httpx.Request:
    """Redirect a request for a `*.localhost` host to this machine; leave any other alone."""
    request = client.build_request(method, url, **parts)  # type: ignore[arg-type]  # whatever httpx takes, which checks it by itself
    if is_local(request.url.host):
        request.url = request.url.copy_with(host=LOOPBACK)  # the Host header is set already, from the name
    return request
