"""Facebook, Messenger and Instagram as a Sender: comments and mentions are answered where they stand, or once in private; messages
by messages.

Meta takes no idempotency key. A message on Messenger carries its part's key, which comes back in its echo; every other send of
unknown outcome is looked for among the newest twenty, by who wrote it, where, when, and in which words (R1).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from shared.domain.errors import (
    NotPermittedError,
    SocialNetworkError,
    WindowClosedError,
)
from shared.domain.posts.kinds import Channel
from shared.domain.posts.visibility import Audience
from shared.domain.settings.desk import Account
from shared.networks.fields import Fields, UnreadableError, reading_answer_of
from shared.networks.meta.api.client import Call, MetaClient
from shared.networks.meta.api.credentials import Credentials
from shared.networks.meta.api.refusals import TITLE, GoneOrNoRightError
from shared.networks.meta.family_rules import texts_match
from shared.networks.meta.ids import INSTAGRAM
from shared.networks.meta.outgoing import Target, private_call, public_call, with_tag
from shared.networks.meta.own_posts import (
    Standing,
    own_comment,
    own_comments,
    own_message,
    own_messages,
    own_private_answer,
)
from shared.networks.meta.reading.version import version_of
from shared.ports.network_sending import Answered, OwnPost, Sent

reading_answer = partial(reading_answer_of, TITLE)

LONGEST_ID = 500
A_SECOND = timedelta(seconds=1)
"""What is read back is dated to the second."""


@dataclass(frozen=True, slots=True, repr=False)
class MetaPreparedSend:
    """One comment or message, with all that was read for it: sending asks nobody but Meta. `is_private` of a message;
    `is_private_answer` of the one that answers a comment."""

    client: MetaClient
    account: Account
    credentials: Credentials
    call: Call
    text: str
    is_private: bool
    is_private_answer: bool

    def send(self) -> Sequence[Sent]:
        try:
            return (self._sent(self.call),)
        except WindowClosedError:
            later = with_tag(self.call, self.account)
            if later is None:
                raise
        return (self._sent(later),)

    def _sent(self, call: Call) -> Sent:
        with reading_answer():
            try:
                answer = Fields(self.client.ask(self.account, call, self.credentials))
            except GoneOrNoRightError as error:
                raise self._of_page(error) from error
            ident = answer.text("message_id" if self.is_private else "id")
            if not 0 < len(ident) <= LONGEST_ID:
                raise UnreadableError(f"{answer.at('id')} is no id")
            recipient = answer.maybe_text("recipient_id") if self.is_private_answer else None
        return Sent(ident, self.client.now(), self.text, version=version_of(self.text), recipient=recipient or "")

    def _of_page(self, error: GoneOrNoRightError) -> SocialNetworkError:
        """Return the error of a message that answers a message: it names no post that could be gone, but the Page."""
        if self.is_private and not self.is_private_answer:
            return NotPermittedError(str(error))
        return error


class MetaSender:
    """Sends as an account of any of the three networks."""

    def __init__(self, client: MetaClient) -> None:
        self._client = client

    def prepare_send(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        texts: Sequence[str],
        leave_out: Sequence[str] = (),  # noqa: ARG002  # Meta names nobody by itself
        key: str | None = None,
        audience: Audience | None = None,  # noqa: ARG002  # there is public and private
        content_warning: str = "",  # noqa: ARG002
        quote: str = "",  # noqa: ARG002  # a comment names the one that it answers
        tried_at: datetime | None = None,  # noqa: ARG002  # an answer has Meta's time
        answered: Answered | None = None,
    ) -> MetaPreparedSend:
        """Prepare the answer: the permission is there, and the call is counted."""
        [text] = texts
        credentials, target = self._client.credentials(account), Target(to, answered)
        is_private = channel is Channel.DIRECT
        if is_private:
            page, now = credentials.permission.page_id, self._client.now()
            call = private_call(account, target, page=page, customer=customer, text=text, key=key, now=now)
        else:
            call = public_call(account, target, text)
        self._client.count(account, call)
        return MetaPreparedSend(
            self._client, account, credentials, call, text, is_private, is_private and not target.is_message
        )

    def find_own(
        self,
        account: Account,
        *,
        channel: Channel,
        to: str,
        customer: str,
        text: str,
        since: datetime,
        key: str | None = None,  # noqa: ARG002  # only an echo shows it
        answered: Answered | None = None,
    ) -> Sent | None:
        """Return the newest comment or message of the account since then with this text. Its words are those that were sent."""
        target, earliest = Target(to, answered), since - A_SECOND
        with reading_answer():
            if channel is Channel.PUBLIC:
                found = self._found_comment(account, target, text, earliest)
            else:
                listed = self._messages(account, target, customer)
                found = next((one for one in listed if one.posted_at >= earliest and texts_match(text, one.text)), None)
        if found is None:
            return None
        return replace(found, text=text, recipient="" if target.is_message else found.recipient)

    def own_post(self, account: Account, *, channel: Channel, post_id: str, customer: str) -> OwnPost | None:
        with reading_answer():
            if channel is Channel.PUBLIC:
                return own_comment(self._client, account, post_id)
            return own_message(self._client, account, post_id, customer)

    def _found_comment(self, account: Account, target: Target, text: str, earliest: datetime) -> Sent | None:
        """Return the comment that must be the answer. One right below the answered comment is; of those below the comment at the top,
        where answers to all of its replies stand, only one that is alone with its words."""
        fitting = {
            one.sent.post_id: one
            for one in own_comments(self._client, account, target)
            if one.sent.posted_at >= earliest and texts_match(text, one.sent.text)
        }
        below = [one for one in fitting.values() if _is_below(one, target)]
        if below:
            return below[0].sent
        return next(iter(fitting.values())).sent if len(fitting) == 1 else None

    def _messages(self, account: Account, target: Target, customer: str) -> Iterator[Sent]:
        if target.is_message or account.network == INSTAGRAM:
            yield from own_messages(self._client, account, target.recipient(customer))
        else:
            yield from own_private_answer(self._client, account, target.id)


def _is_below(standing: Standing, target: Target) -> bool:
    """Return whether it answers the post itself, and not merely another comment below the same one."""
    return standing.below == target.id or (standing.below is None and target.thread == target.id)
