"""Addresses on the networks, as their rules build them: the page knows none itself (N1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.networks.rules import AddressRules
from shared.domain.posts.author import Author
from shared.domain.settings.desk import Account, DeskSettings


@dataclass(frozen=True, slots=True)
class Links:
    """None where the network has no such address, or the desk has no such account any more."""

    settings: DeskSettings
    rules: Mapping[str, AddressRules]

    def post(self, account_id: str, post_id: str | None) -> str | None:
        account = self._account(account_id)
        if account is None or not post_id:
            return None
        return self.rules[account.network].post_address(post_id, account)

    def inbox(self, account_id: str) -> str | None:
        account = self._account(account_id)
        return self.rules[account.network].inbox_address(account) if account is not None else None

    def customer(self, network: str, customer: Author) -> str | None:
        return self.rules[network].customer_address(customer) if network in self.rules else None

    def _account(self, account_id: str) -> Account | None:
        return next((each for each in self.settings.accounts if each.id == account_id), None)
