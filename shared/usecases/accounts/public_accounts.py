"""The accounts whose customers write in private on another network than in public (T3)."""

from typing import Protocol

from shared.domain.settings.desk import Account
from shared.ports.networks import HasRules
from shared.usecases.settings.current import ReadsSettings, desk_settings


class PublicAccountsDesk(ReadsSettings, HasRules, Protocol):
    """The parts of the desk that `public_accounts` uses."""


def public_accounts(network: str, network_id: str, *, desk: PublicAccountsDesk) -> list[Account]:
    """Return the accounts whose customers write in private on that network, to that id of the brand's."""
    of_brand = [account for account in desk_settings(desk).live_accounts if account.network_id == network_id]
    return [account for account in of_brand if desk.rules[account.network].private_network == network]


def private_accounts(network: str, network_id: str, *, desk: PublicAccountsDesk) -> list[Account]:
    """Return the accounts of the brand's id for the private messages of those who write in public on that network."""
    private = desk.rules[network].private_network
    return [a for a in desk_settings(desk).live_accounts if (a.network, a.network_id) == (private, network_id)]
