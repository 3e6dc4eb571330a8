"""Where an account lives: its PDS, as its DID document names it (https://atproto.com/specs/did)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from shared.domain.errors import RefusedError, UnreachableError
from shared.networks.bluesky.api.refusals import TITLE
from shared.networks.fields import dict_in, objects_in, text_in
from shared.networks.http import HttpClient
from shared.ports.clock import Clock

DIRECTORY = "https://plc.directory"


@dataclass(frozen=True, slots=True)
class Hosts:
    """`everywhere` replaces every host on a developer's machine only; `directory` is where did:plc is looked up."""

    clock: Clock
    everywhere: str | None = None
    directory: str = DIRECTORY

    def client(self, url: str, read_seconds: float | None = None) -> HttpClient:
        return HttpClient(TITLE, self.everywhere or url, clock=self.clock, read_seconds=read_seconds)

    def pds_of(self, did: str) -> str:
        """Return the address of the PDS that the DID document names now. Raises RefusedError if there is none, and other
        NetworkErrors."""
        if self.everywhere is not None:
            return self.everywhere
        host, path = self._document_of(did)
        answer = HttpClient(TITLE, host, clock=self.clock).call("GET", path, longest=200_000)
        if answer.status >= 500:
            raise UnreachableError(f"The DID document of the account cannot be read: {answer.status}.")
        found = pds_in(answer.json(), plain=self.directory.startswith("http://")) if answer.ok else None
        if found is None:
            raise RefusedError(f"{did} names no server of its own (answer {answer.status}).")
        return found

    def _document_of(self, did: str) -> tuple[str, str]:
        if did.startswith("did:web:"):
            host = unquote(did.removeprefix("did:web:"))
            if not host or "/" in host or "@" in host:
                raise RefusedError(f"{did} names no host.")
            return f"https://{host}", "/.well-known/did.json"
        return self.directory, f"/{quote(did, safe=':')}"


def pds_in(document: Any, *, plain: bool = False) -> str | None:
    """Return the PDS in a DID document; None if it names none that can be called. It has to speak TLS, unless `plain`."""
    for service in objects_in(dict_in(document).get("service")):
        if text_in(service.get("id")).endswith("#atproto_pds"):
            return _origin(text_in(service.get("serviceEndpoint")), ("https", "http") if plain else ("https",))
    return None


def _origin(url: str, schemes: tuple[str, ...]) -> str | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in schemes and bool(parts.hostname) and not parts.username
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}" if usable else None
