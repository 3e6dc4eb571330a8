"""The rules of Mastodon, as pure functions and data (N1)."""

from collections.abc import Sequence
from datetime import timedelta

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.measure import Measure
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.networks.mastodon import ids
from shared.networks.mastodon.api.limits import READING
from shared.networks.mastodon.fault_texts import FAULT_TEXTS
from shared.networks.mastodon.options import OPTIONS
from shared.networks.mastodon.text import measure

KEYS = IdempotencyKeys(trusted_for=timedelta(minutes=30), look_first=True)
"""A server keeps a key for an hour. It may answer a second call with an error, or get it before it has stored the key: so the
account's own statuses are looked through first."""

BOTH = frozenset({Channel.PUBLIC, Channel.DIRECT})


class MastodonRules(PlainRules):
    """Mastodon's permissions, measures and texts (domain.networks.NetworkRules).

    A private status is begun on the customer's own server, which nobody else knows, so no address begins one. An id of
    Mastodon's own looks like a time, and of a status from elsewhere is none."""

    network = ids.NETWORK
    title = "Mastodon"
    sign = Sign("M", Shape.HEXAGON)
    account_form = AccountForm(
        FieldForm(ids.LOCAL_ID, "the account's id on its server, mostly digits", "109000000000000001"),
        FieldForm(
            rf"{ids.USER}@{ids.DOMAIN}",
            "the account's whole handle without the first @, user@server",
            "acme@social.example",
        ),
        OPTIONS,
    )
    leaves_out = True
    idempotency: IdempotencyKeys | None = KEYS
    finds_own = True
    handles_tell = BOTH
    shows_native_answers = True
    reading = READING
    fault_texts = FAULT_TEXTS

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return measure.measure(account.options if account is not None else {})

    def opening(self, account: OwnAccount, post: Post, channel: Channel) -> str:  # noqa: ARG002
        """An answer tells nobody by itself, and a private one is seen by those whom it names alone."""
        return f"@{post.author.username} " if post.author.username else ""

    def texts_match(self, ours: str, theirs: str) -> bool:
        """Mastodon shows names without their servers, and changes white space."""
        return measure.plain_names(ours).split() == measure.plain_names(theirs).split()

    def handles_in(self, text: str) -> Sequence[str]:
        return measure.handles_in(text)

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        """Any status that the account sees, in public or in private: Mastodon knows no consent for either. A status of another
        server's account has another id on this one, where the same id is some other status. A private one that can name nobody would be seen by nobody."""
        if channel is Channel.DIRECT:
            if not post.author.username:
                return Reason.NO_MESSAGES
            return Reason.PRIVATE if post.account == account.id else Reason.OTHER_ACCOUNT
        known = ids.post_id(post.id)
        if known is not None and known.server != ids.server_of(account):
            return Reason.OTHER_ACCOUNT
        return Reason.NO_PUBLIC_POST if post.channel is Channel.DIRECT else Reason.SUMMONED

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:  # noqa: ARG002
        return ids.post_address(post_id)

    def customer_address(self, customer: Author) -> str | None:
        return ids.customer_address(customer.username)

    def inbox_address(self, account: OwnAccount) -> str | None:
        server = ids.server_of(account)
        return f"https://{server}/conversations" if server else None

    def post_id_in(self, said: str) -> str | None:
        return ids.post_id_in(said)


RULES: NetworkRules = MastodonRules()
