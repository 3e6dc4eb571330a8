"""The directory of people who may sign in, and their sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign in, as the sign-in knows them. `sub` is the id of their settings document."""

    sub: str
    email: str
    groups: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the mail that invites somebody says beside how to sign in: who invited them (empty for the keys of the desk),
    and the handles of the accounts that they are to answer from."""

    language: str
    invited_by: str = ""
    accounts: tuple[str, ...] = ()


class Directory(Protocol):
    """Who may sign in. Every call can be repeated: the second time it changes nothing."""

    def find(self, email: str) -> Member | None: ...

    def get(self, sub: str) -> Member | None: ...

    def everybody(self) -> Sequence[Member]:
        """All who were ever let in, also who is shut out; by their address."""

    def invite(self, email: str, name: str, says: Invitation) -> Member:
        """Lets somebody in with a mail that tells them how; who is in already stays as they are, and gets no mail.
        Raises InvalidError for an address that the sign-in does not take."""

    def invite_again(self, sub: str, says: Invitation) -> None:
        """The mail once more, with a new temporary password; the one before is no good any more. Raises
        SignedInAlreadyError for who has chosen a password of their own, NotFoundError for who is not in."""

    def speaks(self, sub: str, language: str) -> None:
        """The language of what the sign-in writes to them. Raises NotFoundError."""

    def readdress(self, sub: str, email: str) -> None:
        """Raises InvalidError if somebody else signs in with that address, NotFoundError for who is not in."""

    def put_into(self, sub: str, groups: Collection[str]) -> None:
        """Into these groups of the desk and none of its others. Raises NotFoundError."""

    def shut_out(self, sub: str) -> None:
        """They can sign in no more, and are signed out wherever they are. Raises NotFoundError."""

    def let_back_in(self, sub: str) -> None:
        """Raises NotFoundError."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """What somebody who has signed in is given: an access token that is good for `lasts` seconds, and, at the beginning,
    the token that renews it, which is worth a password."""

    access_token: str
    lasts: int
    refresh_token: str | None


class SignIn(Protocol):
    """The sign-in's end of sessions. Raises SignedOutError where a code or token is not taken, UnavailableError."""

    def begin(self, code: str, verifier: str) -> Session:
        """A code is good once, within minutes, and only with the verifier whose challenge asked for it (PKCE)."""

    def renew(self, refresh_token: str) -> Session: ...

    def end(self, refresh_token: str) -> None:
        """Nothing can be renewed with it any more. Idempotent."""
