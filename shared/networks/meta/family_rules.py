"""What holds on Facebook, Messenger and Instagram alike (N1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.networks.meta.windows import message_window

MEDIA_HOSTS = ("https://*.fbcdn.net", "https://*.cdninstagram.com", "https://lookaside.fbsbx.com")
"""Where Meta keeps what people send. Its addresses run out after a while."""


def texts_match(ours: str, theirs: str) -> bool:
    """Meta takes white space off the ends, and may change it within."""
    return ours.split() == theirs.split()


class MetaRules(PlainRules):
    """Meta takes no idempotency key, charges nothing, and shows what colleagues write in its own apps."""

    leaves_out = False
    idempotency: IdempotencyKeys | None = None
    finds_own = True
    strangers_reached_for: timedelta | None = None
    refuses_repeats = False
    handles_tell: frozenset[Channel] = frozenset()
    shows_native_answers = True
    media_hosts = MEDIA_HOSTS

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:
        """A comment can be answered in public for as long as it stands."""
        return message_window(account.options) if channel is Channel.DIRECT else None

    def texts_match(self, ours: str, theirs: str) -> bool:
        return texts_match(ours, theirs)

    def handles_in(self, text: str) -> Sequence[str]:  # noqa: ARG002
        return ()

    def customer_address(self, customer: Author) -> str | None:  # noqa: ARG002
        """An id of a person serves one Page alone, and leads to nobody."""
        return None

    def written_at(self, post_id: str) -> datetime | None:  # noqa: ARG002
        """No id carries a time."""
        return None
