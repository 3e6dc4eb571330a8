"""The directory of people who may sign in, and their sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Member:
    """A user of the sign-in. `sub` is the id of their settings document."""

    sub: str
    email: str
    groups: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Invitation:
    """The content of an invitation: the name of the inviting person (empty on the command line), and the handles of the accounts
    from which the invited person answers."""

    language: str
    invited_by: str = ""
    accounts: tuple[str, ...] = ()


class Directory(Protocol):
    """The sign-in's users. Every call is idempotent."""

    def find(self, email: str) -> Member | None: ...

    def get(self, sub: str) -> Member | None: ...

    def everybody(self) -> Sequence[Member]:
        """List all users, including disabled ones, by address."""

    def invite(self, email: str, name: str, says: Invitation) -> Member:
        """Create a user and send an invitation; an existing user is returned unchanged, without a mail. Raises InvalidError for
        an address that the sign-in rejects."""

    def invite_again(self, sub: str, says: Invitation) -> None:
        """Send the invitation again, with a new temporary password that replaces the previous one. Raises
        SignedInAlreadyError if the user has set a password, NotFoundError for an unknown user."""

    def set_language(self, sub: str, language: str) -> None:
        """Set the language of the sign-in's mails to the user. Raises NotFoundError."""

    def change_email(self, sub: str, email: str) -> None:
        """Change the user's address. Raises InvalidError if another user has it, NotFoundError for an unknown user."""

    def set_groups(self, sub: str, groups: Collection[str]) -> None:
        """Set the user's groups of the desk. Raises NotFoundError."""

    def disable(self, sub: str) -> None:
        """Disable the user, and end all their sessions. Raises NotFoundError."""

    def enable(self, sub: str) -> None:
        """Let a disabled user sign in again. Raises NotFoundError."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """The tokens of a session: an access token that is valid for `lasts` seconds, and, at the beginning, the refresh token, which
    is worth a password."""

    access_token: str
    lasts: int
    refresh_token: str | None


class SignIn(Protocol):
    """Sessions of the sign-in. Raises SignedOutError for a rejected code or token, UnavailableError."""

    def begin(self, code: str, verifier: str) -> Session:
        """Begin a session. A code is valid once, for some minutes, and only with the verifier of its challenge (PKCE)."""

    def renew(self, refresh_token: str) -> Session: ...

    def end(self, refresh_token: str) -> None:
        """Revoke the refresh token. Idempotent."""


class HasDirectory(Protocol):
    @property
    def directory(self) -> Directory: ...
