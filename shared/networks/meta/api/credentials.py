"""Everything secret that a call of an account needs. Nothing of it may end in a message or a log."""

from dataclasses import dataclass

from shared.networks.meta.api.keys import AppKey
from shared.networks.meta.api.permissions import Permission


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What was read for a call: the account's permission, and the keys of its app."""

    permission: Permission
    key: AppKey

    @property
    def proof(self) -> str:
        return self.key.proof(self.permission.access_token)
