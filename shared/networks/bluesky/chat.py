"""Direct messages (chat.bsky.convo.*): conversations of the account, and the messages in them, newest first.

They are read from the conversations themselves and not from the log of changes (`getLog`): its cursor would have to be kept
from poll to poll, and a lost one could not be told from a quiet account.
"""

from collections.abc import Iterator
from dataclasses import replace

from shared.domain.settings.desk import Account
from shared.networks.bluesky.api.client import BlueskyClient, Call
from shared.networks.fields import Fields, text_in

PAGE = 100
CONVOS, MESSAGES = 20, 20
"""The most pages of conversations, and of messages of each, that are read."""

REQUEST = "request"


def convos(client: BlueskyClient, account: Account) -> Iterator[list[Fields]]:
    """Yield the account's conversations by pages, requests too, the one that changed last first: a reaction is a change as well
    as a message. Raises UnreadableError and NetworkErrors."""
    for page in _pages(client, account, Call("chat.bsky.convo.listConvos", [("limit", str(PAGE))]), CONVOS):
        yield list(page.objects("convos"))


def messages(client: BlueskyClient, account: Account, convo: str) -> Iterator[list[Fields]]:
    """Yield a conversation's messages by pages. Raises UnreadableError and NetworkErrors."""
    call = Call("chat.bsky.convo.getMessages", [("convoId", convo), ("limit", str(PAGE))])
    for page in _pages(client, account, call, MESSAGES):
        yield list(page.objects("messages"))


def convo_with(client: BlueskyClient, account: Account, customer: str, *, read_seconds: float | None = None) -> Fields:
    """Return the conversation with a customer, begun if there is none yet. Raises NotAnswerableError if they take no messages
    from the account, UnreadableError and NetworkErrors."""
    call = Call("chat.bsky.convo.getConvoForMembers", [("members", customer)], read_seconds=read_seconds)
    return client.ask(account, call).inside("convo")


def accept(client: BlueskyClient, account: Account, convo: Fields, *, read_seconds: float | None = None) -> None:
    """Accept a request to write: an answer to one that was not accepted may be refused. Idempotent."""
    if text_in(convo.values.get("status")) == REQUEST:
        body = {"convoId": convo.text("id")}
        client.ask(account, Call("chat.bsky.convo.acceptConvo", body=body, read_seconds=read_seconds))


def _pages(client: BlueskyClient, account: Account, call: Call, most: int) -> Iterator[Fields]:
    cursor: str | None = None
    for _ in range(most):
        more = [("cursor", cursor)] if cursor else []
        page = client.ask(account, replace(call, params=[*call.params, *more]))
        yield page
        cursor = page.maybe_text("cursor")
        if not cursor:
            return
