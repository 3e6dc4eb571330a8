"""A sign-in without an identity provider: codes that work once, and sessions that can be renewed until they are
ended."""

from dataclasses import dataclass, field

from shared.domain.errors import DeskError, SignedOutError
from shared.ports.people import Session


@dataclass
class FakeSignIn:
    """Takes the code `a-code` with its verifier once, and renews with `refresh` until that is ended; or raises
    `fails`."""

    fails: DeskError | None = None
    codes: dict[str, str] = field(default_factory=lambda: {"a-code": "a-verifier"})
    live: set[str] = field(default_factory=lambda: {"refresh"})
    ended: list[str] = field(default_factory=list)

    def begin(self, code: str, verifier: str) -> Session:
        self._may(self.codes.get(code) == verifier)
        del self.codes[code]
        return Session("access-1", 3600, "refresh")

    def renew(self, refresh_token: str) -> Session:
        self._may(refresh_token in self.live)
        return Session("access-2", 3600, None)

    def end(self, refresh_token: str) -> None:
        self._may(True)
        self.live.discard(refresh_token)
        self.ended.append(refresh_token)

    def _may(self, known: bool) -> None:
        if self.fails:
            raise self.fails
        if not known:
            raise SignedOutError("The sign-in has ended; sign in again.")
