"""The permission of an account: an access token of its server, which lasts until it is revoked
(https://docs.joinmastodon.org/methods/oauth/#token).

In the secret of an app's permissions: `{"<account id>": {"token"}}`. Nothing of it may end in a message or a log.
"""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import DisconnectedError, NotFoundError, UnreadableSecretError
from shared.domain.settings.desk import Account
from shared.ports.secrets import AppSecrets


class Permissions:
    """The stored tokens. Every method raises UnavailableError."""

    def __init__(self, grants: AppSecrets) -> None:
        self._grants = grants

    def of(self, account: Account, *, fresh: bool = False) -> str | None:
        """Return the account's token; None if there is none."""
        held = self._read(account, fresh=fresh).get(account.id)
        token = held.get("token") if isinstance(held, dict) else None
        return token if isinstance(token, str) and token else None

    def token(self, account: Account, *, fresh: bool = False) -> str:
        """Return the account's token. Raises DisconnectedError if there is none."""
        found = self.of(account, fresh=fresh)
        if found is None:
            raise DisconnectedError(f"The account {account.id!r} has given no permission yet.")
        return found

    def put(self, account: Account, token: str) -> None:
        """Store the token beside those of the app's other accounts."""
        whole = self._read(account, fresh=True)
        self._grants.write(account.app, {**whole, account.id: {"token": token}})

    def _read(self, account: Account, *, fresh: bool) -> Mapping[str, Any]:
        try:
            return self._grants.read(account.app, fresh=fresh)
        except (NotFoundError, UnreadableSecretError):
            return {}


class TypedToken(Permissions):
    """A token that somebody has typed and the server has not taken yet: it stands nowhere else."""

    def __init__(self, token: str) -> None:
        self._token = token

    def of(self, account: Account, *, fresh: bool = False) -> str | None:  # noqa: ARG002
        return self._token
