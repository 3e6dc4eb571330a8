"""Whose session the desk holds, and the account's setting for messages (ports.Console). Bluesky has no webhooks."""

from shared.domain.accounts.connection import AccountCheck, Identity
from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import BlueskyClient, Call, reading_answer
from shared.networks.bluesky.api.refusals import NoRecordError
from shared.networks.bluesky.api.session import MESSAGES
from shared.networks.fields import Fields, dict_in, text_in
from shared.networks.no_webhooks import NoWebhooks

DECLARATION = "chat.bsky.actor.declaration"
EVERYBODY = "all"
BY_DEFAULT = "following"
"""Bluesky's own setting for an account that has declared none: messages only from those whom it follows."""

WHOM = {"following": "those whom it follows", "none": "nobody"}

INCOMING = "messages from everybody"
OPEN = "every customer can write to the account in private"
ONLY = "the account takes messages only from {whom}; the others write in public"
READS_MESSAGES = "the app password may read and write them"
NO_MESSAGES = (
    "the app password was made without access to direct messages, so they are neither read nor answered; make another one with "
    "that box ticked, and connect the account again (--sign-in)"
)


class BlueskyConsole(NoWebhooks, BlueskyClient):
    def identity(self, account: Account) -> Identity:
        """Return the owner of the session, as the PDS says it, and what the session's own token says of its rights."""
        session = self.session(account)
        with reading_answer():
            told = self.ask(account, Call("com.atproto.server.getSession"))
            access = f"app password {'without' if session.lacking else 'with'} {MESSAGES}"
            return Identity(told.text("did"), told.text("handle"), account.name, access)

    def takes_messages_from(self, account: Account) -> str:
        """Return from whom the account takes messages: `all`, `following` or `none`."""
        return text_in(self._declaration(account).get("allowIncoming")) or BY_DEFAULT

    def take_messages_from_everybody(self, account: Account) -> None:
        """Change the account's setting, and leave what else its declaration says."""
        record = {**self._declaration(account), "$type": DECLARATION, "allowIncoming": EVERYBODY}
        body = {"repo": account.network_id, "collection": DECLARATION, "rkey": "self", "record": record}
        self.ask(account, Call("com.atproto.repo.putRecord", body=body))

    def _declaration(self, account: Account) -> dict[str, object]:
        params = [("repo", account.network_id), ("collection", DECLARATION), ("rkey", "self")]
        try:
            found: Fields = self.ask(account, Call("com.atproto.repo.getRecord", params))
        except NoRecordError:
            return {}
        return dict(dict_in(found.values.get("value")))

    def checks(self, account: Account) -> tuple[AccountCheck, ...]:
        """Check the right to read messages, and from whom the account takes them. Whether a brand takes them from everybody is its
        own choice."""
        may_read = not self.session(account).lacking
        taken = self.takes_messages_from(account)
        return (
            AccountCheck(MESSAGES, READS_MESSAGES if may_read else NO_MESSAGES, may_read),
            AccountCheck(
                INCOMING, OPEN if taken == EVERYBODY else ONLY.format(whom=WHOM.get(taken, taken)), _well(taken)
            ),
        )


def _well(taken: str) -> bool | None:
    return True if taken == EVERYBODY else None
