"""How the engineer who runs a desk gives it an account."""

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from shared.domain.accounts.connection import SetupStep
from shared.domain.settings.desk import Account
from shared.ports.accounts import HasHeartbeats
from shared.ports.clock import HasClock
from shared.ports.operations import HasLeases


class PermissionDesk(HasClock, HasHeartbeats, HasLeases, Protocol):
    """What touching one account's permission uses of the desk."""


class Ask(Protocol):
    """A person at a terminal."""

    def say(self, sentence: str) -> None: ...

    def word(self, question: str) -> str:
        """What they type, without spaces around it; it may be empty."""

    def secret(self, question: str) -> str:
        """As `word`, and never shown."""


class AccountSetup(Protocol):
    """Setup of an account on the network: the app's keys, the account's permission."""

    @property
    def renewals(self) -> Mapping[str, str]:
        """What can be asked for again although it is there: a word for it, and what it is."""

    def connected(self, account: Account) -> bool:
        """Return whether the account is set up."""

    def run(
        self, account: Account, ask: Ask, *, anew: Collection[str] = (), desk: PermissionDesk
    ) -> Iterator[SetupStep]:
        """Each step once it is done; what is there already stays, but for what is named in `anew`. Raises InvalidError for
        what a person typed, and DeskErrors."""
