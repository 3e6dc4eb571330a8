"""Setup of an account, by the engineer who runs the desk."""

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from shared.domain.accounts.connection import SetupStep
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.clock import HasClock
from shared.ports.operations import HasLeases


class PermissionDesk(HasClock, HasHeartbeats, HasLeases, Protocol):
    """The services of the desk that a change to one account's permission uses."""


class Ask(Protocol):
    """A person at a terminal."""

    def say(self, sentence: str) -> None: ...

    def word(self, question: str) -> str:
        """Ask for a word and return it without surrounding spaces; it may be empty."""

    def secret(self, question: str) -> str:
        """Ask as `word` does, without showing what is typed."""


class AccountSetup(Protocol):
    """Setup of an account on the network: the app's keys, the account's permission."""

    @property
    def renewals(self) -> Mapping[str, str]:
        """Steps that can be repeated although they are done: the word for each, and its description."""

    def connected(self, account: Account) -> bool:
        """Return whether the account is set up."""

    def run(
        self, account: Account, ask: Ask, *, anew: Collection[str] = (), desk: PermissionDesk
    ) -> Iterator[SetupStep]:
        """Run the setup, and yield each step once it is done; existing parts stay, except those named in `anew`. Raises
        InvalidError for invalid input, and DeskErrors."""
