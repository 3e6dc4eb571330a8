"""The rules of LINE, as pure functions and data (N1)."""

import re
from datetime import timedelta
from urllib.parse import quote

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.measure import Measure
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.reading import ReadingLimits
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.networks.line.fault_texts import FAULT_TEXTS
from shared.networks.line.measure import MEASURE

NETWORK = "line"
BASIC_ID = "basic_id"
INBOX = "https://chat.line.biz/"
"""The chats of LINE Official Account Manager. A link to one chat is not documented."""

KEYS = IdempotencyKeys(trusted_for=timedelta(hours=12))
"""LINE keeps a retry key for 24 hours: https://developers.line.biz/en/docs/messaging-api/retrying-api-request/"""

READING = ReadingLimits(back=timedelta(0), messages_every=timedelta(0), replayed=timedelta(0), looked_up=0)
"""Nothing can be read again: the webhook is all that there is."""


class LineRules(PlainRules):
    """LINE's permissions, measures and texts (domain.networks.NetworkRules). Everything is a private message, there are no handles,
    and a message id carries no documented time."""

    network = NETWORK
    title = "LINE"
    sign = Sign("L", Shape.BUBBLE)
    shows_native_answers = False
    """What colleagues write in LINE Official Account Manager comes in by no webhook, and by no call."""
    account_form = AccountForm(
        FieldForm(
            r"U[0-9a-f]{32}",
            "the Official Account's own user id: U and 32 digits or letters from a to f",
            "U00000000000000000000000000000001",
        ),
        options={
            BASIC_ID: FieldForm(
                r"@[A-Za-z0-9._-]{1,30}", "the account's basic ID or premium ID, with its @", "@000abcde"
            )
        },
    )
    strangers_reached_for: timedelta | None = timedelta(days=7)
    """https://developers.line.biz/en/docs/messaging-api/sending-messages/: a push to somebody who is no friend arrives only
    within seven days of their message; LINE answers 200 either way."""
    finds_own = False
    idempotency: IdempotencyKeys | None = KEYS
    reading = READING
    fault_texts = FAULT_TEXTS

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return MEASURE

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        """Only the account that the customer wrote to can write to them: ids of customers differ by provider."""
        if channel is not Channel.DIRECT:
            return Reason.NO_PUBLIC_POST
        return Reason.PRIVATE if post.account == account.id else Reason.OTHER_ACCOUNT

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:  # noqa: ARG002
        return None

    def message_address(self, account: OwnAccount) -> str | None:
        """The documented link that opens a chat with the account:
        https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/"""
        basic_id = account.options.get(BASIC_ID)
        return f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/" if basic_id else None

    def inbox_address(self, account: OwnAccount) -> str:  # noqa: ARG002
        return INBOX

    def post_id_in(self, said: str) -> str | None:
        """LINE shows its message ids to nobody, so there is none to paste."""
        return said if re.fullmatch(r"[0-9]{10,25}", said) else None


RULES: NetworkRules = LineRules()
