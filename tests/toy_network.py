"""A network that shares nothing with X: ids of any form, people without handles, letters counted as people see them, answers
that cost nothing and are taken for a day, no webhook, no way to look a post up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.networks.reading import ReadingLimits
from shared.domain.networks.rules import OwnAccount
from shared.domain.posts.incoming_post import IncomingPost
from shared.domain.posts.post import Author, Channel, Post
from tests.builders import at

BRAND = "did:toy:brand"
CUSTOMER = Author("did:web:toy.example%3A8443", "", "みつき")
ACCOUNT = {"network": "toy", "network_id": BRAND, "username": "", "name": "Acme on Toy"}
WINDOW = timedelta(hours=24)

POST = Measure("graphemes", 300, LetterCount(lambda _: 1))
MESSAGE = Measure("bytes", 1_000, LetterCount(lambda letter: len(letter.encode())), splits=False, numbered=False)


class ToyRules:
    network = "toy"
    title = "Toy"
    account_form = AccountForm(FieldForm(r"did:toy:\w+", "the account's id on Toy", "did:toy:brand"))
    reading = ReadingLimits(timedelta(days=30), timedelta(minutes=1), timedelta(0), 25)
    leaves_out = False
    prices: Mapping[str, Decimal] = {}
    charge_names: Mapping[str, Mapping[str, str]] = {"en": {}, "ja": {}}
    fault_texts: Mapping[str, Mapping[str, tuple[str, str]]] = {"en": {}, "ja": {}}
    link_charge = lookup_charge = None

    def measure(self, channel: Channel) -> Measure:
        return POST if channel is Channel.PUBLIC else MESSAGE

    def texts_match(self, ours: str, theirs: str) -> bool:
        return ours == theirs

    def handles_in(self, text: str) -> Sequence[str]:
        return ()

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        return Reason.PRIVATE if channel is Channel.DIRECT else Reason.SUMMONED

    def post_address(self, post_id: str) -> str | None:
        return f"https://toy.example/p?{post_id}"

    def customer_address(self, customer: Author) -> str | None:
        return None

    def message_address(self, account: OwnAccount) -> str | None:
        return None

    def inbox_address(self, account: OwnAccount) -> str | None:
        return None

    def post_id_in(self, said: str) -> str | None:
        return said.partition("?")[2] or None

    def written_at(self, post_id: str) -> datetime | None:
        return None

    def charged_at(self, resource: str) -> datetime | None:
        return None

    def charge_of(self, part: str, *, channel: Channel, summoned: bool, first: bool) -> str | None:
        return None

    def read_charge(self, charge: str, account: OwnAccount) -> tuple[str, str]:
        return charge, charge


RULES = ToyRules()


def written(minute: float, text: str = "届きません", *, name: str = "3kq$.x") -> IncomingPost:
    """A customer's post under the brand's, at `minute` minutes after noon."""
    return IncomingPost(
        network="toy",
        id=f"at://{CUSTOMER.id}/toy.post/{name}",
        answer_id=f"at://{CUSTOMER.id}/toy.post/{name}",
        author=CUSTOMER,
        text=text,
        posted_at=at(minute),
        conversation_id="at://did:toy:brand/toy.post/1",
        channel=Channel.PUBLIC,
        received_for=BRAND,
        told_as_mention=True,
        answer_by=at(minute) + WINDOW,
    )
