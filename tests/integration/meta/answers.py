"""Answers on Meta's stand-in: what customers wrote, as the desk holds it, and what is sent to it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.domain.posts.author import Author
from shared.domain.posts.kinds import Channel, PostKind
from shared.domain.posts.post import Post
from shared.domain.settings.desk import Account
from shared.ports.network_sending import Answered, PreparedSend, Sent
from tests.builders import asked
from tests.integration.meta.bench import ACME_FB, ACME_IG, ACME_MS, Bench

KEY = "akeyofapart22222222222222"
WORDS = "お調べします。"
PLATFORMS = {ACME_FB.id: "facebook", ACME_MS.id: "messenger", ACME_IG.id: "instagram"}


@dataclass(frozen=True)
class Question:
    """What somebody wrote to an account: `customer` is their id on its channel."""

    bench: Bench
    account: Account
    answered: Answered
    customer: str

    @property
    def id(self) -> str:
        return self.answered.post.id

    def prepare(self, text: str = WORDS, *, channel: Channel | None = None, to: str = "", **more: Any) -> PreparedSend:
        given = {"answered": self.answered, "key": KEY, **more}
        return self.bench.family.sender.prepare_send(
            self.account,
            channel=channel or self.answered.post.channel,
            to=to or self.id,
            customer=self.customer,
            texts=[text],
            **given,
        )

    def answer(self, text: str = WORDS, **more: Any) -> Sent:
        [sent] = self.prepare(text, **more).send()
        return sent

    def found(self, text: str = WORDS, *, channel: Channel | None = None, since: datetime | None = None) -> Sent | None:
        return self.bench.family.sender.find_own(
            self.account,
            channel=channel or self.answered.post.channel,
            to=self.id,
            customer=self.customer,
            text=text,
            since=since or self.bench.clock.now(),
            key=KEY,
            answered=self.answered,
        )

    def as_told(self, **more: Any) -> "Question":
        """Return the same with other fields of the post."""
        return replace(self, answered=replace(self.answered, post=replace(self.answered.post, **more)))

    def last_wrote(self, at: datetime | None) -> "Question":
        return replace(self, answered=replace(self.answered, wrote_at=at))


def commented(
    bench: Bench, account: Account, name: str = "Hanako", text: str = "いつ届きますか", **more: Any
) -> Question:
    made = bench.comment(text, name, platform=PLATFORMS[account.id], **more)
    customer = bench.meta.person(name)[PLATFORMS[account.id]]
    top = more.get("answers") or made["id"]
    return _question(bench, account, customer, id=made["id"], conversation_id=top, kind=PostKind.COMMENT)


def wrote(bench: Bench, account: Account, name: str = "Hanako", text: str = "いつ届きますか", **more: Any) -> Question:
    platform = "instagram" if account is ACME_IG else "messenger"
    made = bench.meta.write(name, text, platform=platform, **more)
    customer = bench.meta.person(name)[platform]
    found = _question(
        bench, account, customer, id=made["id"], conversation_id=customer, kind=PostKind.DIRECT, channel=Channel.DIRECT
    )
    return found.last_wrote(bench.clock.now())


def _question(bench: Bench, account: Account, customer: str, **values: Any) -> Question:
    author = Author(customer, "", "")
    post: Post = replace(asked(0), account=account.id, network=account.network, author=author, **values)
    return Question(bench, account, Answered(post), customer)
