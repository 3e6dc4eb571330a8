"""The rules of Messenger, as pure functions and data (N1)."""

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import Measure
from shared.domain.networks.rules import NetworkRules, OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.networks.meta import addresses, blind_spots
from shared.networks.meta.answerable import message_answerable
from shared.networks.meta.api.reading_limits import MESSENGER
from shared.networks.meta.family_rules import MetaRules
from shared.networks.meta.fault_texts import fault_texts
from shared.networks.meta.measures import MESSAGE
from shared.networks.meta.windows import OPTIONS


class MessengerRules(MetaRules):
    """Messenger's permissions, measures and texts (domain.networks.NetworkRules). Everything is a private message to a Page."""

    network = "messenger"
    title = "Messenger"
    sign = Sign("M", Shape.PENTAGON)
    account_form = AccountForm(
        FieldForm(r"[0-9]{5,20}", "the Page's id on Facebook, digits in quotes", "100000000000001"), options=OPTIONS
    )
    reading = MESSENGER
    blind_spots = blind_spots.MESSENGER
    fault_texts = fault_texts("Messenger")

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return MESSAGE

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        return message_answerable(post, account, channel)

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str | None:  # noqa: ARG002
        """A message has no address."""
        return None

    def message_address(self, account: OwnAccount) -> str | None:
        return addresses.messenger_chat(account.username or account.network_id)

    def inbox_address(self, account: OwnAccount) -> str | None:
        return addresses.page_inbox(account.network_id)

    def post_id_in(self, said: str) -> str | None:
        """Messenger shows its message ids to nobody, so there is none to paste."""
        return said if addresses.MESSAGES.fullmatch(said) else None


RULES: NetworkRules = MessengerRules()
