"""The rules of X, as pure functions and data (N1)."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import Measure
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.rules import OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post
from shared.networks.x.answering import may_answer
from shared.networks.x.api.limits import READING
from shared.networks.x.api.words import HANDLE
from shared.networks.x.fault_texts import FAULT_TEXTS
from shared.networks.x.pricing.prices import CHARGES, PRICES, XCharge, charge_of, read_charge
from shared.networks.x.reading import addresses
from shared.networks.x.reading.snowflake import snowflake_time
from shared.networks.x.text.measure import measure
from shared.networks.x.text.text_matching import texts_match


class XRules(PlainRules):
    """X's permissions, measures and texts (domain.networks.NetworkRules). X puts the handles in front of an answer by itself."""

    network = "x"
    title = "X"
    sign = Sign("X", Shape.SQUARE)
    account_form = AccountForm(
        FieldForm(r"[1-9][0-9]{0,19}", "the account's user id on X, 1 to 20 digits in quotes", "1111111111"),
        FieldForm(r"[A-Za-z0-9_]{1,50}", "the account's handle without the @: letters, digits and _", "acme_help"),
    )
    leaves_out = refuses_repeats = True
    handles_tell = frozenset({Channel.PUBLIC})
    finds_own = True
    shows_native_answers = True
    reading = READING
    prices = PRICES
    charge_names = CHARGES
    fault_texts = FAULT_TEXTS
    link_charge = XCharge.POST_WITH_LINK
    lookup_charge = XCharge.POST_READ

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:  # noqa: ARG002
        return measure(channel)

    def texts_match(self, ours: str, theirs: str) -> bool:
        return texts_match(ours, theirs)

    def handles_in(self, text: str) -> Sequence[str]:
        found: list[str] = HANDLE.findall(text)
        return found

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        return may_answer(post, account, channel)

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str:  # noqa: ARG002
        return addresses.of_post(post_id)

    def customer_address(self, customer: Author) -> str:
        return addresses.of_customer(customer)

    def message_address(self, account: OwnAccount) -> str:
        return addresses.of_new_message(account.network_id)

    def inbox_address(self, account: OwnAccount) -> str:  # noqa: ARG002
        return addresses.INBOX

    def post_id_in(self, said: str) -> str | None:
        return addresses.post_id_in(said)

    def written_at(self, post_id: str) -> datetime | None:
        return snowflake_time(post_id)

    def charge_of(self, part: str, *, channel: Channel, summoned: bool, first: bool) -> str:
        return charge_of(part, channel=channel, summoned=summoned, first=first)

    def read_charge(self, charge: str, account: OwnAccount) -> tuple[str, str]:
        return read_charge(charge, account)


RULES = XRules()
