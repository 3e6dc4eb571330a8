"""What the toy network allows, how it measures, and what it says (domain.networks.NetworkRules)."""

from datetime import timedelta

from shared.domain.networks.account_form import AccountForm, FieldForm
from shared.domain.networks.answerable import Reason
from shared.domain.networks.idempotency import IdempotencyKeys
from shared.domain.networks.measure import LetterCount, Measure
from shared.domain.networks.plain_rules import PlainRules
from shared.domain.networks.reading import ReadingLimits
from shared.domain.networks.rules import OwnAccount
from shared.domain.networks.sign import Shape, Sign
from shared.domain.posts.kinds import Channel
from shared.domain.posts.post import Post


class ToyRules(PlainRules):
    network = "toy"
    title = "Toytown"
    sign = Sign("T", Shape.DIAMOND)
    account_form = AccountForm(FieldForm(r"did:toy:\S+", "the account's DID on Toytown", "did:toy:brand"))
    finds_own = False
    idempotency: IdempotencyKeys | None = IdempotencyKeys(timedelta(minutes=30))
    reading = ReadingLimits(timedelta(days=1), None, timedelta(0), 0, overlap=timedelta(hours=3))
    shows_native_answers = True

    def measure(self, channel: Channel, account: OwnAccount | None = None) -> Measure:
        return Measure("graphemes", 40, LetterCount())

    def may_answer(self, post: Post, account: OwnAccount, channel: Channel) -> Reason:
        return Reason.SUMMONED if channel is Channel.PUBLIC else Reason.NO_MESSAGES

    def post_address(self, post_id: str, account: OwnAccount | None = None) -> str:
        return f"https://toytown.example/?note={post_id}"

    def post_id_in(self, said: str) -> str | None:
        return said.rpartition("?note=")[2] or None


RULES = ToyRules()
