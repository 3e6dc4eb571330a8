"""The calls that open and renew a session: https://docs.bsky.app/docs/api/com-atproto-server-create-session.

Renewing needs no password. Logging in has a small limit a day, so the desk does it when it connects an account and when a
session cannot be renewed any more, and never before the instant that Bluesky named.
"""

from shared.domain.errors import OutcomeUnknownError, RateLimitedError
from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.hosts import Hosts
from shared.networks.bluesky.api.limits import LOG_IN
from shared.networks.bluesky.api.refusals import TITLE, refusal
from shared.networks.bluesky.api.session import Session, session_in
from shared.networks.fields import UnreadableError
from shared.networks.http import Answer, CallBudget, HttpClient
from shared.ports.accounts import Budgets

CREATE, REFRESH = "/xrpc/com.atproto.server.createSession", "/xrpc/com.atproto.server.refreshSession"


class BlueskyLogIn:
    def __init__(self, hosts: Hosts, budgets: Budgets | None = None) -> None:
        self._hosts = hosts
        self._budgets = budgets

    def create(self, account: Account, password: str) -> Session:
        """Log in at the account's own PDS. Raises BudgetSpentError before the call where it may not be made yet, and
        NetworkErrors: DisconnectedError for a wrong password, AccountRefusedError for a locked account."""
        pds = self._hosts.pds_of(account.network_id)
        quota = CallBudget(account.id, LOG_IN)
        client = HttpClient(TITLE, pds, clock=self._hosts.clock, budgets=self._budgets)
        answer = client.call("POST", CREATE, json={"identifier": account.network_id, "password": password}, quota=quota)
        if not answer.ok:
            error = refusal(answer, self._hosts.clock.now())
            if isinstance(error, RateLimitedError):
                client.hold(quota, error.until)
            raise error
        return self._session(answer, pds)

    def refresh(self, session: Session) -> Session:
        """Renew the session with its refresh key, which serves once: the answer brings the next. Raises NetworkErrors:
        SessionExpiredError and DisconnectedError if the key is not accepted any more."""
        pds = self._hosts.everywhere or session.pds
        client = HttpClient(TITLE, pds, clock=self._hosts.clock)
        answer = client.call("POST", REFRESH, headers={"Authorization": f"Bearer {session.refresh}"})
        if not answer.ok:
            raise refusal(answer, self._hosts.clock.now())
        return self._session(answer, session.pds)

    def _session(self, answer: Answer, pds: str) -> Session:
        try:
            return session_in(answer.document(), pds, self._hosts.clock.now())
        except UnreadableError as error:
            raise OutcomeUnknownError(f"Bluesky's answer cannot be read: {error}") from error
