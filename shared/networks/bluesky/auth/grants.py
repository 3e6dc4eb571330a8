"""The accounts' sessions, renewed under the desk's lease (ports.Grants)."""

from dataclasses import replace
from datetime import UTC, datetime

from shared.domain.accounts.connection import Grant
from shared.domain.errors import (
    AccountRefusedError,
    CredentialNotStoredError,
    DisconnectedError,
    RefusedError,
    UnavailableError,
)
from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.hosts import Hosts
from shared.networks.bluesky.api.refusals import MovedError, SessionExpiredError
from shared.networks.bluesky.api.session import Permission, Permissions, Session
from shared.networks.bluesky.auth.log_in import BlueskyLogIn

WRITES = 3
"""The attempts to store a new session: the previous refresh key is spent, though Bluesky takes it for two hours more."""

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class BlueskyGrants:
    """Reads and renews permissions, past any cache: two renewals at once spend one key. A renewed session that could not be
    written is held until it can be."""

    def __init__(self, permissions: Permissions, log_in: BlueskyLogIn, hosts: Hosts) -> None:
        self._permissions = permissions
        self._log_in = log_in
        self._hosts = hosts
        self._unkept: dict[str, Session] = {}

    def standing(self, account: Account) -> Grant | None:
        found = self._permissions.of(account, fresh=True)
        if found is None:
            return None
        session = found.session
        if session is None:
            return Grant((), LONG_AGO, LONG_AGO)
        return grant_of(session)

    def renew(self, account: Account) -> Grant:
        """Renew the session by its refresh key, at the PDS where the account lives now; if the key is not accepted, log in
        with the app password. A refusal of that is stored, so that every reader knows the account is disconnected."""
        before = self._permissions.of(account, fresh=True)
        if before is None:
            raise DisconnectedError(f"The account {account.id!r} has no app password that could be used.")
        unkept = self._unkept.pop(account.id, None)
        if unkept is not None and (before.session is None or unkept.renewed_at > before.session.renewed_at):
            return self._keep(account, before.password, unkept)
        return self._keep(account, before.password, self._renewed(account, before))

    def put(self, account: Account, password: str, session: Session) -> Grant:
        """Store a session that a person has just opened; only under the lease that a renewal takes too."""
        return self._keep(account, password, session)

    def _renewed(self, account: Account, before: Permission) -> Session:
        if before.session is not None:
            try:
                return self._log_in.refresh(self._at_home(account, before.session))
            except MovedError:
                pass
            except AccountRefusedError as error:
                self._refused(account, before, error)
                raise
            except (SessionExpiredError, DisconnectedError):
                pass
        try:
            return self._log_in.create(account, before.password)
        except DisconnectedError as error:
            self._refused(account, before, error)
            raise

    def _at_home(self, account: Account, session: Session) -> Session:
        """Return the session at the PDS that the account's DID names now: an account may move and stays the same."""
        try:
            pds = self._hosts.pds_of(account.network_id)
        except RefusedError:
            return session
        return replace(session, pds=pds)

    def _refused(self, account: Account, before: Permission, error: DisconnectedError) -> None:
        locked = isinstance(error, AccountRefusedError)
        if (before.session, before.refused, before.locked) != (None, str(error), locked):
            self._permissions.put(account, Permission(before.password, None, str(error), locked))

    def _keep(self, account: Account, password: str, renewed: Session) -> Grant:
        for left in reversed(range(WRITES)):
            try:
                self._permissions.put(account, Permission(password, renewed))
            except UnavailableError as error:
                if not left:
                    self._unkept[account.id] = renewed
                    words = f"Bluesky has given a new session, and it could not be kept: {error}"
                    raise CredentialNotStoredError(words) from error
            else:
                break
        return grant_of(renewed)


def grant_of(session: Session) -> Grant:
    return Grant((session.scope,) if session.scope else (), session.expires_at, session.renewed_at, session.lacking)
