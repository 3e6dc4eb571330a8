"""What holds on Facebook, Messenger and Instagram alike (N1)."""

from datetime import timedelta

from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.kinds import Channel
from shared.networks.meta.windows import message_window

MEDIA_HOSTS = ("https://*.fbcdn.net", "https://*.cdninstagram.com", "https://lookaside.fbsbx.com")
"""Where Meta keeps what people send. Its addresses run out after a while."""


def texts_match(ours: str, theirs: str) -> bool:
    """Meta takes white space off the ends, and may change it within."""
    return ours.split() == theirs.split()


class MetaRules(PlainRules):
    """Meta takes no idempotency key, charges nothing, and shows what colleagues write in its own apps. An id of a person
    serves one Page alone, and leads to nobody; no id carries a time."""

    finds_own = True
    shows_native_answers = True
    media_hosts = MEDIA_HOSTS

    def answer_window(self, channel: Channel, account: OwnAccount) -> timedelta | None:
        """A comment can be answered in public for as long as it stands."""
        return message_window(account.options) if channel is Channel.DIRECT else None

    def texts_match(self, ours: str, theirs: str) -> bool:
        return texts_match(ours, theirs)
