"""The permission of an account: the access token of its Page, which serves the Page, its Messenger and the Instagram account
that is linked to it (https://developers.facebook.com/docs/pages/access-tokens/).

In the secret of an app's permissions: `{"<account id>": {"access_token", "page_id", "instagram_id"}}`. Nothing of it may end
in a message or a log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import DisconnectedError, NotFoundError, UnreadableSecretError
from shared.domain.settings.desk import Account
from shared.networks.fields import dict_in, text_in
from shared.ports.secrets import AppSecrets


@dataclass(frozen=True, slots=True, repr=False)
class Permission:
    """`page_id` is the Page whose token it is; for an Instagram account, the Page that it is linked to."""

    access_token: str
    page_id: str
    instagram_id: str = ""


class Permissions:
    """The stored permissions. Every method raises UnavailableError."""

    def __init__(self, grants: AppSecrets) -> None:
        self._grants = grants

    def of(self, account: Account, *, fresh: bool = False) -> Permission | None:
        """Return the account's permission; None if there is none."""
        return _permission(self._read(account.app, fresh=fresh).get(account.id))

    def granted(self, account: Account, *, fresh: bool = False) -> Permission:
        """Return the account's permission. Raises DisconnectedError if there is none."""
        found = self.of(account, fresh=fresh)
        if found is None:
            raise DisconnectedError(f"The account {account.id!r} has given no permission yet.")
        return found

    def all(self, app: str, *, fresh: bool = False) -> Mapping[str, Permission]:
        """Return the permissions that accounts of the app have given, by the desk's id of the account."""
        found = {ident: _permission(held) for ident, held in self._read(app, fresh=fresh).items()}
        return {ident: permission for ident, permission in found.items() if permission is not None}

    def put(self, account: Account, permission: Permission) -> None:
        """Store the permission beside those of the app's other accounts."""
        self.put_all(account.app, [account.id], permission)

    def put_all(self, app: str, accounts: Iterable[str], permission: Permission) -> None:
        """Store the permission for several accounts of the app, by the desk's ids of them."""
        held = {"access_token": permission.access_token, "page_id": permission.page_id}
        if permission.instagram_id:
            held["instagram_id"] = permission.instagram_id
        self._grants.write(app, {**self._read(app, fresh=True), **dict.fromkeys(accounts, held)})

    def _read(self, app: str, *, fresh: bool) -> Mapping[str, Any]:
        try:
            return self._grants.read(app, fresh=fresh)
        except (NotFoundError, UnreadableSecretError):
            return {}


class TypedPermission(Permissions):
    """A permission that nobody has stored yet: a token that was just typed, or the app's own."""

    def __init__(self, permission: Permission) -> None:
        self._permission = permission

    def of(self, account: Account, *, fresh: bool = False) -> Permission | None:  # noqa: ARG002
        return self._permission


def _permission(held: object) -> Permission | None:
    values = dict_in(held)
    token, page = text_in(values.get("access_token")), text_in(values.get("page_id"))
    return Permission(token, page, text_in(values.get("instagram_id"))) if token and page else None
