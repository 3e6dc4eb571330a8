"""The plug of an account's network."""

from shared.domain.errors import DisconnectedError
from shared.domain.settings.desk import Account
from shared.ports.networks import HasNetworks, Plug


def plug_of(account: Account, *, desk: HasNetworks) -> Plug:
    """Return the plug of the account's network. Raises DisconnectedError for a network that this desk does not know:
    its settings named one that was taken out.
    """
    found = desk.networks.get(account.network)
    if found is None:
        raise DisconnectedError(f"This desk knows no network {account.network!r}.")
    return found
